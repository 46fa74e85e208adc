import { TimeChart } from '@/components/chart/time-chart';
import type { Series } from '@/components/chart/series';
import { PlainTable } from '@/components/table/plain-table';
import { formatShare } from '@/lib/view/format-number';
import { formatTime } from '@/lib/view/format-time';
import { callsHref } from '@/lib/view/time';
import { exportsOf, type AskProps } from '../ask-props';
import { Frame, FrameEmpty } from '../frame';
import { NumberLink } from '../number-link';
import { prepare } from './prepare';
import { query } from './query';

export const title = 'Failure and timeout rate';
const series: Series[] = [{ key: 'failed', label: 'Failed, timeouts among them', color: 'failed', dash: '5 3' }, { key: 'timeouts', label: 'Timed out', color: 'timeout' }];

export async function RateTrend({ ask }: AskProps) {
  const o = await query(ask), { range } = o, { view, time } = ask, points = prepare(o);
  // The base of a rate is every call of the slice, whatever class the view asks for.
  const base = (at: number) => ({ failure: o.slice.failedOnly ? 'any' : null, phase: null, from: new Date(at).toISOString(), to: new Date(at + range.bucketSec * 1000).toISOString() });
  return (
    <Frame title={title} sub="Share of all calls of the bucket. A gap is a bucket without calls." exports={exportsOf(ask, 'rate-trend')}
      table={<PlainTable caption={title} rows={points} rowKey={(p) => p.at} columns={[
        { key: 'at', head: `From (${view.zone})`, cell: (p) => formatTime(p.at, view.zone, 'minute') },
        { key: 'calls', head: 'Calls', right: true, cell: (p) => <NumberLink n={p.calls} href={callsHref(view, time, base(p.at))} /> },
        { key: 'failed', head: 'Failed', right: true, cell: (p) => formatShare(p.failed) },
        { key: 'timeouts', head: 'Timed out', right: true, cell: (p) => formatShare(p.timeouts) },
      ]} />}>
      {o.slice.failedOnly ? <FrameEmpty>With these filters together only failed calls are counted, so there is no rate. Take one of route, instance and status away.</FrameEmpty>
        : points.every((p) => p.calls === 0) ? <FrameEmpty>No calls in this range.</FrameEmpty>
        : <TimeChart title={title} points={points} series={series} kind="lines" unit="share" fromMs={range.fromMs} toMs={range.toMs} bucketSec={range.bucketSec} zone={view.zone} height={220} />}
    </Frame>
  );
}
