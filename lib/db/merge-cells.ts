/**
 * Merging of many blocks of one cube, as compaction needs it: the same bytes as `mergeBlocks` (lib/rollup/block), several times faster.
 * Cells are laid out in typed arrays and sorted by number; a cell that meets no other keeps its histogram bytes as they are.
 */
import type { Block } from '../rollup/block';
import type { Cube } from '../rollup/cubes';
import { Bins } from './merge-bins';
import { Cells, Cursor } from './merge-order';

export type BlockBytes = { counts: Uint8Array; hist: Uint8Array | null };

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
