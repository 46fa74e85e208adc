/**
 * JSON lines of the writer's own layout: access records by key synonyms, nested keys, ECS and OpenTelemetry names; and application logs
 * (pino, winston, bunyan, zap, logrus, logback, Python), of which failed calls are read and chatter is set aside. What a gateway writes
 * as JSON has a format of its own, and these come first.
 */
import { REJECTED, type Draft } from '../call';
import { nginxJson } from './nginx-json';
import { fieldOf, plainName } from './field-names';
import type { Answers, Format } from './format';
import { JsonFields, NESTED, STRING, type Key, type ValueKind } from './json-fields';
import { OwnFields } from './own-fields';
import { classifyOwn } from './own-classify';
import { findText, startsWith } from './scan';

const FOREIGN = 1, NGINX = 2, LOGGER = 3, CATEGORY = 4, WRAPPED = 5, RESOURCE = 6, MILLIS = 7, CONTROLLER = 8, ACTION = 9, COMPACT = 10;
const MARKS = new Map<string, number>([
  // Keys that only one product's log has: its own format reads it.
  ...['latencies', 'tries', 'RouterName', 'StartUTC', 'StartLocal', 'RequestHost', 'jsonPayload.statusDetails', 'jsonPayload.proxyStatus', 'resourceSpans', 'resourceLogs', 'span.traceId', 'logRecord', 'route_id', 'proxies', 'httpMethod', 'properties.httpStatus', 'properties.responseCode'].map((k) => [k, FOREIGN] as const),
  ...['body_bytes_sent', 'time_iso8601', 'time_local', 'http_x_forwarded_for', 'upstream_addr', 'upstream_status', 'upstream_response_time', 'upstream_connect_time', 'upstream_header_time', 'upstream_rt', 'upstream_response_length', 'upstream_cache_status', 'http_user_agent', 'request_time', 'request_uri', 'http_host', 'remote_addr'].map((k) => [k, NGINX] as const),
  ['logger', LOGGER], ['category', CATEGORY], ['log', WRAPPED], ['MESSAGE', WRAPPED], ['textPayload', WRAPPED], ['resource.type', RESOURCE],
  // Serilog and Rails log decimals of ms.
  ['@mt', COMPACT], ['@m', COMPACT], ['MessageTemplate', MILLIS], ['controller', CONTROLLER], ['action', ACTION],
]);
/** The same at the top level, however they are spelled: operators choose the keys of Envoy's and API Gateway's logs. */
const SPELLED = new Set(['response_flags', 'response_code_details', 'downstream_status', 'edge_response_status', 'edge_start_timestamp', 'ray_id', 'apisix_latency', 'proxy_status', 'proxy_scheme', 'proxy_uri', 'upstream_cluster', 'upstream_transport_failure_reason',
  'integration_latency', 'integration_status', 'integration_error_message', 'route_key', 'resource_path', 'request_time_epoch', 'response_latency', 'backend_response_code', 'edge_end_timestamp']);
const markOf = (path: string): number => MARKS.get(path) ?? (!path.includes('.') && SPELLED.has(plainName(path)) ? FOREIGN : path.startsWith('upstream_') ? NGINX : 0);
const fields = new OwnFields(), json = new JsonFields(fieldOf, markOf);
let line: Buffer = Buffer.alloc(0), foreign = false, nginx = false, wrapped = false, compact = false, rails = 0;

function take(key: Key, from: number, to: number, kind: ValueKind): void {
  switch (key.mark) {
    case FOREIGN: foreign = true; break;
    case NGINX: nginx = true; break;
    case LOGGER: if (startsWith(line, from, to, 'http.log.') || startsWith(line, from, to, 'http.handlers.')) foreign = true; break;
    case CATEGORY: if (startsWith(line, from, to, 'ApplicationGateway') || startsWith(line, from, to, 'GatewayLogs')) foreign = true; break;
    case WRAPPED: if (kind === STRING) wrapped = true; break;
    // Google's load balancers; what else has an httpRequest there is a service or an application.
    case RESOURCE: if (findText(line, from, to, 'load_balancer') >= 0 || findText(line, from, to, '_lb_rule') >= 0) foreign = true; break;
    case COMPACT: compact = true; fields.decimalsOfMs = true; break;
    case MILLIS: fields.decimalsOfMs = true; break;
    case CONTROLLER: rails |= 1; break;
    case ACTION: rails |= 2; break;
    default:
  }
  if (key.field >= 0 && kind !== NESTED) fields.set(key.field, key.named!.unit, key.named!.rank, from, to);
}

function read(buf: Buffer, from: number, to: number): boolean {
  line = buf; foreign = nginx = wrapped = compact = false; rails = 0;
  fields.begin(buf);
  const whole = json.read(buf, from, to, take);
  if (rails === 3) fields.decimalsOfMs = true;
  return whole;
}
/** An access record, or a line of an application log: by the fields that it has. */
const isAccess = (): boolean => (fields.has('status') && (fields.has('path') || fields.has('url') || fields.has('request') || fields.has('method') || fields.has('duration'))) || ((fields.has('path') || fields.has('url') || fields.has('request')) && fields.has('duration'));
const isAppLine = (): boolean => (fields.has('message') || fields.has('error')) && (fields.has('level') || fields.has('error') || fields.has('request_id') || compact);
const hasTime = (): boolean => fields.has('time') || fields.has('start') || fields.has('end');
/** nginx's own names with a status: its format reads such lines better. */
const isNginx = (buf: Buffer, from: number, to: number): boolean => nginx && fields.has('status') && nginxJson.sniff(buf, from, to) > 0.5;

function sniff(buf: Buffer, from: number, to: number): number {
  if (from >= to || buf[from] !== 123 || !read(buf, from, to) || foreign || wrapped || !hasTime() || !(isAccess() || isAppLine())) return 0;
  return isNginx(buf, from, to) ? 0 : 0.6;
}

const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'no', clientAbort: true, requestId: true, zone: true };

export const ndjson: Format = {
  id: 'ndjson', title: 'JSON lines', signs: 'JSON objects with a time and keys that name a status, a duration, a level or a message', gateway: 'application', kind: 'access', answers,
  sniff,
  holds: (buf, from, to) => from < to && buf[from] === 123,
  parse(buf, from, to, out: Draft, settings) {
    out.format = 'ndjson'; out.gateway = 'application';
    if (!read(buf, from, to)) { out.reason = 'no JSON object'; return REJECTED; }
    if (settings.format !== 'ndjson') {
      if (foreign || isNginx(buf, from, to)) { out.reason = 'keys of a known product'; return REJECTED; }
      if (wrapped && !isAccess()) { out.reason = 'a wrapped line'; return REJECTED; }
    }
    if (!isAccess() && !isAppLine()) { out.reason = 'no known keys'; return REJECTED; }
    return fields.finish(out, settings);
  },
  classify: classifyOwn,
};
