import type { Ask } from '@/lib/db/ask';
import { readPhaseSeries } from '@/lib/db/phase-series';
import { TimeChart } from '@/components/chart/time-chart';
import { Frame, FrameEmpty } from '@/components/panels/frame';
import { NumberLink } from '@/components/panels/number-link';
import { PlainTable } from '@/components/table/plain-table';
import { formatDuration } from '@/lib/view/format-duration';
import { formatTime } from '@/lib/view/format-time';
import { viewQuery } from '@/lib/view/state';
import { bareCallsHref, freeze } from '@/lib/view/time';
import { PARTS, preparePhases, type PhasePart } from './prepare';

const COLORS: Record<PhasePart, string> = { connect: 'phase-connect', firstByte: 'phase-first', body: 'phase-body', unsplit: 'line-strong', failed: 'timeout' };

/** Mean time of an attempt, stacked by phase. */
export async function UpstreamPhasesPanel({ ask, upstream }: { ask: Ask; upstream: string }) {
  const { points, parts } = preparePhases(await readPhaseSeries(ask, upstream), ask.time.range), { range } = ask.time, { zone } = ask.view, iso = (ms: number): string => new Date(ms).toISOString();
  const bucketAt = (at: number) => ({ frozen: { from: iso(at), to: iso(at + range.bucketSec * 1000) } });
  if (parts.length === 0) return <Frame title="Where attempts spend their time"><FrameEmpty><p>The log has no upstream times in this range.</p><p className="text-xs text-faint">For nginx, add $upstream_connect_time, $upstream_header_time and $upstream_response_time to the log_format.</p></FrameEmpty></Frame>;
  return (
    <Frame title="Where attempts spend their time" sub="Mean of all attempts in a bucket, split by phase. Failed attempts are a share of their own: one that timed out has no first byte."
      exports={{ path: '/api/panels/upstream-phases', query: viewQuery(freeze({ ...ask.view, upstream }, ask.time)) }}
      table={<PlainTable caption="Mean time of an attempt by phase" rows={points.filter((p) => p.attempts > 0)} rowKey={(p) => p.at} columns={[
        { key: 'at', head: 'From', cell: (p) => formatTime(p.at, zone, 'minute') }, { key: 'attempts', head: 'Attempts', right: true, cell: (p) => <NumberLink n={p.attempts} href={bareCallsHref(ask.view, bucketAt(p.at), { upstream, attempts: 'any' })} /> },
        ...parts.map((k) => ({ key: k, head: PARTS[k], right: true, cell: (p: (typeof points)[number]) => formatDuration(p[k]) })),
      ]} />}>
      <TimeChart title="Mean time of an attempt by phase" kind="stack" unit="ms" points={points} series={parts.map((k) => ({ key: k, label: PARTS[k], color: COLORS[k] }))} fromMs={range.fromMs} toMs={range.toMs} bucketSec={range.bucketSec} zone={zone} height={220} />
    </Frame>
  );
}
