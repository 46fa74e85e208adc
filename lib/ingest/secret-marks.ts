/**
 * Where in a chunk a secret may stand: one pass over all bytes, 16 at a time, in WebAssembly (secret-marks.wat). Its answers are few, and
 * redact.ts looks at each of them closely.
 */
import { SECRET_MARKS_WASM } from './secret-marks-wasm';

/** Places in the memory of the loop, in bytes; zeros behind the chunk. */
const PERHAPS = 0, IN_JSON = 1 << 15, VALUES = 1 << 16, BYTES = VALUES + 256, ZEROS = 80, PAGE = 1 << 16;
/** The loop looks so far ahead whether a value may look random. */
export const MARK_REACH = 24;
/** A secret key that is a text of JSON has so many bytes at most. */
export const KEY_REACH = 127;
/** What three letters may be the end of in JSON: a secret key; "key" or "name", whose text may be a secret key. */
export const MAY_BE_SECRET = 1, IS_PAIR = 2;

type Scan = (from: number, to: number, perhaps: number, inJson: number, values: number, list: number) => number;

class Marks {
  private readonly module = new WebAssembly.Module(Buffer.from(SECRET_MARKS_WASM, 'base64'));
  private scan: Scan | null = null; private perhaps: Uint8Array | null = null;
  private bytes = new Uint8Array(0); private numbers = new Int32Array(0);

  find(bytes: Uint8Array, perhaps: Uint8Array, inJson: Uint8Array, values: Uint8Array): Int32Array {
    const n = bytes.length, list = (BYTES + n + ZEROS + 3) & ~3, scan = this.roomFor(list + 4 * n);
    if (this.perhaps !== perhaps) { this.bytes.set(perhaps, PERHAPS); this.bytes.set(inJson, IN_JSON); this.bytes.set(values, VALUES); this.perhaps = perhaps; }
    this.bytes.set(bytes, BYTES); this.bytes.fill(0, BYTES + n, BYTES + n + ZEROS);
    return this.numbers.subarray(list >> 2, scan(BYTES, BYTES + n, PERHAPS, IN_JSON, VALUES, list) >> 2);
  }
  /** Every byte may be a mark, so there is room for that; what is not written to is no memory. New memory, since one that grows slows its whole thread (bin/parse-thread.ts). */
  private roomFor(size: number): Scan {
    if (this.scan !== null && size <= this.bytes.length) return this.scan;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((size + (size >> 2)) / PAGE) });
    this.bytes = new Uint8Array(memory.buffer); this.numbers = new Int32Array(memory.buffer); this.perhaps = null;
    return (this.scan = new WebAssembly.Instance(this.module, { room: { memory } }).exports.scan as Scan);
  }
}
let marks: Marks | null = null;

/**
 * Places in `bytes`, ascending, where '=', '@' or 'J' stand, "za", "ki", "Be" or "Ba" begin, or a quote stands before ':', blanks between or
 * not. Of the '=' only those in the first three bytes; those whose three letters before have a 1 in `perhaps` (32768 bytes, by five bits a
 * letter); and those whose value may have MARK_REACH bytes (looked at here and there; `values`: 256 bytes, 1 = may be of a value). Of the
 * quotes only those behind letters that are MAY_BE_SECRET in `inJson` (as `perhaps`), a backslash between or not; and those of names of
 * three or four letters that are IS_PAIR there, if a text follows that ends so within KEY_REACH. Valid until the next call; may be written to.
 */
export function secretMarks(bytes: Uint8Array, perhaps: Uint8Array, inJson: Uint8Array, values: Uint8Array): Int32Array { return (marks ??= new Marks()).find(bytes, perhaps, inJson, values); }
