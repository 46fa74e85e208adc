/**
 * Merging of many blocks of one cube, as compaction needs it: the same bytes as `mergeBlocks` (lib/rollup/block), several times faster.
 * Cells are laid out in typed arrays and sorted by number; a cell that meets no other keeps its histogram bytes as they are.
 */
import { ByteSink, type Block } from '../rollup/block';
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
  dim(id: number, i: number): number { return this.flat[id * this.width + i]; }
  /** Rank of each id in dimension order, and the ids by rank. */
  ranked(): { rank: Int32Array; order: Int32Array } {
    const w = this.width, flat = this.flat, order = Int32Array.from({ length: this.size }, (_, i) => i), rank = new Int32Array(this.size);
    order.sort((a, b) => { for (let i = 0; i < w; i++) { const d = flat[a * w + i] - flat[b * w + i]; if (d !== 0) return d; } return 0; });
    for (let r = 0; r < order.length; r++) rank[order[r]] = r;
    return { rank, order };
  }
}

/** Blocks of one cube merged, minutes rounded down to `seconds`, one block out for each stretch of `spanSeconds` that has cells. */
export function mergeCells(cube: Cube, blocks: readonly BlockBytes[], seconds: number, spanSeconds: number): Block[] {
  const step = Math.max(1, seconds / 60), span = spanSeconds / 60, width = cube.dims.length;
  let n = 0;
  for (const b of blocks) n += new Cursor(b.counts).read();
  if (n === 0) return [];
  const minute = new Int32Array(n), tuple = new Int32Array(n), count = new Float64Array(n), from = new Int32Array(n), to = new Int32Array(n), owner = new Int32Array(n);
  const tuples = new Tuples(width), dims = new Int32Array(width);
  let cell = 0, first = Infinity, last = -Infinity;
  for (let k = 0; k < blocks.length; k++) {
    const c = new Cursor(blocks[k].counts), h = cube.hist ? new Cursor(blocks[k].hist!) : null;
    for (let left = c.read(), m = 0; left > 0; left--, cell++) {
      m += c.read();
      for (let i = 0; i < width; i++) dims[i] = c.read();
      const floored = m - (m % step);
      minute[cell] = floored; tuple[cell] = tuples.intern(dims); count[cell] = c.signed(); owner[cell] = k;
      if (floored < first) first = floored;
      if (floored > last) last = floored;
      if (h) { const length = h.read(); from[cell] = h.at; to[cell] = h.at += length; }
    }
  }
  const { rank, order: byRank } = tuples.ranked(), order = sortCells(n, tuples.size, first, last, step, minute, tuple, rank);
  const out = new Output(cube, span), bins = new Bins();
  for (let i = 0; i < n;) {
    const a = order[i], m = minute[a], t = tuple[a];
    let j = i + 1, sum = count[a];
    while (j < n && minute[order[j]] === m && tuple[order[j]] === t) sum += count[order[j++]];
    let body: Uint8Array | null = null;
    if (cube.hist) {
      if (j === i + 1) body = blocks[owner[a]].hist!.subarray(from[a], to[a]);
      else { for (let k = i; k < j; k++) { const x = order[k]; if (to[x] > from[x]) bins.add(blocks[owner[x]].hist!, from[x], to[x]); } body = bins.take(); }
    }
    if (sum !== 0 || (body !== null && body.length > 0)) { for (let d = 0; d < width; d++) dims[d] = tuples.dim(byRank[rank[t]], d); out.cell(m, dims, sum, body); }
    i = j;
  }
  return out.finish();
}

/** Cell numbers by (minute, dimensions): one sort of plain numbers that carry the cell's number in their lowest part. */
function sortCells(n: number, tuples: number, first: number, last: number, step: number, minute: Int32Array, tuple: Int32Array, rank: Int32Array): Int32Array {
  const order = new Int32Array(n), buckets = (last - first) / step + 1;
  if (buckets * tuples * n < Number.MAX_SAFE_INTEGER) {
    const keys = new Float64Array(n);
    for (let i = 0; i < n; i++) keys[i] = (((minute[i] - first) / step) * tuples + rank[tuple[i]]) * n + i;
    keys.sort();
    for (let i = 0; i < n; i++) order[i] = keys[i] % n;
    return order;
  }
  for (let i = 0; i < n; i++) order[i] = i;
  return order.sort((a, b) => minute[a] - minute[b] || rank[tuple[a]] - rank[tuple[b]]);
}

/** A sum of sparse histograms: dense scratch, and the list of touched bins. */
class Bins {
  private readonly sums = new Float64Array(BINS); private readonly seen = new Uint8Array(BINS); private touched = new Int32Array(BINS); private n = 0; private us = 0;
  private readonly sink = new ByteSink();
  add(hist: Uint8Array, from: number, to: number): void {
    const c = new Cursor(hist); c.at = from; this.us += c.signed();
    for (let bin = 0; c.at < to;) { bin += c.read(); if (!this.seen[bin]) { this.seen[bin] = 1; this.touched[this.n++] = bin; } this.sums[bin] += c.signed(); }
  }
  take(): Uint8Array {
    const used = this.touched.subarray(0, this.n).sort(), { sink } = this;
    let last = 0, any = false;
    for (const bin of used) {
      const k = this.sums[bin];
      this.sums[bin] = 0; this.seen[bin] = 0;
      if (k === 0) continue;
      if (!any) { any = true; sink.zigzag(this.us); }
      sink.varint(bin - last); last = bin; sink.zigzag(k);
    }
    this.n = 0; this.us = 0;
    return sink.take();
  }
}

/** Blocks being written, one a span. */
class Output {
  private readonly blocks: Block[] = [];
  private readonly counts = new ByteSink(); private readonly hist = new ByteSink(); private readonly head = new ByteSink();
  private cells = 0; private fromMinute = 0; private minute = 0; private spanNo = NaN;
  constructor(private readonly cube: Cube, private readonly span: number) {}
  cell(minute: number, dims: Int32Array, count: number, body: Uint8Array | null): void {
    const no = Math.floor(minute / this.span);
    if (no !== this.spanNo) { this.close(); this.spanNo = no; this.fromMinute = minute; }
    this.counts.varint(minute - this.minute); this.minute = minute;
    for (let i = 0; i < dims.length; i++) this.counts.varint(dims[i]);
    this.counts.zigzag(count); this.cells++;
    if (body !== null) { this.hist.varint(body.length); this.hist.append(body); }
  }
  private close(): void {
    if (this.cells > 0) {
      this.head.varint(this.cells); const head = this.head.take(), body = this.counts.take(), counts = new Uint8Array(head.length + body.length);
      counts.set(head); counts.set(body, head.length);
      this.blocks.push({ cube: this.cube.id, cells: this.cells, fromMinute: this.fromMinute, toMinute: this.minute, counts, hist: this.cube.hist ? this.hist.take() : null });
    }
    this.cells = 0; this.minute = 0;
  }
  finish(): Block[] { this.close(); return this.blocks; }
}
