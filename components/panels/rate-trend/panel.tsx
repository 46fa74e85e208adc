import { TimeChart } from '@/components/chart/time-chart';
import type { Series } from '@/components/chart/series';
import { exportsOf, type AskProps } from '../ask-props';
import { Frame, FrameEmpty } from '../frame';
import { prepare } from './prepare';
import { query } from './query';
import { RateTable } from './table';

export const title = 'Failure and timeout rate';
const series: Series[] = [{ key: 'failed', label: 'Failed, timeouts among them', color: 'failed', dash: '5 3' }, { key: 'timeouts', label: 'Timed out', color: 'timeout' }];

export async function RateTrend({ ask }: AskProps) {
  const o = await query(ask), { range } = o, { view, time } = ask, points = prepare(o);
  return (
    <Frame title={title} sub="Share of all calls of the bucket. A gap is a bucket without calls." exports={exportsOf(ask, 'rate-trend')}
      table={<RateTable title={title} points={points} view={view} time={{ frozen: time.frozen }} bucketSec={range.bucketSec} failedOnly={o.slice.failedOnly} />}>
      {o.slice.failedOnly ? <FrameEmpty>With these filters together only failed calls are counted, so there is no rate. Take one of route, instance and status away.</FrameEmpty>
        : points.every((p) => p.calls === 0) ? <FrameEmpty>No calls in this range.</FrameEmpty>
        : <TimeChart title={title} points={points} series={series} kind="lines" unit="share" fromMs={range.fromMs} toMs={range.toMs} bucketSec={range.bucketSec} zone={view.zone} height={220} />}
    </Frame>
  );
}
