/** The cells of many blocks as numbers in typed arrays, and their order: what merging (merge-cells.ts) begins with. */

/** A place in a byte string from which varints are read. */
export class Cursor {
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
export class Cells {
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
