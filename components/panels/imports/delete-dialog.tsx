'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/dialog';
import { formatBytes } from '@/lib/view/format-bytes';
import { formatCount, plural } from '@/lib/view/format-number';
import { isActive, isErrorLog, type ImportSummary } from '@/lib/view/receipt';
import { ask } from '../request';

/** Says what goes with an import, then deletes it. */
export function DeleteDialog({ item, open, onOpenChange, onDeleted }: { item: ImportSummary; open: boolean; onOpenChange: (open: boolean) => void; onDeleted: () => void }) {
  const [error, setError] = useState<string | null>(null), [busy, setBusy] = useState(false);
  const go = async (): Promise<void> => {
    setBusy(true); setError(null);
    try { await ask('DELETE', `/api/imports/${item.id}`); onOpenChange(false); onDeleted(); } catch (e) { setError((e as Error).message); } finally { setBusy(false); }
  };
  return (
    <Modal open={open} onOpenChange={onOpenChange} title={`Delete “${item.name}”?`} about="Everything that this import added goes, from every chart and list. It cannot be undone; the log can be imported again.">
      <ul className="list-disc pl-5">
        {isErrorLog(item) ? <li>{plural(item.events, 'error line')}, and what they tell of calls</li> : <li>{plural(item.calls, 'call')}, {formatCount(item.failed)} of them failed</li>}
        <li>{plural(item.lines, 'line')} with their raw text, {formatCount(item.quarantined)} of them quarantined</li>
        {isActive(item) && <li>the uploaded file of {formatBytes(item.sizeBytes)}, which is still being read</li>}
      </ul>
      <p className="mt-3 text-soft">The source “{item.source.name}” and its settings stay.</p>
      {error && <p role="alert" className="mt-3 text-worse">{error}</p>}
      <div className="mt-5 flex justify-end gap-2"><Button onClick={() => onOpenChange(false)}>Keep it</Button><Button kind="danger" disabled={busy} onClick={() => void go()}>{busy ? 'Deleting…' : 'Delete import'}</Button></div>
    </Modal>
  );
}
