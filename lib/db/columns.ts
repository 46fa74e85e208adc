/**
 * Lines by columns: the bytes of a chunk put in another order, first words of all lines together, then second words, and so on, so that a
 * fast compressor sees like beside like. On gateway logs brotli's quality 1 then needs a fifth to a quarter less space and half the time.
 * Any bytes come back exactly.
 *
 * A line is cut at spaces and quotes. What stands before the first quote has its own columns, the text of the first quote its own, and so
 * on: a user agent with more words than the next one does not shift what follows it. A word takes the byte that ends it along, so the
 * columns tell by themselves where a line goes on, and only their lengths are kept beside them.
 *
 * A column of long hex numbers of one width, such as request ids, which no compressor makes shorter than half, is packed two digits a byte.
 *
 * The inner loops are WebAssembly (columns.wat): 16 bytes at a time they take half the time of the same in JavaScript.
 */
import { COLUMNS_WASM } from './columns-wasm';

const PARTS = 128, OUTSIDE = 8, INSIDE = 3;
/** What a byte does: nothing, ends the line, begins or ends a quote, ends a word. */
const NONE = 1, SPACE = 0, QUOTE = 2, NEWLINE = 3, KIND = new Uint8Array(256).fill(NONE);
KIND[10] = NEWLINE; KIND[34] = QUOTE; KIND[32] = SPACE;
/** The column after a byte of a kind, by column * 4 + kind. The last column of a part takes the rest of its words. */
const NEXT: Int16Array = ((): Int16Array => {
  const base: number[] = [], width = (part: number): number => (part % 2 ? INSIDE : OUTSIDE);
  let columns = 0;
  for (let p = 0; p < PARTS; p++) { base.push(columns); columns += width(p); }
  const next = new Int16Array(columns * 4);
  for (let p = 0; p < PARTS; p++) for (let w = 0; w < width(p); w++) {
    const c = base[p] + w;
    next[c * 4 + NONE] = c; next[c * 4 + NEWLINE] = 0; next[c * 4 + QUOTE] = base[Math.min(PARTS - 1, p + 1)]; next[c * 4 + SPACE] = w < width(p) - 1 ? c + 1 : c;
  }
  return next;
})();
const COLUMNS = NEXT.length / 4;

// The memory of the inner loops, in bytes: the tables, room for what stands before the columns, the bytes themselves, the places of the columns.
const AT = COLUMNS * 16, LIMITS = AT + COLUMNS * 4, STARTS = LIMITS + COLUMNS * 4, WIDTHS = STARTS + COLUMNS * 4, BYTES = 1 << 16, PAGE = 1 << 16;
/** Bytes behind a place that may be overwritten; zeros behind the bytes; what each column has to spare. */
const OVER = 16, ZEROS = 64, SPARE = 256;

/** One column as it is written: its bytes in the lines, and, where it is packed, those of each word and the word's last byte. */
export type Column = { length: number; width: number; last: number };

type Exports = {
  spread(from: number, to: number, next: number, at: number, limits: number): number;
  gather(columns: number, starts: number, at: number, widths: number, out: number): number;
};

/** The inner loops and their memory, made by the first chunk that is packed: who only reads does without. */
class Loops {
  private readonly module = new WebAssembly.Module(Buffer.from(COLUMNS_WASM, 'base64'));
  private loops: Exports | null = null;
  private bytes = new Uint8Array(0); private numbers = new Int32Array(0);
  /** The longest chunk there is room for. */
  private most = 0;

  /** Orders the bytes; what is there is valid until the next call. `head` writes what stands before the columns. */
  order(bytes: Uint8Array, head: (columns: Column[]) => Uint8Array): Uint8Array {
    if (!this.spread(bytes)) { this.layOut(bytes); if (!this.spread(bytes)) throw new Error('columns were measured wrong'); }
    const { numbers } = this, at = AT / 4, starts = STARTS / 4;
    let used = COLUMNS;
    while (used > 1 && numbers[at + used - 1] === numbers[starts + used - 1]) used--;
    const end = this.loops!.gather(used * 4, STARTS, AT, WIDTHS, BYTES), columns: Column[] = [];
    for (let k = 0; k < used; k++) { const width = numbers[WIDTHS / 4 + k]; columns.push({ length: numbers[at + k] - numbers[starts + k], width, last: width > 0 ? this.bytes[numbers[starts + k] + width - 1] : 0 }); }
    const before = head(columns), from = BYTES - before.length;
    if (from < WIDTHS + COLUMNS * 4) throw new RangeError('the head of a chunk is too long');
    this.bytes.set(before, from);
    return this.bytes.subarray(from, end);
  }

  /** False when a column needed more room than it had: then what is there is worthless. */
  private spread(bytes: Uint8Array): boolean {
    const n = bytes.length;
    if (this.loops === null || n > this.most) return false;
    this.bytes.set(bytes, BYTES); this.bytes.fill(0, BYTES + n, BYTES + n + ZEROS);
    this.numbers.copyWithin(AT / 4, STARTS / 4, STARTS / 4 + COLUMNS);
    return this.loops.spread(BYTES, BYTES + n, 0, AT, LIMITS) !== 0;
  }

  /** Places as long as these bytes want them and a quarter more: logs are alike from chunk to chunk. */
  private layOut(bytes: Uint8Array): void {
    const lengths = new Int32Array(COLUMNS);
    for (let i = 0, column = 0; i < bytes.length; i++) { lengths[column]++; column = NEXT[column * 4 + KIND[bytes[i]]]; }
    this.most = Math.max(this.most, bytes.length + (bytes.length >> 2), 4096);
    const first = BYTES + this.most + ZEROS;
    let sum = first;
    for (let k = 0; k < COLUMNS; k++) sum += lengths[k] + (lengths[k] >> 2) + SPARE;
    // Memory that grew would be given away like a buffer that is handed over, which slows the whole thread down (bin/parse-thread.ts).
    if (this.bytes.length < sum + ZEROS) {
      const memory = new WebAssembly.Memory({ initial: Math.ceil((sum + ZEROS) / PAGE) });
      this.loops = new WebAssembly.Instance(this.module, { room: { memory } }).exports as Exports;
      this.bytes = new Uint8Array(memory.buffer); this.numbers = new Int32Array(memory.buffer);
    }
    for (let i = 0; i < NEXT.length; i++) this.numbers[i] = NEXT[i] * 4;
    for (let k = 0, at = first; k < COLUMNS; k++) { this.numbers[STARTS / 4 + k] = at; at += lengths[k] + (lengths[k] >> 2) + SPARE; this.numbers[LIMITS / 4 + k] = at - OVER; }
  }
}
let loops: Loops | null = null;

/** The bytes by columns, behind what `head` says of these. Valid until the next call. */
export function toColumns(bytes: Uint8Array, head: (columns: Column[]) => Uint8Array): Uint8Array { return (loops ??= new Loops()).order(bytes, head); }

/** The lines again. Throws when the columns do not fit the bytes. */
export function fromColumns(columns: readonly Column[], packed: Uint8Array, into: Uint8Array): void {
  const bytes = columns.some((c) => c.width > 0) ? unpacked(columns, packed) : packed;
  const from = new Int32Array(COLUMNS), end = new Int32Array(COLUMNS), n = into.length;
  for (let k = 0, sum = 0; k < columns.length; k++) { from[k] = sum; sum += columns[k].length; end[k] = sum; }
  for (let o = 0, column = 0; o < n;) {
    let i = from[column], kind = NONE;
    const stop = end[column];
    if (i >= stop) throw new Error('columns do not fit');
    while (i < stop && kind === NONE) { const c = bytes[i++]; into[o++] = c; kind = KIND[c]; }
    from[column] = i; column = NEXT[column * 4 + kind];
  }
}

const DIGITS = Buffer.from('0123456789abcdef');

/** The columns with those of hex numbers written out. */
function unpacked(columns: readonly Column[], packed: Uint8Array): Uint8Array {
  const out = Buffer.allocUnsafeSlow(columns.reduce((n, c) => n + c.length, 0)), digits = DIGITS;
  let i = 0, o = 0;
  for (const { length, width, last } of columns) {
    if (width === 0) { out.set(packed.subarray(i, i + length), o); i += length; o += length; continue; }
    for (const stop = o + length; o < stop;) {
      for (const word = o + width - 1; o < word; i++) { out[o++] = digits[packed[i] >> 4]; out[o++] = digits[packed[i] & 15]; }
      out[o++] = last;
    }
  }
  return out;
}
