/**
 * OpenTelemetry's JSON: one span or log record a line, with its resource and scope, as lib/ingest/json-records.ts takes export documents
 * apart. A server span (kind 2) is a call, a client span (kind 3) a call to an upstream; log records are calls only when they carry an
 * HTTP status. Times are strings of ns, ids hex (older exporters: base64). Attribute names of both conventions, old and stable.
 */
import { CALL, CLIENT, DETAILS, END, EVENT, EVIDENCE, FILTERED, HOST, LEVEL, METHOD, PATH, QUERY, REJECTED, REQUEST_ID, ROUTE, SERVICE, START, TRACE_ID, UPSTREAM_NAME, USER_AGENT, type Draft, type Verdict } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { failedCall, requestIdIn } from './app-message';
import { conclude, EXACT } from './conclude';
import { knownErrorClass, type ErrorClass } from './error-text';
import { NO_CALL, takeFailedCall } from './failed-call';
import type { Answers, Format } from './format';
import { ARRAY, BARE, JsonPaths, STRING, type Kind } from './json-paths';
import { stringEnd } from './json-skip';
import { putClient, putTarget } from './json-target';
import { jsonNumber, jsonText, putText } from './json-values';
import { KeyTable } from './key-table';
import { classifyOwn } from './own-classify';
import { int, startsWith, status } from './scan';

const RESOURCE = 1, TRACE = 2, SPAN_KIND = 3, STARTED = 4, ENDED = 5, STATUS_CODE = 6, STATUS_TEXT = 7, ATTRIBUTES = 8, TIME = 9, OBSERVED = 10, SEVERITY = 11, SEVERITY_NUMBER = 12, BODY = 13, NAME = 14, EVENTS = 15, IS_SPAN = 16, IS_LOG = 17, RAW_BODY = 18;
const record = new JsonPaths({
  'resource/attributes': RESOURCE, span: IS_SPAN, logRecord: IS_LOG,
  'span/traceId': TRACE, 'span/trace_id': TRACE, 'span/kind': SPAN_KIND, 'span/name': NAME, 'span/startTimeUnixNano': STARTED, 'span/start_time_unix_nano': STARTED, 'span/endTimeUnixNano': ENDED, 'span/end_time_unix_nano': ENDED,
  'span/status/code': STATUS_CODE, 'span/status/message': STATUS_TEXT, 'span/attributes': ATTRIBUTES, 'span/events': EVENTS,
  'logRecord/traceId': TRACE, 'logRecord/trace_id': TRACE, 'logRecord/timeUnixNano': TIME, 'logRecord/time_unix_nano': TIME, 'logRecord/observedTimeUnixNano': OBSERVED, 'logRecord/observed_time_unix_nano': OBSERVED,
  'logRecord/severityText': SEVERITY, 'logRecord/severity_text': SEVERITY, 'logRecord/severityNumber': SEVERITY_NUMBER, 'logRecord/severity_number': SEVERITY_NUMBER, 'logRecord/body/stringValue': BODY, 'logRecord/body/string_value': BODY, 'logRecord/body': RAW_BODY, 'logRecord/attributes': ATTRIBUTES,
});

const A = { SERVICE: 1, METHOD: 2, STATUS: 3, PATH: 4, QUERY: 5, URL: 6, HOST: 7, PORT: 8, PEER: 9, PEER_PORT: 10, CLIENT: 11, ROUTE: 12, ERROR: 13, MESSAGE: 14, RESENDS: 15, AGENT: 16, SIZE_IN: 17, SIZE_OUT: 18, REQUEST_ID: 19, PEER_SERVICE: 20, DURATION: 21, GRPC: 22, FLAGS: 23 } as const;
const attributes = new KeyTable({
  'service.name': A.SERVICE, 'http.request.method': A.METHOD, 'http.method': A.METHOD, 'http.response.status_code': A.STATUS, 'http.status_code': A.STATUS, 'url.path': A.PATH, 'http.target': A.URL, 'url.query': A.QUERY, 'url.full': A.URL, 'http.url': A.URL, 'url.original': A.URL,
  'server.address': A.HOST, 'http.host': A.HOST, 'net.peer.name': A.HOST, 'net.host.name': A.HOST, 'http.server_name': A.HOST, 'server.port': A.PORT, 'net.peer.port': A.PORT, 'net.host.port': A.PORT, 'network.peer.address': A.PEER, 'net.peer.ip': A.PEER, 'net.sock.peer.addr': A.PEER, 'network.peer.port': A.PEER_PORT, 'net.sock.peer.port': A.PEER_PORT,
  'client.address': A.CLIENT, 'http.client_ip': A.CLIENT, 'http.route': A.ROUTE, 'error.type': A.ERROR, 'exception.type': A.ERROR, 'exception.message': A.MESSAGE, 'error.message': A.MESSAGE, 'http.request.resend_count': A.RESENDS, 'http.resend_count': A.RESENDS, 'user_agent.original': A.AGENT, 'http.user_agent': A.AGENT,
  'http.request.body.size': A.SIZE_IN, 'http.request_content_length': A.SIZE_IN, 'http.response.body.size': A.SIZE_OUT, 'http.response_content_length': A.SIZE_OUT, 'http.request.header.x-request-id': A.REQUEST_ID, 'guid:x-request-id': A.REQUEST_ID, 'request_id': A.REQUEST_ID, 'request.id': A.REQUEST_ID,
  'peer.service': A.PEER_SERVICE, 'upstream_cluster.name': A.PEER_SERVICE, 'upstream_cluster': A.PEER_SERVICE, 'http.server.request.duration': A.DURATION, 'http.client.request.duration': A.DURATION, 'rpc.grpc.status_code': A.GRPC, 'response_flags': A.FLAGS,
}, false);

const KEY = 1, TEXT = 2, INT = 3, LISTED = 4;
const MEMBERS: Record<string, number> = { key: KEY, 'value/stringValue': TEXT, 'value/string_value': TEXT, 'value/intValue': INT, 'value/int_value': INT, 'value/doubleValue': INT, 'value/double_value': INT, 'value/boolValue': INT, 'value/arrayValue/values[]/stringValue': LISTED };
const member = new JsonPaths(MEMBERS);

/** What one line says, gathered while it is walked. */
let out: Draft, buf: Buffer, kind = 0, spanStatus = 0, isSpan = false, isLog = false, severity = 0, attrsFrom = 0, attrsTo = 0, eventsFrom = 0, eventsTo = 0, code = 0, host = '', port = -1, peer = '', peerPort = -1, error = '', message = '', statusText = '', bodyText: string | null = null, inResource = false, urlFrom = -1, urlTo = -1, pathSeen = false, seconds = NaN, grpc = -1, valueFrom = -1, valueTo = -1;

/** "1544712660000000000" or a number: ms, the fraction kept. */
function nanos(from: number, to: number): number {
  // Beyond 2^53 a double has no ns left; ms and µs come out of the digits.
  if (to - from > 15 && int(buf, from, to - 9) >= 0) { const s = int(buf, from, to - 9), n = int(buf, to - 9, to); return n < 0 ? NaN : s * 1000 + Math.round(n / 1000) / 1000; }
  const n = jsonNumber(buf, from, to);
  return n > 0 ? n / 1e6 : NaN;
}

function takeRecord(field: number, from: number, to: number, type: Kind): void {
  switch (field) {
    case IS_SPAN: isSpan = true; return;
    case IS_LOG: isLog = true; return;
    case RESOURCE: if (type === ARRAY) { inResource = true; takeAttributes(from, to); inResource = false; } return;
    case TRACE: takeTrace(from, to); return;
    case SPAN_KIND: kind = type === BARE ? int(buf, from, to) : startsWith(buf, from, to, 'SPAN_KIND_SERVER') ? 2 : startsWith(buf, from, to, 'SPAN_KIND_CLIENT') ? 3 : startsWith(buf, from, to, 'SPAN_KIND_PRODUCER') ? 4 : startsWith(buf, from, to, 'SPAN_KIND_CONSUMER') ? 5 : int(buf, from, to); return;
    case STARTED: out.startAt = nanos(from, to); return;
    case ENDED: out.endAt = nanos(from, to); return;
    case STATUS_CODE: spanStatus = type === BARE ? int(buf, from, to) : startsWith(buf, from, to, 'STATUS_CODE_ERROR') ? 2 : int(buf, from, to); return;
    case STATUS_TEXT: if (type === STRING) statusText = jsonText(buf, from, to); return;
    case ATTRIBUTES: if (type === ARRAY) { attrsFrom = from; attrsTo = to; } return;
    case EVENTS: if (type === ARRAY) { eventsFrom = from; eventsTo = to; } return;
    case TIME: { const at = nanos(from, to); if (at > 0) out.at = at; return; }
    case OBSERVED: if (Number.isNaN(out.at)) { const at = nanos(from, to); if (at > 0) out.at = at; } return;
    case SEVERITY: putText(out, LEVEL, buf, from, to); return;
    case SEVERITY_NUMBER: severity = Math.max(0, int(buf, from, to)); return;
    case BODY: if (type === STRING) bodyText = jsonText(buf, from, Math.min(to, from + 4000)); return;
    case RAW_BODY: return;
    default:
  }
}

/** Hex as it is, in lower case; base64 of 16 bytes, as old exporters write, becomes hex. */
function takeTrace(from: number, to: number): void {
  if (to - from === 24) { const raw = Buffer.from(buf.toString('latin1', from, to), 'base64'); if (raw.length === 16) { out.put(TRACE_ID, raw.toString('hex')); return; } }
  if (to > from) out.put(TRACE_ID, buf.toString('latin1', from, to).toLowerCase());
}

/** Each {"key":…,"value":{…}} of an array: JsonPaths reads an object, so the elements are walked here. */
function takeAttributes(from: number, to: number): void {
  for (let i = from + 1; i < to;) {
    while (i < to && buf[i] !== 123) i++;
    if (i >= to) return;
    code = 0; valueFrom = -1;
    let end = plainElement(i, to);
    if (end < 0) { code = 0; valueFrom = -1; end = elementEnd(i, to); member.read(buf, i, end, takeMember); }
    if (code > 0 && valueFrom >= 0 && (!inResource || code === A.SERVICE)) takeAttribute(valueFrom, valueTo);
    i = end;
  }
}
/** `{"key":"…","value":{"stringValue":"…"}}` as encoders write it, in one walk; its end, or -1 where it looks otherwise. */
function plainElement(from: number, to: number): number {
  if (!startsWith(buf, from, to, '{"key":"')) return -1;
  const keyEnd = stringEnd(buf, from + 8, to);
  if (keyEnd < 0 || !startsWith(buf, keyEnd, to, '","value":{"')) return -1;
  const typeEnd = stringEnd(buf, keyEnd + 12, to), c = buf[keyEnd + 12];
  // stringValue, intValue, doubleValue, boolValue; arrays and lists of pairs take the other way.
  if (typeEnd < 0 || buf[typeEnd + 1] !== 58 || (c !== 115 && c !== 105 && c !== 100 && c !== 98) || buf[typeEnd - 1] !== 101) return -1;
  let i = typeEnd + 2, end: number;
  if (buf[i] === 34) { i++; end = stringEnd(buf, i, to); if (end < 0 || buf[end + 1] !== 125 || buf[end + 2] !== 125) return -1; valueTo = end; end += 3; }
  else { end = i; while (end < to && buf[end] > 44 && buf[end] !== 125) end++; if (end === i || buf[end] !== 125 || buf[end + 1] !== 125) return -1; valueTo = end; end += 2; }
  if (end > to) return -1;
  code = attributes.code(buf, from + 8, keyEnd);
  valueFrom = valueTo > i ? i : -1;
  return end;
}
function elementEnd(from: number, to: number): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    const c = buf[i];
    if (c === 34) { i++; while (i < to && buf[i] !== 34) i += buf[i] === 92 ? 2 : 1; }
    else if (c === 123) depth++;
    else if (c === 125 && --depth === 0) return i + 1;
  }
  return to;
}

/** Key and value come in either order; of a list the first value counts. */
function takeMember(field: number, from: number, to: number, _kind: Kind, index: number): void {
  if (field === KEY) code = attributes.code(buf, from, to);
  else if (from < to && !(field === LISTED && index > 0)) { valueFrom = from; valueTo = to; }
}
function takeAttribute(from: number, to: number): void {
  switch (code) {
    case A.SERVICE: if (inResource) putText(out, SERVICE, buf, from, to); return;
    case A.METHOD: putText(out, METHOD, buf, from, to); return;
    case A.STATUS: out.status = status(buf, from, to); return;
    case A.PATH: pathSeen = true; putText(out, PATH, buf, from, to); return;
    case A.QUERY: putText(out, QUERY, buf, from, to); return;
    case A.URL: if (urlFrom < 0) { urlFrom = from; urlTo = to; } return;
    case A.HOST: if (host === '') host = jsonText(buf, from, to); return;
    case A.PORT: if (port < 0) port = int(buf, from, to); return;
    case A.PEER: if (peer === '') peer = jsonText(buf, from, to); return;
    case A.PEER_PORT: peerPort = int(buf, from, to); return;
    case A.CLIENT: putClient(buf, from, to, out); return;
    case A.ROUTE: putText(out, ROUTE, buf, from, to); return;
    case A.ERROR: if (error === '') error = jsonText(buf, from, to); return;
    case A.MESSAGE: if (message === '') message = jsonText(buf, from, to); return;
    case A.RESENDS: out.retries = int(buf, from, to); return;
    case A.AGENT: putText(out, USER_AGENT, buf, from, to); return;
    case A.SIZE_IN: out.bytesIn = int(buf, from, to); return;
    case A.SIZE_OUT: out.bytesOut = int(buf, from, to); return;
    case A.REQUEST_ID: putText(out, REQUEST_ID, buf, from, to); return;
    case A.PEER_SERVICE: putText(out, UPSTREAM_NAME, buf, from, to); return;
    case A.DURATION: seconds = jsonNumber(buf, from, to); return;
    case A.GRPC: grpc = int(buf, from, to); return;
    default:
  }
}

/** Attributes of exception events: their message says more than the span's. */
function takeEvents(): void {
  for (let i = eventsFrom; i < eventsTo; i++) if (buf[i] === 34 && startsWith(buf, i, eventsTo, '"attributes"')) {
    let from = i + 12;
    while (from < eventsTo && buf[from] !== 91) from++;
    let depth = 0, to = from;
    for (; to < eventsTo; to++) { const c = buf[to]; if (c === 34) { to++; while (to < eventsTo && buf[to] !== 34) to += buf[to] === 92 ? 2 : 1; } else if (c === 91) depth++; else if (c === 93 && --depth === 0) break; }
    takeAttributes(from, to);
    i = to;
  }
}

function parse(b: Buffer, from: number, to: number, draft: Draft, _settings: ParseSettings): Verdict {
  draft.format = 'otlp'; draft.gateway = 'opentelemetry';
  out = draft; buf = b; kind = spanStatus = severity = 0; isSpan = isLog = pathSeen = false; attrsFrom = attrsTo = eventsFrom = eventsTo = 0; host = peer = error = message = statusText = ''; port = peerPort = grpc = -1; bodyText = null; urlFrom = -1; seconds = NaN;
  if (!record.read(b, from, to, takeRecord)) { draft.reason = 'no JSON object'; return REJECTED; }
  if (!isSpan && !isLog) {
    const document = isDocument(b, from, to);
    draft.isRequest = false; draft.reason = document ? 'a document without spans and log records' : 'no span and no log record';
    return document ? FILTERED : REJECTED;
  }
  if (attrsTo > attrsFrom) takeAttributes(attrsFrom, attrsTo);
  if (eventsTo > eventsFrom && (spanStatus === 2 || error !== '')) takeEvents();
  if (urlFrom >= 0 && !pathSeen) putTarget(b, urlFrom, urlTo, draft);
  else if (urlFrom >= 0 && !draft.has(QUERY)) for (let i = urlFrom; i < urlTo; i++) if (b[i] === 63) { putText(draft, QUERY, b, i + 1, urlTo); break; }
  // Servers that log no path as a rule log the route that matched.
  if (!draft.has(PATH) && draft.has(ROUTE)) draft.put(PATH, draft.text(ROUTE));
  return isSpan ? span() : logRecord();
}

function span(): Verdict {
  out.at = out.startAt; out.atKind = START;
  if (out.endAt >= out.startAt) out.duration = out.endAt - out.startAt;
  if (kind === 3) upstream();
  else { if (host !== '' && !out.has(HOST)) out.put(HOST, host); if (peer !== '' && !out.has(CLIENT) && kind === 2) out.put(CLIENT, peer); }
  if (message !== '' || statusText !== '' || error !== '') out.put(DETAILS, message || statusText || error);
  if (kind !== 2 && kind !== 3) { out.isRequest = false; out.reason = 'a span within a program'; return FILTERED; }
  failure();
  return CALL;
}

/** A client span is one try of one upstream. */
function upstream(): void {
  const name = host || out.text(HOST) || peer, peerAt = peerPort > 0 ? peerPort : port, at = peer !== '' && peerAt > 0 ? `${bracketed(peer)}:${peerAt}` : name !== '' ? (port > 0 && !/:\d+$/.test(name) ? `${bracketed(name)}:${port}` : name) : out.text(UPSTREAM_NAME);
  if (!out.has(UPSTREAM_NAME) && name !== '') out.put(UPSTREAM_NAME, name);
  if (at === null) return;
  const i = out.addAttempt();
  out.attemptAddr[i] = at; out.attemptStatus[i] = out.upstreamStatus = out.status; out.attemptTotal[i] = out.upstreamMs = out.duration;
}
const bracketed = (a: string): string => (a.includes(':') && !a.startsWith('[') && a.split(':').length > 2 ? `[${a}]` : a);

const TIMEOUT = failureCode('timeout_unspecified'), FAILED = failureCode('failure_unspecified'), REPORTED = failureCode('upstream_reported_timeout'), UPSTREAM_5XX = failureCode('upstream_5xx'), TOTAL = failureCode('total_timeout');

/** A bare number is the status again. */
const classOf = (text: string): ErrorClass | null => (text === '' || /^\d+$/.test(text) ? null : knownErrorClass(text));

/** What the error attributes and the status say; the words of an exception before its type, both before numbers. */
function failure(): void {
  let found: ErrorClass | null = null;
  if (spanStatus === 2 || error !== '' || out.status >= 500) for (const text of [message, statusText, error]) { const f = classOf(text); if (f !== null && (found === null || f.confidence < found.confidence)) found = f; }
  if (found !== null) { conclude(out, found.failure, found.confidence, found.words); return; }
  // An answer came: the upstream's own words are its status.
  if (kind === 3 && out.status >= 500) { conclude(out, out.status === 504 ? REPORTED : UPSTREAM_5XX, EXACT, `status ${out.status}`); return; }
  if (grpc === 4) { conclude(out, TOTAL, 2, 'grpc status 4'); return; }
  if (out.status === 0 && error === '504') { conclude(out, TIMEOUT, 2, 'error.type 504'); return; }
  if (out.status === 0 && (spanStatus === 2 || error !== '')) conclude(out, FAILED, 2, error !== '' ? `error.type ${error}` : 'status.code 2');
}

function logRecord(): Verdict {
  out.atKind = END;
  if (bodyText !== null && bodyText !== '') out.put(DETAILS, bodyText);
  else if (message !== '') out.put(DETAILS, message);
  if (out.status !== 0) {
    if (host !== '' && !out.has(HOST)) out.put(HOST, host);
    if (!Number.isNaN(seconds)) out.duration = seconds * 1000;
    failure();
    return CALL;
  }
  const failed = severity >= 13 || error !== '' || message !== '' || (severity === 0 && !out.has(LEVEL)) ? failedCall(message || bodyText || error) : null;
  if (failed !== null) {
    const id = out.has(REQUEST_ID) ? null : requestIdIn(bodyText ?? '');
    if (id !== null) out.put(REQUEST_ID, id);
    takeFailedCall(out, failed);
    if (out.attempts > 0 || out.has(UPSTREAM_NAME) || out.has(REQUEST_ID)) { out.failure = failed.failure; out.confidence = failed.confidence; out.put(EVIDENCE, failed.words); return out.attempts > 0 || out.has(UPSTREAM_NAME) ? CALL : EVENT; }
  }
  out.isRequest = false; out.reason = NO_CALL;
  return FILTERED;
}

/** An export document that has no records, or metrics. */
const isDocument = (b: Buffer, from: number, to: number): boolean => startsWith(b, from, to, '{"resourceSpans"') || startsWith(b, from, to, '{"resourceLogs"') || startsWith(b, from, to, '{"resourceMetrics"');
const isRecord = (b: Buffer, from: number, to: number): boolean => startsWith(b, from, to, '{"resource":') || startsWith(b, from, to, '{"scope":') || startsWith(b, from, to, '{"span":') || startsWith(b, from, to, '{"logRecord":');

function sniff(b: Buffer, from: number, to: number): number {
  if (isDocument(b, from, to)) return 0.9;
  if (!isRecord(b, from, to)) return 0;
  let seen = 0;
  record.read(b, from, to, (field) => { if (field === IS_SPAN || field === IS_LOG) seen = field; });
  return seen > 0 ? 0.95 : 0;
}

const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'count', clientAbort: false, requestId: true, zone: true };

export const otlp: Format = {
  id: 'otlp', title: 'OpenTelemetry (OTLP/JSON)', signs: 'a span or log record with its resource', gateway: 'opentelemetry', kind: 'access', answers,
  sniff,
  holds: (b, from, to) => isRecord(b, from, to) || isDocument(b, from, to),
  parse,
  classify: classifyOwn,
};
