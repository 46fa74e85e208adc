/**
 * Since when it is bad: the stretch of a range in which a rate stood clearly above its own usual level.
 *
 * The usual level is the lower quartile of the buckets' rates, so that an incident may fill up to three quarters of the range. A bucket is raised
 * when the lower end of the 95 % Wilson interval of its rate lies above three times the usual level and at least one point above it: few calls
 * cannot raise a bucket by chance. Raised buckets with small gaps between them are one stretch; the one with most calls beyond the usual is told.
 */
export type Stretch = {
  /** Bucket indexes, end exclusive. */
  from: number; to: number;
  /** It reaches the last bucket that has calls: it is not over as far as the data goes. */
  ongoing: boolean;
  /** It starts with the first bucket that has calls: when it began is not in the range. */
  fromStart: boolean;
  /** Rates 0..1: the usual level (lower quartile of the buckets), that of all calls outside the stretch, and that within it. */
  usual: number; outside: number; rate: number;
  /** Bad calls beyond what the usual rate would have given. */
  excess: number;
};

const Z = 1.96;
/** Lower end of the Wilson score interval of bad / all. */
export function wilsonLow(bad: number, all: number): number {
  if (all <= 0) return 0;
  const p = bad / all, z2 = Z * Z;
  return Math.max(0, (p + z2 / (2 * all) - Z * Math.sqrt((p * (1 - p) + z2 / (4 * all)) / all)) / (1 + z2 / all));
}

/** @param all calls a bucket; @param bad those of them that are bad. Null when nothing stands out. */
export function raisedStretch(all: ArrayLike<number>, bad: ArrayLike<number>): Stretch | null {
  const n = all.length, rates: number[] = [];
  let first = -1, last = -1, calls = 0, failed = 0;
  for (let i = 0; i < n; i++) if (all[i] > 0) { calls += all[i]; failed += bad[i]; rates.push(bad[i] / all[i]); if (first < 0) first = i; last = i; }
  if (rates.length < 4) return null;
  rates.sort((a, b) => a - b);
  const usual = rates[Math.floor(rates.length / 4)], bar = Math.max(usual * 3, usual + 0.01), gap = Math.max(1, Math.round(n * 0.02));
  let best: Stretch | null = null, start = -1, end = -1;
  const close = (): void => {
    if (start < 0) return;
    let a = 0, b = 0;
    for (let i = start; i < end; i++) { a += all[i]; b += bad[i]; }
    const excess = b - usual * a;
    if (excess >= 10 && (best === null || excess > best.excess)) best = { from: start, to: end, ongoing: end - 1 >= last, fromStart: start <= first, usual, outside: calls > a ? (failed - b) / (calls - a) : 0, rate: b / a, excess };
    start = -1;
  };
  for (let i = 0; i < n; i++) {
    if (wilsonLow(bad[i], all[i]) > bar) { if (start < 0) start = i; end = i + 1; } else if (start >= 0 && i - end >= gap) close();
  }
  close();
  return best;
}
