/** One line to its verdict: wrapper peeled, format recognised, parsed, classified, checked. The same for folding and for showing calls. */
import { CALL, Draft, EVENT, FILTERED, PATH, REJECTED, type Verdict } from '../call';
import { Detector } from '../formats/detect';
import { NO_CALL } from '../formats/failed-call';
import type { Format } from '../formats/format';
import { newWrapper, unwrap } from '../formats/wrapper';
import { newInside, unwrapJson } from '../formats/wrapper-json';
import type { ParseSettings } from './settings';
import { MAX_LINE } from './split';

const OPEN = 123, EMPTY: Buffer = Buffer.alloc(0);
/** Times outside are no times of a log. */
const FIRST_AT = Date.UTC(1990, 0), LAST_AT = Date.UTC(2100, 0);
/** Longer durations (49 days) are taken for garbage: missing. */
const MAX_MS = 2 ** 32;

export class LineReader {
  readonly draft = new Draft();
  /** The format that read the last line; null when none did. */
  format: Format | null = null;
  /** Why the last line was filtered or rejected. */
  reason = '';
  /** Where the line stands that was recognised last, all wrappers peeled. */
  readonly peeled = { buf: EMPTY, from: 0, to: 0 };
  private readonly wrapper = newWrapper(); private readonly inside = newInside();
  /** The last JSON line was a shipper's. */
  private wrapped = false;
  private detector: Detector;
  private readonly healthPaths: ReadonlySet<string> | null;

  constructor(private readonly settings: ParseSettings) {
    this.detector = new Detector(settings);
    this.healthPaths = settings.healthPaths.length ? new Set(settings.healthPaths) : null;
  }

  /** Forgets what lines were seen: every chunk starts anew, so that what it becomes depends on its own bytes and its preamble alone. */
  restart(preamble: Uint8Array | null = null): void {
    this.detector = new Detector(this.settings); this.wrapped = false;
    if (preamble === null) return;
    const lines = Buffer.from(preamble.buffer, preamble.byteOffset, preamble.byteLength);
    for (let from = 0; from < lines.length;) { const end = lineEnd(lines, from); this.detector.header(lines, from, trimEnd(lines, from, end)); from = end + 1; }
  }

  /** Reads the line [from, to) of `buf`, line end not included; the result is in `draft`, `format` and `reason`. */
  read(buf: Buffer, from: number, to: number): Verdict {
    this.format = null;
    this.peeled.buf = buf; this.peeled.from = from; this.peeled.to = to;
    if (from >= to || (buf[from] <= 32 && isBlank(buf, from, to))) { this.reason = 'blank'; return FILTERED; }
    if (to - from > MAX_LINE) { this.reason = 'line too long'; return REJECTED; }
    const start = unwrap(buf, from, to, this.wrapper), json = buf[start] === OPEN;
    // Wrapped lines come in runs: then what is inside is looked at first.
    if (json && this.wrapped && unwrapJson(buf, start, to, this.inside)) { const verdict = this.readInside(); if (verdict !== REJECTED) return verdict; unwrap(buf, from, to, this.wrapper); }
    const verdict = this.recognise(buf, start, to);
    if (!json || (verdict !== REJECTED && !(verdict === FILTERED && this.isOwnJson())) || !unwrapJson(buf, start, to, this.inside)) return verdict;
    const { format, reason } = this, inner = this.readInside();
    this.wrapped = inner === CALL || inner === EVENT || (inner === FILTERED && verdict === REJECTED);
    if (this.wrapped) return inner;
    // An application's own message: the line is what it was.
    unwrap(buf, from, to, this.wrapper);
    if (format !== null) this.parse(format, buf, start, to);
    this.format = format; this.reason = reason; this.peeled.buf = buf; this.peeled.from = start; this.peeled.to = to;
    return verdict;
  }

  /** A record whose text may be another's line: spans have none. */
  private isOwnJson(): boolean { return this.format?.id === 'ndjson' || (this.format?.id === 'otlp' && this.reason === NO_CALL); }

  private recognise(buf: Buffer, start: number, to: number): Verdict {
    const { peeled } = this;
    peeled.buf = buf; peeled.from = start; peeled.to = to;
    let format = this.detector.pick(buf, start, to);
    if (format === null) { this.reason = 'no format knows it'; return REJECTED; }
    let verdict = this.parse(format, buf, start, to);
    if (verdict === REJECTED) {
      const why = this.reason;
      format = this.detector.again(buf, start, to, format);
      if (format !== null) verdict = this.parse(format, buf, start, to);
      if (verdict === REJECTED) { this.reason ||= why; return REJECTED; }
    }
    return this.finish(format!, verdict);
  }

  /** Reads the line inside a shipper's JSON. What no format knows there is chatter of a program, for the file's shape is known. */
  private readInside(): Verdict {
    const { inside } = this;
    this.format = null;
    const verdict = this.recognise(inside.buf, this.enter(), inside.to);
    if (verdict !== REJECTED || !inside.sure) return verdict;
    this.draft.reset(inside.buf); this.draft.isRequest = false;
    this.reason = NO_CALL;
    return FILTERED;
  }
  /** Where the line inside begins, its own prefix peeled. */
  private enter(): number {
    const { inside, wrapper } = this, start = unwrap(inside.buf, inside.from, inside.to, wrapper);
    wrapper.at ??= inside.at;
    return start;
  }

  /** Reads a line again as the format that it was found to have. */
  readAs(format: Format, buf: Buffer, from: number, to: number): Verdict {
    const start = unwrap(buf, from, to, this.wrapper);
    if (buf[start] === OPEN && unwrapJson(buf, start, to, this.inside)) {
      const inner = this.parse(format, this.inside.buf, this.enter(), this.inside.to);
      if (inner === CALL || inner === EVENT) return this.finish(format, inner);
      unwrap(buf, from, to, this.wrapper);
    }
    const verdict = this.parse(format, buf, start, to);
    return verdict === REJECTED ? verdict : this.finish(format, verdict);
  }

  private parse(format: Format, buf: Buffer, from: number, to: number): Verdict {
    const { draft, wrapper } = this;
    draft.reset(buf);
    draft.format = format.id; draft.gateway = format.gateway;
    if (wrapper.at !== null) draft.prefixAt = wrapper.at;
    if (wrapper.offsetMin !== null) draft.prefixOffsetMin = wrapper.offsetMin;
    const verdict = format.parse(buf, from, to, draft, this.settings);
    this.reason = draft.reason;
    return verdict;
  }

  private finish(format: Format, verdict: Verdict): Verdict {
    const d = this.draft;
    this.format = format;
    if (verdict !== CALL && verdict !== EVENT) { this.reason ||= 'no request'; return verdict; }
    if (verdict === CALL && !d.isRequest) { this.reason ||= 'no request'; return FILTERED; }
    if (!(d.at >= FIRST_AT && d.at < LAST_AT)) { this.reason = Number.isNaN(d.at) ? 'no timestamp' : 'implausible timestamp'; return REJECTED; }
    if (this.healthPaths !== null && this.healthPaths.has(d.text(PATH) ?? '')) { this.reason = 'health check'; return FILTERED; }
    if (!(d.duration >= 0 && d.duration < MAX_MS)) d.duration = NaN;
    for (let i = 0; i < d.attempts; i++) {
      if (!(d.attemptConnect[i] >= 0 && d.attemptConnect[i] < MAX_MS)) d.attemptConnect[i] = NaN;
      if (!(d.attemptFirstByte[i] >= 0 && d.attemptFirstByte[i] < MAX_MS)) d.attemptFirstByte[i] = NaN;
      if (!(d.attemptTotal[i] >= 0 && d.attemptTotal[i] < MAX_MS)) d.attemptTotal[i] = NaN;
    }
    format.classify(d, this.settings);
    return verdict;
  }
}

function isBlank(buf: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) { const c = buf[i]; if (c !== 32 && c !== 9 && c !== 13) return false; }
  return true;
}

/** End of the line that starts at `from`: where its newline stands, the end of the bytes without one. */
export function lineEnd(buf: Buffer, from: number): number { const newline = buf.indexOf(10, from); return newline < 0 ? buf.length : newline; }
/** The line's end without the carriage returns before it. */
export function trimEnd(buf: Buffer, from: number, to: number): number { while (to > from && buf[to - 1] === 13) to--; return to; }
