import type { Metadata } from 'next';
import Link from '@/components/ui/link';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { ImportActions } from '@/components/panels/imports/import-actions';
import { ImportProgress } from '@/components/panels/imports/import-progress';
import { seenHref } from '@/components/panels/imports/seen-href';
import { ReceiptPanel } from '@/components/panels/receipt/receipt-panel';
import { SafeText } from '@/components/ui/safe-text';
import { currentViewer } from '@/lib/access/viewer';
import { importReceipt } from '@/lib/db/import-summaries';
import { findSource } from '@/lib/db/sources';
import { FORMATS } from '@/lib/formats/registry';
import { isActive } from '@/lib/view/receipt';
import { rowId } from '@/app/api/imports/answer';

export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ id: string }> };

/** The receipt of an address, read once a request. */
const load = cache(async (address: string) => { const id = rowId(address); return id === null ? null : importReceipt(await currentViewer(), id); });

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  if (!(await load((await params).id))) notFound();
  return { title: 'Receipt' };
}

export default async function ReceiptPage({ params }: Props) {
  const receipt = await load((await params).id);
  if (!receipt) notFound();
  const source = await findSource(await currentViewer(), receipt.source.id);
  return (
    <div className="flex flex-col gap-5">
      <div>
        <p className="text-xs text-soft"><Link href="/imports" className="quiet-link">Imports</Link> / receipt</p>
        <div className="flex items-start gap-2"><h1 className="min-w-0 break-all text-xl font-semibold"><SafeText text={receipt.name} /></h1><ImportActions item={receipt} after="/imports" /></div>
      </div>
      {isActive(receipt) && <div className="rounded-panel border border-line bg-panel px-5 py-4"><ImportProgress start={receipt} /></div>}
      {receipt.message && (
        <p role={receipt.state === 'failed' ? 'alert' : 'status'} className={`rounded-panel border px-5 py-3 ${receipt.state === 'failed' ? 'border-worse/50 text-worse' : 'border-line bg-panel'}`}>
          <SafeText text={receipt.message} />{receipt.sameAs !== null && <> <Link href={`/imports/${receipt.sameAs}`} className="text-accent underline underline-offset-4">Open it</Link></>}
        </p>
      )}
      {receipt.state === 'failed' && <p className="text-soft">Nothing of it was kept: charts and lists are as they were before. Mend or unpack the file and <Link href="/imports" className="text-accent underline underline-offset-4">drop it again</Link>; this entry can be deleted.</p>}
      {(receipt.lines > 0 || isActive(receipt) || (receipt.state === 'done' && receipt.sameAs === null)) && <ReceiptPanel receipt={receipt} seen={seenHref(receipt)} format={source?.settings.format ?? null} formats={FORMATS.map(({ id: f, title }) => ({ id: f, title }))} />}
    </div>
  );
}
