/** Google Cloud's Application Load Balancers as Cloud Logging exports them: global, classic, regional and internal. */
import { CALL, DETAILS, Draft, FLAGS, LOGS_ADDR, METHOD, REJECTED, ROUTE, SERVICE, START, TRACE_ID, UPSTREAM_NAME } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import type { Answers, Format } from './format';
import { classifyGcp } from './gcp-classify';
import { BARE, JsonPaths, type Kind } from './json-paths';
import { looksJson, putClient, putTarget, recordStart } from './json-target';
import { jsonNumber, putText } from './json-values';
import { findText, int, seconds, startsWith, status } from './scan';
import { isoTime } from './scan-time';

const enum K { TIME = 1, METHOD, URL, STATUS, LATENCY, CLIENT, SERVER, SIZE_IN, SIZE_OUT, TYPE, RESOURCE, DETAILS, PROXY_STATUS, RULE, MAP, BACKEND, TRACE }
const paths = new JsonPaths({
  timestamp: K.TIME, trace: K.TRACE,
  'httpRequest/requestMethod': K.METHOD, 'httpRequest/requestUrl': K.URL, 'httpRequest/status': K.STATUS, 'httpRequest/latency': K.LATENCY, 'httpRequest/remoteIp': K.CLIENT, 'httpRequest/serverIp': K.SERVER,
  'httpRequest/requestSize': K.SIZE_IN, 'httpRequest/responseSize': K.SIZE_OUT,
  'jsonPayload/@type': K.TYPE, 'jsonPayload/statusDetails': K.DETAILS, 'jsonPayload/proxyStatus': K.PROXY_STATUS, 'resource/type': K.RESOURCE,
  'resource/labels/forwarding_rule_name': K.RULE, 'resource/labels/url_map_name': K.MAP, 'resource/labels/backend_service_name': K.BACKEND, 'resource/labels/backend_target_name': K.BACKEND, 'resource/labels/backend_name': K.BACKEND,
});

let out = new Draft(), signed = false, request = false;

function take(code: number, from: number, to: number, kind: Kind): void {
  if (kind > BARE || from >= to) return;
  const { buf } = out;
  switch (code) {
    case K.TIME: out.at = isoTime(buf, from, to); return;
    case K.METHOD: putText(out, METHOD, buf, from, to); request = true; return;
    case K.URL: putTarget(buf, from, to, out); request = true; return;
    case K.STATUS: out.status = status(buf, from, to); request = true; return;
    // "1.234s"; some exports have the duration as a number of seconds.
    case K.LATENCY: out.duration = seconds(buf, from, buf[to - 1] === 115 ? to - 1 : to); return;
    case K.CLIENT: putClient(buf, from, to, out); return;
    case K.SERVER: { const i = out.attempts > 0 ? 0 : out.addAttempt(); out.addrFrom[i] = from; out.addrTo[i] = to; return; }
    case K.SIZE_IN: out.bytesIn = int(buf, from, to); return;
    case K.SIZE_OUT: { const n = jsonNumber(buf, from, to); if (n >= 0) out.bytesOut = n; return; }
    case K.TYPE: signed ||= findText(buf, from, to, 'LoadBalancerLogEntry') >= 0; return;
    // http_load_balancer, http_external_regional_lb_rule, internal_http_lb_rule.
    case K.RESOURCE: signed ||= findText(buf, from, to, 'load_balancer') >= 0 || findText(buf, from, to, '_lb_rule') >= 0; return;
    case K.DETAILS: putText(out, DETAILS, buf, from, to); signed = true; return;
    case K.PROXY_STATUS: putText(out, FLAGS, buf, from, to); return;
    case K.RULE: if (!out.has(ROUTE)) putText(out, ROUTE, buf, from, to); return;
    case K.MAP: putText(out, ROUTE, buf, from, to); return;
    case K.BACKEND: if (!out.has(SERVICE)) { putText(out, SERVICE, buf, from, to); putText(out, UPSTREAM_NAME, buf, from, to); } return;
    // "projects/p/traces/241d69833e64b3bf83fabac8c873d992"
    case K.TRACE: { let at = to; while (at > from && buf[at - 1] !== 47) at--; putText(out, TRACE_ID, buf, at, to); return; }
  }
}

const probe = new Draft();
const answers: Answers = { duration: true, connect: false, firstByte: false, body: true, instance: true, retries: 'no', clientAbort: true, requestId: false, zone: true };

export const gcpLb: Format = {
  id: 'gcp-lb', title: 'Google Cloud load balancer', signs: 'httpRequest of a load balancer\'s resource', gateway: 'gcp', kind: 'access', answers,
  sniff(buf, from, to) { probe.reset(buf); return gcpLb.parse(buf, from, to, probe, DEFAULT_SETTINGS) === CALL ? 0.95 : 0; },
  holds: looksJson,
  parse(buf, from, to, draft) {
    draft.format = 'gcp-lb'; draft.gateway = 'gcp';
    const start = recordStart(buf, from, to);
    out = draft; signed = request = false;
    draft.atKind = START;
    if (start < 0 || !paths.read(buf, start, to, take)) { draft.reason = 'no whole JSON object'; return REJECTED; }
    if (!signed || !request) { draft.reason = 'no httpRequest of a load balancer'; return REJECTED; }
    if (draft.attempts > 0) draft.logged |= LOGS_ADDR;
    else if (reached(buf)) draft.addAttempt();
    return CALL;
  },
  classify: classifyGcp,
};

/** Whether a backend was tried, though the record does not name it. */
function reached(buf: Buffer): boolean {
  const from = out.spanFrom(DETAILS), to = out.spanTo(DETAILS);
  return from >= 0 && (startsWith(buf, from, to, 'response_sent_by_backend') || startsWith(buf, from, to, 'backend_') || startsWith(buf, from, to, 'failed_to_connect'));
}
