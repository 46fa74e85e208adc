import type { Ask } from '@/lib/db/ask';
import { readPhaseSeries } from '@/lib/db/phase-series';
import { TimeChart } from '@/components/chart/time-chart';
import { Frame, FrameEmpty } from '@/components/panels/frame';
import { viewQuery } from '@/lib/view/state';
import { freeze } from '@/lib/view/time';
import { PARTS, preparePhases, type PhasePart } from './prepare';
import { PhaseTable } from './table';

const COLORS: Record<PhasePart, string> = { connect: 'phase-connect', firstByte: 'phase-first', body: 'phase-body', unsplit: 'line-strong', failed: 'timeout' };

/** Mean time of an attempt, stacked by phase. */
export async function UpstreamPhasesPanel({ ask, upstream }: { ask: Ask; upstream: string }) {
  const { points, parts } = preparePhases(await readPhaseSeries(ask, upstream), ask.time.range), { range } = ask.time, { zone } = ask.view;
  if (points.every((p) => p.attempts === 0)) return <Frame title="Where attempts spend their time"><FrameEmpty>No attempt on this upstream in this range.</FrameEmpty></Frame>;
  if (parts.length === 0) return <Frame title="Where attempts spend their time"><FrameEmpty><p>The log has no upstream times in this range.</p><p className="text-xs text-faint">The log doctor, on the page of the source, says what to add to the gateway.</p></FrameEmpty></Frame>;
  return (
    <Frame title="Where attempts spend their time" sub="Mean of all attempts in a bucket, split by phase. Failed attempts are a share of their own: one that timed out has no first byte."
      exports={{ path: '/api/panels/upstream-phases', query: viewQuery(freeze({ ...ask.view, upstream }, ask.time)) }}
      table={<PhaseTable points={points} parts={parts} view={ask.view} upstream={upstream} bucketSec={range.bucketSec} />}>
      <TimeChart title="Mean time of an attempt by phase" kind="stack" unit="ms" points={points} series={parts.map((k) => ({ key: k, label: PARTS[k], color: COLORS[k] }))} fromMs={range.fromMs} toMs={range.toMs} bucketSec={range.bucketSec} zone={zone} height={220} />
    </Frame>
  );
}
