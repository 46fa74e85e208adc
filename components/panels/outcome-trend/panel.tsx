import { TimeChart } from '@/components/chart/time-chart';
import type { Series } from '@/components/chart/series';
import { plural } from '@/lib/view/format-number';
import { formatSpan } from '@/lib/view/format-duration';
import { exportsOf, ignoredNote, type AskProps } from '../ask-props';
import { Frame, FrameEmpty } from '../frame';
import { prepare } from './prepare';
import { query } from './query';
import { OutcomeTable } from './table';

export const title = 'Calls by outcome';
const series: Series[] = [{ key: 'timeouts', label: 'Timed out', color: 'timeout' }, { key: 'failed', label: 'Failed otherwise', color: 'failed' }, { key: 'well', label: 'Ended well', color: 'well' }];

export async function OutcomeTrend({ ask }: AskProps) {
  const o = await query(ask), { range } = o, { view, time } = ask, points = prepare(o);
  const shown = o.slice.failedOnly ? series.slice(0, 2) : series;
  const total = points.reduce((n, p) => n + p.well + p.failed + p.timeouts, 0);
  return (
    <Frame title={title} sub={`Every ${formatSpan(range.bucketSec)}. ${ignoredNote(o.slice.ignored) ?? 'Drag across a chart to zoom in.'}`} exports={exportsOf(ask, 'outcome-trend')}
      table={<OutcomeTable title={title} points={points} view={view} time={{ frozen: time.frozen }} bucketSec={range.bucketSec} />}>
      {total === 0 ? <FrameEmpty>No calls in this range{o.slice.ignored.length || Object.keys(o.slice.where).length ? ' with these filters' : ''}.</FrameEmpty>
        : <TimeChart title={`${title}, ${plural(total, 'call')}`} points={points} series={shown} kind="stack" unit="count" fromMs={range.fromMs} toMs={range.toMs} bucketSec={range.bucketSec} zone={view.zone} height={220} />}
    </Frame>
  );
}
