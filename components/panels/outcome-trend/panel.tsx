import { TimeChart } from '@/components/chart/time-chart';
import type { Series } from '@/components/chart/series';
import { PlainTable } from '@/components/table/plain-table';
import { plural } from '@/lib/view/format-number';
import { formatSpan } from '@/lib/view/format-duration';
import { formatTime } from '@/lib/view/format-time';
import { partOf } from '@/lib/view/filters';
import { callsHref } from '@/lib/view/time';
import { exportsOf, ignoredNote, type AskProps } from '../ask-props';
import { Frame, FrameEmpty } from '../frame';
import { NumberLink } from '../number-link';
import { prepare } from './prepare';
import { query } from './query';

export const title = 'Calls by outcome';
const series: Series[] = [{ key: 'timeouts', label: 'Timed out', color: 'timeout' }, { key: 'failed', label: 'Failed otherwise', color: 'failed' }, { key: 'well', label: 'Ended well', color: 'well' }];

export async function OutcomeTrend({ ask }: AskProps) {
  const o = await query(ask), { range } = o, { view, time } = ask, points = prepare(o), step = range.bucketSec * 1000;
  const shown = o.slice.failedOnly ? series.slice(0, 2) : series;
  const bucket = (at: number) => ({ from: new Date(at).toISOString(), to: new Date(at + step).toISOString() });
  const total = points.reduce((n, p) => n + p.well + p.failed + p.timeouts, 0);
  return (
    <Frame title={title} sub={`Every ${formatSpan(range.bucketSec)}. ${ignoredNote(o.slice.ignored) ?? 'Drag across a chart to zoom in.'}`} exports={exportsOf(ask, 'outcome-trend')}
      table={<PlainTable caption={title} rows={points} rowKey={(p) => p.at} columns={[
        { key: 'at', head: `From (${view.zone})`, cell: (p) => formatTime(p.at, view.zone, 'minute') },
        { key: 'well', head: 'Ended well', right: true, cell: (p) => <NumberLink n={p.well} href={callsHref(view, time, { failure: 'none', phase: null, ...bucket(p.at) })} /> },
        { key: 'failed', head: 'Failed otherwise', right: true, cell: (p) => <NumberLink n={p.failed} href={callsHref(view, time, { failure: partOf(view.failure, 'other'), ...bucket(p.at) })} /> },
        { key: 'timeouts', head: 'Timed out', right: true, cell: (p) => <NumberLink n={p.timeouts} href={callsHref(view, time, { failure: partOf(view.failure, 'timeout'), ...bucket(p.at) })} /> },
      ]} />}>
      {total === 0 ? <FrameEmpty>No calls in this range{o.slice.ignored.length || Object.keys(o.slice.where).length ? ' with these filters' : ''}.</FrameEmpty>
        : <TimeChart title={`${title}, ${plural(total, 'call')}`} points={points} series={shown} kind="stack" unit="count" fromMs={range.fromMs} toMs={range.toMs} bucketSec={range.bucketSec} zone={view.zone} height={220} />}
    </Frame>
  );
}
