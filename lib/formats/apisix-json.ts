/**
 * APISIX's logger plugins (file-logger, http-logger, kafka-logger, syslog …): the full record, and records of a log_format of the user's
 * own, whose values are nginx variables and to which APISIX adds route_id and service_id. Times are ms.
 */
import { CALL, CLIENT, Draft, HOST, METHOD, PATH, REJECTED, REQUEST_ID, ROUTE, SERVICE, START, TRACE_ID } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { classifyApisix, seen } from './apisix-classify';
import { epochMs } from './field-names';
import type { Answers, Format } from './format';
import { BARE, JsonPaths, type Kind } from './json-paths';
import { looksJson, putClient, putTarget, recordStart, traceparentId } from './json-target';
import { jsonNumber, putText } from './json-values';
import { finish } from './nginx-attempts';
import { F } from './nginx-fields';
import { readNginxJson } from './nginx-json';
import { begin, take as takeNginx } from './nginx-take';
import { int, status } from './scan';

const enum K {
  STARTED = 1, LATENCY, UPSTREAM_LATENCY, OWN_LATENCY, UPSTREAM, CLIENT, ROUTE, SERVICE, METHOD, URI, HOST, SIZE_IN, ID, TRACEPARENT, STATUS, SIZE_OUT, UPSTREAM_STATUS, REMAINING,
}
const paths = new JsonPaths({
  start_time: K.STARTED, latency: K.LATENCY, upstream_latency: K.UPSTREAM_LATENCY, apisix_latency: K.OWN_LATENCY, upstream: K.UPSTREAM, client_ip: K.CLIENT, route_id: K.ROUTE, service_id: K.SERVICE,
  'request/method': K.METHOD, 'request/uri': K.URI, 'request/size': K.SIZE_IN, 'request/headers/host': K.HOST, 'request/headers/x-request-id': K.ID, 'request/headers/traceparent': K.TRACEPARENT,
  'response/status': K.STATUS, 'response/size': K.SIZE_OUT, 'response/headers/x-apisix-upstream-status': K.UPSTREAM_STATUS, 'response/headers/x-request-id': K.ID, 'response/headers/x-ratelimit-remaining': K.REMAINING,
});

let out = new Draft(), settings = DEFAULT_SETTINGS, own = false, latency = 0, latencyEnd = 0;

function take(code: number, from: number, to: number, kind: Kind): void {
  const { buf } = out;
  if (kind > BARE) return;
  switch (code) {
    case K.STARTED: out.at = epochMs(jsonNumber(buf, from, to)); return;
    case K.LATENCY: out.duration = jsonNumber(buf, from, to); return;
    case K.UPSTREAM_LATENCY: latency = from; latencyEnd = to; return;
    case K.OWN_LATENCY: out.gatewayMs = jsonNumber(buf, from, to); own = true; return;
    case K.UPSTREAM: takeNginx(F.ADDR, buf, from, to, out, settings); return;
    case K.CLIENT: putClient(buf, from, to, out); return;
    case K.ROUTE: putText(out, ROUTE, buf, from, to); own = true; return;
    case K.SERVICE: putText(out, SERVICE, buf, from, to); own = true; return;
    case K.METHOD: putText(out, METHOD, buf, from, to); return;
    case K.URI: putTarget(buf, from, to, out); return;
    case K.HOST: putText(out, HOST, buf, from, to); return;
    case K.SIZE_IN: out.bytesIn = int(buf, from, to); return;
    case K.ID: if (!out.has(REQUEST_ID)) putText(out, REQUEST_ID, buf, from, to); return;
    case K.TRACEPARENT: { const id = traceparentId(buf, from, to); if (id >= 0) out.span(TRACE_ID, id, id + 32); return; }
    case K.STATUS: out.status = status(buf, from, to); return;
    case K.SIZE_OUT: out.bytesOut = int(buf, from, to); return;
    case K.UPSTREAM_STATUS: takeNginx(F.ATTEMPT_STATUS, buf, from, to, out, settings); return;
    case K.REMAINING: seen.spent = to - from === 1 && buf[from] === 48; return;
  }
}

const probe = new Draft();
const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'list', clientAbort: true, requestId: true, zone: true };

export const apisixJson: Format = {
  id: 'apisix-json', title: 'APISIX JSON log', signs: 'start_time, route_id and apisix_latency, as APISIX\'s loggers write them', gateway: 'apisix', kind: 'access', answers,
  sniff(buf, from, to) {
    probe.reset(buf);
    return apisixJson.parse(buf, from, to, probe, DEFAULT_SETTINGS) !== CALL ? 0 : probe.atKind === START ? 0.95 : 0.8;
  },
  holds: looksJson,
  parse(buf, from, to, draft, all) {
    draft.format = 'apisix-json'; draft.gateway = 'apisix';
    const start = recordStart(buf, from, to);
    out = draft; settings = all; own = false; latency = latencyEnd = 0;
    seen.spent = false;
    begin();
    if (start < 0 || !paths.read(buf, start, to, take)) { draft.reason = 'no whole JSON object'; return REJECTED; }
    if (!own) { draft.reason = 'no route_id, service_id or apisix_latency'; return REJECTED; }
    if (Number.isNaN(draft.at)) return custom(buf, start, to);
    if (draft.status === 0 && !draft.has(PATH)) { draft.reason = 'no request'; return REJECTED; }
    draft.atKind = START;
    if (latencyEnd > latency) takeNginx(F.RESPONSE_MS, buf, latency, latencyEnd, draft, settings);
    finish(draft);
    // One number for a list of upstreams: the sum over all tries.
    if (draft.attempts > 1 && !isList(buf)) { draft.attemptTotal[0] = NaN; draft.upstreamMs = jsonNumber(buf, latency, latencyEnd); }
    return CALL;
  },
  classify: classifyApisix,
};

function isList(buf: Buffer): boolean {
  for (let i = latency; i < latencyEnd; i++) if (buf[i] === 44 || buf[i] === 58) return true;
  return false;
}

/** A log_format of the user's own: nginx variables by any name. Only with what APISIX adds, and a client or a request. */
function custom(buf: Buffer, from: number, to: number): typeof CALL | typeof REJECTED {
  if (!out.has(ROUTE)) { out.reason = 'no start_time'; return REJECTED; }
  const nested = out.status, bytes = out.bytesOut;
  readNginxJson(buf, from, to, out, settings, null);
  out.reason = '';
  if (out.status === 0) out.status = nested;
  if (out.bytesOut < 0) out.bytesOut = bytes;
  if (Number.isNaN(out.at)) { out.reason = 'no timestamp'; return REJECTED; }
  if (out.status === 0 && !out.has(PATH) && !(out.has(HOST) && out.has(CLIENT))) { out.reason = 'no request'; return REJECTED; }
  return CALL;
}
