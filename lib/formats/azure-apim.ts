/** Azure API Management's GatewayLogs, as diagnostic settings export them (properties), a self-hosted gateway writes them, or as rows of ApiManagementGatewayLogs. Times are ms. */
import { CALL, DETAILS, Draft, FLAGS, LOGS_ADDR, LOGS_STATUS, LOGS_TOTAL, METHOD, REJECTED, REQUEST_ID, ROUTE, SERVICE, START, UPSTREAM_NAME } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { classifyApim, seen } from './azure-apim-classify';
import type { Answers, Format } from './format';
import { BARE, JsonPaths, type Kind } from './json-paths';
import { looksJson, putClient, putTarget, recordStart } from './json-target';
import { jsonNumber, putText } from './json-values';
import { BACKSLASH, COLON, equals, int, SLASH, status } from './scan';
import { isoTime } from './scan-time';

const enum K { TIME = 1, CATEGORY, TYPE, DURATION, CLIENT, ID, METHOD, URL, STATUS, BACKEND_STATUS, BACKEND_URL, BACKEND_ID, BACKEND_MS, SIZE_IN, SIZE_OUT, API, OPERATION, SOURCE, REASON, MESSAGE }
/** Fields of a request, the same in `properties`, at the top of a self-hosted gateway's lines, and with a capital as columns of a table. */
const FIELDS: Record<string, K> = {
  method: K.METHOD, url: K.URL, responseCode: K.STATUS, backendResponseCode: K.BACKEND_STATUS, backendUrl: K.BACKEND_URL, backendId: K.BACKEND_ID, backendTime: K.BACKEND_MS, requestSize: K.SIZE_IN, responseSize: K.SIZE_OUT,
  apiId: K.API, operationId: K.OPERATION, totalTime: K.DURATION, callerIpAddress: K.CLIENT, correlationId: K.ID, category: K.CATEGORY, timeGenerated: K.TIME,
};
const LAST_ERROR: Record<string, K> = { source: K.SOURCE, reason: K.REASON, message: K.MESSAGE };
const capital = (name: string): string => name[0].toUpperCase() + name.slice(1);
const paths = new JsonPaths({
  time: K.TIME, durationMs: K.DURATION, Type: K.TYPE,
  ...Object.fromEntries(Object.entries(FIELDS).flatMap(([name, code]) => [[name, code], [`properties/${name}`, code], [capital(name), code]])),
  ...Object.fromEntries(Object.entries(LAST_ERROR).flatMap(([name, code]) => [[`lastError/${name}`, code], [`properties/lastError/${name}`, code], [`LastError${capital(name)}`, code]])),
});

let out = new Draft(), signed = false, request = false, urlFrom = 0, urlTo = 0;

function take(code: number, from: number, to: number, kind: Kind): void {
  if (kind > BARE || from >= to) return;
  const { buf } = out;
  switch (code) {
    case K.TIME: out.at = isoTime(buf, from, to); return;
    case K.CATEGORY: signed ||= equals(buf, from, to, 'GatewayLogs'); return;
    case K.TYPE: signed ||= equals(buf, from, to, 'ApiManagementGatewayLogs'); return;
    case K.DURATION: out.duration = jsonNumber(buf, from, to); return;
    case K.CLIENT: putClient(buf, from, to, out); return;
    case K.ID: putText(out, REQUEST_ID, buf, from, to); return;
    case K.METHOD: putText(out, METHOD, buf, from, to); request = true; return;
    case K.URL: putTarget(buf, from, to, out); request = true; return;
    // 0: the client was gone before an answer.
    case K.STATUS: out.status = status(buf, from, to); seen.noAnswer = equals(buf, from, to, '0'); request = true; return;
    case K.BACKEND_STATUS: out.upstreamStatus = status(buf, from, to); out.logged |= LOGS_STATUS; return;
    case K.BACKEND_URL: urlFrom = from; urlTo = to; return;
    case K.BACKEND_ID: putText(out, UPSTREAM_NAME, buf, from, to); return;
    case K.BACKEND_MS: out.upstreamMs = jsonNumber(buf, from, to); return;
    case K.SIZE_IN: out.bytesIn = int(buf, from, to); return;
    case K.SIZE_OUT: out.bytesOut = int(buf, from, to); return;
    case K.API: putText(out, SERVICE, buf, from, to); return;
    case K.OPERATION: putText(out, ROUTE, buf, from, to); return;
    case K.SOURCE: putText(out, FLAGS, buf, from, to); return;
    case K.REASON: putText(out, DETAILS, buf, from, to); return;
    case K.MESSAGE: seen.messageFrom = from; seen.messageTo = to; return;
  }
}

/** The backend by the host of its URL: APIM logs no address. */
function finish(): void {
  if (urlTo <= urlFrom && out.upstreamStatus === 0 && !(out.upstreamMs > 0)) { out.upstreamMs = NaN; return; }
  const i = out.addAttempt();
  out.logged |= LOGS_ADDR | LOGS_TOTAL;
  out.attemptStatus[i] = out.upstreamStatus; out.attemptTotal[i] = out.upstreamMs;
  if (urlTo <= urlFrom) return;
  // "https://user@orders.internal:8443/v1?x=1", slashes escaped or not.
  const { buf } = out;
  let at = urlFrom;
  while (at < urlTo && buf[at] !== COLON) at++;
  if (!isSlash(buf[at + 1])) at = urlFrom; else for (at++; at < urlTo && isSlash(buf[at]); at++);
  let to = at;
  while (to < urlTo && !isSlash(buf[to]) && buf[to] !== 63) if (buf[to++] === 64) at = to;
  if (at >= to) return;
  out.addrFrom[i] = at; out.addrTo[i] = to;
  if (!out.has(UPSTREAM_NAME)) out.span(UPSTREAM_NAME, at, to);
}

const isSlash = (c: number): boolean => c === SLASH || c === BACKSLASH;

const probe = new Draft();
const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: false, retries: 'no', clientAbort: true, requestId: true, zone: true };

export const azureApim: Format = {
  id: 'azure-apim', title: 'Azure API Management', signs: 'category GatewayLogs', gateway: 'azure-apim', kind: 'access', answers,
  sniff(buf, from, to) { probe.reset(buf); return azureApim.parse(buf, from, to, probe, DEFAULT_SETTINGS) === CALL ? 0.95 : 0; },
  holds: looksJson,
  parse(buf, from, to, draft) {
    draft.format = 'azure-apim'; draft.gateway = 'azure-apim';
    const start = recordStart(buf, from, to);
    out = draft; signed = request = false; urlFrom = urlTo = 0;
    seen.noAnswer = false; seen.messageFrom = seen.messageTo = 0;
    draft.atKind = START;
    if (start < 0 || !paths.read(buf, start, to, take)) { draft.reason = 'no whole JSON object'; return REJECTED; }
    if (!signed || !request) { draft.reason = 'no request of category GatewayLogs'; return REJECTED; }
    finish();
    return CALL;
  },
  classify: classifyApim,
};
