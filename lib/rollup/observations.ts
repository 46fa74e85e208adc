/**
 * What was observed for the histograms of one cube while a chunk is folded: pairs of a cell and a bin, written down as they come.
 * `sort` orders them all at once by cell and bin (two counting sorts): cheaper than a list a cell, and no cell sorts its own.
 */
import { BINS } from './histogram';

const places = new Int32Array(BINS);
let byBinCell = new Int32Array(4096), byBinBin = new Int16Array(4096);

export class Observations {
  private size = 0; private sortedSize = -1; private sortedCells = -1;
  private cell = new Int32Array(4096); private bin = new Int16Array(4096);
  /** After `sort`: the bins of cell i, ascending, are bins[start[i]] up to bins[start[i + 1]]. */
  bins = new Int16Array(4096); start = new Int32Array(512);

  clear(): void { this.size = 0; this.sortedSize = -1; }

  add(cell: number, bin: number): void {
    const i = this.size;
    if (i === this.cell.length) this.grow();
    this.cell[i] = cell; this.bin[i] = bin;
    this.size = i + 1;
  }

  /** `cells`: how many there are. Nothing is done twice. */
  sort(cells: number): void {
    const { size, cell, bin } = this;
    if (this.sortedSize === size && this.sortedCells === cells) return;
    this.sortedSize = size; this.sortedCells = cells;
    if (byBinCell.length < size) { byBinCell = new Int32Array(this.cell.length); byBinBin = new Int16Array(this.cell.length); }
    if (this.bins.length < size) this.bins = new Int16Array(this.cell.length);
    if (this.start.length < cells + 2) this.start = new Int32Array(cells * 2 + 2);
    const { start, bins } = this;
    places.fill(0); start.fill(0, 0, cells + 2);
    for (let i = 0; i < size; i++) { places[bin[i]]++; start[cell[i] + 2]++; }
    for (let b = 0, at = 0; b < BINS; b++) { const n = places[b]; places[b] = at; at += n; }
    for (let i = 0; i < size; i++) { const at = places[bin[i]]++; byBinCell[at] = cell[i]; byBinBin[at] = bin[i]; }
    // One place further on, so that the writing itself moves each start to where it belongs.
    for (let i = 2; i < cells + 2; i++) start[i] += start[i - 1];
    for (let i = 0; i < size; i++) bins[start[byBinCell[i] + 1]++] = byBinBin[i];
  }

  private grow(): void {
    const cells = new Int32Array(this.size * 2), bins = new Int16Array(this.size * 2);
    cells.set(this.cell); bins.set(this.bin);
    this.cell = cells; this.bin = bins;
  }
}
