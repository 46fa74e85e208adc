/**
 * Caddy 2: access lines (logger http.log.access…), error lines (http.log.error…) and the proxy's own (http.handlers.reverse_proxy), JSON as
 * its encoder writes it. One failed call writes an access line and an error line; a cut one an access line and the proxy's. Keys, times and
 * durations as configured: CaddyLayout, made of a pasted encoder by caddy-layout.ts.
 */
import { CALL, DETAILS, Draft, EVENT, FILTERED, HOST, LEVEL, LOGS_ADDR, METHOD, REJECTED, REQUEST_ID, TRACE_ID, USER_AGENT, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { classifyAbort, classifyAccess, classifyMessage, response, settleEvent } from './caddy-classify';
import type { Answers, Format } from './format';
import { ARRAY, JsonPaths, OBJECT, STRING, type Kind } from './json-paths';
import { looksJson, putClient, putTarget, traceparentId } from './json-target';
import { jsonNumber, jsonText, putText } from './json-values';
import { DOT, SPACE, equals, find, findText, int, seconds, startsWith, status } from './scan';
import { CLF_LENGTH, clfTime, dateTimeLocal, fraction, fractionEnd, zoneOffset } from './scan-time';
import { goDuration } from './traefik-clf-tail';
import { zoneOf } from './zone';

/** How a Caddy was told to write its log: the keys of its own fields, other names by path, the unit of a bare duration (null = by its looks). */
export type CaddyLayout = { id: string; title: string; time: string; level: string; name: string; message: string; unit: 's' | 'ms' | 'ns' | null; renames: Record<string, string> };

const enum K {
  TIME = 1, LEVEL, NAME, MESSAGE, DURATION, STATUS, SIZE, READ, ERROR, UPSTREAM, REQUEST, CLIENT_IP, REMOTE_IP, REMOTE_ADDR, METHOD, HOST, URI, AGENT, ID_HEADER, TRACEPARENT, TRACE, REQUEST_ID, ERR_ID,
  LENGTH, DATED, FILE, UPGRADE, UPSTREAM_STATUS, UPSTREAM_TIME, UPSTREAM_MS, UPSTREAM_HEADER, UPSTREAM_HEADER_MS, RETRIES,
}
/** Paths as Caddy writes them; what users append (log_append) by the names that its documentation uses. */
const FIELDS: Record<string, K> = {
  duration: K.DURATION, latency: K.DURATION, status: K.STATUS, size: K.SIZE, bytes_read: K.READ, error: K.ERROR, upstream: K.UPSTREAM, err_id: K.ERR_ID, traceID: K.TRACE, trace_id: K.TRACE, traceId: K.TRACE,
  request: K.REQUEST, 'request/client_ip': K.CLIENT_IP, 'request/remote_ip': K.REMOTE_IP, 'request/remote_addr': K.REMOTE_ADDR, 'request/method': K.METHOD, 'request/host': K.HOST, 'request/uri': K.URI,
  'request/headers/User-Agent[]': K.AGENT, 'request/headers/X-Request-Id[]': K.ID_HEADER, 'request/headers/X-Correlation-Id[]': K.ID_HEADER, 'request/headers/Traceparent[]': K.TRACEPARENT,
  'resp_headers/X-Request-Id[]': K.ID_HEADER, 'resp_headers/Content-Length[]': K.LENGTH, 'resp_headers/Date': K.DATED, 'resp_headers/Via': K.DATED, 'resp_headers/Last-Modified': K.FILE, 'resp_headers/Etag': K.FILE, 'resp_headers/Upgrade': K.UPGRADE,
  request_id: K.REQUEST_ID, request_uuid: K.REQUEST_ID, uuid: K.REQUEST_ID, upstream_addr: K.UPSTREAM, upstream_host: K.UPSTREAM, upstream_hostport: K.UPSTREAM, upstream_address: K.UPSTREAM, upstream_status: K.UPSTREAM_STATUS,
  upstream_duration: K.UPSTREAM_TIME, upstream_duration_ms: K.UPSTREAM_MS, upstream_latency: K.UPSTREAM_HEADER, upstream_latency_ms: K.UPSTREAM_HEADER_MS, upstream_retries: K.RETRIES, retries: K.RETRIES,
};

let out = new Draft(), settings: ParseSettings = DEFAULT_SETTINGS, unit: CaddyLayout['unit'] = null;
let nameFrom = -1, nameTo = 0, messageFrom = -1, messageTo = 0, errorFrom = -1, errorTo = 0, upstreamFrom = -1, upstreamTo = 0, requested = false, timed = false, clientRank = 0;

function take(code: number, from: number, to: number, kind: Kind): void {
  const { buf } = out;
  if (kind === OBJECT || kind === ARRAY) { if (code === K.REQUEST) requested = kind === OBJECT; else if (code === K.DATED) response.dated = true; else if (code === K.FILE) response.file = true; else if (code === K.UPGRADE) response.upgraded = true; return; }
  switch (code) {
    case K.TIME: takeTime(buf, from, to, kind); return;
    case K.LEVEL: putText(out, LEVEL, buf, from, to); return;
    case K.NAME: nameFrom = from; nameTo = to; return;
    case K.MESSAGE: messageFrom = from; messageTo = to; return;
    case K.DURATION: out.duration = duration(buf, from, to, kind); return;
    case K.STATUS: out.status = status(buf, from, to); if (out.status === 0) out.statusRaw = int(buf, from, to); return;
    case K.SIZE: out.bytesOut = int(buf, from, to); return;
    case K.READ: out.bytesIn = int(buf, from, to); return;
    case K.ERROR: errorFrom = from; errorTo = to; return;
    case K.UPSTREAM: upstreamFrom = from; upstreamTo = to; return;
    // Behind trusted proxies the client is not who connected.
    case K.CLIENT_IP: clientRank = 2; putClient(buf, from, to, out); return;
    case K.REMOTE_IP: if (clientRank < 2) { clientRank = 1; putClient(buf, from, to, out); } return;
    case K.REMOTE_ADDR: if (clientRank < 1) putClient(buf, from, to, out); return;
    case K.METHOD: putText(out, METHOD, buf, from, to); return;
    case K.HOST: putText(out, HOST, buf, from, to); return;
    case K.URI: putTarget(buf, from, to, out); return;
    case K.AGENT: putText(out, USER_AGENT, buf, from, to); return;
    case K.ID_HEADER: if (!out.has(REQUEST_ID)) putText(out, REQUEST_ID, buf, from, to); return;
    case K.REQUEST_ID: putText(out, REQUEST_ID, buf, from, to); return;
    case K.TRACEPARENT: { const id = traceparentId(buf, from, to); if (id >= 0) out.span(TRACE_ID, id, id + 32); return; }
    case K.TRACE: putText(out, TRACE_ID, buf, from, to); return;
    case K.LENGTH: response.length = int(buf, from, to); return;
    case K.UPSTREAM_STATUS: out.upstreamStatus = status(buf, from, to); return;
    case K.UPSTREAM_TIME: out.upstreamMs = duration(buf, from, to, kind); return;
    case K.UPSTREAM_MS: out.upstreamMs = jsonNumber(buf, from, to); return;
    case K.UPSTREAM_HEADER: out.firstByteMs = duration(buf, from, to, kind); return;
    case K.UPSTREAM_HEADER_MS: out.firstByteMs = jsonNumber(buf, from, to); return;
    case K.RETRIES: out.retries = int(buf, from, to); return;
  }
}

/** unix_seconds_float, unix_milli_float, unix_nano; iso8601, rfc3339, rfc3339_nano, wall, wall_milli, wall_nano, common_log. */
function takeTime(buf: Buffer, from: number, to: number, kind: Kind): void {
  timed = true;
  if (kind === STRING && to - from >= 19) {
    if (to - from === CLF_LENGTH && buf[from + 2] === 47) { out.at = clfTime(buf, from, to); return; }
    const local = dateTimeLocal(buf, from, to), part = fractionEnd(buf, from + 19, to), ms = local + fraction(buf, from + 19, part);
    if (part < to && !Number.isNaN(local)) { out.at = ms - zoneOffset(buf, part, to); return; }
    if (!Number.isNaN(local)) { out.at = zoneOf(settings.zone).fromWall(ms); out.tzAssumed = true; return; }
  }
  let t = seconds(buf, from, to);
  if (Number.isNaN(t)) t = jsonNumber(buf, from, to) * 1000;
  // As ms of seconds: by its size it may have been ms, µs or ns.
  out.at = t >= 1e20 ? t / 1e9 : t >= 1e17 ? t / 1e6 : t >= 1e14 ? t / 1e3 : t;
}

/** Seconds with a fraction, "1.5s", or a whole number whose unit the layout names. ms. */
function duration(buf: Buffer, from: number, to: number, kind: Kind): number {
  if (kind === STRING) { const text = goDuration(buf, from, to); if (!Number.isNaN(text)) return text; }
  if (unit === 'ms' || unit === 'ns') { const n = jsonNumber(buf, from, to); return unit === 'ms' ? n : n / 1e6; }
  const n = seconds(buf, from, to);
  if (Number.isNaN(n)) return jsonNumber(buf, from, to) * 1000;
  if (unit === 's' || n === 0 || find(buf, DOT, from, to) >= 0) return n;
  // A whole number: ms and ns look alike until they are large.
  if (n >= 1e9) return n / 1e9;
  out.warnings.push('the unit of the duration is not known');
  return NaN;
}

/** Fills `out`; false when the line is no Caddy's. */
function read(paths: JsonPaths, buf: Buffer, from: number, to: number): boolean {
  nameFrom = messageFrom = errorFrom = upstreamFrom = -1; requested = timed = false; clientRank = 0;
  response.length = -1; response.dated = response.file = response.upgraded = false;
  if (!paths.read(buf, from, to, take)) { out.reason = 'no whole JSON object'; return false; }
  if (!timed || !isOwn(buf)) { out.reason = 'no Caddy line'; return false; }
  return true;
}

const named = (buf: Buffer, text: string): boolean => nameFrom >= 0 && startsWith(buf, nameFrom, nameTo, text);
const says = (buf: Buffer, text: string): boolean => messageFrom >= 0 && equals(buf, messageFrom, messageTo, text);
/** By its logger; by its message where the logger's name is not logged. */
const isOwn = (buf: Buffer): boolean => named(buf, 'http.log.') || named(buf, 'http.handlers.') || (nameFrom < 0 && requested && (says(buf, 'handled request') || says(buf, 'aborting with incomplete response')));

function verdictOf(buf: Buffer): Verdict {
  if (named(buf, 'http.log.access') || (nameFrom < 0 && says(buf, 'handled request'))) {
    if (!requested) { out.isRequest = false; out.reason = 'no request'; return FILTERED; }
    if (upstreamFrom >= 0) attempt(buf, upstreamFrom, upstreamTo);
    return CALL;
  }
  out.isRequest = requested;
  if (named(buf, 'http.log.error') && messageFrom >= 0) {
    const text = jsonText(buf, messageFrom, messageTo);
    putText(out, DETAILS, buf, messageFrom, messageTo);
    takeUpstream(buf, messageFrom, messageTo);
    classifyMessage(out, text);
    if (out.failure === 0) { out.reason = 'no failure of a call'; return FILTERED; }
    return EVENT;
  }
  if (says(buf, 'aborting with incomplete response') && errorFrom >= 0) {
    out.isRequest = true;
    putText(out, DETAILS, buf, errorFrom, errorTo);
    classifyAbort(out, jsonText(buf, errorFrom, errorTo));
    takeUpstream(buf, errorFrom, errorTo);
    return EVENT;
  }
  out.reason = says(buf, 'reading from backend') ? 'echo of a failed attempt' : 'not about a call';
  return FILTERED;
}

/** The upstream that is named; else the address in Go's words: "dial tcp A: …", "read tcp own->A: …". */
function takeUpstream(buf: Buffer, from: number, to: number): void {
  if (upstreamFrom >= 0) { attempt(buf, upstreamFrom, upstreamTo); return; }
  if (out.side === 'client') return;
  const dial = findText(buf, from, to, 'dial '), arrow = findText(buf, from, to, '->');
  let start = dial >= 0 ? find(buf, SPACE, dial + 5, to) + 1 : arrow >= 0 ? arrow + 2 : 0;
  if (start <= 0 || (dial >= 0 && buf[start - 2] === 58)) return;
  // JSON escapes nothing of an address; "unix" is named by its kind.
  const unix = dial >= 0 && startsWith(buf, dial + 5, to, 'unix'), end = findText(buf, start, to, ': ');
  if (end <= start) return;
  while (start < end && buf[start] === SPACE) start++;
  if (unix) out.attemptAddr[out.addAttempt()] = `unix:${buf.toString('utf8', start, end)}`; else attempt(buf, start, end);
}

function attempt(buf: Buffer, from: number, to: number): void {
  const i = out.addAttempt();
  if (startsWith(buf, from, to, 'unix/')) out.attemptAddr[i] = `unix:${buf.toString('utf8', from + 5, to)}`; else { out.addrFrom[i] = from; out.addrTo[i] = to; }
  out.logged |= LOGS_ADDR;
  out.attemptStatus[i] = out.upstreamStatus; out.attemptFirstByte[i] = out.firstByteMs; out.attemptTotal[i] = out.upstreamMs;
}

const answers: Answers = { duration: true, connect: true, firstByte: true, body: true, instance: true, retries: 'no', clientAbort: true, requestId: true, zone: true };
const DEFAULT: CaddyLayout = { id: 'caddy-json', title: 'Caddy JSON log', time: 'ts', level: 'level', name: 'logger', message: 'msg', unit: null, renames: {} };

/** The format that reads lines of this layout. */
export function caddyFormat(layout: CaddyLayout): Format {
  const renamed = Object.fromEntries(Object.entries(FIELDS).map(([path, code]) => [renamedPath(path, layout.renames), code]));
  const paths = new JsonPaths({ ...renamed, [layout.time]: K.TIME, [layout.level]: K.LEVEL, [layout.name]: K.NAME, [layout.message]: K.MESSAGE }), probe = new Draft();
  const parse = (buf: Buffer, from: number, to: number, draft: Draft, given: ParseSettings): Verdict => {
    draft.format = layout.id; draft.gateway = 'caddy';
    out = draft; settings = given; unit = layout.unit;
    return read(paths, buf, from, to) ? verdictOf(buf) : REJECTED;
  };
  return {
    id: layout.id, title: layout.title, signs: 'a logger such as http.log.access, and a request object', gateway: 'caddy', kind: 'access', answers, parse,
    sniff(buf, from, to) { if (!looksJson(buf, from, to)) return 0; probe.reset(buf); return parse(buf, from, to, probe, DEFAULT_SETTINGS) === REJECTED ? 0 : 0.96; },
    holds: (buf, from, to) => from < to && buf[from] === 123,
    classify(draft, given) { if (draft.failure !== 0 || draft.has(DETAILS)) settleEvent(draft); else classifyAccess(draft, given); },
  };
}

/** "request/uri" after {request: "req", "request/uri": "target"} is "req/target". */
function renamedPath(path: string, renames: Record<string, string>): string {
  const parts = path.replace('[]', '').split('/'), list = path.endsWith('[]') ? '[]' : '';
  return parts.map((part, i) => renames[parts.slice(0, i + 1).join('/')] ?? part).join('/') + list;
}

export const caddyJson: Format = caddyFormat(DEFAULT);
