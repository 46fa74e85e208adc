/**
 * Call and Attempt: the waist of the hourglass.
 *
 * Two shapes of the same fact:
 * - `Draft` is what a parser fills, one reused object for millions of lines: numbers are NaN where the log says nothing,
 *   texts stay spans into the line's bytes until somebody asks for them.
 * - `CallRecord` is the readable form (FORMATS section 3 keys), made only for lines that somebody looks at.
 */
import { failureOf, CONFIDENCES } from './failure';

/** Text fields of a draft. Indexes into its spans. */
export const METHOD = 0, PATH = 1, QUERY = 2, HOST = 3, CLIENT = 4, REQUEST_ID = 5, TRACE_ID = 6, UPSTREAM_NAME = 7, SERVICE = 8, ROUTE = 9,
  FLAGS = 10, DETAILS = 11, EVIDENCE = 12, LEVEL = 13, USER_AGENT = 14,
  /** What the gateway says of the end beside DETAILS (Envoy: transport failure, gRPC status); read by `classify` only. */
  CAUSE = 15;
const TEXTS = 16;

export const MAX_ATTEMPTS = 32;
export const START = 0, END = 1;
export const LOGS_ADDR = 1, LOGS_STATUS = 2, LOGS_CONNECT = 4, LOGS_FIRST_BYTE = 8, LOGS_TOTAL = 16, LOGS_BYTES = 32;
export const BY_GATEWAY = 1, BY_UPSTREAM = 2, BY_UNKNOWN = 0;

/** What a parser says of a line. */
export const CALL = 0, EVENT = 1, FILTERED = 2, REJECTED = 3;
export type Verdict = typeof CALL | typeof EVENT | typeof FILTERED | typeof REJECTED;

export class Draft {
  /** The bytes that spans point into. Set by the caller before `parse`. */
  buf: Buffer = Buffer.alloc(0);
  /** Format id that filled this draft, and its gateway product. */
  format = ''; gateway = '';

  /** ms since the epoch of the time as logged; NaN = none. */
  at = NaN; atKind: typeof START | typeof END = END; startAt = NaN; endAt = NaN;
  /** The line carried no zone; the configured one was used. */
  tzAssumed = false;
  /**
   * What a syslog prefix tells, set by the caller between `reset` and `parse` (see lib/formats/wrapper.ts): its moment and its offset,
   * NaN where it tells none. Formats that log local time use it to find the zone.
   */
  prefixAt = NaN; prefixOffsetMin = NaN;

  /** 100-599, 0 = none. */
  status = 0; upstreamStatus = 0;
  /** A number that stands for the status and is no HTTP status, 0 as a rule: no response was sent. -1 = none. */
  statusRaw = -1;
  /** -1 = none */
  bytesIn = -1; bytesOut = -1; retries = -1;
  redispatched = false;
  /** ms; NaN = phase not reached or not logged. */
  duration = NaN; gatewayMs = NaN; queueMs = NaN; connectMs = NaN; firstByteMs = NaN; upstreamMs = NaN;
  durationPartial = false; durationDerived = false;
  /** A connection of bytes (TCP): there is no request in it to look for. */
  stream = false;

  /** Attempts in order. `connect` and `firstByte` count from the attempt's start (nginx header_time), `total` is its whole time. */
  attempts = 0;
  readonly addrFrom = new Int32Array(MAX_ATTEMPTS); readonly addrTo = new Int32Array(MAX_ATTEMPTS);
  readonly attemptStatus = new Int16Array(MAX_ATTEMPTS);
  /** Response bytes of the attempt as logged ($upstream_response_length); -1 = none. Above 0 proves that the upstream answered. */
  readonly attemptBytes = new Float64Array(MAX_ATTEMPTS);
  /** LOGS_… bits: the upstream fields that the line has, set or not. "-" is evidence only where there is a field for it. */
  logged = 0;
  readonly attemptConnect = new Float64Array(MAX_ATTEMPTS); readonly attemptFirstByte = new Float64Array(MAX_ATTEMPTS); readonly attemptTotal = new Float64Array(MAX_ATTEMPTS);
  /** Rises at every internal redirect (nginx " : "). */
  readonly attemptGroup = new Uint8Array(MAX_ATTEMPTS);
  /** Failure code of each attempt, set by `classify`. */
  readonly attemptFailure = new Uint8Array(MAX_ATTEMPTS);
  /** Addresses of formats that have no span for them (JSON); null = use the span. */
  readonly attemptAddr: (string | null)[] = new Array(MAX_ATTEMPTS).fill(null);
  attemptState: (string | null)[] | null = null;

  /** Set by `classify`: failure code (0 = none), index into CONFIDENCES, who wrote the status. Evidence is the text field EVIDENCE. */
  failure = 0; confidence = 0; generatedBy = BY_UNKNOWN;
  /** Overrides the class's usual side where the line knows better; null = the taxonomy's. */
  side: 'client' | 'gateway' | 'upstream' | 'network' | null = null;
  /** False for start-up, health and directive lines. */
  isRequest = true;
  /** Why a line was filtered or rejected: a short stable phrase, e.g. "no timestamp". */
  reason = '';
  warnings: string[] = [];

  /** A bit for each text field that has a span, and for each that has a decoded text; what stands in the arrays of others is old. */
  private spans = 0; private decoded = 0;
  /** Read through `spanFrom`: what stands here is old where `spans` has no bit. */
  private readonly from = new Int32Array(TEXTS);
  private readonly to = new Int32Array(TEXTS);
  private readonly texts: (string | null)[] = new Array(TEXTS).fill(null);

  /** Make ready for the next line. */
  reset(buf: Buffer): void {
    this.buf = buf;
    this.at = this.startAt = this.endAt = NaN; this.atKind = END; this.tzAssumed = false; this.prefixAt = this.prefixOffsetMin = NaN;
    this.status = this.upstreamStatus = 0; this.statusRaw = this.bytesIn = this.bytesOut = this.retries = -1; this.redispatched = false;
    this.duration = this.gatewayMs = this.queueMs = this.connectMs = this.firstByteMs = this.upstreamMs = NaN;
    this.durationPartial = this.durationDerived = this.stream = false;
    for (let i = 0; i < this.attempts; i++) this.attemptAddr[i] = null;
    this.attempts = 0; this.attemptState = null; this.logged = 0;
    this.failure = this.confidence = 0; this.generatedBy = BY_UNKNOWN; this.side = null; this.isRequest = true; this.reason = '';
    if (this.warnings.length) this.warnings = [];
    this.spans = this.decoded = 0;
  }

  /** A text that stands in the line's bytes. Callers leave "-" and "" out: missing is missing. */
  span(field: number, from: number, to: number): void { this.from[field] = from; this.to[field] = to; this.spans |= 1 << field; }
  /** A text that had to be decoded (JSON, escapes). */
  put(field: number, text: string | null): void {
    this.texts[field] = text;
    if (text === null) this.decoded &= ~(1 << field); else this.decoded |= 1 << field;
  }
  /** Takes a text back: a better one has been found that is not there. */
  drop(field: number): void { this.spans &= ~(1 << field); this.decoded &= ~(1 << field); }
  has(field: number): boolean { return ((this.spans | this.decoded) >>> field & 1) !== 0; }
  /** Where the span begins; -1 = there is none, or a decoded text. */
  spanFrom(field: number): number { return ((this.spans & ~this.decoded) >>> field & 1) !== 0 ? this.from[field] : -1; }
  spanTo(field: number): number { return this.to[field]; }
  text(field: number): string | null {
    if ((this.decoded >>> field & 1) !== 0) return this.texts[field];
    return (this.spans >>> field & 1) !== 0 ? this.buf.toString('utf8', this.from[field], this.to[field]) : null;
  }
  addr(i: number): string | null {
    const t = this.attemptAddr[i];
    if (t !== null) return t;
    return this.addrTo[i] > this.addrFrom[i] ? this.buf.toString('utf8', this.addrFrom[i], this.addrTo[i]) : null;
  }
  /**
   * The text field that names the group of the attempts' instances: the upstream; or the service, where what is called the upstream is
   * the instance itself (HAProxy names its servers, and "s1" of one backend is not "s1" of another).
   */
  groupField(): number {
    const name = this.spanFrom(UPSTREAM_NAME);
    return name >= 0 && this.attempts > 0 && name === this.addrFrom[0] && this.spanFrom(SERVICE) >= 0 ? SERVICE : UPSTREAM_NAME;
  }
  /** Appends an attempt with everything missing and returns its index (the last one is reused past MAX_ATTEMPTS). */
  addAttempt(): number {
    const i = this.attempts < MAX_ATTEMPTS ? this.attempts++ : MAX_ATTEMPTS - 1;
    this.addrFrom[i] = this.addrTo[i] = 0; this.attemptAddr[i] = null; this.attemptStatus[i] = 0; this.attemptBytes[i] = -1; this.attemptGroup[i] = 0; this.attemptFailure[i] = 0;
    this.attemptConnect[i] = this.attemptFirstByte[i] = this.attemptTotal[i] = NaN;
    return i;
  }
}

export type AttemptRecord = { addr: string | null; status: number | null; connect_ms: number | null; first_byte_ms: number | null; response_ms: number | null; group: number; state: string | null; failure_class: string | null };

/** One line in readable form; the keys are FORMATS section 3. Absent is null. */
export type CallRecord = {
  timestamp: string | null; timestamp_kind: 'start' | 'end'; timestamp_start: string | null; timestamp_end: string | null; tz_assumed: boolean;
  gateway: string; format: string; level: string | null;
  client_ip: string | null; method: string | null; path: string | null; query: string | null; host: string | null;
  status: number | null; status_raw: number | null; upstream_status: number | null;
  duration_ms: number | null; duration_is_partial: boolean; duration_derived: boolean;
  gateway_ms: number | null; queue_ms: number | null; connect_ms: number | null; first_byte_ms: number | null; upstream_ms: number | null;
  attempts: AttemptRecord[]; retries: number | null; redispatched: boolean;
  upstream_addr: string | null; upstream_name: string | null; service: string | null; route: string | null;
  bytes_in: number | null; bytes_out: number | null; request_id: string | null; trace_id: string | null;
  flags_raw: string | null; details_raw: string | null;
  failure_class: string | null; is_timeout: boolean; failure_side: string | null; class_confidence: string | null; evidence: string | null;
  generated_by: 'gateway' | 'upstream' | 'unknown'; is_request: boolean; parse_warnings: string[];
};

const num = (x: number): number | null => (Number.isNaN(x) ? null : Math.round(x * 1000) / 1000);
const count = (x: number): number | null => (x < 0 ? null : x);
/** null as well for what no calendar has: garbage in a line's other times. */
const iso = (ms: number): string | null => (Math.abs(ms) <= LAST_DATE ? new Date(ms).toISOString() : null);
const LAST_DATE = 8.64e15;

/** The readable form of a draft, after parse and classify. Pure; allocates, so not for the hot path. */
export function toRecord(d: Draft): CallRecord {
  const attempts: AttemptRecord[] = [];
  for (let i = 0; i < d.attempts; i++) {
    attempts.push({
      addr: d.addr(i), status: d.attemptStatus[i] || null, connect_ms: num(d.attemptConnect[i]), first_byte_ms: num(d.attemptFirstByte[i]),
      response_ms: num(d.attemptTotal[i]), group: d.attemptGroup[i], state: d.attemptState?.[i] ?? null, failure_class: d.attemptFailure[i] ? failureOf(d.attemptFailure[i]).id : null,
    });
  }
  const failed = d.failure !== 0, f = failureOf(d.failure);
  return {
    timestamp: iso(d.at), timestamp_kind: d.atKind === START ? 'start' : 'end', timestamp_start: iso(d.startAt), timestamp_end: iso(d.endAt), tz_assumed: d.tzAssumed,
    gateway: d.gateway, format: d.format, level: d.text(LEVEL),
    client_ip: d.text(CLIENT), method: d.text(METHOD), path: d.text(PATH), query: d.text(QUERY), host: d.text(HOST),
    status: d.status || null, status_raw: d.status || count(d.statusRaw), upstream_status: d.upstreamStatus || null,
    duration_ms: num(d.duration), duration_is_partial: d.durationPartial, duration_derived: d.durationDerived,
    gateway_ms: num(d.gatewayMs), queue_ms: num(d.queueMs), connect_ms: num(d.connectMs), first_byte_ms: num(d.firstByteMs), upstream_ms: num(d.upstreamMs),
    attempts, retries: count(d.retries), redispatched: d.redispatched,
    upstream_addr: d.attempts ? d.addr(d.attempts - 1) : null, upstream_name: d.text(UPSTREAM_NAME), service: d.text(SERVICE), route: d.text(ROUTE),
    bytes_in: count(d.bytesIn), bytes_out: count(d.bytesOut), request_id: d.text(REQUEST_ID), trace_id: d.text(TRACE_ID),
    flags_raw: d.text(FLAGS), details_raw: d.text(DETAILS),
    failure_class: failed ? f.id : null, is_timeout: failed && f.timeout, failure_side: failed ? (d.side ?? f.side) : null, class_confidence: failed ? CONFIDENCES[d.confidence] : null, evidence: d.text(EVIDENCE),
    generated_by: d.generatedBy === BY_GATEWAY ? 'gateway' : d.generatedBy === BY_UPSTREAM ? 'upstream' : 'unknown', is_request: d.isRequest, parse_warnings: [...d.warnings],
  };
}
