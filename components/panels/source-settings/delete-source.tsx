'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/dialog';
import type { SourceContents } from '@/lib/db/source-contents';
import type { ParseSettings } from '@/lib/ingest/settings';
import { formatBytes } from '@/lib/view/format-bytes';
import { formatCount, plural } from '@/lib/view/format-number';
import { ask } from '../request';

type Props = { source: { id: number; name: string; settings: ParseSettings }; contents: SourceContents };

/** Says what goes with a source, deletes it, and leads to the imports. */
export function DeleteSource({ source: { id, name, settings }, contents: c }: Props) {
  const router = useRouter(), [open, setOpen] = useState(false), [busy, setBusy] = useState(false), [error, setError] = useState<string | null>(null);
  // While files are read the figures grow: those shown are of now.
  const show = (o: boolean): void => { setOpen(o); setError(null); if (o) router.refresh(); };
  const go = async (): Promise<void> => {
    setBusy(true); setError(null);
    // The dialog stays until the other page is there; the way back does not lead here.
    try { await ask('DELETE', `/api/sources/${id}`); router.replace('/imports'); router.refresh(); } catch (e) { setError((e as Error).message); setBusy(false); }
  };
  const made = [[settings.logFormats.length, 'layout'], [settings.templates.length, 'path template']] as const, kept = made.flatMap(([n, what]) => (n > 0 ? [plural(n, what)] : []));
  return (
    <Modal open={open} onOpenChange={show} trigger={<Button kind="danger" size="small" className="no-print">Delete source…</Button>} title={`Delete the source “${name}”?`}
      about="The source goes with everything in it, from every chart, list and menu. It cannot be undone; the logs can be imported again.">
      <ul className="list-disc pl-5">
        {c.imports === 0 ? <li>no imports, it holds none</li> : <li>{plural(c.imports, 'import')}: {plural(c.lines, 'line')} with their raw text{c.quarantined > 0 && <>, {formatCount(c.quarantined)} of them quarantined</>}</li>}
        {c.imports > 0 && <li>{plural(c.calls, 'call')}, {formatCount(c.failed)} of them failed</li>}
        {c.reading.files > 0 && <li>{plural(c.reading.files, 'file')} of {formatBytes(c.reading.bytes)}, {c.reading.files === 1 ? 'which is' : 'which are'} still being read</li>}
        <li>its settings{kept.length > 0 && <>, {kept.join(' and ')} among them</>}</li>
        {c.named > 0 && <li>{plural(c.named, 'upstream group')} named or filled by hand</li>}
      </ul>
      <p className="mt-3 text-soft">Links to it will find nothing. Its name is free again at once: a log imported under it starts a new source.</p>
      {error && <p role="alert" className="mt-3 text-worse">{error}</p>}
      <div className="mt-5 flex flex-wrap justify-end gap-2"><Button onClick={() => show(false)}>Keep it</Button><Button kind="danger" disabled={busy} onClick={() => void go()}>{busy ? 'Deleting…' : 'Delete source'}</Button></div>
    </Modal>
  );
}
