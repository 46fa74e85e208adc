/**
 * Objects that were read before: in the lines of one log the same service, route or resource stands again and again, byte for byte. An
 * object whose bytes are those of a known one needs no walk: what was found in it is told again, and its end is known. The answers are
 * those of a walk.
 */

/** Smaller objects are walked as fast, larger ones are no settings of a gateway. */
const LEAST = 96, MOST = 2048;
/** Objects with more members that are asked for are not kept. */
const MAX_TAKES = 24;
/** Objects that are alike in their first part share a slot: so many slots, so many in each. */
const SLOTS = 16, WAYS = 32;
/** A place whose objects differ from line to line is left alone for so many lines. */
const REST = 4000, CREDIT = 48, MOST_CREDIT = 96;

/**
 * One known object: its bytes, a place where they differ from those of the one before, and five numbers a member that is asked for: code,
 * from, to (counted from its start), kind, index.
 */
export type Known = { bytes: Buffer; mark: number; takes: Int32Array };

/** For one place in the tree of keys. */
export class ObjectMemo {
  private readonly slots: Known[][] = Array.from({ length: SLOTS }, () => []);
  private readonly oldest = new Uint8Array(SLOTS);
  private credit = CREDIT;
  private rest = 0;
  private slot = -1;

  /** The known object that begins at `from`, or null. Then, if it `learns`, call `learn` after the walk. */
  find(buf: Buffer, from: number, to: number): Known | null {
    this.slot = -1;
    if (this.rest > 0) { if (--this.rest === 0) this.credit = CREDIT >> 2; return null; }
    const left = to - from;
    if (left < LEAST) return null;
    let h = 0;
    for (let i = from + 8, end = from + LEAST; i < end; i += 6) h = (Math.imul(h, 31) + buf[i]) | 0;
    const slot = this.slot = (h ^ (h >>> 5) ^ (h >>> 10)) & (SLOTS - 1), ways = this.slots[slot];
    for (let w = 0; w < ways.length; w++) {
      const known = ways[w], { bytes, mark } = known, n = bytes.length;
      if (n > left || buf[from + mark] !== bytes[mark] || buf[from + n - 1] !== 125 || buf.compare(bytes, 0, n, from, from + n) !== 0) continue;
      if (this.credit < MOST_CREDIT) this.credit++;
      return known;
    }
    if (--this.credit <= 0) { this.rest = REST; this.slot = -1; }
    return null;
  }

  /** Whether what the walk finds should be kept for `learn`. */
  get learns(): boolean { return this.slot >= 0; }

  /** Keeps the object at [from, to) and what was found in it: `count` numbers from `at` on, positions in the buffer. */
  learn(buf: Buffer, from: number, to: number, found: Int32Array, at: number, count: number): void {
    if (to - from < LEAST || to - from > MOST || count > MAX_TAKES * 5) return;
    const takes = found.slice(at, at + count), bytes = Buffer.from(buf.subarray(from, to)), ways = this.slots[this.slot];
    for (let i = 0; i < count; i += 5) { takes[i + 1] -= from; takes[i + 2] -= from; }
    const way = ways.length < WAYS ? ways.length : this.oldest[this.slot]++ % WAYS, before = ways[way > 0 ? way - 1 : ways.length - 1]?.bytes;
    let mark = 0;
    if (before !== undefined) while (mark < bytes.length - 1 && bytes[mark] === before[mark]) mark++;
    ways[way] = { bytes, mark, takes };
  }
}
