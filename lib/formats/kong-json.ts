/**
 * Kong's log plugins (file-log, http-log, tcp-log, syslog …): the record that kong.log.serialize() makes, of all versions, calls and
 * layer-4 sessions. Times are ms.
 */
import { CALL, Draft, FLAGS, HOST, LOGS_ADDR, LOGS_FIRST_BYTE, LOGS_STATUS, LOGS_TOTAL, MAX_ATTEMPTS, METHOD, REJECTED, REQUEST_ID, ROUTE, SERVICE, START, TRACE_ID, UPSTREAM_NAME } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { epochMs } from './field-names';
import type { Answers, Format } from './format';
import { BARE, JsonPaths, type Kind } from './json-paths';
import { looksJson, putClient, putTarget, recordStart, traceparentId } from './json-target';
import { jsonNumber, putText } from './json-values';
import { classifyKong, seen } from './kong-classify';
import { COMMA, SPACE, int, startsWith, status } from './scan';

const enum K {
  STARTED = 1, STATUS, METHOD, URI, HOST, CLIENT, SIZE_IN, SIZE_OUT, KONG, PROXY, REQUEST, RECEIVE, IP, PORT, TRY_START, STATE, CODE, TRIES, SERVICE, SERVICE_HOST, CONNECT_LIMIT, SEND_LIMIT, READ_LIMIT,
  ROUTE, ROUTE_ID, SOURCE, UPSTREAM_STATUS, SERVER, ID, OTHER_ID, TRACEPARENT, TRACE,
}
const paths = new JsonPaths({
  started_at: K.STARTED, client_ip: K.CLIENT, source: K.SOURCE, upstream_status: K.UPSTREAM_STATUS, tries: K.TRIES,
  'response/status': K.STATUS, 'response/size': K.SIZE_OUT, 'response/headers/server': K.SERVER, 'response/headers/x-kong-request-id': K.OTHER_ID,
  'request/method': K.METHOD, 'request/uri': K.URI, 'request/size': K.SIZE_IN, 'request/id': K.ID,
  'request/headers/host': K.HOST, 'request/headers/x-request-id': K.OTHER_ID, 'request/headers/traceparent': K.TRACEPARENT, 'request/headers/x-b3-traceid': K.TRACE,
  'latencies/request': K.REQUEST, 'latencies/kong': K.KONG, 'latencies/proxy': K.PROXY, 'latencies/receive': K.RECEIVE,
  'tries[]/ip': K.IP, 'tries[]/port': K.PORT, 'tries[]/balancer_start': K.TRY_START, 'tries[]/state': K.STATE, 'tries[]/code': K.CODE,
  'service/name': K.SERVICE, 'service/host': K.SERVICE_HOST, 'service/connect_timeout': K.CONNECT_LIMIT, 'service/write_timeout': K.SEND_LIMIT, 'service/read_timeout': K.READ_LIMIT,
  // Up to 0.13 an "api" was both.
  'api/name': K.SERVICE, 'api/upstream_connect_timeout': K.CONNECT_LIMIT, 'api/upstream_send_timeout': K.SEND_LIMIT, 'api/upstream_read_timeout': K.READ_LIMIT,
  'route/name': K.ROUTE, 'route/id': K.ROUTE_ID, 'trace_id/w3c': K.TRACE, 'trace_id/b3': K.TRACE,
  // Layer 4.
  'session/status': K.STATUS, 'session/received': K.SIZE_IN, 'session/sent': K.SIZE_OUT, 'latencies/session': K.REQUEST,
});

let out = new Draft(), proxied = false, signed = 0;
const starts = new Float64Array(MAX_ATTEMPTS), ipFrom = new Int32Array(MAX_ATTEMPTS), ipTo = new Int32Array(MAX_ATTEMPTS), portFrom = new Int32Array(MAX_ATTEMPTS), portTo = new Int32Array(MAX_ATTEMPTS);

/** The attempt of tries[index]; those past MAX_ATTEMPTS share the last one. */
function attempt(index: number): number {
  while (out.attempts <= index && out.attempts < MAX_ATTEMPTS) { const i = out.addAttempt(); starts[i] = NaN; ipFrom[i] = ipTo[i] = portFrom[i] = portTo[i] = 0; seen.answered[i] = false; }
  return Math.min(index, MAX_ATTEMPTS - 1);
}

function take(code: number, from: number, to: number, kind: Kind, index: number): void {
  const { buf } = out;
  // A header that was sent twice is a list.
  if (kind > BARE && code !== K.TRIES) return;
  switch (code) {
    case K.STARTED: out.at = epochMs(jsonNumber(buf, from, to)); signed |= 1; return;
    case K.STATUS: out.status = status(buf, from, to); return;
    case K.METHOD: putText(out, METHOD, buf, from, to); return;
    case K.URI: putTarget(buf, from, to, out); return;
    case K.HOST: putText(out, HOST, buf, from, to); return;
    case K.CLIENT: putClient(buf, from, to, out); return;
    case K.SIZE_IN: out.bytesIn = int(buf, from, to); return;
    case K.SIZE_OUT: out.bytesOut = int(buf, from, to); return;
    case K.KONG: out.gatewayMs = jsonNumber(buf, from, to); signed |= 2; return;
    case K.PROXY: { const ms = jsonNumber(buf, from, to); if (ms >= 0) { out.upstreamMs = ms; proxied = true; } signed |= 2; return; }
    case K.REQUEST: out.duration = jsonNumber(buf, from, to); signed |= 2; return;
    case K.RECEIVE: seen.receiveMs = jsonNumber(buf, from, to); return;
    case K.IP: { const i = attempt(index); ipFrom[i] = from; ipTo[i] = to; return; }
    case K.PORT: { const i = attempt(index); portFrom[i] = from; portTo[i] = to; return; }
    case K.TRY_START: starts[attempt(index)] = jsonNumber(buf, from, to); return;
    case K.STATE: { const i = attempt(index); (out.attemptState ??= [])[i] = buf.toString('latin1', from, to); if (startsWith(buf, from, to, 'next')) seen.answered[i] = true; return; }
    case K.CODE: out.attemptStatus[attempt(index)] = status(buf, from, to); return;
    case K.TRIES: seen.tries = true; return;
    case K.SERVICE: putText(out, SERVICE, buf, from, to); return;
    case K.SERVICE_HOST: putText(out, UPSTREAM_NAME, buf, from, to); return;
    case K.CONNECT_LIMIT: seen.limits.connectMs = jsonNumber(buf, from, to); return;
    case K.SEND_LIMIT: seen.limits.sendMs = jsonNumber(buf, from, to); return;
    case K.READ_LIMIT: seen.limits.readMs = jsonNumber(buf, from, to); return;
    case K.ROUTE: putText(out, ROUTE, buf, from, to); return;
    case K.ROUTE_ID: if (!out.has(ROUTE)) putText(out, ROUTE, buf, from, to); return;
    case K.SOURCE: putText(out, FLAGS, buf, from, to); return;
    // nginx's list over the tries; the last one counts.
    case K.UPSTREAM_STATUS: { out.logged |= LOGS_STATUS; let at = to; while (at > from && buf[at - 1] !== SPACE && buf[at - 1] !== COMMA) at--; out.upstreamStatus = status(buf, at, to); return; }
    case K.SERVER: seen.server = startsWith(buf, from, to, 'kong') ? 2 : 1; return;
    case K.ID: putText(out, REQUEST_ID, buf, from, to); return;
    case K.OTHER_ID: if (!out.has(REQUEST_ID)) putText(out, REQUEST_ID, buf, from, to); return;
    case K.TRACEPARENT: { const id = traceparentId(buf, from, to); if (id >= 0) out.span(TRACE_ID, id, id + 32); return; }
    case K.TRACE: putText(out, TRACE_ID, buf, from, to); return;
  }
}

/** Addresses met before, by their number: a text is made once, not a line. */
const addresses = new Map<number, string>();
const MOST_ADDRESSES = 4096;

/** "10.0.0.1:80", "[::1]:80". */
function addressOf(buf: Buffer, ip: number, ipEnd: number, port: number, portEnd: number): string {
  const key = addressKey(buf, ip, ipEnd, port, portEnd);
  const known = key < 0 ? undefined : addresses.get(key);
  if (known !== undefined) return known;
  const host = buf.toString('latin1', ip, ipEnd), text = portEnd > port ? `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${buf.toString('latin1', port, portEnd)}` : host;
  if (key >= 0) { if (addresses.size >= MOST_ADDRESSES) addresses.clear(); addresses.set(key, text); }
  return text;
}

/** An IPv4 address and port as one number, spelled as everybody does; -1 for others. */
function addressKey(buf: Buffer, ip: number, ipEnd: number, port: number, portEnd: number): number {
  let key = 0, part = 0, digits = 0, dots = 0;
  for (let i = ip; i <= ipEnd; i++) {
    const d = i < ipEnd ? buf[i] - 48 : -2;
    if (d >= 0 && d <= 9 && (digits === 0 || part > 0)) { part = part * 10 + d; digits++; continue; }
    if (d !== -2 || digits === 0 || part > 255) return -1;
    key = key * 256 + part; part = digits = 0; dots++;
  }
  const number = int(buf, port, portEnd);
  return dots === 4 && number > 0 && number < 65_536 && buf[port] !== 48 ? key * 65_536 + number : -1;
}

/** Addresses and the time of every try: each but the last ends where the next begins. */
function finishTries(): void {
  const n = out.attempts, { buf } = out;
  out.retries = n > 0 ? n - 1 : seen.tries ? 0 : -1;
  for (let i = 0; i < n; i++) {
    if (ipTo[i] > ipFrom[i]) out.attemptAddr[i] = addressOf(buf, ipFrom[i], ipTo[i], portFrom[i], portTo[i]);
    if (i + 1 < n) out.attemptTotal[i] = starts[i + 1] - starts[i];
  }
  if (n === 0) return;
  out.logged |= LOGS_ADDR | LOGS_TOTAL;
  if (!proxied) { const end = out.at + out.duration; if (end >= starts[n - 1]) out.attemptTotal[n - 1] = end - starts[n - 1]; return; }
  out.logged |= LOGS_FIRST_BYTE;
  // Kong 1 counts its wait from the first try on, later ones from the last: no wait goes on behind the end of the call.
  const left = out.at + out.duration - starts[n - 1];
  seen.waitMs = n > 1 && out.upstreamMs > left + 5 ? Math.max(0, out.upstreamMs - (starts[n - 1] - starts[0])) : out.upstreamMs;
  out.attemptTotal[n - 1] = seen.waitMs + (seen.receiveMs > 0 ? seen.receiveMs : 0);
}

const probe = new Draft();
const answers: Answers = { duration: true, connect: false, firstByte: true, body: true, instance: true, retries: 'list', clientAbort: true, requestId: true, zone: true };

export const kongJson: Format = {
  id: 'kong-json', title: 'Kong JSON log', signs: 'latencies and started_at, as Kong\'s log plugins write them', gateway: 'kong', kind: 'access', answers,
  sniff(buf, from, to) { probe.reset(buf); return kongJson.parse(buf, from, to, probe, DEFAULT_SETTINGS) === CALL ? 0.95 : 0; },
  holds: looksJson,
  parse(buf, from, to, draft) {
    draft.format = 'kong-json'; draft.gateway = 'kong';
    const start = recordStart(buf, from, to);
    out = draft; proxied = false; signed = 0;
    seen.begin();
    draft.atKind = START;
    if (start < 0 || !paths.read(buf, start, to, take)) { draft.reason = 'no whole JSON object'; return REJECTED; }
    if (signed !== 3) { draft.reason = 'no latencies and started_at'; return REJECTED; }
    finishTries();
    return CALL;
  },
  classify: classifyKong,
};
