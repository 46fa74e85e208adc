/**
 * The front of every HAProxy line: `client:port [accept date] frontend backend/server t1/t2/…`.
 * One shared scratch object, filled line by line; nothing is allocated.
 */
import type { Draft } from '../call';
import { CLIENT, ROUTE, SERVICE, START, UPSTREAM_NAME } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { offsetByPrefix } from './prefix-offset';
import { CLF_LENGTH, clfLocal, fraction, fractionEnd, zoneOffset } from './scan-time';
import { COLON, find, isDigit, SLASH, SPACE } from './scan';
import { toUtc } from './zone';

const OPEN = 91, CLOSE = 93, TILDE = 126, LT = 60, PLUS = 43, MINUS = 45;

export const head = {
  clientFrom: 0, clientTo: 0, dateFrom: 0, dateTo: 0,
  frontendFrom: 0, frontendTo: 0, backendFrom: 0, backendTo: 0, serverFrom: 0, serverTo: 0,
  /** Timers as logged, in ms; -1 = the phase did not finish. */
  timers: new Float64Array(5), timerCount: 0,
  /** "+" before the last timer: the line was written before the end (option logasap). */
  partial: false,
  /** Just behind the last thing read. */
  next: 0,
};

/** Reads `client [date] frontend`; false when the line is none of HAProxy's. */
export function readFrontend(buf: Buffer, from: number, to: number): boolean {
  const space = find(buf, SPACE, from, Math.min(to, from + 128));
  if (space <= from || buf[space + 1] !== OPEN) return false;
  const close = find(buf, CLOSE, space + 2, Math.min(to, space + 40));
  if (close < 0 || buf[close + 1] !== SPACE) return false;
  head.clientFrom = from; head.clientTo = space; head.dateFrom = space + 2; head.dateTo = close;
  // An empty date is a known fault of log shippers; anything else must look like one.
  if (close > space + 2 && (buf[space + 4] !== SLASH || buf[space + 8] !== SLASH)) return false;
  const end = find(buf, SPACE, close + 2, to);
  if (end <= close + 2) return false;
  head.frontendFrom = close + 2; head.frontendTo = end;
  head.next = end + 1;
  return true;
}

/** Reads ` backend/server timers` behind the frontend, a word of a custom log-format between the two left out; false when there is no such thing. */
export function readBackend(buf: Buffer, to: number): boolean {
  const from = head.next, end = find(buf, SPACE, from, to);
  if (end < 0) return false;
  const slash = find(buf, SLASH, from, end);
  if (slash <= from || slash + 1 >= end) return false;
  head.backendFrom = from; head.backendTo = slash; head.serverFrom = slash + 1; head.serverTo = end;
  if (readTimers(buf, end + 1, to)) return true;
  const word = find(buf, SPACE, end + 1, Math.min(to, end + 256));
  return word > end + 1 && find(buf, SLASH, end + 1, word) < 0 && readTimers(buf, word + 1, to) && head.timerCount === 5;
}

function readTimers(buf: Buffer, from: number, to: number): boolean {
  let i = from, n = 0;
  head.partial = false;
  for (;;) {
    let sign = 1, value = 0, c = buf[i];
    if (c === PLUS) { head.partial = true; c = buf[++i]; } else if (c === MINUS) { sign = -1; c = buf[++i]; }
    const start = i;
    while (i < to && isDigit(c)) { value = value * 10 + c - 48; c = buf[++i]; }
    if (i === start || i - start > 15 || n === 5) return false;
    head.timers[n++] = sign * value;
    if (i >= to || c === SPACE) break;
    if (c !== SLASH) return false;
    i++;
  }
  head.timerCount = n; head.next = i + 1;
  return n >= 3;
}

/** Ends of the client's address without its port: "::1:54494", "[::1]:54494", "10.0.0.9:44100", "unix:1". */
export function putClient(buf: Buffer, out: Draft): void {
  let from = head.clientFrom, to = head.clientTo, i = to;
  while (i > from && isDigit(buf[i - 1])) i--;
  if (i < to && i > from + 1 && buf[i - 1] === COLON) to = i - 1;
  if (buf[from] === OPEN && buf[to - 1] === CLOSE) { from++; to--; }
  if (to > from && !(to === from + 1 && buf[from] === MINUS)) out.span(CLIENT, from, to);
}

/** Frontend, backend and server. Returns whether a server was chosen: "<NOSRV>", "<STATS>" and the like are none. */
export function putNames(buf: Buffer, out: Draft): boolean {
  const { frontendFrom, backendFrom, backendTo, serverFrom, serverTo } = head;
  // "~" marks a TLS frontend and is not part of its name.
  const frontendTo = buf[head.frontendTo - 1] === TILDE ? head.frontendTo - 1 : head.frontendTo;
  if (frontendTo > frontendFrom) out.span(ROUTE, frontendFrom, frontendTo);
  if (!(buf[backendFrom] === LT)) out.span(SERVICE, backendFrom, backendTo);
  if (buf[serverFrom] === LT || (serverTo === serverFrom + 1 && buf[serverFrom] === MINUS)) return false;
  out.span(UPSTREAM_NAME, serverFrom, serverTo);
  return true;
}

/**
 * The accept date: start of the call, local time, normally without a zone. `lasted` is the call's duration in ms (0 if unknown): the
 * line, and a syslog prefix in front of it, is written when it ends.
 */
export function putTime(buf: Buffer, out: Draft, lasted: number, settings: ParseSettings): void {
  out.atKind = START;
  const from = head.dateFrom, to = head.dateTo, end = fractionEnd(buf, from + 20, to);
  const local = clfLocal(buf, from, to) + fraction(buf, from + 20, end);
  if (Number.isNaN(local)) { out.at = out.startAt = NaN; out.tzAssumed = true; return; }
  let at = NaN;
  if (end < to) {
    const zone = buf[end] === SPACE && to - from >= CLF_LENGTH ? zoneOffset(buf, end + 1, to) : NaN;
    at = local - zone;
  } else {
    at = local - offsetByPrefix(out, local + lasted);
    if (Number.isNaN(at)) { out.tzAssumed = true; at = toUtc(local, settings.zone); }
  }
  out.at = out.startAt = at;
}
