/**
 * Merging of many blocks of one cube, as compaction needs it: the same bytes as `mergeBlocks` (lib/rollup/block), several times faster.
 * Cells are laid out in typed arrays and sorted by number; a cell that meets no other keeps its histogram bytes as they are.
 */
import { PAIR_BYTES, putPair, STEP, TIMES, wide } from '../rollup/bin-pairs';
import type { Block } from '../rollup/block';
import type { Cube } from '../rollup/cubes';
import { BINS } from '../rollup/histogram';

export type BlockBytes = { counts: Uint8Array; hist: Uint8Array | null };

/** A place in a byte string from which varints are read. */
class Cursor {
  at = 0;
  constructor(readonly b: Uint8Array) {}
  read(): number {
    const b = this.b; let x = b[this.at++];
    if (x < 128) return x;
    x -= 128; let scale = 128, y: number;
    do { y = b[this.at++]; x += (y & 127) * scale; scale *= 128; } while (y >= 128);
    return x;
  }
  signed(): number { const z = this.read(); return z % 2 ? -(z + 1) / 2 : z / 2; }
}

/** Distinct dimension tuples, numbered in order of first sight, then ranked. */
class Tuples {
  size = 0;
  private flat = new Int32Array(1024); private slots = new Int32Array(1024).fill(-1);
  constructor(private readonly width: number) {}
  intern(dims: Int32Array): number {
    const w = this.width;
    let h = 0;
    for (let i = 0; i < w; i++) h = Math.imul(h ^ dims[i], 0x9e3779b1) ^ (h >>> 13);
    const mask = this.slots.length - 1;
    for (let slot = (h ^ (h >>> 16)) & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot];
      if (id < 0) { this.slots[slot] = this.size; return this.add(dims); }
      let i = 0;
      while (i < w && this.flat[id * w + i] === dims[i]) i++;
      if (i === w) return id;
    }
  }
  private add(dims: Int32Array): number {
    const w = this.width, id = this.size++;
    if ((id + 1) * w > this.flat.length) { const grown = new Int32Array(this.flat.length * 2); grown.set(this.flat); this.flat = grown; }
    this.flat.set(dims, id * w);
    if (this.size * 2 >= this.slots.length) {
      const n = this.size, flat = this.flat.slice(0, n * w);
      this.slots = new Int32Array(this.slots.length * 4).fill(-1); this.size = 0;
      for (let k = 0; k < n; k++) this.intern(flat.subarray(k * w, (k + 1) * w));
    }
    return id;
  }
  read(id: number, into: Int32Array): void { const { flat, width } = this; for (let i = 0, at = id * width; i < width; i++) into[i] = flat[at + i]; }
  /** Rank of each id in the order of dimensions. */
  ranks(): Int32Array {
    const w = this.width, flat = this.flat, order = Int32Array.from({ length: this.size }, (_, i) => i), rank = new Int32Array(this.size);
    order.sort((a, b) => { for (let i = 0; i < w; i++) { const d = flat[a * w + i] - flat[b * w + i]; if (d !== 0) return d; } return 0; });
    for (let r = 0; r < order.length; r++) rank[order[r]] = r;
    return rank;
  }
}

/**
 * The cells of all blocks, one after another. V8 compiles what runs over them once, and only once, because it meets one kind of array: the
 * bytes come as Buffers and plain arrays, in objects of several makes.
 */
class Cells {
  readonly minute: Int32Array; readonly tuple: Int32Array; readonly count: Float64Array;
  /** Where the cell's histogram stands in its block's. */
  readonly from: Int32Array; readonly to: Int32Array; readonly block: Int32Array;
  readonly tuples: Tuples; readonly dims: Int32Array; readonly hists: Uint8Array[] = [];
  private size = 0;
  constructor(n: number, private readonly width: number) {
    this.minute = new Int32Array(n); this.tuple = new Int32Array(n); this.count = new Float64Array(n);
    this.from = new Int32Array(n); this.to = new Int32Array(n); this.block = new Int32Array(n);
    this.tuples = new Tuples(width); this.dims = new Int32Array(width);
  }
  /** `hist` is empty where the cube has none. */
  add(counts: Uint8Array, hist: Uint8Array, step: number): void {
    const { minute, tuple, count, from, to, block, tuples, dims, width } = this, c = new Cursor(counts), h = new Cursor(hist), own = this.hists.push(hist) - 1, first = this.size, end = first + c.read();
    for (let cell = first, m = 0; cell < end; cell++) {
      m += c.read();
      for (let i = 0; i < width; i++) dims[i] = c.read();
      minute[cell] = m - (m % step); tuple[cell] = tuples.intern(dims); count[cell] = c.signed(); block[cell] = own;
      if (hist.length > 0) { const length = h.read(); from[cell] = h.at; to[cell] = h.at += length; }
    }
    this.size = end;
  }

  /** Cell numbers by (minute, dimensions): one sort of plain numbers that carry the cell's number in their lowest part. */
  inOrder(step: number): Int32Array {
    const { minute, tuple } = this, n = minute.length, tuples = this.tuples.size, rank = this.tuples.ranks(), order = new Int32Array(n);
    let first = minute[0], last = first;
    for (let i = 0; i < n; i++) { const m = minute[i]; if (m < first) first = m; if (m > last) last = m; }
    if (((last - first) / step + 1) * tuples * n < Number.MAX_SAFE_INTEGER) {
      const keys = new Float64Array(n);
      for (let i = 0; i < n; i++) keys[i] = (((minute[i] - first) / step) * tuples + rank[tuple[i]]) * n + i;
      keys.sort();
      for (let i = 0; i < n; i++) order[i] = keys[i] % n;
      return order;
    }
    for (let i = 0; i < n; i++) order[i] = i;
    return order.sort((a, b) => minute[a] - minute[b] || rank[tuple[a]] - rank[tuple[b]]);
  }
}

/** Blocks of one cube merged, minutes rounded down to `seconds`, one block out for each stretch of `spanSeconds` that has cells. */
export function mergeCells(cube: Cube, blocks: readonly BlockBytes[], seconds: number, spanSeconds: number): Block[] {
  const step = Math.max(1, seconds / 60);
  let n = 0;
  for (const b of blocks) n += new Cursor(plain(b.counts)).read();
  if (n === 0) return [];
  const cells = new Cells(n, cube.dims.length);
  for (const b of blocks) cells.add(plain(b.counts), cube.hist ? plain(b.hist!) : EMPTY, step);
  return written(cells, cells.inOrder(step), new Output(cube, spanSeconds / 60), new Bins());
}

/** Equal cells as one, in order. */
function written(cells: Cells, order: Int32Array, out: Output, bins: Bins): Block[] {
  const { minute, tuple, count, from, to, block, hists, dims, tuples } = cells, n = order.length;
  for (let i = 0; i < n;) {
    const a = order[i], m = minute[a], t = tuple[a];
    let j = i + 1, sum = count[a], body = hists[block[a]], start = from[a], end = to[a];
    while (j < n && minute[order[j]] === m && tuple[order[j]] === t) sum += count[order[j++]];
    if (j > i + 1) {
      for (let k = i; k < j; k++) { const x = order[k]; if (to[x] > from[x]) bins.add(hists[block[x]], from[x], to[x]); }
      body = bins.body; start = 0; end = bins.sum();
    }
    if (sum !== 0 || end > start) { tuples.read(t, dims); out.cell(m, dims, sum, body, start, end); }
    i = j;
  }
  return out.finish();
}
const EMPTY = new Uint8Array(0);
const plain = (b: Uint8Array): Uint8Array => new Uint8Array(b.buffer, b.byteOffset, b.length);

/** A sum of sparse histograms: dense scratch, and a bit for each touched bin, so that they are found again in order without sorting. */
class Bins {
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

/** Bytes being written; room is made once a cell. */
class Sink {
  bytes = new Uint8Array(1 << 16); at = 0;
  room(n: number): void { if (this.at + n > this.bytes.length) { const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.at + n)); grown.set(this.bytes.subarray(0, this.at)); this.bytes = grown; } }
  varint(x: number): void {
    const b = this.bytes; let at = this.at;
    while (x >= 128) { b[at++] = (x % 128) | 128; x = x < 2147483648 ? x >>> 7 : Math.floor(x / 128); }
    b[at++] = x; this.at = at;
  }
  copy(from: Uint8Array, start: number, end: number): void {
    const b = this.bytes; let at = this.at;
    if (end - start > 96) { b.set(from.subarray(start, end), at); at += end - start; } else while (start < end) b[at++] = from[start++];
    this.at = at;
  }
}

/** Blocks being written, one a span. */
class Output {
  private readonly blocks: Block[] = [];
  private readonly counts = new Sink(); private readonly hist = new Sink();
  private cells = 0; private fromMinute = 0; private minute = 0; private spanNo = NaN;
  constructor(private readonly cube: Cube, private readonly span: number) {}
  cell(minute: number, dims: Int32Array, count: number, body: Uint8Array, from: number, to: number): void {
    const no = Math.floor(minute / this.span), { counts, hist } = this;
    if (no !== this.spanNo) { this.close(); this.spanNo = no; this.fromMinute = minute; }
    counts.room(10 * (dims.length + 2));
    counts.varint(minute - this.minute); this.minute = minute;
    for (let i = 0; i < dims.length; i++) counts.varint(dims[i]);
    counts.varint(count < 0 ? -2 * count - 1 : 2 * count); this.cells++;
    if (this.cube.hist) { hist.room(10 + to - from); hist.varint(to - from); hist.copy(body, from, to); }
  }
  private close(): void {
    if (this.cells > 0) {
      const head = new Sink(), { counts, hist } = this;
      head.varint(this.cells);
      const all = new Uint8Array(head.at + counts.at);
      all.set(head.bytes.subarray(0, head.at)); all.set(counts.bytes.subarray(0, counts.at), head.at);
      this.blocks.push({ cube: this.cube.id, cells: this.cells, fromMinute: this.fromMinute, toMinute: this.minute, counts: all, hist: this.cube.hist ? hist.bytes.slice(0, hist.at) : null });
    }
    this.counts.at = this.hist.at = 0; this.cells = 0; this.minute = 0;
  }
  finish(): Block[] { this.close(); return this.blocks; }
}
