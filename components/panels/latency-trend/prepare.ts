import type { Outcomes } from '@/lib/db/outcomes';
import { findWalls, type Wall } from '@/lib/view/wall';

export type LatencyPoint = { at: number; p50: number | null; p95: number | null; p99: number | null; timed: number };
export type Latency = { points: LatencyPoint[]; walls: Wall[]; log: boolean };

/** Percentiles a bucket in ms. A bucket without a duration is a gap. A logarithmic axis where the lines lie more than 30 times apart. */
export function prepare(o: Outcomes): Latency {
  const step = o.range.bucketSec * 1000;
  const points = o.perBucket.map((h, i): LatencyPoint => ({ at: o.range.fromMs + i * step, p50: h?.quantile(0.5) ?? null, p95: h?.quantile(0.95) ?? null, p99: h?.quantile(0.99) ?? null, timed: h?.count ?? 0 }));
  const low = Math.min(...points.flatMap((p) => (p.p50 !== null && p.p50 > 0 ? [p.p50] : []))), high = Math.max(...points.map((p) => p.p99 ?? 0));
  return { points, walls: findWalls(o.timedOut), log: high > low * 30 };
}
