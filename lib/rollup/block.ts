/**
 * A block is many cells of one cube as two byte strings: `counts` (who and how many) and `hist` (the bins, in the same order),
 * so that a question about counts never reads a histogram. Blocks are appended, merged and deleted; never updated.
 *
 * counts: varint cells, then per cell: varint minutes since the previous cell's minute, one varint a dimension, zigzag varint count.
 * hist:   per cell: varint length of what follows (0 = none), zigzag varint sum in µs, then pairs (bin step, count), mostly a byte each (bin-pairs.ts).
 * Cells are sorted by (minute, dims), so equal cells give equal bytes: that is what makes the fold law checkable bit for bit.
 * Counts may be negative: a correction block takes back what a joined error line has moved to another class.
 */
import { PAIR_BYTES, putPair, STEP, TIMES, wide } from './bin-pairs';
import type { Cube } from './cubes';
import { BINS, type Histogram } from './histogram';

/** One cell while it is built or merged. `bins` maps bin to count; null where the cube has no histogram. */
export type Cell = { minute: number; dims: number[]; count: number; sumUs: number; bins: Map<number, number> | null };

export type Block = { cube: number; cells: number; fromMinute: number; toMinute: number; counts: Uint8Array; hist: Uint8Array | null };

export class ByteSink {
  bytes = new Uint8Array(1024); length = 0;
  room(n: number): void {
    if (this.length + n <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + n)); grown.set(this.bytes.subarray(0, this.length)); this.bytes = grown;
  }
  /** Non-negative integer below 2^53. */
  varint(x: number): void {
    this.room(8);
    while (x >= 128) { this.bytes[this.length++] = (x % 128) | 128; x = Math.floor(x / 128); }
    this.bytes[this.length++] = x;
  }
  zigzag(x: number): void { this.varint(x < 0 ? -2 * x - 1 : 2 * x); }
  append(b: Uint8Array): void { this.room(b.length); this.bytes.set(b, this.length); this.length += b.length; }
  take(): Uint8Array { const out = this.bytes.slice(0, this.length); this.length = 0; return out; }
}

const byKey = (a: Cell, b: Cell): number => {
  if (a.minute !== b.minute) return a.minute - b.minute;
  for (let i = 0; i < a.dims.length; i++) if (a.dims[i] !== b.dims[i]) return a.dims[i] - b.dims[i];
  return 0;
};

/** Cells (any order, keys distinct) to a block; null when there are none. Cells whose counts are all zero are left out. */
export function encodeBlock(cube: Cube, cells: Cell[]): Block | null {
  const kept = cells.filter((c) => c.count !== 0 || (c.bins !== null && [...c.bins.values()].some((n) => n !== 0))).sort(byKey);
  if (kept.length === 0) return null;
  const counts = new ByteSink(), hist = cube.hist ? new ByteSink() : null, one = new ByteSink();
  counts.varint(kept.length);
  let minute = 0;
  for (const c of kept) {
    counts.varint(c.minute - minute); minute = c.minute;
    for (const d of c.dims) counts.varint(d);
    counts.zigzag(c.count);
    if (!hist) continue;
    const bins = c.bins ? [...c.bins].filter(([, n]) => n !== 0).sort((a, b) => a[0] - b[0]) : [];
    if (bins.length === 0) { hist.varint(0); continue; }
    one.zigzag(c.sumUs);
    let last = 0;
    one.room(bins.length * PAIR_BYTES);
    for (const [bin, n] of bins) { one.length = putPair(one.bytes, one.length, bin - last, n); last = bin; }
    const body = one.take(); hist.varint(body.length); hist.append(body);
  }
  return { cube: cube.id, cells: kept.length, fromMinute: kept[0].minute, toMinute: kept[kept.length - 1].minute, counts: counts.take(), hist: hist ? hist.take() : null };
}

/**
 * Walks a block's cells. After `next()` is true: `minute`, `dims`, `count`, and the cell's histogram through `addTo`, `binsInto` or nothing
 * (skipping costs one addition). Give `hist` only when the histograms are wanted.
 */
export class BlockReader {
  minute = 0; count = 0; readonly dims: Int32Array;
  private at = 0; private left: number; private histAt = 0; private histFrom = 0; private histTo = 0;
  constructor(cube: Cube, private readonly counts: Uint8Array, private readonly hist: Uint8Array | null) {
    this.dims = new Int32Array(cube.dims.length);
    this.left = this.read();
  }
  private read(): number {
    const b = this.counts; let x = b[this.at++];
    if (x < 128) return x;
    x -= 128; let scale = 128, y: number;
    do { y = b[this.at++]; x += (y & 127) * scale; scale *= 128; } while (y >= 128);
    return x;
  }
  private readHist(): number {
    const b = this.hist!; let x = b[this.histAt++];
    if (x < 128) return x;
    x -= 128; let scale = 128, y: number;
    do { y = b[this.histAt++]; x += (y & 127) * scale; scale *= 128; } while (y >= 128);
    return x;
  }
  next(): boolean {
    if (this.left-- <= 0) return false;
    this.minute += this.read();
    for (let i = 0; i < this.dims.length; i++) this.dims[i] = this.read();
    const z = this.read(); this.count = z % 2 ? -(z + 1) / 2 : z / 2;
    if (this.hist) { this.histAt = this.histTo; const n = this.readHist(); this.histFrom = this.histAt; this.histTo = this.histAt + n; }
    return true;
  }
  /** The current cell's sum alone, in ms. */
  sumMs(): number {
    if (!this.hist || this.histTo === this.histFrom) return 0;
    this.histAt = this.histFrom;
    const s = this.readHist();
    return (s % 2 ? -(s + 1) / 2 : s / 2) / 1000;
  }
  /** Adds the current cell's bins to a histogram. */
  addTo(h: Histogram): void {
    if (!this.hist || this.histTo === this.histFrom) return;
    this.histAt = this.histFrom;
    const s = this.readHist(); h.sumMs += (s % 2 ? -(s + 1) / 2 : s / 2) / 1000;
    const b = this.hist, to = this.histTo, { bins } = h;
    let bin = 0, n = 0;
    for (let at = this.histAt; at < to;) {
      const code = b[at++];
      let times = TIMES[code];
      if (times > 0) bin += STEP[code]; else { wide.read(b, at, code); at = wide.at; bin += wide.step; times = wide.times; }
      bins[bin < BINS ? bin : BINS - 1] += times; n += times;
    }
    h.count += n;
  }
  /** Adds the current cell's bins to a sparse map and returns its sum in µs. */
  binsInto(bins: Map<number, number>): number {
    if (!this.hist || this.histTo === this.histFrom) return 0;
    this.histAt = this.histFrom;
    const s = this.readHist();
    const b = this.hist, to = this.histTo;
    let bin = 0;
    for (let at = this.histAt; at < to;) {
      const code = b[at++];
      let times = TIMES[code];
      if (times > 0) bin += STEP[code]; else { wide.read(b, at, code); at = wide.at; bin += wide.step; times = wide.times; }
      bins.set(bin, (bins.get(bin) ?? 0) + times);
    }
    return s % 2 ? -(s + 1) / 2 : s / 2;
  }
}

/** Merges blocks of one cube, rounding minutes down to `seconds`; the same cells in any order give the same bytes. */
export function mergeBlocks(cube: Cube, blocks: Iterable<{ counts: Uint8Array; hist: Uint8Array | null }>, seconds: number): Block | null {
  const step = Math.max(1, seconds / 60), merged = new Map<string, Cell>();
  for (const b of blocks) {
    const r = new BlockReader(cube, b.counts, cube.hist ? b.hist : null);
    while (r.next()) {
      const minute = r.minute - (r.minute % step), key = minute + ':' + r.dims.join(',');
      let c = merged.get(key);
      if (!c) merged.set(key, (c = { minute, dims: [...r.dims], count: 0, sumUs: 0, bins: cube.hist ? new Map() : null }));
      c.count += r.count;
      if (c.bins) c.sumUs += r.binsInto(c.bins);
    }
  }
  return encodeBlock(cube, [...merged.values()]);
}
