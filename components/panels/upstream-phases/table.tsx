'use client';
import { NumberLink } from '@/components/panels/number-link';
import { PlainTable } from '@/components/table/plain-table';
import { formatDuration } from '@/lib/view/format-duration';
import { formatTime } from '@/lib/view/format-time';
import type { ViewState } from '@/lib/view/state';
import { bareCallsHref } from '@/lib/view/time';
import { PARTS, type PhasePart, type PhasePoint } from './prepare';

type Props = { points: PhasePoint[]; parts: PhasePart[]; view: ViewState; upstream: string; bucketSec: number };

/** Made in the browser from the chart's points, once it is asked for. */
export function PhaseTable({ points, parts, view, upstream, bucketSec }: Props) {
  const iso = (ms: number): string => new Date(ms).toISOString(), bucketAt = (at: number) => ({ frozen: { from: iso(at), to: iso(at + bucketSec * 1000) } });
  return (
    <PlainTable caption="Mean time of an attempt by phase" rows={points.filter((p) => p.attempts > 0)} rowKey={(p) => p.at} columns={[
      { key: 'at', head: 'From', cell: (p) => formatTime(p.at, view.zone, 'minute') }, { key: 'attempts', head: 'Attempts', right: true, cell: (p) => <NumberLink n={p.attempts} href={bareCallsHref(view, bucketAt(p.at), { upstream, attempts: 'any' })} /> },
      ...parts.map((k) => ({ key: k, head: PARTS[k], right: true, cell: (p: PhasePoint) => formatDuration(p[k]) })),
    ]} />
  );
}
