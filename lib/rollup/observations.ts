/**
 * What was observed for the histograms of one cube while a chunk is folded: a cell and a bin, written down as they come. `sort` orders them
 * all at once by cell and bin (two counting sorts): cheaper than a list a cell, and no cell sorts its own.
 */
import { BINS } from './histogram';

/** Where the observations of each bin end among `byBin`: cells in order of their bins. Shared by all, of use within one `sort`. */
const ends = new Int32Array(BINS);
let byBin = new Int32Array(4096);

export class Observations {
  private size = 0; private sortedSize = -1; private sortedCells = -1;
  private cellOf = new Int32Array(4096); private binOf = new Int16Array(4096);
  /** After `sort`: the bins of cell i, ascending, are bins[start[i]] up to bins[start[i + 1]]. */
  bins = new Int16Array(4096); start = new Int32Array(512);

  clear(): void { this.size = 0; this.sortedSize = -1; }

  add(cell: number, bin: number): void {
    const i = this.size;
    if (i === this.cellOf.length) this.grow();
    this.cellOf[i] = cell; this.binOf[i] = bin;
    this.size = i + 1;
  }

  /** `cells`: how many there are. Nothing is done twice. */
  sort(cells: number): void {
    const { size, cellOf, binOf } = this;
    if (this.sortedSize === size && this.sortedCells === cells) return;
    this.sortedSize = size; this.sortedCells = cells;
    if (byBin.length < size) byBin = new Int32Array(cellOf.length);
    if (this.bins.length < size) this.bins = new Int16Array(cellOf.length);
    if (this.start.length < cells + 2) this.start = new Int32Array(cells * 2 + 2);
    const { start, bins } = this, end = ends, sorted = byBin;
    end.fill(0); start.fill(0, 0, cells + 2);
    for (let i = 0; i < size; i++) { end[binOf[i]]++; start[cellOf[i] + 2]++; }
    for (let b = 0, from = 0; b < BINS; b++) { const n = end[b]; end[b] = from; from += n; }
    for (let i = 0; i < size; i++) sorted[end[binOf[i]]++] = cellOf[i];
    // One place further on, so that the writing itself moves each start to where it belongs.
    for (let i = 2; i < cells + 2; i++) start[i] += start[i - 1];
    for (let b = 0, i = 0; b < BINS; b++) for (const stop = end[b]; i < stop; i++) bins[start[sorted[i] + 1]++] = b;
  }

  private grow(): void {
    const cellOf = new Int32Array(this.size * 2), binOf = new Int16Array(this.size * 2);
    cellOf.set(this.cellOf); binOf.set(this.binOf);
    this.cellOf = cellOf; this.binOf = binOf;
  }
}
