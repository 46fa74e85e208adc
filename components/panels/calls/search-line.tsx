'use client';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Spinner } from '@/components/ui/spinner';
import { formatCount, plural } from '@/lib/view/format-number';
import { formatTime } from '@/lib/view/format-time';
import type { AttemptWord } from '@/lib/view/state';
import type { StreamState } from './stream-state';

const WORDS: Record<AttemptWord, string> = { any: 'such attempt', failed: 'failed attempt', hidden: 'failed attempt', spoiled: 'failed attempt' };

type Props = { stream: StreamState; range: { fromMs: number; toMs: number }; zone: string; slowest: boolean; /** The attempts that the view asks for. */ attempts: AttemptWord | null; /** Where the list stands in the other order; null: it has none, or the heads of the table change it. */ otherOrder: string | null; onMore: () => void; onStop: () => void };

/** What the list holds, the range that was searched for it, and the button that stops it or goes on. */
export function SearchLine({ stream, range, zone, slowest, attempts, otherOrder, onMore, onStop }: Props) {
  const { progress, rows, total, running, why } = stream, span = Math.max(1, range.toMs - range.fromMs);
  const searchedFrom = why === 'all' ? range.fromMs : Math.min(progress?.searchedFrom ?? range.toMs, rows.length && !slowest ? rows[rows.length - 1].at : range.toMs);
  const share = slowest ? (why === 'all' ? 1 : 0) : Math.min(1, Math.max(0, (range.toMs - searchedFrom) / span));
  const order = slowest ? 'slowest first' : 'newest first';
  return (
    <div className="border-b border-line px-5 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p role="status" className="min-w-0 flex-1 text-soft">
          {total !== null ? <><strong className="font-semibold text-ink">{plural(total, 'call')}{attempts !== null && stream.attempts !== null && ` with ${plural(stream.attempts, WORDS[attempts])}`}</strong>, {order}{rows.length < total && <span className="text-faint"> · {formatCount(rows.length)} loaded</span>}</>
            : <><strong className="font-semibold text-ink">{plural(rows.length, 'call')}</strong> {why === 'all' ? `in all, ${order}` : 'so far, ' + order}</>}
          {otherOrder !== null && <> · <Link href={otherOrder} prefetch={false} scroll={false} className="underline underline-offset-4">{slowest ? 'newest first' : 'slowest first'}</Link></>}
          {total === null && why !== 'all' && <span className="text-faint"> · searched {formatTime(searchedFrom, zone)} – {formatTime(range.toMs, zone, 'minute')}{running && progress && progress.chunksTotal > 0 && ` (${formatCount(progress.chunksDone)} of ${plural(progress.chunksTotal, 'chunk')})`}</span>}
        </p>
        {running ? <><Spinner label="Searching" /><Button size="small" onClick={onStop}>Stop</Button></>
          : why !== 'all' && why !== null && <Button size="small" onClick={onMore}>{why === 'page' ? 'Load more' : 'Search further'}</Button>}
      </div>
      {!slowest && (
        <div role="img" aria-label={`${Math.round(share * 100)} % of the range is searched`} className="mt-2 flex h-1 justify-end overflow-hidden rounded-full bg-sunken" title="The part of the range that is searched; the newest is at the right">
          <div className="bg-accent/70" style={{ width: `${share * 100}%` }} />
        </div>
      )}
      {stream.error !== null && <p role="alert" className="mt-2 text-worse">{stream.error} What is listed so far stays; “Search further” goes on from there.</p>}
    </div>
  );
}
