/** Histograms of equal cells, summed from their bytes into bytes. */
import { PAIR_BYTES, putPair, STEP, TIMES, wide } from '../rollup/bin-pairs';
import { BINS } from '../rollup/histogram';

/** A sum of sparse histograms: dense scratch, and a bit for each touched bin, so that they are found again in order without sorting. */
export class Bins {
  private readonly sums = new Float64Array(BINS); private readonly touched = new Int32Array((BINS >> 5) + 1); private us = 0;
  /** Where `sum` writes. */
  body = new Uint8Array((BINS + 1) * PAIR_BYTES);
  add(hist: Uint8Array, from: number, to: number): void {
    const { sums, touched } = this;
    let at = from, x = hist[at++], bin = 0;
    if (x >= 128) { x -= 128; let scale = 128, y: number; do { y = hist[at++]; x += (y & 127) * scale; scale *= 128; } while (y >= 128); }
    this.us += x % 2 ? -(x + 1) / 2 : x / 2;
    while (at < to) {
      const code = hist[at++];
      let times = TIMES[code];
      if (times > 0) bin += STEP[code]; else { wide.read(hist, at, code); at = wide.at; bin += wide.step; times = wide.times; }
      touched[bin >> 5] |= 1 << (bin & 31);
      sums[bin] += times;
    }
  }
  /** Writes the sum as a cell's histogram into `body` and starts again. Returns its length; 0 = nothing is left. */
  sum(): number {
    const { sums, touched, body } = this;
    let at = 0, last = 0, any = false;
    for (let word = 0; word < touched.length; word++) {
      let bits = touched[word];
      if (bits === 0) continue;
      touched[word] = 0;
      for (; bits !== 0; bits &= bits - 1) {
        const bin = (word << 5) + 31 - Math.clz32(bits & -bits), k = sums[bin];
        sums[bin] = 0;
        if (k === 0) continue;
        if (!any) { any = true; at = this.put(this.us < 0 ? -2 * this.us - 1 : 2 * this.us, at); }
        at = putPair(body, at, bin - last, k); last = bin;
      }
    }
    this.us = 0;
    return at;
  }
  private put(x: number, at: number): number {
    const b = this.body;
    while (x >= 128) { b[at++] = (x % 128) | 128; x = x < 2147483648 ? x >>> 7 : Math.floor(x / 128); }
    b[at++] = x;
    return at;
  }
}
