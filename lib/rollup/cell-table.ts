/**
 * The cells of one cube while a chunk is folded: typed arrays and open addressing, no object and no string a call.
 * Values of histograms wait among the observations until the block is written (encode-cells.ts).
 */
import type { Cube } from './cubes';
import { Observations } from './observations';

export class CellTable {
  size = 0;
  minute: Int32Array; count: Int32Array; sumUs: Float64Array;
  readonly observed = new Observations();
  a: Int32Array; b: Int32Array; c: Int32Array; d: Int32Array;
  private slots: Int32Array;

  /** Up to four dimensions. */
  constructor(readonly cube: Cube, capacity = 512) {
    this.minute = new Int32Array(capacity); this.count = new Int32Array(capacity); this.sumUs = new Float64Array(capacity);
    this.a = new Int32Array(capacity); this.b = new Int32Array(capacity); this.c = new Int32Array(capacity); this.d = new Int32Array(capacity);
    this.slots = new Int32Array(capacity * 4).fill(-1);
  }

  /** The columns of the four dimensions, until the table grows. */
  get dims(): [Int32Array, Int32Array, Int32Array, Int32Array] { return [this.a, this.b, this.c, this.d]; }

  clear(): void { this.size = 0; this.slots.fill(-1); this.observed.clear(); }

  /** The cell's index, made when it is new. Dimensions that the cube does not have are 0. */
  find(minute: number, a: number, b: number, c: number, d: number): number {
    const { slots } = this, mask = slots.length - 1;
    for (let slot = hash(minute, a, b, c, d) & mask; ; slot = (slot + 1) & mask) {
      const i = slots[slot];
      if (i < 0) { slots[slot] = this.size; return this.add(minute, a, b, c, d); }
      if (this.a[i] === a && this.b[i] === b && this.minute[i] === minute && this.c[i] === c && this.d[i] === d) return i;
    }
  }

  /** The first of four cells in a row whose fourth dimension is 0, 1, 2, 3: one search for all of them. */
  findFour(minute: number, a: number, b: number, c: number): number {
    const size = this.size, first = this.find(minute, a, b, c, 0);
    if (first === size) for (let d = 1; d < 4; d++) this.find(minute, a, b, c, d);
    return first;
  }

  /** Puts a value (whole µs, and the bin of its ms) into the cell's histogram; its count is the caller's. */
  observe(cell: number, us: number, bin: number): void {
    this.sumUs[cell] += us;
    this.observed.add(cell, bin);
  }

  private add(minute: number, a: number, b: number, c: number, d: number): number {
    const i = this.size++;
    this.minute[i] = minute; this.a[i] = a; this.b[i] = b; this.c[i] = c; this.d[i] = d;
    this.count[i] = 0; this.sumUs[i] = 0;
    if (this.size === this.minute.length) this.grow();
    return i;
  }
  private grow(): void {
    const wider = (old: Int32Array): Int32Array => { const w = new Int32Array(old.length * 2); w.set(old); return w; };
    const sums = new Float64Array(this.sumUs.length * 2);
    sums.set(this.sumUs);
    this.minute = wider(this.minute); this.count = wider(this.count); this.sumUs = sums;
    this.a = wider(this.a); this.b = wider(this.b); this.c = wider(this.c); this.d = wider(this.d);
    const slots = (this.slots = new Int32Array(this.slots.length * 2).fill(-1)), mask = slots.length - 1;
    for (let i = 0; i < this.size; i++) {
      let slot = hash(this.minute[i], this.a[i], this.b[i], this.c[i], this.d[i]) & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = i;
    }
  }
}

function hash(minute: number, a: number, b: number, c: number, d: number): number {
  let h = Math.imul(minute, 0x9e3779b1) ^ Math.imul(a, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) ^ Math.imul(b, 0xc2b2ae35) ^ Math.imul(c, 0x27d4eb2f) ^ Math.imul(d, 0x165667b1);
  return h ^ (h >>> 16);
}
