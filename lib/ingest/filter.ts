/**
 * A Bloom filter over the request ids and clients of a chunk: says "not in here" for sure, "perhaps" wrongly in about 6 % of cases,
 * which costs less than the bytes of a surer one: a chunk is read in milliseconds.
 * Never more than 1 % of the chunk's bytes: a chunk of very short lines with all clients distinct pays with more false "perhaps".
 */
import { hashBytes } from './byte-names';

const PROBES = 4, BITS_PER_ENTRY = 6, SHARE = 0.01;

export class FilterBuilder {
  private hashes = new Int32Array(16384); private size = 0;
  private slots = new Int32Array(32768);

  clear(): void { this.size = 0; }
  add(buf: Uint8Array, from: number, to: number): void { this.addHash(hashBytes(buf, from, to)); }
  addText(text: string): void { const b = Buffer.from(text); this.addHash(hashBytes(b, 0, b.length)); }

  private addHash(hash: number): void {
    const at = this.size;
    if (at === this.hashes.length) { const wider = new Int32Array(at * 2); wider.set(this.hashes); this.hashes = wider; }
    this.hashes[at] = hash;
    this.size = at + 1;
  }

  /** The filter of what was added since `clear`, for a chunk of so many bytes. Nothing added: no bytes. */
  build(chunkBytes: number): Uint8Array {
    const n = this.distinct();
    if (n === 0) return new Uint8Array(0);
    const bytes = Math.max(1, Math.min(Math.ceil((n * BITS_PER_ENTRY) / 8), Math.floor(chunkBytes * SHARE))), filter = new Uint8Array(bytes), { hashes } = this;
    for (let i = 0; i < n; i++) set(filter, hashes[i]);
    return filter;
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

/** False: no line of the chunk has this request id or client. True: perhaps. */
export function mayContain(filter: Uint8Array, text: string): boolean {
  if (filter.length === 0) return false;
  const b = Buffer.from(text), bits = filter.length * 8;
  let h = hashBytes(b, 0, b.length);
  const step = stepOf(h);
  for (let i = 0; i < PROBES; i++, h = (h + step) | 0) { const bit = bitOf(h, bits); if ((filter[bit >>> 3] & (1 << (bit & 7))) === 0) return false; }
  return true;
}
function set(filter: Uint8Array, hash: number): void {
  const bits = filter.length * 8, step = stepOf(hash);
  for (let i = 0; i < PROBES; i++, hash = (hash + step) | 0) { const bit = bitOf(hash, bits); filter[bit >>> 3] |= 1 << (bit & 7); }
}
/** The upper 24 bits of a hash, scaled to the filter: cheaper than a remainder. */
const bitOf = (h: number, bits: number): number => ((h >>> 8) * bits * 2 ** -24) | 0;
/** A second hash out of the first (the finaliser of MurmurHash3). */
function stepOf(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b); h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 1;
}
