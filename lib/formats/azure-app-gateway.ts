/**
 * Azure Application Gateway's resource logs as diagnostic settings export them: access lines of v1 (times in ms, the server in the query)
 * and v2 (seconds, fields of its own). Firewall and performance lines are no requests.
 */
import { CALL, DETAILS, Draft, END, FILTERED, HOST, METHOD, PATH, QUERY, REJECTED, REQUEST_ID, ROUTE, SERVICE, UPSTREAM_NAME, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { classifyAppGateway } from './azure-app-gateway-classify';
import type { Answers, Format } from './format';
import { BARE, JsonPaths, type Kind } from './json-paths';
import { looksJson, putClient, putTarget, recordStart } from './json-target';
import { jsonNumber, putText } from './json-values';
import { finish } from './nginx-attempts';
import { F } from './nginx-fields';
import { begin, take as takeNginx } from './nginx-take';
import { DASH, DOT, find, findText, int, startsWith, status } from './scan';
import { isoTime } from './scan-time';

const enum K { TIME = 1, CATEGORY, INSTANCE, CLIENT, METHOD, URI, ORIGINAL_URI, QUERY, STATUS, SIZE_IN, SIZE_OUT, TAKEN, ROUTED, SERVER_STATUS, LATENCY, CONNECT, HEADER, HOST, ORIGINAL_HOST, ERROR, TRANSACTION, RULE, LISTENER, POOL, SETTING, SESSION }
const PROPERTIES: Record<string, K> = {
  instanceId: K.INSTANCE, clientIP: K.CLIENT, clientIp: K.CLIENT, httpMethod: K.METHOD, requestUri: K.URI, originalRequestUriWithArgs: K.ORIGINAL_URI, requestQuery: K.QUERY, httpStatus: K.STATUS, receivedBytes: K.SIZE_IN, sentBytes: K.SIZE_OUT, timeTaken: K.TAKEN,
  serverRouted: K.ROUTED, serverStatus: K.SERVER_STATUS, serverResponseLatency: K.LATENCY, serverConnectTime: K.CONNECT, serverHeaderTime: K.HEADER, host: K.HOST, originalHost: K.ORIGINAL_HOST, error_info: K.ERROR, transactionId: K.TRANSACTION,
  ruleName: K.RULE, listenerName: K.LISTENER, backendPoolName: K.POOL, backendSettingName: K.SETTING, sessionTime: K.SESSION,
};
const paths = new JsonPaths({
  time: K.TIME, timeStamp: K.TIME, timestamp: K.TIME, TimeGenerated: K.TIME, category: K.CATEGORY, Category: K.CATEGORY, ruleName: K.RULE, listenerName: K.LISTENER, backendPoolName: K.POOL, backendSettingName: K.SETTING,
  ...Object.fromEntries(Object.entries(PROPERTIES).map(([name, code]) => [`properties/${name}`, code])),
});

const ACCESS = 1, OTHER = 2;
let out = new Draft(), settings: ParseSettings = DEFAULT_SETTINGS, category = 0, v1 = false, takenFrom = 0, takenTo = 0, queryFrom = 0, queryTo = 0, uriFrom = 0, uriTo = 0;

function take(code: number, from: number, to: number, kind: Kind): void {
  const { buf } = out;
  // An empty time of a phase is one that was not reached; everything else that is empty is missing.
  if (kind > BARE || (code !== K.CONNECT && code !== K.HEADER && (from >= to || (to - from === 1 && buf[from] === DASH)))) return;
  switch (code) {
    case K.TIME: if (Number.isNaN(out.at)) out.at = isoTime(buf, from, to); return;
    case K.CATEGORY: category = !startsWith(buf, from, to, 'ApplicationGateway') ? 0 : findText(buf, from, to, 'AccessLog') > 0 ? ACCESS : OTHER; if (category === OTHER) out.span(DETAILS, from, to); return;
    case K.INSTANCE: v1 = findText(buf, from, to, 'Role_IN_') > 0; return;
    case K.CLIENT: putClient(buf, from, to, out); return;
    case K.METHOD: putText(out, METHOD, buf, from, to); return;
    case K.ORIGINAL_URI: putTarget(buf, from, to, out); return;
    case K.URI: uriFrom = from; uriTo = to; return;
    case K.QUERY: queryFrom = from; queryTo = to; return;
    case K.STATUS: out.status = status(buf, from, to); return;
    case K.SIZE_IN: out.bytesIn = int(buf, from, to); return;
    case K.SIZE_OUT: out.bytesOut = int(buf, from, to); return;
    case K.TAKEN: case K.SESSION: takenFrom = from; takenTo = to; return;
    case K.ROUTED: takeNginx(F.ADDR, buf, from, to, out, settings); return;
    case K.SERVER_STATUS: takeNginx(F.ATTEMPT_STATUS, buf, from, to, out, settings); return;
    case K.LATENCY: takeNginx(F.RESPONSE, buf, from, to, out, settings); return;
    case K.CONNECT: takeNginx(F.CONNECT, buf, from, to, out, settings); return;
    case K.HEADER: takeNginx(F.HEADER, buf, from, to, out, settings); return;
    case K.HOST: if (!out.has(HOST)) putText(out, HOST, buf, from, to); return;
    case K.ORIGINAL_HOST: putText(out, HOST, buf, from, to); return;
    case K.ERROR: putText(out, DETAILS, buf, from, to); return;
    case K.TRANSACTION: putText(out, REQUEST_ID, buf, from, to); return;
    case K.RULE: putText(out, ROUTE, buf, from, to); return;
    case K.LISTENER: if (!out.has(ROUTE)) putText(out, ROUTE, buf, from, to); return;
    case K.POOL: putText(out, SERVICE, buf, from, to); putText(out, UPSTREAM_NAME, buf, from, to); return;
    case K.SETTING: if (!out.has(SERVICE)) putText(out, SERVICE, buf, from, to); return;
  }
}

/** v1's query: the client's own, then what the gateway adds. SERVER-ROUTED and SERVER-STATUS are what v2 has fields for. */
function takeQuery(): void {
  const { buf } = out;
  let own = queryTo;
  for (let at = queryFrom; at < queryTo;) {
    let end = find(buf, 38, at, queryTo);
    if (end < 0) end = queryTo;
    const value = find(buf, 61, at, end) + 1, added = value > 0 && (startsWith(buf, at, end, 'SERVER-') || startsWith(buf, at, end, 'X-AzureApplicationGateway-'));
    if (added) {
      own = Math.min(own, at > queryFrom ? at - 1 : at);
      if (startsWith(buf, at, end, 'SERVER-ROUTED=')) takeNginx(F.ADDR, buf, value, end, out, settings);
      else if (startsWith(buf, at, end, 'SERVER-STATUS=')) takeNginx(F.ATTEMPT_STATUS, buf, value, end, out, settings);
      else if (startsWith(buf, at, end, 'X-AzureApplicationGateway-LOG-ID=') && !out.has(REQUEST_ID)) putText(out, REQUEST_ID, buf, value, end);
    }
    at = end + 1;
  }
  if (!out.has(QUERY)) putText(out, QUERY, buf, queryFrom, own);
}

/** timeTaken: ms in v1, seconds in v2. A whole number there that is far beyond the server's own time is ms as well, as old exports have it. */
function takenMs(): number {
  const n = jsonNumber(out.buf, takenFrom, takenTo);
  if (v1) return n;
  const whole = find(out.buf, DOT, takenFrom, takenTo) < 0;
  return whole && n >= 100 && !(out.upstreamMs * 2 > n * 100) && out.upstreamMs >= 0 ? n : n * 1000;
}

const probe = new Draft();
const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'list', clientAbort: true, requestId: true, zone: true };

export const azureAppGateway: Format = {
  id: 'azure-app-gateway', title: 'Azure Application Gateway', signs: 'category ApplicationGatewayAccessLog', gateway: 'azure-app-gateway', kind: 'access', answers,
  sniff(buf, from, to) { probe.reset(buf); return azureAppGateway.parse(buf, from, to, probe, DEFAULT_SETTINGS) === REJECTED ? 0 : 0.95; },
  holds: looksJson,
  parse(buf, from, to, draft, all): Verdict {
    draft.format = 'azure-app-gateway'; draft.gateway = 'azure-app-gateway';
    const start = recordStart(buf, from, to);
    out = draft; settings = all; category = takenFrom = takenTo = queryFrom = queryTo = uriFrom = uriTo = 0; v1 = false;
    draft.atKind = END;
    begin();
    if (start < 0 || !paths.read(buf, start, to, take)) { draft.reason = 'no whole JSON object'; return REJECTED; }
    if (category === 0) { draft.reason = 'no category ApplicationGatewayAccessLog'; return REJECTED; }
    if (category === OTHER) { draft.isRequest = false; draft.reason = 'another log of the gateway'; return FILTERED; }
    if (!draft.has(PATH)) putTarget(buf, uriFrom, uriTo, draft);
    if (queryTo > queryFrom) takeQuery();
    finish(draft);
    if (takenTo > takenFrom) draft.duration = takenMs();
    return CALL;
  },
  classify: classifyAppGateway,
};
