/** Writes a CellTable as a block: byte for byte what `encodeBlock` makes of the same cells, without an object a cell. */
import { PAIR_BYTES, putPair } from './bin-pairs';
import { ByteSink, type Block } from './block';
import type { CellTable } from './cell-table';

/** From a table's own number of a name to its dictionary id; null = the dimension is stored as it is. */
export type Translation = Int32Array | null;

/** Writes blocks one after another; keeps its buffers. */
export class CellEncoder {
  private readonly counts = new ByteSink(); private readonly hist = new ByteSink();
  private keys = new Float64Array(1024);
  private order = new Int32Array(1024);

  /**
   * Translates the table's dimensions in place and returns its block, null when no cell has a count. Names that share an id share a cell.
   * The table must be cleared afterwards.
   */
  encode(t: CellTable, translate: Translation[]): Block | null {
    const columns = t.dims;
    translate.forEach((ids, k) => { if (ids) { const d = columns[k]; for (let i = 0; i < t.size; i++) d[i] = ids[d[i]]; } });
    const n = this.sort(t), { order, counts } = this, hist = t.cube.hist ? this.hist : null, dims = t.cube.dims.length;
    if (n === 0) return null;
    if (hist) t.observed.sort(t.size);
    counts.length = 0; this.hist.length = 0;
    let cells = 1;
    for (let i = 1; i < n; i++) if (!same(t, columns, order[i], order[i - 1], dims)) cells++;
    counts.varint(cells);
    let minute = 0;
    for (let i = 0; i < n;) {
      const cell = order[i];
      let count = t.count[cell], sum = t.sumUs[cell], j = i + 1;
      for (; j < n && same(t, columns, order[j], cell, dims); j++) { count += t.count[order[j]]; sum += t.sumUs[order[j]]; }
      counts.varint(t.minute[cell] - minute); minute = t.minute[cell];
      for (let k = 0; k < dims; k++) counts.varint(columns[k][cell]);
      counts.zigzag(count);
      if (hist) {
        const { bins, start } = t.observed;
        if (j === i + 1) writeHist(hist, bins, start[cell], start[cell + 1], sum);
        else { const all = merged(bins, start, order, i, j); writeHist(hist, all, 0, all.length, sum); }
      }
      i = j;
    }
    return { cube: t.cube.id, cells, fromMinute: t.minute[order[0]], toMinute: minute, counts: counts.take(), hist: hist ? hist.take() : null };
  }

  /** Order of the cells that have a count, by minute and dimensions, into `order`; returns how many. */
  private sort(t: CellTable): number {
    const size = t.size, dims = t.cube.dims.length, columns = t.dims;
    if (this.keys.length < size) { this.keys = new Float64Array(size * 2); this.order = new Int32Array(size * 2); }
    const { keys, order } = this;
    let n = 0, low = Infinity, high = -Infinity;
    const most = [0, 0, 0, 0];
    for (let i = 0; i < size; i++) {
      if (t.count[i] === 0) continue;
      order[n++] = i;
      if (t.minute[i] < low) low = t.minute[i];
      if (t.minute[i] > high) high = t.minute[i];
      for (let k = 0; k < dims; k++) if (columns[k][i] > most[k]) most[k] = columns[k][i];
    }
    // Key and index in one float: native sort of numbers, as long as they fit into 53 bits.
    let scale = size;
    for (let k = 0; k < dims; k++) scale *= most[k] + 1;
    if (n > 0 && scale * (high - low + 1) < Number.MAX_SAFE_INTEGER) {
      for (let i = 0; i < n; i++) {
        const cell = order[i];
        let key = t.minute[cell] - low;
        for (let k = 0; k < dims; k++) key = key * (most[k] + 1) + columns[k][cell];
        keys[i] = key * size + cell;
      }
      const sorted = keys.subarray(0, n).sort();
      for (let i = 0; i < n; i++) order[i] = sorted[i] % size;
    } else {
      const byKey = (a: number, b: number): number => {
        if (t.minute[a] !== t.minute[b]) return t.minute[a] - t.minute[b];
        for (let k = 0; k < dims; k++) if (columns[k][a] !== columns[k][b]) return columns[k][a] - columns[k][b];
        return a - b;
      };
      order.subarray(0, n).sort(byKey);
    }
    return n;
  }
}

/** The sum and the bins of one cell, ascending: length, sum, pairs of (step to the bin, how many). */
function writeHist(hist: ByteSink, bins: Int16Array, from: number, to: number, sumUs: number): void {
  if (from === to) { hist.varint(0); return; }
  // The length before the pairs is known only afterwards, one byte mostly. A pair takes no more bytes than it has values, but for the first few.
  hist.room(24 + PAIR_BYTES + (to - from) * 3);
  const length = hist.length, start = length + 1, { bytes } = hist;
  hist.length = start;
  hist.zigzag(sumUs);
  let at = hist.length, last = 0;
  for (let i = from; i < to;) {
    const bin = bins[i], step = bin - last, first = i;
    do i++; while (i < to && bins[i] === bin);
    last = bin;
    at = putPair(bytes, at, step, i - first);
  }
  const n = at - start;
  if (n < 128) { bytes[length] = n; hist.length = at; return; }
  const wider = n < 16384 ? 1 : 2;
  bytes.copyWithin(start + wider, start, at);
  hist.length = length; hist.varint(n);
  hist.length = at + wider;
}

/** The bins of several cells, ascending. */
function merged(bins: Int16Array, start: Int32Array, order: Int32Array, from: number, to: number): Int16Array {
  let n = 0;
  for (let i = from; i < to; i++) n += start[order[i] + 1] - start[order[i]];
  const all = new Int16Array(n);
  n = 0;
  for (let i = from; i < to; i++) { const own = bins.subarray(start[order[i]], start[order[i] + 1]); all.set(own, n); n += own.length; }
  return all.sort();
}

function same(t: CellTable, columns: Int32Array[], a: number, b: number, dims: number): boolean {
  if (t.minute[a] !== t.minute[b]) return false;
  for (let k = 0; k < dims; k++) if (columns[k][a] !== columns[k][b]) return false;
  return true;
}
