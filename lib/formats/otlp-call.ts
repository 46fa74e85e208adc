/**
 * The call that a span or a log record of OpenTelemetry tells of, when all of its line is read: a server span is a call, a client span a
 * call to an upstream; a log record is one when it carries an HTTP status, or words of a call that failed.
 */
import { CALL, CLIENT, DETAILS, END, EVENT, FILTERED, HOST, LEVEL, REQUEST_ID, START, UPSTREAM_NAME, type Draft, type Verdict } from '../call';
import { failureCode } from '../failure';
import { failedCall, requestIdIn } from './app-message';
import { conclude, EXACT } from './conclude';
import { knownErrorClass, type ErrorClass } from './error-text';
import { NO_CALL, putFailure, takeFailedCall } from './failed-call';
import { said } from './otlp-attributes';

/** Kinds of spans, and the status of one that failed. */
const SERVER_SPAN = 2, CLIENT_SPAN = 3, ERROR = 2;
const TIMEOUT = failureCode('timeout_unspecified'), FAILED = failureCode('failure_unspecified'), REPORTED = failureCode('upstream_reported_timeout'), UPSTREAM_5XX = failureCode('upstream_5xx'), TOTAL = failureCode('total_timeout');

/** A span that the draft has the times of. `kind`, `status` and `words` are the span's own. */
export function spanCall(out: Draft, kind: number, status: number, words: string): Verdict {
  out.at = out.startAt; out.atKind = START;
  if (out.endAt >= out.startAt) out.duration = out.endAt - out.startAt;
  if (kind === CLIENT_SPAN) upstream(out);
  else { if (said.host !== '' && !out.has(HOST)) out.put(HOST, said.host); if (said.peer !== '' && !out.has(CLIENT) && kind === SERVER_SPAN) out.put(CLIENT, said.peer); }
  if (said.message !== '' || words !== '' || said.error !== '') out.put(DETAILS, said.message || words || said.error);
  if (kind !== SERVER_SPAN && kind !== CLIENT_SPAN) { out.isRequest = false; out.reason = 'a span within a program'; return FILTERED; }
  failure(out, kind, status, words);
  return CALL;
}

/** A client span is one try of one upstream. */
function upstream(out: Draft): void {
  const { host, port, peer, peerPort } = said, name = host || out.text(HOST) || peer, peerAt = peerPort > 0 ? peerPort : port, at = peer !== '' && peerAt > 0 ? `${bracketed(peer)}:${peerAt}` : name !== '' ? (port > 0 && !/:\d+$/.test(name) ? `${bracketed(name)}:${port}` : name) : out.text(UPSTREAM_NAME);
  if (!out.has(UPSTREAM_NAME) && name !== '') out.put(UPSTREAM_NAME, name);
  if (at === null) return;
  const i = out.addAttempt();
  out.attemptAddr[i] = at; out.attemptStatus[i] = out.upstreamStatus = out.status; out.attemptTotal[i] = out.upstreamMs = out.duration;
}
const bracketed = (a: string): string => (a.includes(':') && !a.startsWith('[') && a.split(':').length > 2 ? `[${a}]` : a);

/** A log record that the draft has the time of. `severity` and `body` are the record's own. */
export function logCall(out: Draft, severity: number, body: string | null): Verdict {
  const { host, error, message, seconds } = said;
  out.atKind = END;
  if (body !== null && body !== '') out.put(DETAILS, body);
  else if (message !== '') out.put(DETAILS, message);
  if (out.status !== 0) {
    if (host !== '' && !out.has(HOST)) out.put(HOST, host);
    if (!Number.isNaN(seconds)) out.duration = seconds * 1000;
    failure(out, 0, 0, '');
    return CALL;
  }
  const failed = severity >= 13 || error !== '' || message !== '' || (severity === 0 && !out.has(LEVEL)) ? failedCall(message || body || error) : null;
  if (failed !== null) {
    const id = out.has(REQUEST_ID) ? null : requestIdIn(body ?? '');
    if (id !== null) out.put(REQUEST_ID, id);
    takeFailedCall(out, failed);
    if (out.attempts > 0 || out.has(UPSTREAM_NAME) || out.has(REQUEST_ID)) { putFailure(out, failed); return out.attempts > 0 || out.has(UPSTREAM_NAME) ? CALL : EVENT; }
  }
  out.isRequest = false; out.reason = NO_CALL;
  return FILTERED;
}

/** A bare number is the status again. */
const classOf = (text: string): ErrorClass | null => (text === '' || /^\d+$/.test(text) ? null : knownErrorClass(text));

/** What the error attributes and the status say; the words of an exception before its type, both before numbers. */
function failure(out: Draft, kind: number, status: number, words: string): void {
  const { error } = said;
  let found: ErrorClass | null = null;
  if (status === ERROR || error !== '' || out.status >= 500) for (const text of [said.message, words, error]) { const f = classOf(text); if (f !== null && (found === null || f.confidence < found.confidence)) found = f; }
  if (found !== null) { conclude(out, found.failure, found.confidence, found.words); return; }
  // An answer came: the upstream's own words are its status.
  if (kind === CLIENT_SPAN && out.status >= 500) { conclude(out, out.status === 504 ? REPORTED : UPSTREAM_5XX, EXACT, `status ${out.status}`); return; }
  if (said.grpc === 4) { conclude(out, TOTAL, 2, 'grpc status 4'); return; }
  if (out.status === 0 && error === '504') { conclude(out, TIMEOUT, 2, 'error.type 504'); return; }
  if (out.status === 0 && (status === ERROR || error !== '')) conclude(out, FAILED, 2, error !== '' ? `error.type ${error}` : 'status.code 2');
}
