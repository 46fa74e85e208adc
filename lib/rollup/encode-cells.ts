/** Writes a CellTable as a block: byte for byte what `encodeBlock` makes of the same cells, without an object a cell. */
import { ByteSink, type Block } from './block';
import type { CellTable, Observations } from './cell-table';
import { BINS } from './histogram';

/** From a table's own number of a name to its dictionary id; null = the dimension is stored as it is. */
export type Translation = Int32Array | null;

/** Writes blocks one after another; keeps its buffers. */
export class CellEncoder {
  private readonly counts = new ByteSink(); private readonly hist = new ByteSink(); private readonly one = new ByteSink();
  private keys = new Float64Array(1024);
  private order = new Int32Array(1024);
  private gathered = new Int16Array(4096);
  private readonly dense = new Int32Array(BINS);

  constructor(private readonly seen: Observations) {}

  /**
   * Translates the table's dimensions in place and returns its block, null when no cell has a count. Names that share an id share a cell.
   * The table must be cleared afterwards.
   */
  encode(t: CellTable, translate: Translation[]): Block | null {
    const columns = t.dims;
    translate.forEach((ids, k) => { if (ids) { const d = columns[k]; for (let i = 0; i < t.size; i++) d[i] = ids[d[i]]; } });
    const n = this.sort(t), { order, counts } = this, hist = t.cube.hist ? this.hist : null, dims = t.cube.dims.length;
    if (n === 0) return null;
    counts.length = 0; this.hist.length = 0;
    let cells = 1;
    for (let i = 1; i < n; i++) if (!same(t, columns, order[i], order[i - 1], dims)) cells++;
    counts.varint(cells);
    let minute = 0;
    for (let i = 0; i < n;) {
      const cell = order[i];
      let count = t.count[cell], sum = t.sumUs[cell], gathered = hist ? this.gather(t.head[cell], 0) : 0, j = i + 1;
      for (; j < n && same(t, columns, order[j], cell, dims); j++) {
        count += t.count[order[j]]; sum += t.sumUs[order[j]];
        if (hist) gathered = this.gather(t.head[order[j]], gathered);
      }
      i = j;
      counts.varint(t.minute[cell] - minute); minute = t.minute[cell];
      for (let k = 0; k < dims; k++) counts.varint(columns[k][cell]);
      counts.zigzag(count);
      if (hist) this.writeHist(hist, gathered, sum);
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

  private gather(head: number, at: number): number {
    const { bin, next } = this.seen;
    for (let o = head; o >= 0; o = next[o]) {
      if (at === this.gathered.length) { const wider = new Int16Array(at * 2); wider.set(this.gathered); this.gathered = wider; }
      this.gathered[at++] = bin[o];
    }
    return at;
  }

  private writeHist(hist: ByteSink, n: number, sumUs: number): void {
    if (n === 0) { hist.varint(0); return; }
    const { one, gathered, dense } = this;
    one.length = 0; one.room(16 + n * 8);
    one.zigzag(sumUs);
    const bytes = one.bytes;
    let last = 0, at = one.length;
    // A step between bins has at most two bytes; a count of more than a few is left to the sink.
    const pair = (bin: number, times: number): void => {
      const step = bin - last;
      last = bin;
      if (step < 128) bytes[at++] = step; else { bytes[at++] = (step & 127) | 128; bytes[at++] = step >> 7; }
      if (times < 64) bytes[at++] = times * 2; else { one.length = at; one.zigzag(times); at = one.length; }
    };
    if (n < 48) {
      for (let i = 1; i < n; i++) {
        const bin = gathered[i];
        let j = i - 1;
        while (j >= 0 && gathered[j] > bin) { gathered[j + 1] = gathered[j]; j--; }
        gathered[j + 1] = bin;
      }
      for (let i = 0; i < n;) {
        const bin = gathered[i], from = i;
        while (i < n && gathered[i] === bin) i++;
        pair(bin, i - from);
      }
    } else {
      let low = BINS, high = 0;
      for (let i = 0; i < n; i++) { const bin = gathered[i]; dense[bin]++; if (bin < low) low = bin; if (bin > high) high = bin; }
      for (let bin = low; bin <= high; bin++) if (dense[bin] !== 0) { pair(bin, dense[bin]); dense[bin] = 0; }
    }
    hist.varint(at); hist.room(at);
    const out = hist.bytes, start = hist.length;
    for (let i = 0; i < at; i++) out[start + i] = bytes[i];
    hist.length += at;
  }
}

function same(t: CellTable, columns: Int32Array[], a: number, b: number, dims: number): boolean {
  if (t.minute[a] !== t.minute[b]) return false;
  for (let k = 0; k < dims; k++) if (columns[k][a] !== columns[k][b]) return false;
  return true;
}
