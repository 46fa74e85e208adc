/** Outcomes as the data layer gives them, made from a few calls: for tests of preparers. Buckets of one minute from 0. */
import type { Outcomes } from '@/lib/db/outcomes';
import { FAILURES, failureCode, isTimeoutCode } from '@/lib/failure';
import { CALLS, FAILED } from '@/lib/rollup/cubes';
import { Histogram } from '@/lib/rollup/histogram';

export type TestCall = { bucket: number; failure?: string; ms?: number; times?: number };

export function outcomesOf(points: number, calls: readonly TestCall[], slice: Partial<Outcomes['slice']> = {}): Outcomes {
  const o: Outcomes = {
    range: { fromMs: 0, toMs: points * 60_000, bucketSec: 60, level: 1, points }, slice: { cube: slice.failedOnly ? FAILED : CALLS, where: {}, codes: null, failedOnly: false, ignored: [], ...slice },
    all: new Float64Array(points), calls: new Float64Array(points), failed: new Float64Array(points), timeouts: new Float64Array(points), byCode: new Float64Array(FAILURES.length),
    durations: new Histogram(), timedOut: new Histogram(), perBucket: new Array<Histogram | null>(points).fill(null),
  };
  for (const { bucket, failure = 'none', ms, times = 1 } of calls) {
    const code = failureCode(failure);
    o.all[bucket] += times;
    if (o.slice.codes !== null && !o.slice.codes.has(code)) continue;
    o.calls[bucket] += times; o.byCode[code] += times;
    if (code !== 0) o.failed[bucket] += times;
    if (isTimeoutCode(code)) o.timeouts[bucket] += times;
    if (ms === undefined) continue;
    o.durations.add(ms, times); (o.perBucket[bucket] ??= new Histogram()).add(ms, times);
    if (isTimeoutCode(code)) o.timedOut.add(ms, times);
  }
  return o;
}
