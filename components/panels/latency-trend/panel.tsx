import { TimeChart } from '@/components/chart/time-chart';
import type { Series } from '@/components/chart/series';
import { formatDuration } from '@/lib/view/format-duration';
import { formatShare } from '@/lib/view/format-number';
import { exportsOf, type AskProps } from '../ask-props';
import { Frame, FrameEmpty } from '../frame';
import { prepare } from './prepare';
import { query } from './query';
import { LatencyTable } from './table';

export const title = 'Latency';
const series: Series[] = [{ key: 'p50', label: 'p50', color: 'q50' }, { key: 'p95', label: 'p95', color: 'q95', dash: '6 3' }, { key: 'p99', label: 'p99', color: 'q99', dash: '2 2' }];

export async function LatencyTrend({ ask }: AskProps) {
  const o = await query(ask), { range } = o, { view, time } = ask, { points, walls, log } = prepare(o);
  const wall = walls.length ? `Timeout wall at ${walls.map((w) => `${formatDuration(w.ms)} (${formatShare(w.share)} of the timeouts)`).join(', ')}: calls were cut off there, so anything above is a lower bound. ` : '';
  return (
    <Frame title={title} sub={`${wall}${log ? 'Logarithmic axis. ' : ''}Percentiles are at most 1 % off.`} exports={exportsOf(ask, 'latency-trend')}
      table={<LatencyTable title={title} points={points} view={view} time={{ frozen: time.frozen }} bucketSec={range.bucketSec} />}>
      {o.slice.failedOnly ? <FrameEmpty>With these filters together no durations are kept. Take one of route, instance and status away.</FrameEmpty>
        : o.calls.every((n) => n === 0) ? <FrameEmpty>No calls in this range.</FrameEmpty>
        : points.every((p) => p.timed === 0) ? <FrameEmpty>No call in this range carries a duration. The log doctor on the page of the source says what to add to the gateway.</FrameEmpty>
        : <TimeChart title={title} points={points} series={series} kind="lines" unit="ms" log={log} fromMs={range.fromMs} toMs={range.toMs} bucketSec={range.bucketSec} zone={view.zone} height={220} marks={walls.map((w) => ({ value: w.ms, label: formatDuration(w.ms) }))} />}
    </Frame>
  );
}
