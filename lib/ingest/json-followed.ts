/** The value that is being followed, through as many pieces as it comes in, and what becomes of it: a line of its own, a record's line, kept for the records, or nothing. */
import type { JsonDocument } from './json-document';
import type { JsonOutput } from './json-output';
import { JsonValue, MORE } from './json-value';
import { MAX_LINE } from './split';

/** On its own / a record of a document / what its records need / what they do not. The first two come out. */
export const LONE = 0, RECORD = 1, KEEP = 2, SKIP = 3;
const LINE_END = Buffer.from('\n'), CLOSED = Buffer.from('}\n');

export class FollowedValue {
  private readonly value = new JsonValue(); private purpose = LONE;
  /** How far it is followed; how much of it was let go before its end because it is too long. */
  private seen = 0; private long = 0;

  constructor(private readonly out: JsonOutput, private readonly document: JsonDocument) {}

  begin(purpose: number, from: number): void {
    this.value.start();
    this.purpose = purpose; this.seen = from; this.long = 0;
    this.out.restart();
  }
  get alone(): boolean { return this.purpose === LONE; }
  /** After BROKEN: where the byte stands that does not fit. */
  get brokenAt(): number { return this.value.at; }
  /** Whether it is, with `more` bytes, longer than a line may be. */
  tooLong(more: number): boolean { return this.long + more > MAX_LINE; }
  /** The bytes stand so much further in front. */
  moved(by: number): void { this.seen -= by; }

  /** Goes on to the end of `buf`; what was not let go of it begins at `at`. @returns where it ended and was delivered, MORE, BROKEN. */
  follow(buf: Buffer, at: number): number {
    const end = this.value.scan(buf, this.seen, buf.length);
    if (end >= 0) this.deliver(buf, at, end);
    else if (end === MORE) this.seen = buf.length;
    return end;
  }

  /** Lets [at, to) go before its end is there. @returns `to`. */
  letGo(at: number, to: number): number {
    if (this.long === 0 && this.purpose === RECORD) this.document.put(this.out);
    if (this.purpose <= RECORD) this.out.compact(at, to);
    this.long += to - at;
    return to;
  }
  /** The line of what was let go ends, though the value did not. */
  endLine(): void { if (this.purpose <= RECORD) this.out.put(LINE_END); }

  private deliver(buf: Buffer, at: number, to: number): void {
    const { purpose } = this;
    if (purpose === KEEP) { if (this.long === 0) this.document.keep(buf, at, to); return; }
    if (purpose === SKIP) return;
    if (this.long > 0) { this.letGo(at, to); this.out.put(LINE_END); return; }
    const closed = purpose === RECORD && this.document.put(this.out);
    if (this.value.broken) this.out.compact(at, to); else this.out.emit(at, to);
    this.out.put(closed ? CLOSED : LINE_END);
  }
}
