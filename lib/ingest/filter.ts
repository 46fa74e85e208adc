/**
 * The filters of a chunk, one over its request ids and one over its clients: each says "not in here" for sure, and "perhaps" wrongly in one
 * case of 2^planes, a little more where many words fall together. About 1.15 bits a plane and word, where a Bloom filter takes 1.44.
 *
 * A homogeneous ribbon (Dillinger, Hübschle-Schneider, Sanders, Walzer: Fast Succinct Retrieval and Approximate Membership using Ribbon, 2022)
 * of width 32: a word stands for 32 rows from some place on and chooses about half of them; the rows are bits such that in each plane those
 * that any word of the chunk chose sum to zero. They lie in blocks of 32 rows, plane after plane, so that a word looks at two neighbouring
 * blocks only and a reader of thousands of filters needs few bytes of each (`Probe`).
 */
import { hashBytes } from './byte-names';

export const REQUEST_ID_PLANES = 8, CLIENT_PLANES = 5;
/** Rows beside those that the words determine: with fewer, words that fall together leave none free, and everything there is "perhaps". */
const SPARE = 0.2, ROWS = 32, SEED = 0x2545f491;

export class FilterBuilder {
  private hashes = new Int32Array(8192); private size = 0; private decoded = false;
  private slots = new Int32Array(16384); private rows = new Int32Array(8192);

  constructor(private readonly planes: number) {}

  clear(): void { this.size = 0; this.decoded = false; }
  /** A word that stands in the chunk as it is. */
  add(buf: Uint8Array, from: number, to: number): void { this.addHash(hashBytes(buf, from, to)); }
  /** A word that had to be decoded: the chunk's bytes need not hold it as it is. */
  addText(text: string): void { const b = Buffer.from(text); this.decoded = true; this.addHash(hashBytes(b, 0, b.length)); }

  private addHash(hash: number): void {
    const at = this.size;
    if (at === this.hashes.length) { const wider = new Int32Array(at * 2); wider.set(this.hashes); this.hashes = wider; }
    this.hashes[at] = hash;
    this.size = at + 1;
  }

  /** The filter of what was added since `clear`; nothing added: no bytes. One byte more than whole words: some words were decoded. */
  build(): Uint8Array {
    const n = this.distinct(), { planes } = this;
    if (n === 0) return new Uint8Array(0);
    const blocks = Math.max(2, Math.ceil((n * (1 + SPARE)) / ROWS)), rows = this.eliminate(n, blocks), out = new Uint8Array(blocks * planes * 4 + (this.decoded ? 1 : 0)), view = new DataView(out.buffer), windows = new Int32Array(planes);
    let free = SEED;
    // From the last row on, a row is what the rows behind it make it; one that no word determines is as good as random.
    for (let b = blocks - 1; b >= 0; b--) {
      for (let at = b * ROWS + ROWS - 1; at >= b * ROWS; at--) {
        const chosen = rows[at];
        if (chosen !== 0) { for (let j = 0; j < planes; j++) { const w = windows[j] << 1; windows[j] = w | parity(chosen & w); } continue; }
        free ^= free << 13; free ^= free >>> 17; free ^= free << 5;
        for (let j = 0; j < planes; j++) windows[j] = (windows[j] << 1) | ((free >>> j) & 1);
      }
      for (let j = 0; j < planes; j++) view.setInt32((b * planes + j) * 4, windows[j], true);
    }
    return out;
  }

  /** Gaussian elimination: for each row the rows (bit 0 itself) whose sum must be zero, 0 = it is free. */
  private eliminate(n: number, blocks: number): Int32Array {
    if (this.rows.length < blocks * ROWS) this.rows = new Int32Array(blocks * ROWS * 2);
    const { rows, hashes } = this;
    rows.fill(0, 0, blocks * ROWS);
    for (let i = 0; i < n; i++) {
      const place = placeOf(hashes[i]);
      let at = blockOf(place, blocks) * ROWS + rowOf(place), chosen = choiceOf(hashes[i]);
      for (let there = rows[at]; there !== 0; there = rows[at]) {
        chosen ^= there;
        if (chosen === 0) break;
        const step = 31 - Math.clz32(chosen & -chosen);
        chosen >>>= step; at += step;
      }
      if (chosen !== 0) rows[at] = chosen;
    }
    return rows;
  }

  /**
   * Moves each different hash to the front and returns how many they are. Done for all at once, so that the waits for memory overlap:
   * looked up line by line they took 60 ns a line.
   */
  private distinct(): number {
    const { hashes, size } = this;
    if (this.slots.length < size * 2) this.slots = new Int32Array(2 ** Math.ceil(Math.log2(size * 2)));
    const slots = this.slots.fill(0), mask = slots.length - 1;
    let n = 0, zero = false;
    for (let i = 0; i < size; i++) {
      const hash = hashes[i];
      if (hash === 0) { zero = true; continue; }
      let slot = (hash ^ (hash >>> 16)) & mask, there = slots[slot];
      while (there !== 0 && there !== hash) { slot = (slot + 1) & mask; there = slots[slot]; }
      if (there === hash) continue;
      slots[slot] = hash; hashes[n++] = hash;
    }
    if (zero) hashes[n++] = 0;
    this.size = n;
    return n;
  }
}

/**
 * What a word looks at: the bytes of two blocks, `bytes` of them from `blockBytes` times its block on. The block of a filter of `blocks` of
 * them is `(place * (blocks - 1)) >> 32`, in SQL as here.
 */
export type Probe = { place: number; row: number; chosen: number; planes: number; blockBytes: number; bytes: number };

export function probeOf(word: string, planes: number): Probe {
  const b = Buffer.from(word), hash = hashBytes(b, 0, b.length), place = placeOf(hash);
  return { place, row: rowOf(place), chosen: choiceOf(hash), planes, blockBytes: planes * 4, bytes: planes * 8 };
}

/** Of the bytes that a probe looks at. None: the filter is empty. */
export function sliceMayContain(slice: Uint8Array, { row, chosen, planes }: Probe): boolean {
  if (slice.length === 0) return false;
  const view = new DataView(slice.buffer, slice.byteOffset, slice.length);
  for (let j = 0; j < planes; j++) {
    const low = view.getInt32(j * 4, true) >>> row, high = row === 0 ? 0 : view.getInt32((planes + j) * 4, true) << (ROWS - row);
    if (parity((low | high) & chosen) !== 0) return false;
  }
  return true;
}

/** False: no line of the chunk has this word. True: perhaps. */
export function mayContain(filter: Uint8Array, word: string, planes: number): boolean {
  const probe = probeOf(word, planes), { blockBytes, bytes } = probe, from = blockOf(probe.place, Math.floor(filter.length / blockBytes)) * blockBytes;
  return filter.length > 0 && sliceMayContain(filter.subarray(from, from + bytes), probe);
}

const blockOf = (place: number, blocks: number): number => Math.floor((place * (blocks - 1)) / 4294967296);
const rowOf = (place: number): number => place & (ROWS - 1);
/** Where a word's rows begin, as a share of the filter: a whole number below 2^32 (the finaliser of MurmurHash3). */
function placeOf(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b); h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
/** Which of its 32 rows a word chooses; always the first. */
function choiceOf(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d); h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) | 1;
}
function parity(x: number): number { x ^= x >>> 16; x ^= x >>> 8; x ^= x >>> 4; return (0x6996 >>> (x & 15)) & 1; }
