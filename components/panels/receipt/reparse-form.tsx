'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/field';
import { plural } from '@/lib/view/format-number';
import { LogFormatField } from '../log-format-field';
import { splitLogFormats } from '../log-formats';
import { ask } from '../request';

/** Reads the quarantined lines again, with another format or a pasted log_format. What can be read then moves out of quarantine. */
export function ReparseForm({ importId, lines, formats }: { importId: number; lines: number; formats: readonly { id: string; title: string }[] }) {
  const router = useRouter(), [format, setFormat] = useState(''), [logFormat, setLogFormat] = useState(''), [valid, setValid] = useState(true), [busy, setBusy] = useState(false), [error, setError] = useState<string | null>(null);
  const go = async (): Promise<void> => {
    setBusy(true); setError(null);
    try { await ask('POST', `/api/imports/${importId}/reparse`, { format: format || null, logFormats: splitLogFormats(logFormat) }); router.refresh(); } catch (e) { setError((e as Error).message); }
    setBusy(false);
  };
  return (
    <form className="mt-4 flex flex-col gap-3 border-t border-line pt-4" onSubmit={(e) => { e.preventDefault(); void go(); }}>
      <p className="font-medium">Parse these again with …</p>
      <div className="grid gap-4 md:grid-cols-2">
        <Select label="Format" value={format} onChange={(e) => setFormat(e.target.value)} hint="Only for the quarantined lines; what is stored stays as it is.">
          <option value="">the log_format on the right</option>
          {formats.map((f) => <option key={f.id} value={f.id}>{f.title}</option>)}
        </Select>
        <LogFormatField rows={3} value={logFormat} onChange={setLogFormat} onValid={setValid} />
      </div>
      <div><Button type="submit" disabled={busy || !valid || (format === '' && logFormat.trim() === '')}>{busy ? 'Asking…' : `Parse ${plural(lines, 'line')} again`}</Button></div>
      {error && <p role="alert" className="text-xs text-worse">{error}</p>}
    </form>
  );
}
