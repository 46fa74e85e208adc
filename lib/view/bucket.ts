/** From a time range to the points of a chart: which bucket, which cube level, and the range snapped to whole buckets. */

/** Bucket sizes in seconds, and the coarsest cube level that still divides each. */
const STEPS: readonly [seconds: number, level: number][] = [
  [60, 1], [300, 2], [900, 2], [1800, 2], [3600, 3], [10800, 3], [21600, 3], [43200, 3], [86400, 4], [604800, 4], [2592000, 4],
];
/** No series has more points than this. */
export const MAX_POINTS = 400;

export type Range = {
  /** ms since the epoch, whole buckets, from inclusive to exclusive. */
  fromMs: number; toMs: number; bucketSec: number; level: number; points: number;
};

/** Snaps [fromMs, toMs) outwards to the finest bucket that keeps at most `maxPoints`. An empty range becomes one bucket. */
export function bucketRange(fromMs: number, toMs: number, maxPoints = MAX_POINTS): Range {
  for (const [bucketSec, level] of STEPS) {
    const step = bucketSec * 1000, from = Math.floor(fromMs / step) * step, to = Math.max(from + step, Math.ceil(toMs / step) * step), points = (to - from) / step;
    if (points <= maxPoints || bucketSec === STEPS[STEPS.length - 1][0]) return { fromMs: from, toMs: to, bucketSec, level, points };
  }
  throw new Error('unreachable');
}
