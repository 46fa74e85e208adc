/**
 * A dictionary from byte strings to small numbers, by open addressing over their bytes: no string is made to look a name up.
 * Numbers are given in order of first sight, from 0. The caller bounds its size (`size`) and clears it.
 */
export class ByteNames {
  size = 0;
  private slots = new Int32Array(1024).fill(-1);
  private hashes = new Int32Array(512); private from = new Int32Array(513);
  private bytes = Buffer.alloc(16384);

  /** The number of the name in buf[from, to); a new one is kept. `hash` is any hash of these bytes (see `hashBytes`). */
  intern(buf: Uint8Array, from: number, to: number, hash: number): number {
    const mask = this.slots.length - 1, n = to - from;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const id = this.slots[slot];
      if (id < 0) return this.add(buf, from, to, hash, slot);
      if (this.hashes[id] === hash && this.from[id + 1] - this.from[id] === n) {
        let i = 0; const own = this.from[id], bytes = this.bytes;
        while (i < n && bytes[own + i] === buf[from + i]) i++;
        if (i === n) return id;
      }
      slot = (slot + 1) & mask;
    }
  }
  /** The number of a known name, -1 when unknown. */
  find(buf: Uint8Array, from: number, to: number, hash: number): number {
    const mask = this.slots.length - 1, n = to - from;
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot];
      if (id < 0) return -1;
      if (this.hashes[id] !== hash || this.from[id + 1] - this.from[id] !== n) continue;
      let i = 0; const own = this.from[id];
      while (i < n && this.bytes[own + i] === buf[from + i]) i++;
      if (i === n) return id;
    }
  }
  name(id: number): string { return this.bytes.toString('utf8', this.from[id], this.from[id + 1]); }
  clear(): void { this.size = 0; this.slots.fill(-1); }

  private add(buf: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const id = this.size++, start = this.from[id], end = start + to - from;
    if (end > this.bytes.length) { const grown = Buffer.alloc(Math.max(end, this.bytes.length * 2)); this.bytes.copy(grown, 0, 0, start); this.bytes = grown; }
    for (let i = from, o = start; i < to; i++, o++) this.bytes[o] = buf[i];
    this.from[id + 1] = end; this.hashes[id] = hash; this.slots[slot] = id;
    if (this.size * 2 >= this.slots.length) this.grow();
    return id;
  }
  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1), hashes = new Int32Array(slots.length / 2), from = new Int32Array(slots.length / 2 + 1), mask = slots.length - 1;
    hashes.set(this.hashes); from.set(this.from);
    for (let id = 0; id < this.size; id++) {
      let slot = (hashes[id] ^ (hashes[id] >>> 15)) & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.slots = slots; this.hashes = hashes; this.from = from;
  }
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
