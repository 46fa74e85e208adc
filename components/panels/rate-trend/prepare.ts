import type { Outcomes } from '@/lib/db/outcomes';

export type RatePoint = { at: number; failed: number | null; timeouts: number | null; calls: number };

/** Shares (0..1) of all calls of the slice a bucket. No calls, no rate: a gap. */
export function prepare(o: Outcomes): RatePoint[] {
  const step = o.range.bucketSec * 1000;
  return Array.from(o.all, (all, i) => ({ at: o.range.fromMs + i * step, failed: all > 0 ? o.failed[i] / all : null, timeouts: all > 0 ? o.timeouts[i] / all : null, calls: all }));
}
