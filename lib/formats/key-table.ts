/** Keys → small numbers, looked up by their bytes without making a string. */

type Entry = { key: Buffer; code: number };

/** Letters compare without case; "_", "-", "." and " " do not count: responseLatency, response_latency and response.latency are one. */
const PLAIN = new Uint8Array(256);
for (let c = 0; c < 256; c++) PLAIN[c] = c >= 65 && c <= 90 ? c + 32 : c === 95 || c === 45 || c === 46 || c === 32 ? 0 : c;
const SAME = Uint8Array.from({ length: 256 }, (_, c) => c);
/** Longer keys are known to nobody. */
const MAX_KEY = 80;

export class KeyTable {
  private readonly slots: (Entry | null)[];
  private readonly fold: Uint8Array;

  /** @param codes key → code above 0. @param loose whether spelling in another case or with other separators is the same key. */
  constructor(codes: Record<string, number>, loose: boolean) {
    const entries = Object.entries(codes);
    let size = 16;
    while (size < entries.length * 3) size *= 2;
    this.slots = new Array(size).fill(null);
    this.fold = loose ? PLAIN : SAME;
    for (const [name, code] of entries) {
      const key = Buffer.from(Buffer.from(name).map((c) => this.fold[c]).filter((c) => c !== 0));
      let slot = this.hash(key, 0, key.length);
      while (this.slots[slot] !== null) slot = (slot + 1) & (size - 1);
      this.slots[slot] = { key, code };
    }
  }

  /** The code of the key at [from, to); 0 = not known. */
  code(buf: Buffer, from: number, to: number): number {
    if (to - from > MAX_KEY) return 0;
    const { slots, fold } = this;
    for (let slot = this.hash(buf, from, to); ; slot = (slot + 1) & (slots.length - 1)) {
      const entry = slots[slot];
      if (entry === null) return 0;
      const { key } = entry;
      let i = 0, at = from;
      for (; at < to; at++) { const c = fold[buf[at]]; if (c !== 0 && key[i++] !== c) break; }
      if (at === to && i === key.length) return entry.code;
    }
  }

  private hash(buf: Buffer, from: number, to: number): number {
    const { fold } = this;
    let h = 0;
    for (let i = from; i < to; i++) { const c = fold[buf[i]]; if (c !== 0) h = (Math.imul(h, 31) + c) | 0; }
    return h & (this.slots.length - 1);
  }
}
