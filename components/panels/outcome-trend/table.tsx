'use client';
import { NumberLink } from '@/components/panels/number-link';
import { PlainTable } from '@/components/table/plain-table';
import { partOf } from '@/lib/view/filters';
import { formatTime } from '@/lib/view/format-time';
import type { ViewState } from '@/lib/view/state';
import { callsHref, type ResolvedTime } from '@/lib/view/time';
import type { OutcomePoint } from './prepare';

type Props = { title: string; points: OutcomePoint[]; view: ViewState; time: Pick<ResolvedTime, 'frozen'>; bucketSec: number };

/** Made in the browser from the chart's points, once it is asked for. */
export function OutcomeTable({ title, points, view, time, bucketSec }: Props) {
  const bucket = (at: number): Partial<ViewState> => ({ from: new Date(at).toISOString(), to: new Date(at + bucketSec * 1000).toISOString() });
  return (
    <PlainTable caption={title} rows={points} rowKey={(p) => p.at} columns={[
      { key: 'at', head: `From (${view.zone})`, cell: (p) => formatTime(p.at, view.zone, 'minute') },
      { key: 'well', head: 'Ended well', right: true, cell: (p) => <NumberLink n={p.well} href={callsHref(view, time, { failure: 'none', phase: null, ...bucket(p.at) })} /> },
      { key: 'failed', head: 'Failed otherwise', right: true, cell: (p) => <NumberLink n={p.failed} href={callsHref(view, time, { failure: partOf(view.failure, 'other'), ...bucket(p.at) })} /> },
      { key: 'timeouts', head: 'Timed out', right: true, cell: (p) => <NumberLink n={p.timeouts} href={callsHref(view, time, { failure: partOf(view.failure, 'timeout'), ...bucket(p.at) })} /> },
    ]} />
  );
}
