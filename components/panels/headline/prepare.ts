import { sum, type Outcomes } from '@/lib/db/outcomes';
import { raisedStretch } from '@/lib/diagnose/raised-stretch';
import { failureOf } from '@/lib/failure';
import { binFloor, binOf } from '@/lib/rollup/histogram';
import { changeOf, type Change } from '@/lib/view/change';
import { formatRange } from '@/lib/view/format-time';
import type { ViewState } from '@/lib/view/state';
import type { Unit } from '@/lib/view/units';
import { boundedQuantile } from '@/lib/view/wall';

export type Tile = {
  id: 'calls' | 'failed' | 'timeouts' | 'p50' | 'p95' | 'p99';
  label: string; unit: Unit;
  value: number | null;
  /** A count that stands under a rate: 1,204 failed calls. */
  count: number | null;
  before: number | null; change: Change | null;
  /** More of it is bad; calls are neither. */
  worseUp: boolean;
  /** Cut off at a timeout: the true value may be higher. */
  atLeast: boolean;
  /** What of the view changes to show the calls behind it; null when there are none. */
  link: Partial<ViewState> | null;
};
export type Headline = { tiles: Tile[]; compared: boolean };

/** @param comparable false when the data covers only part of the period before: then counts are not compared, rates and percentiles are. */
export function prepare(now: Outcomes, before: Outcomes | null, view: Pick<ViewState, 'failure'>, comparable: boolean): Headline {
  const seen = before !== null && sum(before.all) > 0 ? before : null, only = now.slice.failedOnly;
  const calls = sum(now.calls), was = seen && comparable ? sum(seen.calls) : null;
  const tiles: Tile[] = [{
    id: 'calls', label: only ? 'Failed calls' : 'Calls', unit: 'count', value: calls, count: null, before: was, change: changeOf(calls, was), worseUp: only, atLeast: false,
    link: calls > 0 ? (only && view.failure === null ? { failure: 'any' } : {}) : null,
  }];
  if (!only) tiles.push(rate('failed', 'Failure rate', now, seen, view.failure ?? 'any'));
  if (!only) tiles.push(rate('timeouts', 'Timeout rate', now, seen, view.failure !== null && view.failure !== 'any' ? view.failure : 'timeout'));
  if (!only) for (const [id, q] of [['p50', 0.5], ['p95', 0.95], ['p99', 0.99]] as const) {
    const v = boundedQuantile(now.durations, now.timedOut, q), b = seen?.durations.quantile(q) ?? null;
    tiles.push({ id, label: id, unit: 'ms', value: v.ms, count: null, before: b, change: changeOf(v.ms, b), worseUp: true, atLeast: v.atLeast, link: v.ms === null ? null : { minMs: Math.floor(binFloor(binOf(v.ms))) } });
  }
  return { tiles, compared: seen !== null };
}

/** Why nothing is compared: the data starts with the range, or what it has before lies further back than the period that would be compared. */
export const nothingBefore = (previous: { fromMs: number; toMs: number } | null, failedOnly: boolean, zone: string): string =>
  previous === null ? 'The data holds nothing before this range to compare with.' : `There are no ${failedOnly ? 'failed calls' : 'calls'} in the period before, ${formatRange(previous.fromMs, previous.toMs, zone)}, to compare with.`;

function rate(id: 'failed' | 'timeouts', label: string, now: Outcomes, before: Outcomes | null, failure: string): Tile {
  const all = sum(now.all), n = sum(now[id]), value = all > 0 ? n / all : null, was = before ? sum(before[id]) / sum(before.all) : null;
  return { id, label, unit: 'share', value, count: n, before: was, change: changeOf(value, was), worseUp: true, atLeast: false, link: n > 0 ? { failure } : null };
}

export type Story = {
  failed: number; rate: number | null;
  /** The class of most failed calls and its share of them. */
  main: { code: number; title: string; share: number } | null;
  /** When the failure rate stood clearly above its usual level; null when it did not. */
  stretch: { fromMs: number; toMs: number; fromStart: boolean; ongoing: boolean; outside: number; rate: number } | null;
};

/** Is it bad, and since when: what the numbers say in one sentence. Null without a base to count from. */
export function story(o: Outcomes): Story | null {
  const all = sum(o.all), failed = sum(o.failed);
  if (o.slice.failedOnly || all <= 0) return null;
  let top = 0;
  for (let code = 1; code < o.byCode.length; code++) if (o.byCode[code] > (top === 0 ? 0 : o.byCode[top])) top = code;
  const s = raisedStretch(o.all, o.failed), at = (i: number): number => o.range.fromMs + i * o.range.bucketSec * 1000;
  return {
    failed, rate: failed / all, main: top === 0 ? null : { code: top, title: failureOf(top).title, share: o.byCode[top] / failed },
    stretch: s && { fromMs: at(s.from), toMs: at(s.to), fromStart: s.fromStart, ongoing: s.ongoing, outside: s.outside, rate: s.rate },
  };
}
