/**
 * Bytes to chunks of whole lines. Boundaries are a function of the content alone, never of how reads were sliced, so a chunk's offset
 * names the same bytes for good, and reading can be taken up again at any chunk's offset.
 *
 * The rule, from a chunk's start S:
 * 1. Lines are taken while they end within the first CHUNK_BYTES from S; the chunk ends behind the last of them.
 * 2. A line of more than MAX_LINE bytes (its line end not counted) is a chunk by itself, ended by its newline: only its first KEPT_OF_LONG
 *    bytes are kept, the rest is swallowed as it streams by, and `length` still counts every byte. Folded, such a chunk is one line
 *    that is quarantined as "line too long".
 * 3. A line without end is cut every MAX_LENGTH bytes, so that a chunk's length always fits into 31 bits; each part counts as a line.
 * Each chunk comes with its preamble, so that it can be read alone.
 */
import { PreambleTracker } from './preamble';

export const CHUNK_BYTES = 1 << 21, MAX_LINE = 1 << 18, KEPT_OF_LONG = MAX_LINE + 1, MAX_LENGTH = 1 << 30;
const NEWLINE = 10;

/**
 * `length` is what the chunk covers of the content; `bytes` is shorter only where a line was too long to keep. `preamble`: the header lines in
 * force where it begins (preamble.ts), null = none; shared by many chunks, not to be written to.
 */
export type RawChunk = { offset: number; length: number; bytes: Buffer; preamble: Buffer | null };

export class Splitter {
  /** No more than a chunk; a chunk that fills most of it is given away with its memory, which spares a copy of every byte. */
  private held: Buffer;
  private from = 0; private to = 0;
  /** The long line that is being swallowed: what is kept of it, and how many bytes of it have been seen. */
  private long: Buffer | null = null; private longSeen = 0;

  private readonly headers: PreambleTracker;

  /** `offset`: where in the content the first pushed byte stands, 0 or any chunk's offset; then with that chunk's preamble. */
  constructor(private offset = 0, private readonly chunkBytes = CHUNK_BYTES, private readonly maxLine = MAX_LINE, private readonly maxLength = MAX_LENGTH, preamble: Uint8Array | null = null) {
    if (chunkBytes <= maxLine) throw new Error('a chunk must hold the longest line');
    this.held = Buffer.allocUnsafeSlow(chunkBytes);
    this.headers = new PreambleTracker(preamble);
  }

  /** Takes decoded bytes in order (they are copied) and yields the chunks that are complete. */
  *push(bytes: Buffer): Generator<RawChunk> {
    for (let at = 0; at < bytes.length;) {
      if (this.long) {
        const room = this.maxLength - this.longSeen, end = bytes.subarray(at, at + room).indexOf(NEWLINE), took = end < 0 ? Math.min(room, bytes.length - at) : end + 1;
        this.longSeen += took; at += took;
        if (end >= 0 || this.longSeen === this.maxLength) yield this.endLong();
        continue;
      }
      const took = Math.min(bytes.length - at, this.chunkBytes - (this.to - this.from));
      this.hold(bytes, at, at + took); at += took;
      yield* this.cut(false);
    }
  }

  /** The content has ended: yields what is left. The last line may lack its newline. */
  *end(): Generator<RawChunk> {
    yield* this.cut(true);
    if (this.long) yield this.endLong();
  }

  /** Bytes taken in and not yielded yet: what must be read again after a stop. */
  get pending(): number { return this.long ? this.longSeen : this.to - this.from; }

  private hold(bytes: Buffer, from: number, to: number): void {
    if (this.to + (to - from) > this.held.length) { this.held.copy(this.held, 0, this.from, this.to); this.to -= this.from; this.from = 0; }
    this.to += bytes.copy(this.held, this.to, from, to);
  }

  private *cut(last: boolean): Generator<RawChunk> {
    while (this.from < this.to && !this.long) {
      const have = this.to - this.from;
      if (!last && have < this.chunkBytes) return;
      const end = this.lineEnd(Math.min(have, this.chunkBytes), last && have <= this.chunkBytes);
      if (end > 0) { yield this.take(end); continue; }
      this.startLong();
      if (this.longDone) yield this.endLong();
    }
  }

  /** Where the chunk that starts at `from` ends: behind its last whole line, 0 when its first line is too long. */
  private lineEnd(window: number, last: boolean): number {
    let at = 0;
    while (at < window) {
      const reach = Math.min(window, at + this.maxLine + 1), newline = this.held.subarray(this.from + at, this.from + reach).lastIndexOf(NEWLINE);
      if (newline >= 0) { at += newline + 1; continue; }
      // No newline within reach: the end of the content, the end of the window, or a line too long.
      if (reach - at > this.maxLine) return at;
      return last ? window : at;
    }
    return at;
  }

  private take(length: number): RawChunk {
    const chunk = { offset: this.offset, length, bytes: this.give(length), preamble: this.headers.preamble };
    this.headers.pass(chunk.bytes, this.offset);
    this.offset += length;
    return chunk;
  }
  /** The first bytes held, in memory that is nobody else's. */
  private give(length: number): Buffer {
    const { held, from, to } = this, bytes = held.subarray(from, from + length), most = length * 2 > held.length;
    this.from += length;
    if (most) { this.held = Buffer.allocUnsafeSlow(held.length); this.to = held.copy(this.held, 0, this.from, to); this.from = 0; }
    else if (this.from === to) this.from = this.to = 0;
    return most ? bytes : own(bytes);
  }

  private longDone = false;
  /** The held bytes begin with a line that is too long: keeps its head, swallows what is held of it. */
  private startLong(): void {
    const seen = this.held.subarray(this.from, Math.min(this.to, this.from + this.maxLength)), newline = seen.indexOf(NEWLINE);
    this.long = own(seen.subarray(0, this.maxLine + 1));
    this.longSeen = newline < 0 ? seen.length : newline + 1;
    this.longDone = newline >= 0 || this.longSeen === this.maxLength;
    this.from += this.longSeen;
    if (this.from === this.to) this.from = this.to = 0;
  }
  private endLong(): RawChunk {
    const chunk = { offset: this.offset, length: this.longSeen, bytes: this.long!, preamble: this.headers.preamble };
    this.offset += this.longSeen; this.long = null; this.longSeen = 0; this.longDone = false;
    return chunk;
  }
}

/** A copy in memory of its own. Node takes small buffers from one that they share, and that cannot be handed to a thread. */
function own(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
