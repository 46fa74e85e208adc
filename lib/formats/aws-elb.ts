/**
 * What the access logs of AWS' load balancers share: `time elb client:port target:port request_time target_time response_time elb_status
 * target_status received sent "request"`. Times in seconds, -1 = that did not happen, `time` = the end of the call, UTC.
 */
import { CLIENT, HOST, LOGS_ADDR, LOGS_FIRST_BYTE, LOGS_STATUS, METHOD, type Draft } from '../call';
import { takeTarget } from './nginx-request';
import { COLON, DASH, SLASH, SPACE, find, findText, int, isDigit, longQuoteEnd, seconds, status } from './scan';
import { hostEnd } from './scan-address';
import { dateTimeLocal, fractionEnd } from './scan-time';

const QUOTE = 34, DOT = 46, ZULU = 90;

/** Of the line read last: its times in ms (NaN = -1), and its end with the decimals that `at` leaves out. */
export const timers = { request: NaN, target: NaN, response: NaN, end: NaN };

/** "2026-03-12T09:20:01.123456Z" at [from, to) in ms with decimals; NaN for anything else. */
export function elbTime(buf: Buffer, from: number, to: number): number {
  const t = dateTimeLocal(buf, from, to), end = fractionEnd(buf, from + 19, to);
  if (Number.isNaN(t) || end + 1 !== to || buf[end] !== ZULU) return NaN;
  let part = 0, scale = 100;
  for (let i = from + 20; i < end; i++) { part += (buf[i] - 48) * scale; scale /= 10; }
  return t + part;
}

/** Whether `time elb client target n n n` stands at `from`: the signature of both logs. */
export function isElbFront(buf: Buffer, from: number, to: number): boolean {
  const time = tokenEnd(buf, from, to);
  if (Number.isNaN(elbTime(buf, from, time))) return false;
  const client = tokenEnd(buf, time + 1, to) + 1, target = tokenEnd(buf, client, to) + 1, times = tokenEnd(buf, target, to) + 1;
  if (client <= time + 2 || !isAddress(buf, client, target - 1) || !isAddress(buf, target, times - 1)) return false;
  let i = times;
  for (let n = 0; n < 3; n++) {
    const end = tokenEnd(buf, i, to);
    if (end === i || end >= to || !isTimer(buf, i, end)) return false;
    i = end + 1;
  }
  return true;
}

/** Reads from the time on. Returns the position behind the request's closing quote; -1 = rejected, with the reason. */
export function readElb(buf: Buffer, from: number, to: number, out: Draft): number {
  let i = from, end = tokenEnd(buf, i, to);
  timers.end = elbTime(buf, i, end);
  if (Number.isNaN(timers.end)) { out.reason = 'no timestamp'; return -1; }
  out.at = Math.floor(timers.end);
  i = tokenEnd(buf, end + 1, to) + 1; end = tokenEnd(buf, i, to);
  const client = portAt(buf, i, end);
  if (client > i && !isNone(buf, i, end)) out.span(CLIENT, i, client);
  i = end + 1; end = tokenEnd(buf, i, to);
  const targetFrom = i, targetTo = end;
  i = end + 1; end = tokenEnd(buf, i, to); timers.request = seconds(buf, i, end);
  if (end === i || !isTimer(buf, i, end)) { out.reason = 'no durations'; return -1; }
  i = end + 1; end = tokenEnd(buf, i, to); timers.target = seconds(buf, i, end);
  i = end + 1; end = tokenEnd(buf, i, to); timers.response = seconds(buf, i, end);
  i = end + 1; end = tokenEnd(buf, i, to); out.status = status(buf, i, end);
  i = end + 1; end = tokenEnd(buf, i, to); out.upstreamStatus = status(buf, i, end);
  i = end + 1; end = tokenEnd(buf, i, to); out.bytesIn = int(buf, i, end);
  i = end + 1; end = tokenEnd(buf, i, to);
  out.bytesOut = int(buf, i, end);
  if (end >= to || buf[end + 1] !== QUOTE || (out.bytesOut < 0 && !isNone(buf, i, end))) { out.reason = 'no request'; return -1; }
  const close = longQuoteEnd(buf, end + 2, to);
  if (close < 0) { out.reason = 'cut inside the request'; return -1; }
  takeElbRequest(buf, end + 2, close, out);
  out.logged = LOGS_ADDR | LOGS_STATUS | LOGS_FIRST_BYTE;
  if (!isNone(buf, targetFrom, targetTo) && targetTo > targetFrom) putAttempt(out, targetFrom, targetTo);
  if (!Number.isNaN(timers.request) && !Number.isNaN(timers.target) && !Number.isNaN(timers.response)) {
    out.duration = timers.request + timers.target + timers.response;
    out.gatewayMs = timers.request + timers.response;
  }
  return close + 1;
}

/** The target's time is the wait for its header; how long its body took is not logged. */
function putAttempt(out: Draft, from: number, to: number): void {
  const a = out.addAttempt();
  out.addrFrom[a] = from; out.addrTo[a] = to;
  out.attemptStatus[a] = out.upstreamStatus;
  out.firstByteMs = out.attemptFirstByte[a] = out.upstreamMs = out.attemptTotal[a] = timers.target;
}

/** "GET https://host:443/path?query HTTP/1.1"; method, path and version may be "-" or missing where the request could not be read. */
function takeElbRequest(buf: Buffer, from: number, to: number, out: Draft): void {
  const method = find(buf, SPACE, from, to);
  if (method < 0) return;
  if (isNone(buf, from, method)) {
    const scheme = findText(buf, method + 1, to, '://'), host = scheme + 3;
    let stop = host;
    while (stop < to && buf[stop] !== SLASH && buf[stop] !== SPACE) stop++;
    // "http://balancer:80-": the dash is the path that is missing.
    if (stop > host && buf[stop - 1] === 45) stop--;
    if (scheme > 0 && stop > host) out.span(HOST, host, hostEnd(buf, host, stop));
    return;
  }
  out.span(METHOD, from, method);
  let end = to;
  // The target may hold spaces: what stands behind the last one is the version.
  for (let i = to - 1; i > method; i--) if (buf[i] === SPACE) { end = i; break; }
  if (end <= method + 1 || isNone(buf, method + 1, end)) return;
  takeTarget(buf, method + 1, end, out);
  const host = out.spanFrom(HOST);
  if (host >= 0) { const stop = hostEnd(buf, host, out.spanTo(HOST)), open = buf[host] === 91 ? host + 1 : host; if (stop > open) out.span(HOST, open, stop); }
}

export const tokenEnd = (buf: Buffer, from: number, to: number): number => { while (from < to && buf[from] !== SPACE) from++; return from; };
/** Where a field's text stands; `next` is behind it and the space after it. */
export const field = { from: 0, to: 0, next: 0 };
/** The field at `from`, quotes taken off. false = there is none. */
export function readField(buf: Buffer, from: number, to: number): boolean {
  if (from >= to) return false;
  if (buf[from] !== QUOTE) { field.from = from; field.to = tokenEnd(buf, from, to); field.next = field.to + 1; return true; }
  const close = longQuoteEnd(buf, from + 1, to);
  field.from = from + 1; field.to = close < 0 ? to : close; field.next = close < 0 ? to : close + 2;
  return close >= 0;
}

/** "-" or nothing. */
export const isNone = (buf: Buffer, from: number, to: number): boolean => to <= from || (to === from + 1 && buf[from] === DASH);
/** Where the address ends: IPv6 has no brackets, so the port is behind the last colon. */
function portAt(buf: Buffer, from: number, to: number): number { for (let i = to - 1; i > from; i--) { if (buf[i] === COLON) return i; if (!isDigit(buf[i])) return to; } return to; }
const isAddress = (buf: Buffer, from: number, to: number): boolean => isNone(buf, from, to) || (portAt(buf, from, to) < to - 1 && portAt(buf, from, to) > from);

function isTimer(buf: Buffer, from: number, to: number): boolean {
  for (let i = buf[from] === DASH ? from + 1 : from; i < to; i++) if (!isDigit(buf[i]) && buf[i] !== DOT) return false;
  return true;
}
