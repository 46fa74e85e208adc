'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/field';
import { ask } from '../request';

/** A wrong guess is corrected here: the source is read again as the format that is chosen, from its stored bytes. */
export function FormatForm({ sourceId, sourceName, current, formats }: { sourceId: number; sourceName: string; current: string | null; formats: readonly { id: string; title: string }[] }) {
  const router = useRouter(), [format, setFormat] = useState(current ?? ''), [busy, setBusy] = useState(false), [error, setError] = useState<string | null>(null);
  const go = async (): Promise<void> => {
    setBusy(true); setError(null);
    try { await ask('PATCH', `/api/sources/${sourceId}`, { settings: { format: format || null } }); router.refresh(); } catch (e) { setError((e as Error).message); }
    setBusy(false);
  };
  return (
    <form className="mt-4 flex flex-wrap items-end gap-3 border-t border-line pt-4" onSubmit={(e) => { e.preventDefault(); void go(); }}>
      <div className="min-w-52 flex-1">
        <Select label="Not what they are? Read them as" value={format} onChange={(e) => setFormat(e.target.value)} hint={`Holds for everything of ${sourceName}; nothing is uploaded again.`}>
          <option value="">Recognise each line</option>
          {formats.map((f) => <option key={f.id} value={f.id}>{f.title}</option>)}
        </Select>
      </div>
      <Button type="submit" className="mb-5" disabled={busy || format === (current ?? '')}>{busy ? 'Asking…' : 'Read again'}</Button>
      {error && <p role="alert" className="w-full text-xs text-worse">{error}</p>}
    </form>
  );
}
