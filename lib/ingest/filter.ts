/**
 * A Bloom filter over the request ids and clients of a chunk: says "not in here" for sure, "perhaps" wrongly in at most about 2 % of cases.
 * Never more than 1 % of the chunk's bytes: a chunk of very short lines with all clients distinct pays with more false "perhaps".
 */
import { hashBytes } from './byte-names';

const PROBES = 4, BITS_PER_ENTRY = 9.2, SHARE = 0.01;

export class FilterBuilder {
  private slots = new Int32Array(16384);
  /** The hashes that are in the slots, one after another. */
  private hashes = new Int32Array(8192);
  private size = 0; private zero = false;

  clear(): void { this.slots.fill(0); this.size = 0; this.zero = false; }
  add(buf: Uint8Array, from: number, to: number): void { this.addHash(hashBytes(buf, from, to)); }
  addText(text: string): void { const b = Buffer.from(text); this.addHash(hashBytes(b, 0, b.length)); }

  private addHash(hash: number): void {
    if (hash === 0) { this.zero = true; return; }
    const { slots } = this, mask = slots.length - 1;
    let slot = (hash ^ (hash >>> 16)) & mask;
    for (let there = slots[slot]; there !== 0; there = slots[slot]) { if (there === hash) return; slot = (slot + 1) & mask; }
    slots[slot] = hash; this.hashes[this.size++] = hash;
    if (this.size === this.hashes.length) this.grow();
  }
  private grow(): void {
    const { size } = this, slots = new Int32Array(size * 4), hashes = new Int32Array(size * 2), mask = slots.length - 1;
    hashes.set(this.hashes);
    for (let i = 0; i < size; i++) {
      let slot = (hashes[i] ^ (hashes[i] >>> 16)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = hashes[i];
    }
    this.slots = slots; this.hashes = hashes;
  }

  /** The filter of what was added since `clear`, for a chunk of so many bytes. Nothing added: no bytes. */
  build(chunkBytes: number): Uint8Array {
    const n = this.size + (this.zero ? 1 : 0);
    if (n === 0) return new Uint8Array(0);
    const bytes = Math.max(1, Math.min(Math.ceil((n * BITS_PER_ENTRY) / 8), Math.floor(chunkBytes * SHARE))), filter = new Uint8Array(bytes);
    const { hashes, size } = this;
    for (let i = 0; i < size; i++) set(filter, hashes[i]);
    if (this.zero) set(filter, 0);
    return filter;
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
