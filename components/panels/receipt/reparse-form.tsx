'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { plural } from '@/lib/view/format-number';
import { LayoutField } from '../layout-field';
import { splitLayouts } from '../layouts';
import { ask } from '../request';
import { StoredPreview } from '../stored-preview';

/** Reads the quarantined lines again, with a pasted layout or the source's present settings. What can be read then moves out of quarantine. */
export function ReparseForm({ importId, sourceId, lines }: { importId: number; sourceId: number; lines: number }) {
  const router = useRouter(), [logFormat, setLogFormat] = useState(''), [valid, setValid] = useState(true), [busy, setBusy] = useState(false), [error, setError] = useState<string | null>(null);
  const go = async (): Promise<void> => {
    setBusy(true); setError(null);
    try { await ask('POST', `/api/imports/${importId}/reparse`, { logFormats: splitLayouts(logFormat) }); router.refresh(); } catch (e) { setError((e as Error).message); }
    setBusy(false);
  };
  return (
    <form className="mt-4 flex flex-col gap-3 border-t border-line pt-4" onSubmit={(e) => { e.preventDefault(); void go(); }}>
      <p className="font-medium">Parse these again with …</p>
      <LayoutField rows={3} value={logFormat} onChange={setLogFormat} onValid={setValid} hint="It joins the source’s own formats, and everything of the source is read again from the stored bytes. Empty: again with the settings the source has now." />
      {logFormat.trim() !== '' && valid && <StoredPreview sourceId={sourceId} tried={{ logFormats: splitLayouts(logFormat) }} only="quarantined" />}
      <div><Button type="submit" disabled={busy || !valid}>{busy ? 'Asking…' : `Parse ${plural(lines, 'line')} again`}</Button></div>
      {error && <p role="alert" className="text-xs text-worse">{error}</p>}
    </form>
  );
}
