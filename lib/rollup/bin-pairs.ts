/**
 * A sparse histogram as bytes: pairs (step from the last bin, how many), most of them in one byte. Seven of eight pairs of a gateway's
 * log are a few values a few bins further on, so the first codes are those pairs themselves; each pair has exactly one spelling.
 *
 *   0..223    a pair of the table: counts 1 to 32, the higher the count the fewer steps (1 to 64 for a single value, 1 and 2 from 17 values on)
 *   224..234  one value far off: step = (code − 224) × 256 + the next byte
 *   235..250  many values near by: step = code − 234, then varint (count − 1)
 *   251..254  2 to 5 values far off: count = code − 249, then varint step
 *   255       anything else, negative counts of corrections among it: varint step, zigzag varint count
 */
const MOST = 32, WIDEST = 64;
/** Widest step in one byte, by count. */
const steps = (count: number): number => (count === 1 ? 64 : count === 2 ? 32 : count <= 4 ? 16 : count <= 8 ? 8 : count <= 16 ? 4 : 2);
const ONE = 224, NEAR = 235, FAR = 251, ANY = 255, NEAREST = 16;

/** What a code says by itself: its step and its count; count 0 = more bytes follow, see `wide`. */
export const STEP = new Uint8Array(256), TIMES = new Uint8Array(256);
const CODE = new Int16Array((MOST + 1) * (WIDEST + 1)).fill(-1);
for (let count = 1, code = 0; count <= MOST; count++) for (let step = 1; step <= steps(count); step++, code++) { STEP[code] = step; TIMES[code] = count; CODE[count * (WIDEST + 1) + step] = code; }

/** Most bytes of one pair. */
export const PAIR_BYTES = 18;

/** Writes a pair at `at`, where there must be room, and returns where it ends. `step` and `times` are whole, `step` not negative. */
export function putPair(b: Uint8Array, at: number, step: number, times: number): number {
  if (times > 0 && times <= MOST && step <= WIDEST) {
    const code = CODE[times * (WIDEST + 1) + step];
    if (code >= 0) { b[at] = code; return at + 1; }
  }
  if (times === 1 && step < (NEAR - ONE) * 256) { b[at] = ONE + (step >> 8); b[at + 1] = step & 255; return at + 2; }
  if (times > 0 && step > 0 && step <= NEAREST) { b[at] = NEAR - 1 + step; return putVarint(b, at + 1, times - 1); }
  if (times > 1 && times <= ANY - FAR + 1) { b[at] = FAR - 2 + times; return putVarint(b, at + 1, step); }
  b[at] = ANY;
  return putVarint(b, putVarint(b, at + 1, step), times < 0 ? -2 * times - 1 : 2 * times);
}

/** Non-negative integer below 2^53. */
function putVarint(b: Uint8Array, at: number, x: number): number {
  while (x >= 128) { b[at++] = (x % 128) | 128; x = Math.floor(x / 128); }
  b[at++] = x;
  return at;
}

/** Reads the pairs whose code has count 0. One for all readers: take `at`, `step` and `times` at once. */
class Wide {
  at = 0; step = 0; times = 0;
  /** `at`: behind the code. */
  read(b: Uint8Array, at: number, code: number): void {
    this.at = at;
    if (code < NEAR) { this.step = (code - ONE) * 256 + b[at]; this.times = 1; this.at = at + 1; }
    else if (code < FAR) { this.step = code - NEAR + 1; this.times = this.varint(b) + 1; }
    else if (code < ANY) { this.times = code - FAR + 2; this.step = this.varint(b); }
    else { this.step = this.varint(b); const z = this.varint(b); this.times = z % 2 ? -(z + 1) / 2 : z / 2; }
  }
  private varint(b: Uint8Array): number {
    let x = 0, scale = 1, y: number;
    do { y = b[this.at++]; x += (y & 127) * scale; scale *= 128; } while (y >= 128);
    return x;
  }
}
export const wide = new Wide();
