/**
 * From the named fields of a line (field-names.ts) to a call: for logs whose layout is the writer's own, be it JSON, key=value or columns.
 *   fields.begin(buf); fields.set(key, unit, rank, from, to, quoted)…; const verdict = fields.finish(out, settings);
 */
import { CALL, DETAILS, END, EVENT, EVIDENCE, FILTERED, FLAGS, HOST, LEVEL, LOGS_ADDR, LOGS_STATUS, METHOD, PATH, QUERY, REQUEST_ID, ROUTE, SERVICE, START, TRACE_ID, UPSTREAM_NAME, USER_AGENT, type Draft, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { failedCall, namesIn, type FailedCall } from './app-message';
import { epochMs, FIELD_NAMES, MS_PER, unitByValue, type FieldName, type Unit } from './field-names';
import { putClient, putTarget } from './json-target';
import { jsonNumber, jsonText, putText } from './json-values';
import { takeRequest } from './nginx-request';
import { BACKSLASH, COLON, DASH, equals, int, isDigit, SLASH, startsWith, status } from './scan';
import { hostEnd } from './scan-address';
import { CLF_LENGTH, clfLocal, clfTime, dateTimeLocal, fraction, fractionEnd, isoTime } from './scan-time';
import { toUtc } from './zone';

const at = (name: FieldName): number => FIELD_NAMES.indexOf(name);
const TIME = at('time'), START_AT = at('start'), END_AT = at('end'), DURATION = at('duration'), STATUS = at('status'), METHODS = at('method'), PATHS = at('path'), URLS = at('url'), QUERIES = at('query'), HOSTS = at('host'), REQUEST = at('request'),
  CLIENTS = at('client'), IDS = at('request_id'), TRACES = at('trace_id'), TARGET = at('target'), UPSTREAM = at('upstream'), UPSTREAM_STATUS = at('upstream_status'), UPSTREAM_TIME = at('upstream_time'), CONNECT = at('connect'), FIRST_BYTE = at('first_byte'),
  GATEWAY_TIME = at('gateway_time'), QUEUE = at('queue'), RETRIES = at('retries'), BYTES_IN = at('bytes_in'), BYTES_OUT = at('bytes_out'), SERVICES = at('service'), ROUTES = at('route'), ERRORS = at('error'), LEVELS = at('level'), MESSAGE = at('message'), KIND = at('span_kind'), AGENT = at('user_agent'), FLAG = at('flags');
const COUNT = FIELD_NAMES.length, MOST_ERRORS = 4;
/** "1773303601" has ten bytes. */
const SHORTEST_TIME = 9;
const UNITS: readonly Unit[] = ['ns', 'us', 'ms', 's'];
/** Longer error texts (stacks) are read as far as this. */
const MAX_TEXT = 2000;
export const NO_CALL = 'application log without a call';

export class OwnFields {
  private buf: Buffer = Buffer.alloc(0);
  private readonly from = new Int32Array(COUNT); private readonly to = new Int32Array(COUNT); private readonly rank = new Int32Array(COUNT); private readonly unit = new Int8Array(COUNT); private readonly quoted = new Uint8Array(COUNT);
  private readonly errorFrom = new Int32Array(MOST_ERRORS); private readonly errorTo = new Int32Array(MOST_ERRORS); private errors = 0;
  /** The writer of the line logs decimals of ms: what a timer without a unit is then. Set between `begin` and `finish`. */
  decimalsOfMs = false;

  begin(buf: Buffer): void { this.buf = buf; this.from.fill(-1); this.errors = 0; this.decimalsOfMs = false; }

  /** The field with this index of FIELD_NAMES stands at [from, to). Of two values for one field the lower rank stays, else the first. "" and "-" are missing. */
  set(field: number, unit: Unit | null, rank: number, from: number, to: number, quoted: boolean): void {
    if (from >= to || (to - from === 1 && this.buf[from] === DASH)) return;
    // "time_ms=3" is no moment.
    if ((field === TIME || field === START_AT || field === END_AT) && to - from < SHORTEST_TIME) return;
    if (field === ERRORS && this.errors < MOST_ERRORS) { this.errorFrom[this.errors] = from; this.errorTo[this.errors++] = to; }
    if (this.from[field] >= 0 && this.rank[field] <= rank) return;
    this.from[field] = from; this.to[field] = to; this.rank[field] = rank; this.unit[field] = unit === null ? -1 : UNITS.indexOf(unit); this.quoted[field] = quoted ? 1 : 0;
  }
  has(field: FieldName): boolean { return this.from[FIELD_NAMES.indexOf(field)] >= 0; }

  /** Fills the draft from what was set, class of a failure in words included. */
  finish(out: Draft, settings: ParseSettings): Verdict {
    const { from, to, buf } = this;
    this.times(out, settings);
    if (from[STATUS] >= 0) out.status = status(buf, from[STATUS], to[STATUS]);
    this.text(LEVELS, LEVEL, out); this.text(IDS, REQUEST_ID, out); this.text(SERVICES, SERVICE, out); this.text(ROUTES, ROUTE, out); this.text(AGENT, USER_AGENT, out); this.text(FLAG, FLAGS, out); this.text(METHODS, METHOD, out);
    if (from[TRACES] >= 0) this.trace(out);
    if (from[CLIENTS] >= 0) putClient(buf, from[CLIENTS], to[CLIENTS], out);
    this.text(HOSTS, HOST, out);
    if (from[QUERIES] >= 0) { const q = buf[from[QUERIES]] === 63 ? from[QUERIES] + 1 : from[QUERIES]; if (buf[q] !== 123) putText(out, QUERY, buf, q, to[QUERIES]); }
    const outgoing = this.outgoing();
    this.target(out, outgoing);
    out.bytesIn = this.whole(BYTES_IN); out.bytesOut = this.whole(BYTES_OUT); out.retries = this.whole(RETRIES);
    out.gatewayMs = this.timer(GATEWAY_TIME); out.queueMs = this.timer(QUEUE); out.connectMs = this.timer(CONNECT); out.firstByteMs = this.timer(FIRST_BYTE); out.upstreamMs = this.timer(UPSTREAM_TIME);
    this.attempt(out);
    const failed = this.failure(out);
    if (failed !== null && out.status === 0 && out.attempts === 0) this.calledHost(out, failed);
    if (out.status !== 0 || (out.has(PATH) && !Number.isNaN(out.duration) && (failed === null || !outgoing || out.attempts > 0))) {
      if (failed !== null) this.fail(out, failed);
      return CALL;
    }
    return this.withoutStatus(out, failed);
  }

  /** A line of an application log: a call that it made and that failed, words about the call with its request id, or chatter. */
  private withoutStatus(out: Draft, failed: FailedCall | null): Verdict {
    if (failed === null) { out.isRequest = false; out.reason = NO_CALL; return FILTERED; }
    this.fail(out, failed);
    takeFailedCall(out, failed);
    if (out.attempts > 0 || out.has(UPSTREAM_NAME)) return CALL;
    if (out.has(REQUEST_ID)) return EVENT;
    out.isRequest = false; out.reason = NO_CALL; out.failure = 0;
    return FILTERED;
  }

  private fail(out: Draft, f: FailedCall): void {
    out.failure = f.failure; out.confidence = f.confidence;
    out.put(EVIDENCE, f.words);
  }

  /** The class in the words of an error field, or of the message of a line that is no mere information; beside a status only of one that has a level. */
  private failure(out: Draft): FailedCall | null {
    const { buf } = this;
    let found: FailedCall | null = null;
    for (let i = 0; i < this.errors; i++) {
      const from = this.errorFrom[i], to = Math.min(this.errorTo[i], from + MAX_TEXT), text = jsonText(buf, from, to), f = failedCall(text);
      if (!out.has(DETAILS)) out.put(DETAILS, text);
      // A word about the kind ("TimeoutError") yields to one about the phase.
      if (f !== null && (found === null || f.confidence < found.confidence)) { found = f; out.put(DETAILS, text); }
    }
    const from = this.from[MESSAGE];
    if (from < 0) return found;
    const to = Math.min(this.to[MESSAGE], from + MAX_TEXT);
    if (found === null && (this.informs() || (out.status !== 0 && (out.status < 500 || this.from[LEVELS] < 0)))) { if (!out.has(DETAILS)) putText(out, DETAILS, buf, from, to); return null; }
    const text = jsonText(buf, from, to);
    if (found === null || !out.has(DETAILS)) out.put(DETAILS, text);
    if (found === null) return failedCall(text);
    // The error says why, the message whom.
    const f = namesIn(text);
    return { ...found, durationMs: Number.isNaN(found.durationMs) ? f.durationMs : found.durationMs, method: found.method ?? f.method, url: found.url ?? f.url, addr: found.addr ?? f.addr, upstream: found.upstream ?? f.upstream };
  }

  /** Whether the line's level says that nothing is wrong: info and below, as a word or as pino's and bunyan's number. */
  private informs(): boolean {
    const { buf } = this, from = this.from[LEVELS], to = this.to[LEVELS];
    if (from < 0) return false;
    const c = buf[from] | 32;
    if (isDigit(buf[from])) { const n = int(buf, from, to); return n <= 30 && n > 7; }
    return c === 105 || c === 100 || c === 116 || (c === 110 && (buf[from + 1] | 32) === 111) || (c === 118);
  }

  private outgoing(): boolean {
    const { buf } = this, from = this.from[KIND];
    if (this.from[UPSTREAM] >= 0) return true;
    if (from < 0) return false;
    const to = this.to[KIND], c = buf[from] | 32;
    return (c === 99 && to - from === 6) || equals(buf, from, to, 'SPAN_KIND_CLIENT') || (c === 111 && startsWith(buf, from, to, 'out'));
  }

  private text(field: number, into: number, out: Draft): void { if (this.from[field] >= 0) putText(out, into, this.buf, this.from[field], this.to[field]); }
  private whole(field: number): number { return this.from[field] < 0 ? -1 : int(this.buf, this.from[field], this.to[field]); }
  private trace(out: Draft): void {
    const to = this.to[TRACES];
    let from = this.from[TRACES];
    // "projects/p/traces/4bf9…"
    for (let i = from; i < to; i++) if (this.buf[i] === SLASH) from = i + 1;
    for (let i = from; i < to; i++) if (this.buf[i] >= 65 && this.buf[i] <= 90) { out.put(TRACE_ID, this.buf.toString('latin1', from, to).toLowerCase()); return; }
    putText(out, TRACE_ID, this.buf, from, to);
  }

  private target(out: Draft, outgoing: boolean): void {
    const { from, to, buf } = this;
    if (from[REQUEST] >= 0 && takeRequest(buf, from[REQUEST], to[REQUEST], out)) return;
    const field = from[PATHS] >= 0 ? PATHS : URLS;
    if (from[field] < 0) return;
    const query = out.has(QUERY), host = out.has(HOST);
    putTarget(buf, from[field], to[field], out);
    if (!query && !out.has(QUERY) && field === PATHS && from[URLS] >= 0) for (let i = from[URLS]; i < to[URLS]; i++) if (buf[i] === 63) { putText(out, QUERY, buf, i + 1, to[URLS]); break; }
    // The host of a call that this program made is its upstream.
    if (outgoing && !host && out.has(HOST) && from[TARGET] < 0 && from[UPSTREAM] < 0) out.put(UPSTREAM_NAME, out.text(HOST));
  }

  /** Without a status an error at a whole URL is that of a call that this program made: the URL's host is its upstream. */
  private calledHost(out: Draft, failed: FailedCall): void {
    if (this.from[URLS] < 0 || this.from[HOSTS] >= 0 || this.from[KIND] >= 0 || !out.has(HOST)) return;
    if (!out.has(UPSTREAM_NAME)) out.put(UPSTREAM_NAME, out.text(HOST));
    const i = out.addAttempt();
    out.attemptAddr[i] = failed.addr ?? out.text(UPSTREAM_NAME); out.attemptTotal[i] = out.duration;
    if (out.retries < 0) out.retries = 0;
  }

  private attempt(out: Draft): void {
    const { from, to, buf } = this;
    this.text(UPSTREAM, UPSTREAM_NAME, out);
    if (from[TARGET] >= 0) {
      let a = from[TARGET], b = to[TARGET];
      for (let i = a; i + 2 < b && i < a + 10; i++) if (buf[i] === COLON && buf[i + 1] === SLASH && buf[i + 2] === SLASH) { a = i + 3; for (b = a; b < to[TARGET] && buf[b] !== SLASH; b++) if (buf[b] === 64) a = b + 1; break; }
      const port = hostEnd(buf, a, b) < b, plain = !this.escaped(a, b);
      const address = plain && (port || isAddress(buf, a, b));
      if (b > a && !address && plain && !out.has(UPSTREAM_NAME)) out.span(UPSTREAM_NAME, a, b);
      if (b > a) { const i = out.addAttempt(); if (plain) { out.addrFrom[i] = a; out.addrTo[i] = b; } else out.attemptAddr[i] = jsonText(buf, a, b); }
      out.logged |= LOGS_ADDR;
    } else if (out.has(UPSTREAM_NAME) || from[UPSTREAM_STATUS] >= 0 || from[UPSTREAM_TIME] >= 0) {
      const i = out.addAttempt();
      out.attemptAddr[i] = out.text(UPSTREAM_NAME);
    }
    if (out.attempts === 0) return;
    if (from[UPSTREAM_STATUS] >= 0) { out.upstreamStatus = out.attemptStatus[0] = status(buf, from[UPSTREAM_STATUS], to[UPSTREAM_STATUS]); out.logged |= LOGS_STATUS; }
    out.attemptTotal[0] = out.upstreamMs; out.attemptConnect[0] = out.connectMs; out.attemptFirstByte[0] = out.firstByteMs;
    if (out.retries < 0) out.retries = 0;
  }
  private escaped(from: number, to: number): boolean { for (let i = from; i < to; i++) if (this.buf[i] === BACKSLASH) return true; return false; }

  private times(out: Draft, settings: ParseSettings): void {
    const started = this.moment(START_AT, out, settings), ended = this.moment(END_AT, out, settings), logged = this.moment(TIME, out, settings);
    out.startAt = started; out.endAt = ended;
    out.atKind = Number.isNaN(logged) && Number.isNaN(ended) ? START : END;
    out.at = !Number.isNaN(logged) ? logged : !Number.isNaN(ended) ? ended : !Number.isNaN(started) ? started : out.prefixAt;
    out.duration = this.timer(DURATION);
    if (Number.isNaN(out.duration) && ended >= started) { out.duration = ended - started; out.durationDerived = true; }
  }

  /** ms since the epoch; NaN = none. */
  private moment(field: number, out: Draft, settings: ParseSettings): number {
    const { buf } = this, from = this.from[field], to = this.to[field];
    if (from < 0) return NaN;
    if (to - from >= 19 && (buf[from + 4] === 45 || buf[from + 4] === SLASH)) {
      const zoned = isoTime(buf, from, to);
      if (!Number.isNaN(zoned)) return zoned;
      const local = dateTimeLocal(buf, from, to);
      if (Number.isNaN(local)) return NaN;
      const end = fractionEnd(buf, from + 19, to), part = fraction(buf, from + 19, end);
      // "2026-03-12 09:20:01.123 +0100"
      const zone = buf[end] === 32 && end < to ? isoTime(Buffer.concat([buf.subarray(from, end), buf.subarray(end + 1, to)]), 0, to - from - 1) : NaN;
      if (!Number.isNaN(zone)) return zone;
      out.tzAssumed = true;
      return toUtc(local + (part || 0), settings.zone);
    }
    if (to - from >= CLF_LENGTH - 6 && buf[from + 2] === SLASH && buf[from + 6] === SLASH) {
      const zoned = clfTime(buf, from, to);
      if (!Number.isNaN(zoned)) return zoned;
      out.tzAssumed = true;
      return toUtc(clfLocal(buf, from, to), settings.zone);
    }
    if (!isDigit(buf[from])) { const t = to - from < 64 ? Date.parse(buf.toString('latin1', from, to)) : NaN; return t; }
    const n = jsonNumber(buf, from, to), unit = this.unit[field];
    return unit >= 0 && !(unit === 2 && n < 1e11) ? n * MS_PER[UNITS[unit]] : epochMs(n);
  }

  /** A length of time in ms; NaN = none. */
  private timer(field: number): number {
    const { buf } = this, from = this.from[field], to = this.to[field];
    if (from < 0) return NaN;
    let end = from, dot = false;
    while (end < to && (isDigit(buf[end]) || buf[end] === 46)) { if (buf[end] === 46) dot = true; end++; }
    if (end < to) return timeText(buf, from, end, to, this.unit[field] >= 0 ? UNITS[this.unit[field]] : null);
    const n = jsonNumber(buf, from, to);
    // A name that says seconds by convention only yields to a value that cannot be.
    return n * MS_PER[this.unit[field] >= 0 ? UNITS[this.unit[field]] : dot && this.decimalsOfMs ? 'ms' : unitByValue(n, !dot)];
  }
}

/** "12.3ms", "1.2s", "350µs", "1m2.5s", "1e-05"; a number with its unit as Go, Python and people write it. NaN = none. */
function timeText(buf: Buffer, from: number, digits: number, to: number, unit: Unit | null): number {
  if (to - from > 32) return NaN;
  if (digits > from && equals(buf, digits, to, 's')) return jsonNumber(buf, from, digits) * 1000;
  if (digits > from && equals(buf, digits, to, 'ms')) return jsonNumber(buf, from, digits);
  const text = buf.toString('utf8', from, to), plain = Number(text);
  if (!Number.isNaN(plain)) return plain < 0 ? NaN : plain * MS_PER[unit ?? unitByValue(plain, false)];
  let sum = 0, used = 0;
  for (const m of text.matchAll(/(\d+(?:\.\d+)?) ?(ns|us|µs|μs|ms|msec|millis(?:econds?)?|s|secs?|seconds?|m|min(?:utes?)?|h)(?![a-z])/gi)) {
    const u = m[2].toLowerCase();
    sum += Number(m[1]) * (u === 'ns' ? 1e-6 : u === 'us' || u === 'µs' || u === 'μs' ? 1e-3 : u.startsWith('ms') || u.startsWith('milli') ? 1 : u === 'h' ? 3_600_000 : u.startsWith('m') ? 60_000 : 1000);
    used += m[0].length;
  }
  return used > 0 && used >= text.replaceAll(' ', '').length - 1 && digits > from ? sum : NaN;
}

/** Digits and dots, or colons: an address without a port. */
function isAddress(buf: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) { const c = buf[i]; if (!isDigit(c) && c !== 46 && c !== COLON && !((c | 32) >= 97 && (c | 32) <= 102)) return false; }
  return isDigit(buf[from]);
}

/** Puts what the words of a failed call say of it: whom, what, how long. What other fields said stays. */
export function takeFailedCall(out: Draft, f: FailedCall): void {
  if (!out.has(METHOD) && f.method !== null) out.put(METHOD, f.method);
  let host: string | null = null;
  if (f.url !== null) {
    const scheme = f.url.indexOf('://'), slash = scheme < 0 ? 0 : f.url.indexOf('/', scheme + 3), query = f.url.indexOf('?');
    if (scheme >= 0) host = f.url.slice(scheme + 3, slash < 0 ? f.url.length : slash).replace(/^.*@/, '') || null;
    if (!out.has(PATH)) {
      const path = slash < 0 ? '/' : f.url.slice(slash, query < 0 ? f.url.length : query);
      out.put(PATH, path);
      if (query >= 0 && query + 1 < f.url.length && !out.has(QUERY)) out.put(QUERY, f.url.slice(query + 1));
    }
  }
  const name = f.upstream ?? host;
  if (!out.has(UPSTREAM_NAME) && name !== null) out.put(UPSTREAM_NAME, name);
  if (out.attempts === 0 && (f.addr ?? host ?? name) !== null) { const i = out.addAttempt(); out.attemptAddr[i] = f.addr ?? host ?? name; }
  if (Number.isNaN(out.duration)) out.duration = f.durationMs;
  if (out.attempts > 0 && Number.isNaN(out.attemptTotal[0])) out.attemptTotal[0] = out.duration;
}
