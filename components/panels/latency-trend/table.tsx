'use client';
import { NumberLink } from '@/components/panels/number-link';
import { PlainTable } from '@/components/table/plain-table';
import { formatDuration } from '@/lib/view/format-duration';
import { formatTime } from '@/lib/view/format-time';
import type { ViewState } from '@/lib/view/state';
import { callsHref, type ResolvedTime } from '@/lib/view/time';
import type { LatencyPoint } from './prepare';

type Props = { title: string; points: LatencyPoint[]; view: ViewState; time: Pick<ResolvedTime, 'frozen'>; bucketSec: number };

/** Made in the browser from the chart's points, once it is asked for. */
export function LatencyTable({ title, points, view, time, bucketSec }: Props) {
  const iso = (ms: number): string => new Date(ms).toISOString();
  return (
    <PlainTable caption={title} rows={points} rowKey={(p) => p.at} columns={[
      { key: 'at', head: `From (${view.zone})`, cell: (p) => formatTime(p.at, view.zone, 'minute') },
      { key: 'timed', head: 'Calls with a duration', right: true, cell: (p) => <NumberLink n={p.timed} href={callsHref(view, time, { minMs: 0, from: iso(p.at), to: iso(p.at + bucketSec * 1000) })} /> },
      ...(['p50', 'p95', 'p99'] as const).map((k) => ({ key: k, head: k, right: true, cell: (p: LatencyPoint) => formatDuration(p[k]) })),
    ]} />
  );
}
