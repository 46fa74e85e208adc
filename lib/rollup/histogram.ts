/**
 * Latency histograms that merge: log-scaled bins, 64 to the octave, so that the middle of a bin is at most 1/128 (0.78 %)
 * away from any value in it. Percentiles come from summed bins, never from averages of percentiles.
 * A bin number is the float's own exponent and top six mantissa bits: no logarithm on the hot path.
 */
const SHIFT = 14; // keeps sign, exponent and six mantissa bits of the upper word
const FIRST = (1023 - 10) << 6; // 2^-10 ms, about a microsecond: anything below counts as zero
const OCTAVES = 42; // up to 2^32 ms, 49 days: anything above counts in the last bin
/** Bin 0 is zero (and below 2^-10 ms). */
export const BINS = OCTAVES * 64 + 1;

const word = new Float64Array(1), halves = new Uint32Array(word.buffer);
const LITTLE = ((): number => { word[0] = 1; return halves[1] !== 0 ? 1 : 0; })();

/** The bin of a duration in ms (>= 0, not NaN). */
export function binOf(ms: number): number {
  word[0] = ms;
  const bin = (halves[LITTLE] >>> SHIFT) - FIRST + 1;
  return bin < 1 ? 0 : bin >= BINS ? BINS - 1 : bin;
}
/** Lower edge of a bin in ms. */
export function binFloor(bin: number): number {
  if (bin <= 0) return 0;
  halves[LITTLE] = (bin - 1 + FIRST) << SHIFT; halves[1 - LITTLE] = 0;
  return word[0];
}
/** The value a bin stands for, in ms: its middle, at most 0.78 % from any value in it. */
export const binValue = (bin: number): number => (bin <= 0 ? 0 : (binFloor(bin) + binFloor(bin + 1)) / 2);

/** A dense sum of bins, for merging. `sumMs` gives the mean exactly to the microsecond. */
export class Histogram {
  readonly bins = new Float64Array(BINS);
  count = 0; sumMs = 0;
  add(ms: number, n = 1): void { this.bins[binOf(ms)] += n; this.count += n; this.sumMs += ms * n; }
  merge(o: Histogram): void { for (let i = 0; i < BINS; i++) this.bins[i] += o.bins[i]; this.count += o.count; this.sumMs += o.sumMs; }
  clear(): void { this.bins.fill(0); this.count = this.sumMs = 0; }
  /** Nearest-rank quantile in ms, q in 0..1; null when empty: missing is missing. */
  quantile(q: number): number | null {
    if (this.count <= 0) return null;
    const rank = Math.max(1, Math.ceil(q * this.count));
    let seen = 0;
    for (let i = 0; i < BINS; i++) { seen += this.bins[i]; if (seen >= rank) return binValue(i); }
    return binValue(BINS - 1);
  }
  mean(): number | null { return this.count > 0 ? this.sumMs / this.count : null; }
  /** Share of values at or above `ms`, by whole bins; null when empty. */
  shareAbove(ms: number): number | null {
    if (this.count <= 0) return null;
    let n = 0;
    for (let i = binOf(ms); i < BINS; i++) n += this.bins[i];
    return n / this.count;
  }
}
