/**
 * Envoy access logs as JSON. The operator names the keys, so they are read by synonym: Istio's and Consul's, Envoy Gateway's, Contour's,
 * Emissary's, kgateway's and Gloo's, and the operators' own names in any spelling. Values are numbers or strings; null, "-" and "" are missing.
 */
import { CALL, Draft, FILTERED, REJECTED, START, type Verdict } from '../call';
import { classifyEnvoy } from './envoy-classify';
import { E, begin, envoyTime, finish, take, unfinished } from './envoy-fields';
import type { Answers, Format } from './format';
import { ARRAY, JsonPaths, OBJECT, type Kind } from './json-paths';

/** Names that other products use, too: they tell nothing of whose line it is. */
const COMMON: [E, string][] = [
  [E.START, '@timestamp timestamp time'], [E.METHOD, 'method request_method req_method :method'], [E.PATH, 'path request_path uri :path'], [E.PROTOCOL, 'protocol'], [E.CODE, 'status status_code code'],
  [E.RECEIVED, 'request_size'], [E.SENT, 'response_size'], [E.DURATION, 'duration duration_ms total_duration'], [E.FORWARDED, 'x_forwarded_for xff req_x_forwarded_for'], [E.AGENT, 'user_agent useragent'],
  [E.REQUEST_ID, 'request_id x_request_id'], [E.OTHER_ID, 'correlation_id x_correlation_id'], [E.AUTHORITY, 'authority host :authority'], [E.TRACE_ID, 'trace_id traceid x_trace_id x_b3_traceid'],
  [E.TRACEPARENT, 'traceparent'], [E.REMOTE, 'client_ip'], [E.GRPC, 'grpc_status grpc_status_number'], [E.ROUTE, 'route'],
];
/** Names that only Envoy's logs have, or that are rare elsewhere. */
const OWN: [E, string][] = [
  [E.START, 'start_time'], [E.CODE, 'response_code'], [E.FLAGS, 'response_flags response_flag response_flags_long flags'], [E.DETAILS, 'response_code_details response_details'],
  [E.TERMINATION, 'connection_termination_details'], [E.FAILURE, 'upstream_transport_failure_reason transport_failure_reason upstream_failure_reason'], [E.RECEIVED, 'bytes_received'], [E.SENT, 'bytes_sent'],
  [E.SERVICE_TIME, 'upstream_service_time x_envoy_upstream_service_time resp_x_envoy_upstream_service_time resp_upstream_service_time resp_backend_service_time'],
  [E.HOST, 'upstream_host upstream_remote_address backend_host'],
  [E.CLUSTER, 'upstream_cluster upstream_cluster_raw backend_cluster'], [E.REMOTE, 'downstream_remote_address downstream_remote_address_without_port'], [E.ROUTE, 'route_name'],
  [E.TRIES, 'upstream_request_attempt_count x_envoy_attempt_count request_attempt_count attempt_count'], [E.FIRST_BYTE, 'response_duration'], [E.BODY, 'response_tx_duration'],
  [E.REQUEST_TIME, 'request_duration'], [E.ORIGINAL_PATH, 'x_envoy_original_path x_envoy_origin_path original_path'], [E.LOG_TYPE, 'access_log_type'],
];
/** Keys that only speak for Envoy. */
const SIGNS = 'requested_server_name downstream_local_address upstream_local_address istio_policy_status downstream_direct_remote_address route_name';
const SIGN = 128;

/** "response_code" → also response-code, responseCode, ResponseCode, RESPONSE_CODE. */
function spellings(name: string): string[] {
  const words = name.split('_'), camel = words.map((w, i) => (i === 0 ? w : w.slice(0, 1).toUpperCase() + w.slice(1))).join('');
  return [...new Set([name, words.join('-'), camel, camel.slice(0, 1).toUpperCase() + camel.slice(1), name.toUpperCase()])];
}
const paths: Record<string, number> = {};
for (const name of SIGNS.split(' ')) for (const s of spellings(name)) paths[s] = SIGN;
for (const [field, names] of COMMON) for (const name of names.split(' ')) for (const s of spellings(name)) paths[s] = field;
for (const [field, names] of OWN) for (const name of names.split(' ')) for (const s of spellings(name)) paths[s] = field | SIGN;
const members = new JsonPaths(paths);

let draft = new Draft(), signs = 0, code = false, flags = false, started = false;
function member(found: number, from: number, to: number, kind: Kind): void {
  if (kind === OBJECT || kind === ARRAY) return;
  const field = found & ~SIGN, { buf } = draft;
  if ((found & SIGN) !== 0) signs++;
  if (field === E.CODE) code = true;
  else if (field === E.FLAGS || field === E.DETAILS) flags = true;
  else if (field === E.START) {
    // start_time before the time of the writing of the line.
    const own = (found & SIGN) !== 0;
    if (!own && started) return;
    const t = envoyTime(buf, from, to);
    if (!Number.isNaN(t)) { draft.at = draft.startAt = t; started = own; }
    return;
  }
  if (field !== 0) take(field, buf, from, to, draft, true);
}

function read(buf: Buffer, from: number, to: number, out: Draft): boolean {
  draft = out; signs = 0; code = flags = started = false;
  begin();
  out.atKind = START;
  return members.read(buf, from, to, member);
}

function reject(out: Draft, reason: string): Verdict { out.reason = reason; return REJECTED; }

const probe = new Draft();
const answers: Answers = { duration: true, connect: false, firstByte: true, body: false, instance: true, retries: 'count', clientAbort: true, requestId: true, zone: true };

export const envoyJson: Format = {
  id: 'envoy-json', title: 'Envoy JSON', signs: 'a JSON object with response_flags, response_code_details or other keys that Envoy logs have', gateway: 'envoy', kind: 'access', answers,
  sniff(buf, from, to) {
    if (buf[from] !== 123) return 0;
    probe.reset(buf);
    if (!read(buf, from, to, probe) || Number.isNaN(probe.at) || !(code || flags)) return 0;
    return flags && signs >= 2 ? 0.95 : signs >= 4 ? 0.9 : 0;
  },
  holds: (buf, from) => buf[from] === 123,
  parse(buf, from, to, out) {
    out.format = 'envoy-json'; out.gateway = 'envoy';
    if (!read(buf, from, to, out)) return reject(out, 'no JSON object');
    if (signs < 2 || !(code || flags)) return reject(out, 'no Envoy keys');
    if (Number.isNaN(out.at)) return reject(out, 'no timestamp');
    finish(out);
    if (unfinished(buf)) { out.isRequest = false; out.reason = 'not the end of a call'; return FILTERED; }
    return CALL;
  },
  classify: classifyEnvoy,
};
