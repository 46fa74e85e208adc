/**
 * OpenTelemetry's JSON: one span or log record a line, with its resource and scope, as lib/ingest/json-records.ts takes export documents
 * apart. A server span (kind 2) is a call, a client span (kind 3) a call to an upstream; log records are calls only when they carry an
 * HTTP status. Times are strings of ns, ids hex (older exporters: base64). Attribute names of both conventions, old and stable.
 */
import { FILTERED, LEVEL, PATH, QUERY, REJECTED, ROUTE, TRACE_ID, type Draft, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import type { Answers, Format } from './format';
import { ARRAY, BARE, JsonPaths, STRING, type Kind } from './json-paths';
import { putTarget } from './json-target';
import { jsonNumber, jsonText, putText } from './json-values';
import { begin, said, takeAttributes } from './otlp-attributes';
import { logCall, spanCall } from './otlp-call';
import { classifyOwn } from './own-classify';
import { int, startsWith } from './scan';

const RESOURCE = 1, TRACE = 2, SPAN_KIND = 3, STARTED = 4, ENDED = 5, STATUS_CODE = 6, STATUS_TEXT = 7, ATTRIBUTES = 8, TIME = 9, OBSERVED = 10, SEVERITY = 11, SEVERITY_NUMBER = 12, BODY = 13, NAME = 14, EVENTS = 15, IS_SPAN = 16, IS_LOG = 17, RAW_BODY = 18;
const record = new JsonPaths({
  'resource/attributes': RESOURCE, span: IS_SPAN, logRecord: IS_LOG,
  'span/traceId': TRACE, 'span/trace_id': TRACE, 'span/kind': SPAN_KIND, 'span/name': NAME, 'span/startTimeUnixNano': STARTED, 'span/start_time_unix_nano': STARTED, 'span/endTimeUnixNano': ENDED, 'span/end_time_unix_nano': ENDED,
  'span/status/code': STATUS_CODE, 'span/status/message': STATUS_TEXT, 'span/attributes': ATTRIBUTES, 'span/events': EVENTS,
  'logRecord/traceId': TRACE, 'logRecord/trace_id': TRACE, 'logRecord/timeUnixNano': TIME, 'logRecord/time_unix_nano': TIME, 'logRecord/observedTimeUnixNano': OBSERVED, 'logRecord/observed_time_unix_nano': OBSERVED,
  'logRecord/severityText': SEVERITY, 'logRecord/severity_text': SEVERITY, 'logRecord/severityNumber': SEVERITY_NUMBER, 'logRecord/severity_number': SEVERITY_NUMBER, 'logRecord/body/stringValue': BODY, 'logRecord/body/string_value': BODY, 'logRecord/body': RAW_BODY, 'logRecord/attributes': ATTRIBUTES,
});

/** What one line says, gathered while it is walked. */
let out: Draft, buf: Buffer, kind = 0, spanStatus = 0, isSpan = false, isLog = false, severity = 0, attrsFrom = 0, attrsTo = 0, eventsFrom = 0, eventsTo = 0, statusText = '', bodyText: string | null = null;

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
    case RESOURCE: if (type === ARRAY) takeAttributes(buf, from, to, out, true); return;
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

/** Attributes of exception events: their message says more than the span's. */
function takeEvents(): void {
  for (let i = eventsFrom; i < eventsTo; i++) if (buf[i] === 34 && startsWith(buf, i, eventsTo, '"attributes"')) {
    let from = i + 12;
    while (from < eventsTo && buf[from] !== 91) from++;
    let depth = 0, to = from;
    for (; to < eventsTo; to++) { const c = buf[to]; if (c === 34) { to++; while (to < eventsTo && buf[to] !== 34) to += buf[to] === 92 ? 2 : 1; } else if (c === 91) depth++; else if (c === 93 && --depth === 0) break; }
    takeAttributes(buf, from, to, out, false);
    i = to;
  }
}

function parse(b: Buffer, from: number, to: number, draft: Draft, _settings: ParseSettings): Verdict {
  draft.format = 'otlp'; draft.gateway = 'opentelemetry';
  out = draft; buf = b; kind = spanStatus = severity = 0; isSpan = isLog = false; attrsFrom = attrsTo = eventsFrom = eventsTo = 0; statusText = ''; bodyText = null;
  begin();
  if (!record.read(b, from, to, takeRecord)) { draft.reason = 'no JSON object'; return REJECTED; }
  if (!isSpan && !isLog) {
    const document = isDocument(b, from, to);
    draft.isRequest = false; draft.reason = document ? 'a document without spans and log records' : 'no span and no log record';
    return document ? FILTERED : REJECTED;
  }
  if (attrsTo > attrsFrom) takeAttributes(b, attrsFrom, attrsTo, draft, false);
  if (eventsTo > eventsFrom && (spanStatus === 2 || said.error !== '')) takeEvents();
  const { urlFrom, urlTo } = said;
  if (urlFrom >= 0 && !said.pathSeen) putTarget(b, urlFrom, urlTo, draft);
  else if (urlFrom >= 0 && !draft.has(QUERY)) for (let i = urlFrom; i < urlTo; i++) if (b[i] === 63) { putText(draft, QUERY, b, i + 1, urlTo); break; }
  // Servers that log no path as a rule log the route that matched.
  if (!draft.has(PATH) && draft.has(ROUTE)) draft.put(PATH, draft.text(ROUTE));
  return isSpan ? spanCall(draft, kind, spanStatus, statusText) : logCall(draft, severity, bodyText);
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
