/**
 * A dictionary from byte strings to small numbers, by open addressing over their bytes: no string is made to look a name up.
 * Numbers are given in order of first sight, from 0. The caller bounds its size (`size`) and clears it.
 *
 * Names are kept, hashed and compared four bytes at a time, the last word filled up with zeros.
 */
export class ByteNames {
  size = 0;
  private slots = new Int32Array(1024).fill(-1);
  /** Three numbers a name: hash, length in bytes, first word. Side by side, since they are looked at together. */
  private entries = new Int32Array(3 * 512);
  private used = 0;
  private words = new Int32Array(4096);
  private scratch = new NameBuffer(256);

  /** The number of the name that stands in `name`, `n` bytes long; a new one is kept. */
  internWritten(name: NameBuffer, n: number): number {
    name.end(n);
    const { words } = name, hash = hashWords(words, n), slot = this.slotOf(words, n, hash), id = this.slots[slot];
    return id >= 0 ? id : this.add(words, n, hash, slot);
  }
  /** The same for the bytes of buf[from, to). */
  intern(buf: Uint8Array, from: number, to: number): number { this.copy(buf, from, to); return this.internWritten(this.scratch, to - from); }
  /** The number of a known name, -1 when unknown. */
  find(buf: Uint8Array, from: number, to: number): number {
    this.copy(buf, from, to);
    const { scratch } = this, n = to - from;
    scratch.end(n);
    return this.slots[this.slotOf(scratch.words, n, hashWords(scratch.words, n))];
  }
  /** The slot of the name, or the empty one where it belongs. */
  private slotOf(words: Int32Array, n: number, hash: number): number {
    const { slots, entries, words: own } = this, mask = slots.length - 1, count = (n + 3) >>> 2;
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot];
      if (id < 0) return slot;
      const entry = id * 3;
      if (entries[entry] !== hash || entries[entry + 1] !== n) continue;
      let i = 0;
      for (let at = entries[entry + 2]; i < count && own[at] === words[i]; at++) i++;
      if (i === count) return slot;
    }
  }
  name(id: number): string { return Buffer.from(this.words.buffer, this.entries[id * 3 + 2] * 4, this.entries[id * 3 + 1]).toString('utf8'); }
  clear(): void { this.size = this.used = 0; this.slots.fill(-1); }

  private copy(buf: Uint8Array, from: number, to: number): void {
    if (to - from > this.scratch.bytes.length) this.scratch = new NameBuffer((to - from) * 2);
    const { bytes } = this.scratch;
    for (let i = from, o = 0; i < to; i++, o++) bytes[o] = buf[i];
  }
  private add(words: Int32Array, n: number, hash: number, slot: number): number {
    const id = this.size++, start = this.used, end = start + ((n + 3) >>> 2);
    if (end > this.words.length) { const grown = new Int32Array(Math.max(end, this.words.length * 2)); grown.set(this.words); this.words = grown; }
    for (let i = 0, o = start; o < end; i++, o++) this.words[o] = words[i];
    this.entries[id * 3] = hash; this.entries[id * 3 + 1] = n; this.entries[id * 3 + 2] = start;
    this.used = end; this.slots[slot] = id;
    if (this.size * 2 >= this.slots.length) this.grow();
    return id;
  }
  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1), entries = new Int32Array(3 * slots.length / 2), mask = slots.length - 1;
    entries.set(this.entries);
    for (let id = 0; id < this.size; id++) {
      let slot = (entries[id * 3] ^ (entries[id * 3] >>> 15)) & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.entries = entries;
    this.slots = slots;
  }
}

/** Where a name is written before it is looked up. */
export class NameBuffer {
  readonly bytes: Uint8Array; readonly words: Int32Array;
  constructor(size: number) { this.words = new Int32Array((size >>> 2) + 2); this.bytes = new Uint8Array(this.words.buffer, 0, size); }
  /** Zeros behind a name of n bytes, up to the end of its last word. */
  end(n: number): void { if ((n & 3) !== 0) this.words[n >>> 2] &= (1 << ((n & 3) << 3)) - 1; }
}

function hashWords(words: Int32Array, n: number): number {
  let hash = 0x811c9dc5 ^ n;
  for (let i = 0, count = (n + 3) >>> 2; i < count; i++) {
    hash = Math.imul(hash ^ words[i], 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash ^ (hash >>> 13);
}

/** A hash of buf[from, to): FNV-1a over four bytes at a time. */
export function hashBytes(buf: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 ^ (to - from), i = from;
  for (const last = to - 3; i < last; i += 4) {
    hash = Math.imul(hash ^ (buf[i] | (buf[i + 1] << 8) | (buf[i + 2] << 16) | (buf[i + 3] << 24)), 0x01000193);
    hash ^= hash >>> 15;
  }
  for (; i < to; i++) hash = Math.imul(hash ^ buf[i], 0x01000193);
  return hash ^ (hash >>> 13);
}
