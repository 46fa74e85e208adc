/**
 * What was observed for the histograms of one cube while a chunk is folded: a cell and a bin, written down as they come, in one number.
 * `sort` orders them all at once by cell and bin (two counting sorts): cheaper than a list a cell, and no cell sorts its own.
 */
import { BINS } from './histogram';

/** The bin in the lower bits; in what is left of 32 so many cells can be told apart, more than a chunk of 1 MiB has. */
const enum Packed { CELL = 12, BIN = 0xfff, CELLS = 0x100000 }

const places = new Int32Array(BINS);
let byBin = new Int32Array(4096);

export class Observations {
  private size = 0; private sortedSize = -1; private sortedCells = -1;
  private seen = new Int32Array(4096);
  /** After `sort`: the bins of cell i, ascending, are bins[start[i]] up to bins[start[i + 1]]. */
  bins = new Int16Array(4096); start = new Int32Array(512);

  clear(): void { this.size = 0; this.sortedSize = -1; }

  add(cell: number, bin: number): void {
    const i = this.size;
    if (i === this.seen.length) this.grow();
    this.seen[i] = (cell << Packed.CELL) | bin;
    this.size = i + 1;
  }

  /** `cells`: how many there are. Nothing is done twice. */
  sort(cells: number): void {
    const { size, seen } = this;
    if (this.sortedSize === size && this.sortedCells === cells) return;
    if (cells > Packed.CELLS) throw new RangeError(`${cells} cells in one chunk`);
    this.sortedSize = size; this.sortedCells = cells;
    if (byBin.length < size) byBin = new Int32Array(seen.length);
    if (this.bins.length < size) this.bins = new Int16Array(seen.length);
    if (this.start.length < cells + 2) this.start = new Int32Array(cells * 2 + 2);
    const { start, bins } = this, at = places, sorted = byBin;
    at.fill(0); start.fill(0, 0, cells + 2);
    for (let i = 0; i < size; i++) { const s = seen[i]; at[s & Packed.BIN]++; start[(s >>> Packed.CELL) + 2]++; }
    for (let b = 0, from = 0; b < BINS; b++) { const n = at[b]; at[b] = from; from += n; }
    for (let i = 0; i < size; i++) { const s = seen[i]; sorted[at[s & Packed.BIN]++] = s; }
    // One place further on, so that the writing itself moves each start to where it belongs.
    for (let i = 2; i < cells + 2; i++) start[i] += start[i - 1];
    for (let i = 0; i < size; i++) { const s = sorted[i]; bins[start[(s >>> Packed.CELL) + 1]++] = s & Packed.BIN; }
  }

  private grow(): void {
    const seen = new Int32Array(this.size * 2);
    seen.set(this.seen);
    this.seen = seen;
  }
}
