'use client';
import { NumberLink } from '@/components/panels/number-link';
import { PlainTable } from '@/components/table/plain-table';
import { formatShare } from '@/lib/view/format-number';
import { formatTime } from '@/lib/view/format-time';
import type { ViewState } from '@/lib/view/state';
import { callsHref, type ResolvedTime } from '@/lib/view/time';
import type { RatePoint } from './prepare';

type Props = { title: string; points: RatePoint[]; view: ViewState; time: Pick<ResolvedTime, 'frozen'>; bucketSec: number; /** Only failed calls are counted. */ failedOnly: boolean };

/** Made in the browser from the chart's points, once it is asked for. */
export function RateTable({ title, points, view, time, bucketSec, failedOnly }: Props) {
  // The base of a rate is every call of the slice, whatever class the view asks for.
  const base = (at: number): Partial<ViewState> => ({ failure: failedOnly ? 'any' : null, phase: null, from: new Date(at).toISOString(), to: new Date(at + bucketSec * 1000).toISOString() });
  return (
    <PlainTable caption={title} rows={points} rowKey={(p) => p.at} columns={[
      { key: 'at', head: `From (${view.zone})`, cell: (p) => formatTime(p.at, view.zone, 'minute') },
      { key: 'calls', head: 'Calls', right: true, cell: (p) => <NumberLink n={p.calls} href={callsHref(view, time, base(p.at))} /> },
      { key: 'failed', head: 'Failed', right: true, cell: (p) => formatShare(p.failed) },
      { key: 'timeouts', head: 'Timed out', right: true, cell: (p) => formatShare(p.timeouts) },
    ]} />
  );
}
