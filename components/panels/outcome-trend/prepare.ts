import type { Outcomes } from '@/lib/db/outcomes';

export type OutcomePoint = { at: number; well: number; failed: number; timeouts: number };

/** Calls a bucket by how they ended. `failed` leaves the timeouts out, so that the three add up to the calls. An empty bucket is zero. */
export function prepare(o: Outcomes): OutcomePoint[] {
  const step = o.range.bucketSec * 1000;
  return Array.from(o.calls, (calls, i) => ({ at: o.range.fromMs + i * step, well: calls - o.failed[i], failed: o.failed[i] - o.timeouts[i], timeouts: o.timeouts[i] }));
}
