'use client';
import Link from '@/components/ui/link';
import { Button } from '@/components/ui/button';
import { Spinner } from '@/components/ui/spinner';
import { formatCount, plural } from '@/lib/view/format-number';
import { formatTime } from '@/lib/view/format-time';
import type { AttemptWord } from '@/lib/view/state';
import type { StreamState } from './stream-state';

const WORDS: Record<AttemptWord, string> = { any: 'such attempt', failed: 'failed attempt', hidden: 'failed attempt', spoiled: 'failed attempt' };

type Props = { stream: StreamState; range: { fromMs: number; toMs: number }; zone: string; slowest: boolean; /** The attempts that the view asks for. */ attempts: AttemptWord | null; /** Where the list stands in the other order; null: it has none, or the heads of the table change it. */ otherOrder: string | null; onMore: () => void; onStop: () => void };

/** How far the list is, by work: calls loaded of a known number, else chunks read, else (where calls are found by index) the time covered. */
function shareOf({ why, total, rows, searched }: StreamState, covered: number): number {
  if (why === 'all') return 1;
  return Math.min(1, Math.max(0, total !== null ? rows.length / Math.max(1, total) : searched !== null ? searched.done / searched.total : covered));
}

/** What the list holds, the range that was searched for it, and the button that stops it or goes on. */
export function SearchLine({ stream, range, zone, slowest, attempts, otherOrder, onMore, onStop }: Props) {
  const { progress, searched, rows, total, running, why } = stream, span = Math.max(1, range.toMs - range.fromMs);
  const searchedFrom = why === 'all' ? range.fromMs : Math.min(progress?.searchedFrom ?? range.toMs, rows.length && !slowest ? rows[rows.length - 1].at : range.toMs);
  const percent = Math.round(100 * shareOf(stream, (range.toMs - searchedFrom) / span)), about = total !== null ? 'of the calls loaded' : searched !== null ? 'of the chunks searched' : 'of the range searched';
  const order = slowest ? 'slowest first' : 'newest first';
  return (
    <div className="border-b border-line px-5 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p role="status" className="min-w-0 flex-1 text-soft">
          {total !== null ? <><strong className="font-semibold text-ink">{plural(total, 'call')}{attempts !== null && stream.attempts !== null && ` with ${plural(stream.attempts, WORDS[attempts])}`}</strong>, {order}{rows.length < total && <span className="text-faint"> · {formatCount(rows.length)} loaded</span>}</>
            : <><strong className="font-semibold text-ink">{plural(rows.length, 'call')}</strong> {why === 'all' ? `in all, ${order}` : 'so far, ' + order}</>}
          {otherOrder !== null && <> · <Link href={otherOrder} scroll={false} className="underline underline-offset-4">{slowest ? 'newest first' : 'slowest first'}</Link></>}
          {total === null && why !== 'all' && <span className="text-faint"> · searched {formatTime(searchedFrom, zone)} – {formatTime(range.toMs, zone, 'minute')}{searched !== null && ` (${formatCount(searched.done)} of ${plural(searched.total, 'chunk')})`}</span>}
        </p>
        {running ? <><Spinner label="Searching" /><Button size="small" onClick={onStop}>Stop</Button></>
          : why !== 'all' && why !== null && <Button size="small" onClick={onMore}>{why === 'page' ? 'Load more' : 'Search further'}</Button>}
      </div>
      {!slowest && (
        <div role="progressbar" aria-label="Progress of the list" aria-valuenow={percent} aria-valuetext={`${percent} % ${about}`} title={`${percent} % ${about}`} className="mt-2 h-1 overflow-hidden rounded-full bg-sunken">
          <div className="h-full bg-accent/70" style={{ width: `${percent}%` }} />
        </div>
      )}
      {stream.error !== null && <p role="alert" className="mt-2 text-worse">{stream.error} What is listed so far stays; “Search further” goes on from there.</p>}
    </div>
  );
}
