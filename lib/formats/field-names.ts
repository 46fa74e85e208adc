/**
 * What people call the fields of a call in logs of their own: JSON keys (nested ones joined by dots) and column names, by synonym.
 * `responseTime`, `response_time`, `response-time` and `Response Time` are one name; a unit may stand at its end (`_ms`, `Seconds`).
 */

/** `target` is an address or a name, told apart by the value; `url` may be absolute or a path; `request` is "GET /x HTTP/1.1". */
export const FIELD_NAMES = ['time', 'start', 'end', 'duration', 'status', 'method', 'path', 'url', 'query', 'host', 'request', 'client', 'request_id', 'trace_id', 'target', 'upstream',
  'upstream_status', 'upstream_time', 'connect', 'first_byte', 'gateway_time', 'queue', 'retries', 'bytes_in', 'bytes_out', 'service', 'route', 'error', 'level', 'message', 'logger', 'span_kind', 'user_agent', 'flags'] as const;
export type FieldName = (typeof FIELD_NAMES)[number];
export type Unit = 'ns' | 'us' | 'ms' | 's';
/** `unit` null = the name does not tell, so the value has to. `rank`: of two names for one field the lower is the better one. */
export type NamedField = { field: FieldName; unit: Unit | null; rank: number };

/** How many ms one of the unit is. */
export const MS_PER: Record<Unit, number> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000 };
/** Fields whose values are lengths of time. */
export const TIMERS: ReadonlySet<FieldName> = new Set<FieldName>(['duration', 'upstream_time', 'connect', 'first_byte', 'gateway_time', 'queue']);

/** Better names first. Units in brackets are the writer's convention where the name itself says none. */
const SYNONYMS: Record<FieldName, string> = {
  time: '@timestamp timestamp time_iso8601 ts time datetime date_time event_time log_time logged_at timestamp_ms time_local eventtime t date time_unix_nano observed_time_unix_nano created_at instant epoch_millis msec asctime instant_epoch',
  start: 'start_time started_at start request_start begin_time start_ts received_at start_time_unix_nano event_start',
  end: 'end_time ended_at finished_at completed_at end_ts end_time_unix_nano event_end',
  duration: 'duration request_time(s) response_time latency elapsed took total_time time_taken(ms) request_duration http_duration event_duration(ns) elapsed_time request_latency response_duration total_duration processing_time execution_time generation_time http_server_request_duration(s) http_server_duration(ms) http_response_time total_latency span_duration round_trip_time rt runtime resp_time cost',
  status: 'http_response_status_code http_status_code http_status status_code response_code response_status status res_status_code response_status_code sc_status statuscode code http_code resp_status downstream_status res_status final_status',
  method: 'http_request_method http_method request_method method req_method verb cs_method',
  path: 'url_path uri_path request_path path http_path req_path http_target cs_uri_stem endpoint http_url_path',
  url: 'url_original url_full request_uri uri url req_url request_url http_url request_uri_raw target_url original_url req_original_url',
  query: 'url_query query_string query querystring cs_uri_query args',
  host: 'server_name host http_host authority request_host vhost url_domain domain req_host request_headers_host req_headers_host cs_host http_request_headers_host',
  request: 'request request_line http_request_line http_request',
  client: 'client_ip client_address client_addr remote_addr remote_ip remote_address source_ip client src_ip ip peer_address http_client_ip req_remote_address request_remote_ip request_client_ip c_ip source_address user_ip caller_ip client_socket_address ip_address',
  request_id: 'request_id x_request_id req_id correlation_id requestid http_request_id trace_request_id x_correlation_id reqid rid request_uuid correlationid transaction_id call_id req_headers_x_request_id request_headers_x_request_id uber_trace_request',
  trace_id: 'trace_id traceid dd_trace_id trace otel_trace_id x_b3_traceid x_trace_id',
  target: 'upstream_addr upstream_address upstream_host server_address backend_addr backend_address target_addr upstream backend upstream_server target peer destination_address backend_host peer_name net_peer_name upstream_ip destination remote_host downstream_host node target_host',
  upstream: 'upstream_name upstream_cluster upstream_service backend_name target_service peer_service cluster provider dependency upstream_group destination_service',
  upstream_status: 'upstream_status backend_status upstream_status_code backend_status_code origin_status upstream_response_code target_status upstream_code proxy_status',
  upstream_time: 'upstream_response_time(s) upstream_time upstream_latency backend_time backend_latency origin_duration upstream_duration backend_response_time proxy_time proxy_latency backend_duration target_time upstream_service_time(ms) integration_latency upstream_total_time',
  connect: 'upstream_connect_time(s) connect_time connect_duration connect_latency tcp_connect backend_connect_time connection_time',
  first_byte: 'upstream_header_time(s) header_time ttfb first_byte_time time_to_first_byte first_byte header_duration upstream_first_byte',
  gateway_time: 'gateway_time overhead gateway_latency gateway_duration proxy_overhead gateway_overhead',
  queue: 'queue_time queue_duration wait_time queued queue_wait time_in_queue pool_wait',
  retries: 'retries retry_count retry_attempts resend_count http_request_resend_count retried attempt_count_retries upstream_retries num_retries',
  bytes_in: 'request_length bytes_in request_size request_bytes bytes_received req_bytes http_request_body_size http_request_body_bytes http_request_bytes request_body_size cs_bytes content_length_in',
  bytes_out: 'body_bytes_sent bytes_sent response_size bytes_out response_bytes response_length size resp_bytes http_response_body_size http_response_body_bytes http_response_bytes bytes content_length response_body_size sc_bytes length res_content_length http_response_size',
  service: 'service_name service app application app_name component dd_service resource_service_name service_id appname',
  route: 'http_route route route_name route_id matched_route api api_name router resource_path handler url_template',
  error: 'error_message error_msg error err exception_message exception error_code err_code error_type exception_type failure failure_reason err_message error_reason cause error_stack_trace exc_info errno reason error_detail error_details exception_stacktrace stack_trace err_stack stack err_type error_name err_name',
  level: 'level severity log_level levelname severity_text loglevel lvl log_severity severity_number',
  message: 'message msg body text event log_message short_message full_message body_string_value',
  logger: 'logger logger_name log_logger name category',
  span_kind: 'span_kind kind direction',
  user_agent: 'user_agent_original user_agent http_user_agent useragent agent cs_user_agent req_headers_user_agent request_headers_user_agent',
  flags: 'response_flags flags termination_state response_code_details',
};

const UNITS: Record<string, Unit> = {
  ns: 'ns', nano: 'ns', nanos: 'ns', nsec: 'ns', nanoseconds: 'ns', nanosecond: 'ns', us: 'us', micro: 'us', micros: 'us', usec: 'us', microseconds: 'us', microsecond: 'us',
  ms: 'ms', milli: 'ms', millis: 'ms', msec: 'ms', msecs: 'ms', milliseconds: 'ms', millisecond: 'ms', s: 's', sec: 's', secs: 's', second: 's', seconds: 's',
};
/** Groups that only hold the fields of a call; what stands in them is looked up by its own name where the whole path is no synonym. */
const GROUPS = new Set(['http', 'https', 'req', 'request', 'res', 'resp', 'response', 'data', 'fields', 'context', 'ctx', 'extra', 'attributes', 'attrs', 'labels', 'payload', 'json_payload', 'event', 'log', 'access', 'mdc', 'context_map', 'properties', 'meta', 'metadata', 'params', 'details',
  'info', 'call', 'http_request', 'http_response', 'record', 'message', 'msg', 'body', 'tags', 'timing', 'timings', 'latencies', 'network', 'span', 'trace', 'caller', 'outbound', 'error', 'err', 'exception', 'axios', 'config', 'transaction']);

const byName = new Map<string, NamedField>();
/** The beginnings of all names, word by word: what a group must be called to hold a known field. */
const beginnings = new Set<string>();
for (const field of FIELD_NAMES) {
  SYNONYMS[field].split(' ').forEach((text, rank) => {
    const [, name, unit] = /^([^(]+)(?:\((\w+)\))?$/.exec(text)!;
    for (let i = name.indexOf('_'); i > 0; i = name.indexOf('_', i + 1)) beginnings.add(name.slice(0, i));
    byName.set(name.replace(/^@/, ''), { field, unit: (unit as Unit | undefined) ?? null, rank });
  });
}

/** "responseTime", "Response-Time", "http.response.status_code" → words with underscores, in lower case. */
export const plainName = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').replace(/[^A-Za-z\d]+/g, '_').replace(/^_+|_+$/g, '').toLowerCase();

/** Keys of Serilog's compact JSON (CLEF), whose letters say nothing without their sign. */
const SIGNED: Record<string, NamedField> = { '@l': { field: 'level', unit: null, rank: 0 }, '@m': { field: 'message', unit: null, rank: 0 }, '@mt': { field: 'message', unit: null, rank: 1 }, '@x': { field: 'error', unit: null, rank: 0 }, '@tr': { field: 'trace_id', unit: null, rank: 0 } };

/** What a key or column is, by its name alone; null for one that says nothing of a call. Nested keys come joined by dots: "req.url". */
export function fieldOf(name: string): NamedField | null {
  if (name.charCodeAt(0) === 64 && Object.hasOwn(SIGNED, name)) return SIGNED[name];
  const whole = plainName(name.slice(0, 200)), known = lookUp(whole);
  if (known !== null) return known;
  const parts = name.slice(0, 200).split('.').map(plainName).filter((p) => p !== '');
  // "ctx.http.req.url": groups in front are left off one by one.
  for (let from = 1; from < parts.length && GROUPS.has(parts[from - 1]); from++) {
    const inner = lookUp(parts.slice(from).join('_'));
    if (inner !== null) return { ...inner, rank: inner.rank + 100 };
  }
  return null;
}

/** Whether fields of a call may stand in a group of this path. */
export function holdsFields(path: string): boolean {
  const parts = path.slice(0, 200).split('.').map(plainName).filter((p) => p !== '');
  let from = 0;
  while (from < parts.length && GROUPS.has(parts[from])) from++;
  for (let i = 0; i <= from; i++) { const rest = parts.slice(i).join('_'); if (rest === '' || beginnings.has(rest) || byName.has(rest)) return parts.length <= 6; }
  return false;
}

function lookUp(name: string): NamedField | null {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const cut = name.lastIndexOf('_'), unit = UNITS[name.slice(cut + 1)];
  if (cut < 1 || unit === undefined) return null;
  const stem = name.slice(0, cut), found = byName.get(stem) ?? (stem.endsWith('_in') ? byName.get(stem.slice(0, -3)) : undefined);
  return found !== undefined && (TIMERS.has(found.field) || found.field === 'time' || found.field === 'start' || found.field === 'end') ? { ...found, unit } : null;
}

/**
 * The unit of a timer whose name says none, from its value as written: a whole number is ms, and ns from ten millions on; one with
 * decimals is seconds, and ms from 600 on. Loggers keep to this (nginx, Python, zap write decimals of seconds; Node and Java whole ms).
 */
export const unitByValue = (value: number, whole: boolean): Unit => (whole ? (value >= 1e7 ? 'ns' : 'ms') : value < 600 ? 's' : 'ms');

/** A point in time as a number, by its size: seconds, ms, µs or ns since the epoch → ms; NaN for what is none of 1990 to 2100. */
export function epochMs(value: number): number {
  for (const scale of [1000, 1, 1e-3, 1e-6]) { const ms = value * scale; if (ms >= 631_152_000_000 && ms < 4_102_444_800_000) return ms; }
  return NaN;
}
