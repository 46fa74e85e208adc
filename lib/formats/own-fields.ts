/**
 * From the named fields of a line (field-names.ts) to a call: for logs whose layout is the writer's own, be it JSON, key=value or columns.
 *   fields.begin(buf); fields.set(key, unit, rank, from, to)…; const verdict = fields.finish(out, settings);
 */
import { CALL, END, EVENT, FILTERED, FLAGS, HOST, LEVEL, LOGS_STATUS, METHOD, PATH, QUERY, REQUEST_ID, ROUTE, SERVICE, START, TRACE_ID, UPSTREAM_NAME, USER_AGENT, type Draft, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import type { FailedCall } from './app-message';
import { NO_CALL, putFailure, takeFailedCall } from './failed-call';
import { FIELD_NAMES, type FieldName, type Unit } from './field-names';
import { putClient, putTarget } from './json-target';
import { putText } from './json-values';
import { takeRequest } from './nginx-request';
import { moment, timer } from './own-times';
import { isOutgoing, takeCalledHost, takeUpstream } from './own-upstream';
import { errorWords, informs, messageWords } from './own-words';
import { DASH, int, SLASH, status } from './scan';

const at = (name: FieldName): number => FIELD_NAMES.indexOf(name);
const TIME = at('time'), START_AT = at('start'), END_AT = at('end'), DURATION = at('duration'), STATUS = at('status'), METHODS = at('method'), PATHS = at('path'), URLS = at('url'), QUERIES = at('query'), HOSTS = at('host'), REQUEST = at('request'),
  CLIENTS = at('client'), IDS = at('request_id'), TRACES = at('trace_id'), TARGET = at('target'), UPSTREAM = at('upstream'), UPSTREAM_STATUS = at('upstream_status'), UPSTREAM_TIME = at('upstream_time'), CONNECT = at('connect'), FIRST_BYTE = at('first_byte'),
  GATEWAY_TIME = at('gateway_time'), QUEUE = at('queue'), RETRIES = at('retries'), BYTES_IN = at('bytes_in'), BYTES_OUT = at('bytes_out'), SERVICES = at('service'), ROUTES = at('route'), ERRORS = at('error'), LEVELS = at('level'), MESSAGE = at('message'), KIND = at('span_kind'), AGENT = at('user_agent'), FLAG = at('flags');
const COUNT = FIELD_NAMES.length, MOST_ERRORS = 4;
/** "1773303601" has ten bytes. */
const SHORTEST_TIME = 9;
const UNITS: readonly Unit[] = ['ns', 'us', 'ms', 's'];

export class OwnFields {
  private buf: Buffer = Buffer.alloc(0);
  private readonly from = new Int32Array(COUNT); private readonly to = new Int32Array(COUNT); private readonly rank = new Int32Array(COUNT); private readonly unit = new Int8Array(COUNT);
  private readonly errorFrom = new Int32Array(MOST_ERRORS); private readonly errorTo = new Int32Array(MOST_ERRORS); private errors = 0;
  /** The writer of the line logs decimals of ms: what a timer without a unit is then. Set between `begin` and `finish`. */
  decimalsOfMs = false;

  begin(buf: Buffer): void { this.buf = buf; this.from.fill(-1); this.errors = 0; this.decimalsOfMs = false; }

  /** The field with this index of FIELD_NAMES stands at [from, to). Of two values for one field the lower rank stays, else the first. "" and "-" are missing. */
  set(field: number, unit: Unit | null, rank: number, from: number, to: number): void {
    if (from >= to || (to - from === 1 && this.buf[from] === DASH)) return;
    // "time_ms=3" is no moment.
    if ((field === TIME || field === START_AT || field === END_AT) && to - from < SHORTEST_TIME) return;
    if (field === ERRORS && this.errors < MOST_ERRORS) { this.errorFrom[this.errors] = from; this.errorTo[this.errors++] = to; }
    if (this.from[field] >= 0 && this.rank[field] <= rank) return;
    this.from[field] = from; this.to[field] = to; this.rank[field] = rank; this.unit[field] = unit === null ? -1 : UNITS.indexOf(unit);
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
    const outgoing = from[UPSTREAM] >= 0 || (from[KIND] >= 0 && isOutgoing(buf, from[KIND], to[KIND]));
    this.target(out, outgoing);
    out.bytesIn = this.whole(BYTES_IN); out.bytesOut = this.whole(BYTES_OUT); out.retries = this.whole(RETRIES);
    out.gatewayMs = this.timer(GATEWAY_TIME); out.queueMs = this.timer(QUEUE); out.connectMs = this.timer(CONNECT); out.firstByteMs = this.timer(FIRST_BYTE); out.upstreamMs = this.timer(UPSTREAM_TIME);
    this.attempt(out);
    const failed = this.failure(out);
    // Without a status an error at a whole URL is that of a call that this program made.
    if (failed !== null && out.status === 0 && out.attempts === 0 && from[URLS] >= 0 && from[HOSTS] < 0 && from[KIND] < 0 && out.has(HOST)) takeCalledHost(out, failed);
    if (out.status !== 0 || (out.has(PATH) && !Number.isNaN(out.duration) && (failed === null || !outgoing || out.attempts > 0))) {
      if (failed !== null) putFailure(out, failed);
      return CALL;
    }
    return this.withoutStatus(out, failed);
  }

  /** A line of an application log: a call that it made and that failed, words about the call with its request id, or chatter. */
  private withoutStatus(out: Draft, failed: FailedCall | null): Verdict {
    if (failed === null) { out.isRequest = false; out.reason = NO_CALL; return FILTERED; }
    putFailure(out, failed);
    takeFailedCall(out, failed);
    if (out.attempts > 0 || out.has(UPSTREAM_NAME)) return CALL;
    if (out.has(REQUEST_ID)) return EVENT;
    out.isRequest = false; out.reason = NO_CALL; out.failure = 0;
    return FILTERED;
  }

  /** The class in the words of an error field, or of the message of a line that is no mere information; beside a status only of one that has a level. */
  private failure(out: Draft): FailedCall | null {
    const { from, to, buf } = this, found = this.errors > 0 ? errorWords(buf, this.errorFrom, this.errorTo, this.errors, out) : null;
    if (from[MESSAGE] < 0) return found;
    const quiet = found === null && ((from[LEVELS] >= 0 && informs(buf, from[LEVELS], to[LEVELS])) || (out.status !== 0 && (out.status < 500 || from[LEVELS] < 0)));
    return messageWords(buf, from[MESSAGE], to[MESSAGE], found, quiet, out);
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

  private attempt(out: Draft): void {
    const { from, to, buf } = this;
    this.text(UPSTREAM, UPSTREAM_NAME, out);
    if (from[TARGET] >= 0) takeUpstream(buf, from[TARGET], to[TARGET], out);
    else if (out.has(UPSTREAM_NAME) || from[UPSTREAM_STATUS] >= 0 || from[UPSTREAM_TIME] >= 0) {
      const i = out.addAttempt();
      out.attemptAddr[i] = out.text(UPSTREAM_NAME);
    }
    if (out.attempts === 0) return;
    if (from[UPSTREAM_STATUS] >= 0) { out.upstreamStatus = out.attemptStatus[0] = status(buf, from[UPSTREAM_STATUS], to[UPSTREAM_STATUS]); out.logged |= LOGS_STATUS; }
    out.attemptTotal[0] = out.upstreamMs; out.attemptConnect[0] = out.connectMs; out.attemptFirstByte[0] = out.firstByteMs;
    if (out.retries < 0) out.retries = 0;
  }

  private times(out: Draft, settings: ParseSettings): void {
    const started = this.moment(START_AT, out, settings), ended = this.moment(END_AT, out, settings), logged = this.moment(TIME, out, settings);
    out.startAt = started; out.endAt = ended;
    out.atKind = Number.isNaN(logged) && Number.isNaN(ended) ? START : END;
    out.at = !Number.isNaN(logged) ? logged : !Number.isNaN(ended) ? ended : !Number.isNaN(started) ? started : out.prefixAt;
    out.duration = this.timer(DURATION);
    if (Number.isNaN(out.duration) && ended >= started) { out.duration = ended - started; out.durationDerived = true; }
  }
  private moment(field: number, out: Draft, settings: ParseSettings): number { const from = this.from[field]; return from < 0 ? NaN : moment(this.buf, from, this.to[field], this.unitOf(field), out, settings); }
  private timer(field: number): number { const from = this.from[field]; return from < 0 ? NaN : timer(this.buf, from, this.to[field], this.unitOf(field), this.decimalsOfMs); }
  private unitOf(field: number): Unit | null { const unit = this.unit[field]; return unit < 0 ? null : UNITS[unit]; }
}
