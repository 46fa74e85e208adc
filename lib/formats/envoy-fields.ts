/**
 * What Envoy's command operators mean to a call, and how a value of one is put into the draft. The text layouts, JSON and pasted
 * layouts end up here. Operators: Envoy's "Access logging" reference.
 */
import type { Draft } from '../call';
import { CAUSE, CLIENT, DETAILS, FLAGS, HOST, LOGS_ADDR, LOGS_FIRST_BYTE, LOGS_STATUS, METHOD, PATH, QUERY, REQUEST_ID, ROUTE, SERVICE, TRACE_ID, UPSTREAM_NAME, USER_AGENT } from '../call';
import { jsonNumber, jsonText, putText } from './json-values';
import { takeTarget } from './nginx-request';
import { BACKSLASH, COLON, COMMA, DASH, SLASH, SPACE, equals, find, int, isDigit, startsWith, status } from './scan';
import { hostEnd } from './scan-address';
import { dateTimeLocal, fraction, fractionEnd, zoneOffset } from './scan-time';

/** Compiles to its numbers. */
export const enum E {
  SKIP = 0, START = 1, METHOD = 2, PATH = 3, ORIGINAL_PATH = 4, CODE = 5, FLAGS = 6, DETAILS = 7, TERMINATION = 8, FAILURE = 9, RECEIVED = 10, SENT = 11, DURATION = 12, SERVICE_TIME = 13,
  FORWARDED = 14, AGENT = 15, REQUEST_ID = 16, AUTHORITY = 17, HOST = 18, CLUSTER = 19, REMOTE = 20, ROUTE = 21, TRIES = 22, GRPC = 23, FIRST_BYTE = 24, BODY = 25, TRACE_ID = 26,
  TRACEPARENT = 27, LOG_TYPE = 28, PROTOCOL = 29, REQUEST_TIME = 30, CONNECT = 31, REQUEST = 32, OTHER_ID = 33, START_LOCAL = 34,
}

/** What a line says that the draft has no place for. One reused object: `begin` clears it, `finish` reads it. */
const line = { body: NaN, firstByte: NaN, requestTime: NaN, tries: -1, pathRank: 0, causeRank: 0, remote: false, protocol: false };
const logType = { from: 0, to: 0 };

/** Before the first `take` of a line. */
export function begin(): void {
  line.body = line.firstByte = line.requestTime = NaN; line.tries = -1; line.pathRank = line.causeRank = 0; line.remote = line.protocol = false;
  logType.from = logType.to = 0;
}

/** A value [from, to) without its quotes; `json`: escapes in it are JSON's. "-" and "" are missing. START is read by the callers. */
export function take(field: number, buf: Buffer, from: number, to: number, out: Draft, json: boolean): void {
  switch (field) {
    case E.CODE: out.logged |= LOGS_STATUS; break;
    case E.HOST: out.logged |= LOGS_ADDR; break;
    case E.SERVICE_TIME: case E.FIRST_BYTE: out.logged |= LOGS_FIRST_BYTE; break;
  }
  if (from >= to || (to - from === 1 && buf[from] === DASH)) return;
  switch (field) {
    case E.METHOD: return text(out, METHOD, buf, from, to, json);
    case E.PATH: return takePath(buf, from, to, out, json, 1);
    case E.ORIGINAL_PATH: return takePath(buf, from, to, out, json, 2);
    case E.CODE: out.status = status(buf, from, to); if (out.status === 0) out.statusRaw = int(buf, from, to); return;
    case E.FLAGS: return text(out, FLAGS, buf, from, to, json);
    case E.DETAILS: return text(out, DETAILS, buf, from, to, json);
    case E.FAILURE: return cause(buf, from, to, out, json, 3);
    case E.TERMINATION: return cause(buf, from, to, out, json, 2);
    // 0 is OK: nothing to say.
    case E.GRPC: if (buf[from] !== 48 && !equals(buf, from, to, 'OK')) cause(buf, from, to, out, json, 1); return;
    case E.RECEIVED: out.bytesIn = whole(buf, from, to); return;
    case E.SENT: out.bytesOut = whole(buf, from, to); return;
    case E.DURATION: out.duration = millis(buf, from, to); return;
    case E.SERVICE_TIME: out.firstByteMs = millis(buf, from, to); return;
    case E.FIRST_BYTE: line.firstByte = millis(buf, from, to); return;
    case E.BODY: line.body = millis(buf, from, to); return;
    case E.REQUEST_TIME: line.requestTime = millis(buf, from, to); return;
    case E.CONNECT: out.connectMs = millis(buf, from, to); return;
    case E.FORWARDED: if (!line.remote) client(buf, from, firstOf(buf, from, to), out, json); return;
    case E.REMOTE: line.remote = true; return client(buf, from, to, out, json);
    case E.AGENT: return text(out, USER_AGENT, buf, from, to, json);
    case E.REQUEST_ID: text(out, REQUEST_ID, buf, from, to, json); return;
    case E.OTHER_ID: if (!out.has(REQUEST_ID)) text(out, REQUEST_ID, buf, from, to, json); return;
    case E.AUTHORITY: return text(out, HOST, buf, from, to, json);
    case E.HOST: return takeHost(buf, from, to, out, json);
    case E.CLUSTER: text(out, SERVICE, buf, from, to, json); return text(out, UPSTREAM_NAME, buf, from, to, json);
    case E.ROUTE: return text(out, ROUTE, buf, from, to, json);
    case E.TRIES: line.tries = whole(buf, from, to); return;
    case E.TRACE_ID: return text(out, TRACE_ID, buf, from, to, json);
    case E.TRACEPARENT: if (to - from >= 55 && buf[from + 2] === DASH && buf[from + 35] === DASH) out.span(TRACE_ID, from + 3, from + 35); return;
    case E.LOG_TYPE: logType.from = from; logType.to = to; return;
    case E.PROTOCOL: line.protocol = true; return;
    case E.REQUEST: return takeLine(buf, from, to, out, json);
  }
}

/** Upload in the way of the first byte: more than what one flight of a connection carries is not sent at once. */
const AT_ONCE = 16_384;

/** After the last `take`: the attempt, and what follows from several fields. Envoy names the last host only. */
export function finish(out: Draft): void {
  if (Number.isNaN(out.firstByteMs) && !Number.isNaN(line.firstByte)) out.firstByteMs = Number.isNaN(line.requestTime) ? line.firstByte : Math.max(0, line.firstByte - line.requestTime);
  if (line.tries > 0) out.retries = line.tries - 1;
  out.stream = out.status === 0 && !line.protocol && !out.has(METHOD) && !out.has(PATH);
  if (out.attempts === 0) return;
  out.attemptConnect[0] = out.connectMs; out.attemptFirstByte[0] = out.firstByteMs;
  if (line.body >= 0 && out.firstByteMs >= 0) out.attemptTotal[0] = out.firstByteMs + line.body;
  // One try, sent at once, not delayed on purpose: the call's time is the try's.
  else if (line.tries <= 1 && out.bytesIn <= AT_ONCE && !hasFlag(out, 'URX') && !hasFlag(out, 'DI')) out.attemptTotal[0] = out.duration;
}

/** What %ACCESS_LOG_TYPE% says of a call that has not ended yet. */
const UNFINISHED = ['DownstreamStart', 'DownstreamPeriodic', 'DownstreamTunnelSuccessfullyEstablished', 'UpstreamPoolReady', 'UpstreamPeriodic', 'TcpPeriodic', 'TcpUpstreamConnected', 'UdpPeriodic', 'UdpTunnelUpstreamConnected'];
export const unfinished = (buf: Buffer): boolean => logType.to > logType.from && UNFINISHED.some((type) => equals(buf, logType.from, logType.to, type));

/** Whether the flag is among those of the line ("UF,URX"). */
export function hasFlag(out: Draft, flag: string): boolean {
  const from = out.spanFrom(FLAGS), to = out.spanTo(FLAGS), n = flag.length;
  if (from < 0) return false;
  for (let i = from; i + n <= to; i++) if ((i === from || out.buf[i - 1] === COMMA) && startsWith(out.buf, i, to, flag) && (i + n === to || out.buf[i + n] === COMMA)) return true;
  return false;
}

/** A time as Envoy writes it: ISO (UTC without a zone), or seconds, ms, µs or ns since 1970 with or without a fraction. NaN = none. */
export function envoyTime(buf: Buffer, from: number, to: number): number {
  const local = dateTimeLocal(buf, from, to);
  if (!Number.isNaN(local)) {
    const end = fractionEnd(buf, from + 19, to);
    return local + fraction(buf, from + 19, end) - (end >= to ? 0 : zoneOffset(buf, end, to));
  }
  const dot = find(buf, 46, from, to), n = (dot < 0 ? to : dot) - from;
  if (n < 9 || n > 19 || !isDigit(buf[from])) return NaN;
  const t = Number(buf.toString('latin1', from, to));
  return Math.round(n > 17 ? t / 1e6 : n > 14 ? t / 1e3 : n > 11 ? t : t * 1000);
}

function text(out: Draft, field: number, buf: Buffer, from: number, to: number, json: boolean): void {
  if (json) putText(out, field, buf, from, to); else out.span(field, from, to);
}

/** The better known of the words on the end stays: transport failure, then termination details, then the gRPC status. */
function cause(buf: Buffer, from: number, to: number, out: Draft, json: boolean, rank: number): void {
  if (rank > line.causeRank) { line.causeRank = rank; text(out, CAUSE, buf, from, to, json); }
}

function whole(buf: Buffer, from: number, to: number): number {
  const n = int(buf, from, to);
  if (n >= 0) return n;
  const x = jsonNumber(buf, from, to);
  return x >= 0 ? Math.round(x) : -1;
}
function millis(buf: Buffer, from: number, to: number): number {
  const n = int(buf, from, to);
  return n >= 0 ? n : jsonNumber(buf, from, to);
}

/** The path before a rewrite, where both are logged, is what the client asked for. */
function takePath(buf: Buffer, from: number, to: number, out: Draft, json: boolean, rank: number): void {
  if (rank < line.pathRank) return;
  if (line.pathRank > 0) { out.drop(PATH); out.drop(QUERY); }
  line.pathRank = rank;
  if (json && find(buf, BACKSLASH, from, to) >= 0) {
    const all = jsonText(buf, from, to), mark = all.indexOf('?');
    out.put(PATH, mark < 0 ? all : all.slice(0, mark));
    if (mark >= 0 && mark + 1 < all.length) out.put(QUERY, all.slice(mark + 1));
    return;
  }
  if (buf[from] !== SLASH || !json) { takeTarget(buf, from, to, out); return; }
  const mark = find(buf, 63, from, to);
  out.span(PATH, from, mark < 0 ? to : mark);
  if (mark >= 0 && mark + 1 < to) out.span(QUERY, mark + 1, to);
}

/** "GET /path HTTP/1.1", each of the three may be "-". Paths hold no blanks as a rule; where they do, the last blank ends them. */
export function takeLine(buf: Buffer, from: number, to: number, out: Draft, json: boolean): void {
  const method = find(buf, SPACE, from, to);
  if (method < 0) return;
  let end = to;
  while (end > method + 1 && buf[end - 1] !== SPACE) end--;
  if (end === method + 1) end = to + 1;
  take(E.METHOD, buf, from, method, out, json);
  take(E.PATH, buf, method + 1, end - 1, out, json);
  take(E.PROTOCOL, buf, Math.min(end, to), to, out, json);
}

function firstOf(buf: Buffer, from: number, to: number): number { const comma = find(buf, COMMA, from, to); return comma < 0 ? to : comma; }

function client(buf: Buffer, from: number, to: number, out: Draft, json: boolean): void {
  // A listener inside of Envoy has no address.
  if (startsWith(buf, from, to, INTERNAL)) return;
  const end = hostEnd(buf, from, to), start = buf[from] === 91 ? from + 1 : from;
  if (end > start) text(out, CLIENT, buf, start, end, json);
}

const INTERNAL = 'envoy://';

/** "10.0.0.1:80", "tcp://10.0.0.1:80", "[::1]:80", "unix:///run/app.sock"; "envoy://connect_originate/10.0.0.1:80" goes by way of a listener inside of Envoy. */
function takeHost(buf: Buffer, from: number, to: number, out: Draft, json: boolean): void {
  if (startsWith(buf, from, to, INTERNAL)) { const slash = find(buf, SLASH, from + INTERNAL.length, to); if (slash < 0 || slash + 1 >= to) return; from = slash + 1; }
  const i = out.attempts > 0 ? 0 : out.addAttempt();
  if (startsWith(buf, from, to, 'tcp://') || startsWith(buf, from, to, 'udp://')) from += 6;
  else if (startsWith(buf, from, to, 'unix://')) { out.attemptAddr[i] = `unix:${buf.toString('utf8', from + 7, to)}`; return; }
  else if (buf[from] === SLASH) { out.attemptAddr[i] = `unix:${buf.toString('utf8', from, to)}`; return; }
  if (json && find(buf, BACKSLASH, from, to) >= 0) { out.attemptAddr[i] = jsonText(buf, from, to); return; }
  if (buf[to - 1] === COLON) to--;
  out.addrFrom[i] = from; out.addrTo[i] = to;
}
