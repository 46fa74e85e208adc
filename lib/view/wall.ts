/**
 * Timeout walls: durations at which many timed-out calls end together, because a limit cut them off. Beyond a wall the real duration is not
 * known, only that it was longer (right-censored), so a percentile that reaches it is a lower bound, not a value.
 */
import { BINS, binValue, type Histogram } from '../rollup/histogram';

export type Wall = {
  /** Where the calls were cut, ms. */
  ms: number;
  calls: number;
  /** Of the timed-out calls with a duration. */
  share: number;
};

/** Bins on either side of a peak that belong to it: about 4 %. A gateway's timer fires within that, and a retry's second timer does not. */
const REACH = 3;

/** The walls in the durations of timed-out calls, most calls first. A wall has at least `minCalls` and a tenth of the timeouts. */
export function findWalls(timedOut: Histogram, minCalls = 5, most = 3): Wall[] {
  const left = Float64Array.from(timedOut.bins), walls: Wall[] = [];
  const total = timedOut.count;
  while (walls.length < most) {
    let peak = -1, height = 0;
    for (let i = 1; i < BINS; i++) if (left[i] > height) { height = left[i]; peak = i; }
    if (peak < 0) break;
    let calls = 0, weighted = 0;
    for (let i = Math.max(1, peak - REACH); i <= Math.min(BINS - 1, peak + REACH); i++) { calls += left[i]; weighted += left[i] * binValue(i); left[i] = 0; }
    if (calls < minCalls || calls < total * 0.1) break;
    walls.push({ ms: weighted / calls, calls, share: calls / total });
  }
  return walls;
}

/** A percentile that knows what it does not know. `atLeast`: calls that were cut off could be anywhere above, so the true value may be higher. */
export type Quantile = { ms: number | null; atLeast: boolean };

/**
 * The quantile of all durations, with a bound that holds whatever the cut-off calls would have taken: they are moved to infinity, and
 * where the quantile then rises by more than the histogram's own error, the value is only a lower bound.
 */
export function boundedQuantile(all: Histogram, timedOut: Histogram, q: number): Quantile {
  const ms = all.quantile(q);
  if (ms === null) return { ms, atLeast: false };
  const rank = Math.max(1, Math.ceil(q * all.count));
  let known = 0;
  for (let i = 0; i < BINS; i++) {
    known += all.bins[i] - timedOut.bins[i];
    if (known >= rank) return { ms, atLeast: binValue(i) > ms * 1.02 };
  }
  return { ms, atLeast: true };
}
