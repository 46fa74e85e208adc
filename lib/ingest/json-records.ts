/**
 * One line of one record, for files whose JSON is not written so: arrays, documents of records (Azure's `{"records":[…]}`, OTLP's
 * `{"resourceSpans":[…]}`), objects over many lines or several on one. It stands between decoder and splitter; offsets of chunks are
 * offsets of what comes out here. What comes out depends on the content alone, never on how it was sliced, and a file that grew gives
 * what it gave before and more.
 *
 * The head of a file decides: without JSON at the start of a line, bytes pass by untouched. Otherwise lines of one whole object and lines
 * of text pass as they are, and what is listed above is taken apart. Text and broken JSON lose nothing: they pass as the lines that they
 * are. Of a document, what belongs to no record is left out. Memory: a record; one longer than MAX_LINE passes as one line too long.
 */
import { quoteEnd } from '../formats/scan';
import { newWrapper, unwrap } from '../formats/wrapper';
import { DOC, isDocument, isKept, isList, listOf, LOGS, RECORDS, RESOURCE, RESOURCES, SCOPE, SCOPES, SPANS, skipBlank, UNDECIDED, YES, type Frame } from './json-envelope';
import { JsonOutput } from './json-output';
import { BROKEN, JsonValue, MORE } from './json-value';
import { MAX_LINE } from './split';

const HEAD_BYTES = 4096, NEWLINE = 10, QUOTE = 34, COMMA = 44, COLON = 58, LIST = 91, LIST_END = 93, OPEN = 123, CLOSE = 125;
const EMPTY: Buffer = Buffer.alloc(0), LINE_END = Buffer.from('\n'), TWIN = Buffer.from('}{');
/** Longer keys, and longer texts between tokens, are no document. A longer resource is left out of its records. */
const MAX_KEY = 4096, MAX_KEPT = 32 << 10, MAX_PREFIX = 1024;

/** At a line's start / in one that passes / behind a value on its line / between a document's tokens / within a value. */
const LINE = 0, PASS = 1, TAIL = 2, FRAMES = 3, VALUE = 4;
const LONE = 0, RECORD = 1, KEEP = 2, SKIP = 3;

export class JsonRecords {
  private state = LINE;
  private head: Buffer | null = EMPTY; private off = false;
  /** Some lines of the head have records behind a syslog prefix or the like. */
  private prefixed = false;
  private buf = EMPTY;
  /** Start of what is not dealt with; while a value is followed, its start, or what is left of it after `long`. */
  private at = 0;
  private readonly out = new JsonOutput();
  private readonly value = new JsonValue(); private purpose = LONE;
  /** How far the value is followed; how much of it went out before because it is too long. */
  private seen = 0; private long = 0;
  private frames: Frame[] = [];
  private prefix = EMPTY; private resource: Buffer | null = null; private scope: Buffer | null = null;
  /** The next line end and the next "}{" in `buf`, where they were looked for. */
  private newline = -1; private twin = -1;
  private readonly wrapper = newWrapper();

  /** Takes decoded bytes in order; what comes back may be a part of them. */
  push(bytes: Buffer): Buffer {
    if (this.off || bytes.length === 0) return bytes;
    if (this.head === null) return this.run(bytes, false);
    this.head = this.head.length > 0 ? Buffer.concat([this.head, bytes]) : Buffer.from(bytes);
    return this.head.length < HEAD_BYTES ? EMPTY : this.open(false);
  }
  /** The content has ended. */
  end(): Buffer { return this.off ? EMPTY : this.head === null ? this.run(EMPTY, true) : this.open(true); }

  private open(last: boolean): Buffer {
    const all = this.head!;
    this.head = null;
    this.off = !this.study(all.subarray(0, HEAD_BYTES));
    return this.off ? all : this.run(all, last);
  }

  /** Whether a line of the head begins with JSON. */
  private study(head: Buffer): boolean {
    let json = false;
    for (let from = 0; from < head.length;) {
      const newline = head.indexOf(NEWLINE, from), to = newline < 0 ? head.length : newline, i = blanks(head, from, to);
      if (head[i] === OPEN || (head[i] === LIST && isList(head, i, head.length) !== 0)) json = true;
      else if (i < to) { const inner = unwrap(head, from, to, this.wrapper); if (inner > from && opens(head, inner, head.length) === YES) json = this.prefixed = true; }
      from = to + 1;
    }
    return json;
  }

  private run(bytes: Buffer, last: boolean): Buffer {
    this.buf = this.buf.length > 0 ? Buffer.concat([this.buf, bytes]) : bytes;
    this.newline = this.twin = -1;
    this.out.open(this.buf);
    while (this.at < this.buf.length && this.step(last)) { /* one token, line or value at a time */ }
    if (last) this.finish();
    const made = this.out.take();
    // What is held must not be the caller's memory.
    this.buf = Buffer.from(this.buf.subarray(this.at)); this.seen -= this.at; this.at = 0;
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
    if (what === YES) { this.prefix = EMPTY; return this.enter(c === LIST ? RECORDS : DOC, i + 1); }
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
    this.prefix = Buffer.from(buf.subarray(at, inner));
    return this.enter(buf[inner] === LIST ? RECORDS : DOC, inner + 1);
  }

  private enter(frame: Frame, at: number): boolean {
    this.frames = [frame]; this.at = at; this.state = FRAMES; this.resource = this.scope = null;
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
    const { buf, frames } = this, end = buf.length, i = this.at = skipBlank(buf, this.at, end), frame = frames[frames.length - 1];
    if (i === end) return false;
    const c = buf[i];
    if (c === COMMA) { this.at++; return true; }
    const list = frame !== DOC && frame !== RESOURCE && frame !== SCOPE;
    if (c === (list ? LIST_END : CLOSE)) {
      frames.pop(); this.at++;
      if (frames.length === 0) this.state = TAIL;
      return true;
    }
    if (list) {
      if (c === OPEN && (frame === RESOURCES || frame === SCOPES)) {
        if (frame === RESOURCES) this.resource = null;
        this.scope = null;
        frames.push(frame === RESOURCES ? RESOURCE : SCOPE); this.at++;
        return true;
      }
      if (c === COLON || c === CLOSE) return this.fail(i);
      this.begin(frame === RESOURCES || frame === SCOPES ? SKIP : RECORD, i);
      return true;
    }
    return c === QUOTE ? this.member(frame, i) : this.fail(i);
  }

  /** "key": and the first byte of its value. */
  private member(frame: Frame, i: number): boolean {
    const { buf } = this, end = buf.length;
    const stop = Math.min(end, i + MAX_KEY), quote = quoteEnd(buf, i + 1, stop), close = quote < 0 ? stop : quote;
    const colon = skipBlank(buf, close + 1, stop), v = skipBlank(buf, colon + 1, stop);
    if (colon < stop && buf[colon] !== COLON) return this.fail(colon);
    if (v >= stop) return stop === i + MAX_KEY ? this.fail(i) : false;
    const key = buf.toString('utf8', i + 1, close), list = buf[v] === LIST ? listOf(frame, key) : undefined;
    if (list !== undefined) { this.frames.push(list); this.at = v + 1; return true; }
    this.at = v;
    this.begin(isKept(frame, key) ? KEEP : SKIP, v);
    return true;
  }

  private begin(purpose: number, from: number): void {
    this.value.start();
    this.purpose = purpose; this.seen = from; this.long = 0; this.state = VALUE;
    this.out.restart();
  }

  private follow(): boolean {
    const { buf, value } = this, end = value.scan(buf, this.seen, buf.length);
    if (end >= 0) { this.state = this.purpose === LONE ? TAIL : FRAMES; this.deliver(end); this.at = end; return true; }
    if (end === BROKEN) return this.fail(value.at);
    this.seen = buf.length;
    // Too long to hold: what is there goes out, and the rest behind it.
    if (this.long + buf.length - this.at > MAX_LINE) this.letGo(buf[buf.length - 1] === 13 ? buf.length - 1 : buf.length);
    return end !== MORE;
  }

  private letGo(to: number): void {
    if (this.long === 0 && this.purpose === RECORD) this.decorate();
    if (this.purpose <= RECORD) this.out.compact(this.at, to);
    this.long += to - this.at; this.at = to;
  }

  /** The value ended at `to`. */
  private deliver(to: number): void {
    const { buf, at, purpose } = this;
    if (purpose === KEEP) { if (this.long === 0 && to - at <= MAX_KEPT) this.keep(compacted(buf, at, to)); return; }
    if (purpose === SKIP) return;
    if (this.long > 0) { this.letGo(to); this.out.put(LINE_END); return; }
    const closed = purpose === RECORD && this.decorate();
    if (this.value.broken) this.out.compact(at, to); else this.out.emit(at, to);
    this.out.put(closed ? CLOSED : LINE_END);
  }

  private keep(text: Buffer): void { if (this.frames[this.frames.length - 1] === RESOURCE) this.resource = text; else this.scope = text; }

  /** What stands before a record on its line; true = a "}" closes it. */
  private decorate(): boolean {
    if (this.prefix.length > 0) this.out.put(this.prefix);
    const frame = this.frames[this.frames.length - 1];
    if (frame !== SPANS && frame !== LOGS) return false;
    this.out.put(Buffer.from('{'));
    if (this.resource !== null) { this.out.put(Buffer.from('"resource":')); this.out.put(this.resource); this.out.put(Buffer.from(',')); }
    if (this.scope !== null) { this.out.put(Buffer.from('"scope":')); this.out.put(this.scope); this.out.put(Buffer.from(',')); }
    this.out.put(Buffer.from(frame === SPANS ? '"span":' : '"logRecord":'));
    return true;
  }

  /** The byte at `p` fits nothing: what was held passes as the lines that it is, and reading goes on with the line in which it broke. */
  private fail(p: number): boolean {
    const { buf, at } = this;
    this.frames = [];
    if (this.state === VALUE && this.long + p - at > MAX_LINE) { this.letGo(p); if (this.purpose <= RECORD) this.out.put(LINE_END); this.state = PASS; return true; }
    const start = p > at ? buf.lastIndexOf(NEWLINE, p - 1) + 1 : at;
    if (start > at) { this.out.emit(at, start); this.at = start; this.state = LINE; } else this.state = PASS;
    return true;
  }

  /** What is left at the end of the content: of a record, as it would begin if it went on; of a document around it, nothing. */
  private finish(): void {
    if (this.state === VALUE && this.purpose <= RECORD) this.letGo(this.buf.length);
    this.at = this.buf.length;
  }
}

const CLOSED = Buffer.from('}\n');
function compacted(buf: Buffer, from: number, to: number): Buffer {
  const text = buf.toString('latin1', from, to);
  return Buffer.from(text.includes('\n') ? text.replace(/\s*\n\s*/g, '') : text, 'latin1');
}
const found = (i: number): number => (i < 0 ? Infinity : i);
const blanks = (buf: Buffer, from: number, to: number): number => { while (from < to && (buf[from] === 32 || buf[from] === 9)) from++; return from; };
/** Whether an array or document begins at `from`; both must do so before `to`. */
const opens = (buf: Buffer, from: number, to: number): number => (buf[from] === LIST ? isList(buf, from, to) : buf[from] === OPEN ? isDocument(buf, from, to) : 0);
