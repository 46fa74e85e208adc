/**
 * Cuts what JsonRecords lets in: lines that pass, values that stand over many lines or side by side, and documents, token by token. Holds
 * what has begun and not ended, until the bytes that end it come.
 */
import { quoteEnd } from '../formats/scan';
import { newWrapper, unwrap } from '../formats/wrapper';
import { JsonDocument } from './json-document';
import { DOC, isDocument, isList, RECORDS, skipBlank, UNDECIDED, YES } from './json-envelope';
import { FollowedValue, KEEP, LONE, RECORD, SKIP } from './json-followed';
import { JsonOutput } from './json-output';
import { BROKEN } from './json-value';
import { MAX_LINE } from './split';

const NEWLINE = 10, QUOTE = 34, COMMA = 44, COLON = 58, LIST = 91, LIST_END = 93, OPEN = 123, CLOSE = 125;
const EMPTY: Buffer = Buffer.alloc(0), TWIN = Buffer.from('}{');
/** Longer keys, and longer texts between tokens, are no document. */
const MAX_KEY = 4096, MAX_PREFIX = 1024;

/** At a line's start / in one that passes / behind a value on its line / between a document's tokens / within a value. */
const LINE = 0, PASS = 1, TAIL = 2, FRAMES = 3, VALUE = 4;

export class JsonCutter {
  /** Some lines of the head have records behind a syslog prefix or the like. */
  prefixed = false;
  private state = LINE;
  private buf = EMPTY;
  /** Start of what is not dealt with; while a value is followed, its start, or what is left of it behind what was let go. */
  private at = 0;
  private readonly out = new JsonOutput(); private readonly document = new JsonDocument(); private readonly value = new FollowedValue(this.out, this.document);
  /** The next line end and the next "}{" in `buf`, where they were looked for. */
  private newline = -1; private twin = -1;
  private readonly wrapper = newWrapper();

  /** Goes on with `bytes`. @returns what is cut of them and of what was held. `last`: nothing comes behind them. */
  run(bytes: Buffer, last: boolean): Buffer {
    this.buf = this.buf.length > 0 ? Buffer.concat([this.buf, bytes]) : bytes;
    this.newline = this.twin = -1;
    this.out.open(this.buf);
    while (this.at < this.buf.length && this.step(last)) { /* one token, line or value at a time */ }
    if (last) this.finish();
    const made = this.out.take();
    // What is held must not be the caller's memory.
    this.buf = Buffer.from(this.buf.subarray(this.at)); this.value.moved(this.at); this.at = 0;
    return made;
  }

  /** Deals with what stands at `at`; false = more bytes are needed. */
  private step(last: boolean): boolean {
    switch (this.state) {
      case LINE: return this.line(last);
      case PASS: return this.pass();
      case TAIL: return this.tail();
      case FRAMES: return this.token();
      default: return this.follow();
    }
  }

  private line(last: boolean): boolean {
    const { buf, at } = this, end = buf.length, stop = Math.min(end, at + MAX_KEY), i = blanks(buf, at, stop);
    if (i === stop && !last && stop < at + MAX_KEY) return false;
    const c = i < stop ? buf[i] : 0;
    if (c !== OPEN && c !== LIST) return this.prefixed ? this.behindPrefix(last) : this.pass();
    const what = c === LIST ? isList(buf, i, end) : isDocument(buf, i, end);
    if (what === UNDECIDED && !last) return false;
    if (what === YES) return this.enter(c, i + 1, EMPTY);
    if (c === LIST) return this.pass();
    if (this.newline < i) this.newline = found(buf.indexOf(NEWLINE, i));
    if (this.newline === Infinity && !last && end - at <= MAX_LINE) return false;
    const lineTo = Math.min(end, this.newline);
    let to = lineTo;
    while (to > i && buf[to - 1] <= 32) to--;
    if (this.twin < i) this.twin = found(buf.indexOf(TWIN, i));
    const single = this.twin >= to || this.twin - at > MAX_LINE;
    if (single && lineTo - at > MAX_LINE) return this.pass();
    if (single && buf[to - 1] === CLOSE) {
      this.at = Math.min(end, lineTo + 1);
      this.out.emit(at, this.at);
      return true;
    }
    this.begin(LONE, i);
    return true;
  }

  /** A line of text in a file where some have documents or arrays behind a prefix: these are taken apart, each record behind the prefix. */
  private behindPrefix(last: boolean): boolean {
    const { buf, at } = this, newline = buf.indexOf(NEWLINE, at);
    if (newline < 0 && !last && buf.length - at <= MAX_LINE) return false;
    const to = newline < 0 ? buf.length : newline, inner = to - at > MAX_LINE ? at : unwrap(buf, at, to, this.wrapper);
    if (inner === at || inner - at > MAX_PREFIX || opens(buf, inner, to) !== YES) return this.pass();
    return this.enter(buf[inner], inner + 1, Buffer.from(buf.subarray(at, inner)));
  }

  private enter(bracket: number, at: number, prefix: Buffer): boolean {
    this.document.enter(bracket === LIST ? RECORDS : DOC, prefix);
    this.at = at; this.state = FRAMES;
    return true;
  }

  /** The rest of the line as it is. */
  private pass(): boolean {
    const { buf, at } = this, newline = buf.indexOf(NEWLINE, at), to = newline < 0 ? buf.length : newline + 1;
    this.out.emit(at, to);
    this.at = to; this.state = newline < 0 ? PASS : LINE;
    return true;
  }

  /** Behind a value: nothing, a comma, or the next one. */
  private tail(): boolean {
    const { buf } = this;
    let i = this.at;
    while (i < buf.length && (buf[i] === 32 || buf[i] === 9 || buf[i] === 13 || buf[i] === COMMA)) i++;
    this.at = i;
    if (i === buf.length) return true;
    if (buf[i] === NEWLINE) { this.at++; this.state = LINE; } else this.state = buf[i] === OPEN || buf[i] === LIST ? LINE : PASS;
    return true;
  }

  /** The next token of a document. */
  private token(): boolean {
    const { buf, document } = this, end = buf.length, i = this.at = skipBlank(buf, this.at, end);
    if (i === end) return false;
    const c = buf[i], list = document.inList();
    if (c === COMMA) { this.at++; return true; }
    if (c === (list ? LIST_END : CLOSE)) {
      this.at++;
      if (document.close()) this.state = TAIL;
      return true;
    }
    if (!list) return c === QUOTE ? this.member(i) : this.fail(i);
    if (c === OPEN && document.open()) { this.at++; return true; }
    if (c === COLON || c === CLOSE) return this.fail(i);
    this.begin(document.hasRecords() ? RECORD : SKIP, i);
    return true;
  }

  /** "key": and the first byte of its value. */
  private member(i: number): boolean {
    const { buf, document } = this, end = buf.length;
    const stop = Math.min(end, i + MAX_KEY), quote = quoteEnd(buf, i + 1, stop), close = quote < 0 ? stop : quote;
    const colon = skipBlank(buf, close + 1, stop), v = skipBlank(buf, colon + 1, stop);
    if (colon < stop && buf[colon] !== COLON) return this.fail(colon);
    if (v >= stop) return stop === i + MAX_KEY ? this.fail(i) : false;
    const key = buf.toString('utf8', i + 1, close);
    if (buf[v] === LIST && document.openList(key)) { this.at = v + 1; return true; }
    this.at = v;
    this.begin(document.keeps(key) ? KEEP : SKIP, v);
    return true;
  }

  private begin(purpose: number, from: number): void { this.value.begin(purpose, from); this.state = VALUE; }

  private follow(): boolean {
    const { buf, at, value } = this, end = value.follow(buf, at);
    if (end >= 0) { this.state = value.alone ? TAIL : FRAMES; this.at = end; return true; }
    if (end === BROKEN) return this.fail(value.brokenAt);
    // Too long to hold: what is there goes out, and the rest behind it.
    if (value.tooLong(buf.length - at)) this.at = value.letGo(at, buf[buf.length - 1] === 13 ? buf.length - 1 : buf.length);
    return false;
  }

  /** The byte at `p` fits nothing: what was held passes as the lines that it is, and reading goes on with the line in which it broke. */
  private fail(p: number): boolean {
    const { buf, at, value } = this;
    this.document.leave();
    if (this.state === VALUE && value.tooLong(p - at)) { this.at = value.letGo(at, p); value.endLine(); this.state = PASS; return true; }
    const start = p > at ? buf.lastIndexOf(NEWLINE, p - 1) + 1 : at;
    if (start > at) { this.out.emit(at, start); this.at = start; this.state = LINE; } else this.state = PASS;
    return true;
  }

  /** What is left at the end of the content: of a record, as it would begin if it went on; of a document around it, nothing. */
  private finish(): void {
    if (this.state === VALUE) this.value.letGo(this.at, this.buf.length);
    this.at = this.buf.length;
  }
}

const found = (i: number): number => (i < 0 ? Infinity : i);
/** Where the first byte stands that is no blank. */
export const blanks = (buf: Buffer, from: number, to: number): number => { while (from < to && (buf[from] === 32 || buf[from] === 9)) from++; return from; };
/** Whether an array or document begins at `from`; both must do so before `to`. */
export const opens = (buf: Buffer, from: number, to: number): number => (buf[from] === LIST ? isList(buf, from, to) : buf[from] === OPEN ? isDocument(buf, from, to) : 0);
