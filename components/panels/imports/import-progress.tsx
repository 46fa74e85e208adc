'use client';
import Link from '@/components/ui/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { formatBytes } from '@/lib/view/format-bytes';
import { formatSpan } from '@/lib/view/format-duration';
import { formatCount, formatShare } from '@/lib/view/format-number';
import { isActive, progressOf, type ImportSummary } from '@/lib/view/receipt';
import { etaSeconds } from '../rate';
import { ask } from '../request';
import { seenHref } from './seen-href';
import { useProgress } from './use-progress';

const WORDS: Record<ImportSummary['state'], string> = { uploading: 'Uploading', queued: 'Waiting for the ingest worker', running: 'Reading', done: 'Done', failed: 'Failed', cancelled: 'Cancelled', deleting: 'Deleting' };

/** An import under way: how far, how fast, how long yet; with a way to what is there already, and to stop it. */
export function ImportProgress({ start }: { start: ImportSummary }) {
  const { summary: s, linesPerSecond, bytesPerSecond, lost } = useProgress(start), [stopping, setStopping] = useState(false), [error, setError] = useState<string | null>(null);
  if (!isActive(s)) return null;
  const share = progressOf(s), eta = s.refold ? etaSeconds(s.refold.done, s.refold.total, bytesPerSecond) : etaSeconds(s.consumedBytes, s.sizeBytes, bytesPerSecond), what = s.refold ? 'Reading again with the changed settings' : WORDS[s.state];
  const cancel = (): void => { setStopping(true); setError(null); ask('POST', `/api/imports/${s.id}/cancel`).catch((e: Error) => { setError(e.message); setStopping(false); }); };
  return (
    <div className="flex flex-col gap-1.5">
      <div role="progressbar" aria-label={`${what}: ${s.name}`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(100 * share)} className="h-1.5 overflow-hidden rounded-full bg-sunken">
        <div className={s.state === 'queued' ? 'h-full bg-line-strong' : 'h-full bg-accent'} style={{ width: `${100 * share}%` }} />
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
        <span className="font-medium text-ink">{what}</span>
        {s.refold ? <span>{formatCount(s.refold.done)} of {formatCount(s.refold.total)} chunks</span> : s.state !== 'queued' && <span>{formatBytes(s.consumedBytes)} of {formatBytes(s.sizeBytes)} ({formatShare(Math.floor(1000 * share) / 1000)})</span>}
        {s.lines > 0 && !s.refold && <span>{formatCount(s.lines)} lines, {formatCount(s.calls)} calls</span>}
        {linesPerSecond !== null && linesPerSecond > 0 && <span>{formatCount(Math.round(linesPerSecond))} lines/s</span>}
        {eta !== null && <span>{eta < 1 ? 'almost done' : `${formatSpan(Math.ceil(eta))} left`}</span>}
        {lost && <span className="text-worse">No answer from the server; trying again</span>}
        <span className="ml-auto flex items-center gap-2">
          {s.calls > 0 && <Link href={seenHref(s)} className="text-accent underline underline-offset-4">See what is there already</Link>}
          {(s.state === 'running' || s.state === 'queued') && <Button size="small" disabled={stopping} onClick={cancel}>Cancel</Button>}
        </span>
      </div>
      {error && <p role="alert" className="text-xs text-worse">{error}</p>}
    </div>
  );
}
