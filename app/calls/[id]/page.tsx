import type { Metadata } from 'next';
import Link from '@/components/ui/link';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { CallDetail } from '@/components/panels/calls/detail/call-detail';
import { SafeText } from '@/components/ui/safe-text';
import { currentViewer } from '@/lib/access/viewer';
import { callDetail } from '@/lib/db/call-detail';
import { parseCallId } from '@/lib/view/call-detail';
import { parseView, viewHref, type SearchParams } from '@/lib/view/state';

export const dynamic = 'force-dynamic';

/** The call of an address, read once a request. */
const load = cache(async (address: string) => { const id = parseCallId(address); return id && callDetail(await currentViewer(), id.importId, id.offset); });

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  if (!(await load((await params).id))) notFound();
  return { title: 'Call' };
}

/** One call under an address of its own; the view in the query leads back to the list that it came from. */
export default async function Call({ params, searchParams }: Props) {
  const view = parseView(await searchParams), call = await load((await params).id);
  if (!call) notFound();
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <p className="no-print text-sm"><Link href={viewHref('/calls', view)} className="text-accent hover:underline">‹ Calls</Link></p>
      <h1 className="line-clamp-3 text-lg font-semibold [overflow-wrap:anywhere]">{call.path === null ? 'Call' : <SafeText text={`${call.method ?? ''} ${call.path}`.trim().slice(0, 300)} path />}</h1>
      <div className="rounded-panel border border-line bg-panel px-5 py-4"><CallDetail call={call} zone={view.zone} /></div>
    </div>
  );
}
