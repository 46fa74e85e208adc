/**
 * The nginx variables that mean something here, and what people call them in key=value and JSON logs.
 * A field is a small number, so that a scanner can look a key up by its bytes and switch on it.
 */

/** Compiles to its numbers, so that a switch over them is one jump. */
export const enum F {
  SKIP = 0, CLIENT = 1, TIME = 2, MSEC = 3, REQUEST = 4, METHOD = 5, REQUEST_URI = 6, URI = 7, ARGS = 8, HOST = 9, SERVER_NAME = 10,
  STATUS = 11, BYTES_OUT = 12, BYTES_IN = 13, REQUEST_TIME = 14, REQUEST_TIME_MS = 15, REQUEST_ID = 16, OTHER_REQUEST_ID = 17,
  TRACE_PARENT = 18, TRACE_ID = 19, USER_AGENT = 20, FORWARDED = 21, ADDR = 22, ATTEMPT_STATUS = 23, CONNECT = 24, HEADER = 25,
  RESPONSE = 26, LENGTH = 27, ADDR_OR_AGENT = 28, UPSTREAM_NAME = 29, SERVICE = 30, ROUTE = 31, CONNECT_MS = 32, HEADER_MS = 33,
  RESPONSE_MS = 34, BODY_BYTES = 35, PORT = 36,
}
export type Field = F;

/** Fields whose value is a list over the attempts. */
export const isList = (f: number): boolean => (f >= F.ADDR && f <= F.ADDR_OR_AGENT) || (f >= F.CONNECT_MS && f <= F.RESPONSE_MS);
/** Fields that make a line more than a combined one. */
export const isTiming = (f: number): boolean => f === F.REQUEST_TIME || f === F.REQUEST_TIME_MS || isList(f);

/** nginx's own variable names. */
export const VARIABLES: Readonly<Record<string, Field>> = {
  remote_addr: F.CLIENT, realip_remote_addr: F.SKIP, time_local: F.TIME, time_iso8601: F.TIME, msec: F.MSEC, request: F.REQUEST, request_method: F.METHOD,
  request_uri: F.REQUEST_URI, uri: F.URI, document_uri: F.URI, args: F.ARGS, query_string: F.ARGS, host: F.HOST, http_host: F.HOST,
  server_name: F.SERVER_NAME, status: F.STATUS, body_bytes_sent: F.BODY_BYTES, bytes_sent: F.BYTES_OUT, request_length: F.BYTES_IN,
  request_time: F.REQUEST_TIME, request_id: F.REQUEST_ID, req_id: F.REQUEST_ID, kong_request_id: F.REQUEST_ID, http_x_request_id: F.OTHER_REQUEST_ID, sent_http_x_request_id: F.OTHER_REQUEST_ID,
  upstream_http_x_request_id: F.OTHER_REQUEST_ID, http_x_correlation_id: F.OTHER_REQUEST_ID, http_x_amzn_trace_id: F.OTHER_REQUEST_ID,
  http_x_trace_id: F.TRACE_ID, opentracing_context_x_b3_traceid: F.TRACE_ID, http_x_b3_traceid: F.TRACE_ID, otel_trace_id: F.TRACE_ID,
  http_traceparent: F.TRACE_PARENT, opentelemetry_trace_id: F.TRACE_ID, http_user_agent: F.USER_AGENT, http_x_forwarded_for: F.FORWARDED,
  proxy_add_x_forwarded_for: F.FORWARDED, upstream_addr: F.ADDR, upstream_status: F.ATTEMPT_STATUS, upstream_connect_time: F.CONNECT,
  upstream_header_time: F.HEADER, upstream_response_time: F.RESPONSE, upstream_response_length: F.LENGTH, proxy_host: F.UPSTREAM_NAME,
  proxy_upstream_name: F.SERVICE, service_name: F.SERVICE,
};

/** What people write instead, in lower case with "_". A key that is not here is skipped over. */
const SYNONYMS: [Field, string][] = [
  [F.CLIENT, 'client client_ip clientip remote_ip remote_host remote ip source_ip src_ip client_addr remoteaddr'],
  [F.TIME, 'time timestamp date datetime ts time_local time_iso local_time @timestamp request_start_time iso8601 timeiso8601 log_time logtime access_time'],
  [F.MSEC, 'epoch unix_time time_msec time_epoch'],
  [F.REQUEST, 'req request_line'],
  [F.METHOD, 'method verb http_method req_method requestmethod'],
  [F.REQUEST_URI, 'url request_url path request_path http_path req_uri requesturi original_uri full_uri'],
  [F.ARGS, 'query querystring params request_query'],
  [F.HOST, 'vhost hostname domain http_hostname server_host request_host hosts'],
  [F.SERVER_NAME, 'server servername sn'],
  [F.STATUS, 'code status_code http_status response_code response_status http_code statuscode st'],
  [F.BODY_BYTES, 'body_bytes bodybytes body_size size'],
  [F.BYTES_OUT, 'bytes length bytes_out resp_bytes response_size response_length sent'],
  [F.BYTES_IN, 'req_length req_bytes bytes_in request_size reqlen'],
  [F.REQUEST_TIME, 'rt req_time reqtime request_rt requesttime request_duration duration total_time response_time responsetime elapsed time_taken took latency resp_time'],
  [F.REQUEST_TIME_MS, 'generation_time_milli duration_milliseconds'],
  [F.REQUEST_ID, 'rid req_id reqid requestid kong_request_id'],
  [F.OTHER_REQUEST_ID, 'x_request_id correlation_id client_request_id x_correlation_id xrid'],
  [F.TRACE_PARENT, 'traceparent'],
  [F.TRACE_ID, 'trace_id traceid trace tid x_trace_id'],
  [F.USER_AGENT, 'agent user_agent useragent http_agent browser'],
  [F.FORWARDED, 'xff x_forwarded_for x_forward_for forwarded_for http_x_forwarded'],
  [F.ADDR, 'upstream upstreamaddr uaddr up_addr ups_addr upaddr upstream_host upstream_server backend backend_addr proxy_addr upstream_address uadr upstreamhost'],
  [F.ADDR_OR_AGENT, 'ua'],
  [F.ATTEMPT_STATUS, 'us ust ustatus ups_status up_status upstatus upstreamstatus upstream_code backend_status upstream_status_code uc'],
  [F.CONNECT, 'uct upstream_ct up_connect_time upstream_connect ups_connect_time upstreamconnecttime connect_time ct uconn'],
  [F.HEADER, 'uht upstream_ht up_header_time upstream_header ups_header_time upstreamheadertime header_time ht'],
  [F.RESPONSE, 'urt upstream_rt upstream_time upstreamtime up_response_time ups_resp_time upstream_resp_time upstreamresponsetime upstream_response upstream_duration backend_time backend_response_time up_time uresp upt ut proxy_time'],
  [F.LENGTH, 'ul url_len ulen url_bytes upstream_bytes upstream_length upstream_response_size url_length'],
  [F.UPSTREAM_NAME, 'upstream_name proxy_pass_host upstream_group'],
  [F.SERVICE, 'service'],
  [F.ROUTE, 'route location'],
];
const MILLIS: [Field, Field][] = [[F.REQUEST_TIME, F.REQUEST_TIME_MS], [F.CONNECT, F.CONNECT_MS], [F.HEADER, F.HEADER_MS], [F.RESPONSE, F.RESPONSE_MS]];

const names = new Map<string, Field>();
for (const [field, list] of SYNONYMS) for (const name of list.split(' ')) names.set(name, field);
for (const [name, field] of Object.entries(VARIABLES)) names.set(name, field);
for (const [name, field] of names) {
  const ms = MILLIS.find(([f]) => f === field);
  if (ms) for (const unit of ['ms', 'msec', 'millis', 'milliseconds']) names.set(`${name}_${unit}`, ms[1]);
}

/** The field that a key names in a log by hand; SKIP for one that says nothing here. */
export const fieldOf = (name: string): Field => names.get(name) ?? names.get(name.toLowerCase().replaceAll('-', '_')) ?? F.SKIP;

// A hash table over the keys' bytes, so that looking a key up makes no string. Open addressing; never full.
const SLOTS = 2048;
const slotName: (Buffer | null)[] = new Array(SLOTS).fill(null);
const slotField = new Uint8Array(SLOTS);
/** Bytes compare without case, and "-" as "_". */
const fold = (c: number): number => (c >= 65 && c <= 90 ? c + 32 : c === 45 ? 95 : c);
function hashOf(buf: Buffer, from: number, to: number): number {
  let h = to - from;
  for (let i = from; i < to; i++) h = (Math.imul(h, 31) + fold(buf[i])) | 0;
  return h & (SLOTS - 1);
}
for (const [name, field] of names) {
  const key = Buffer.from(name);
  let slot = hashOf(key, 0, key.length);
  while (slotName[slot] !== null) slot = (slot + 1) & (SLOTS - 1);
  slotName[slot] = key; slotField[slot] = field;
}

/** Like `fieldOf`, for the key at [from, to). */
export function fieldAt(buf: Buffer, from: number, to: number): number {
  if (to - from > 40) return F.SKIP;
  for (let slot = hashOf(buf, from, to); ; slot = (slot + 1) & (SLOTS - 1)) {
    const key = slotName[slot];
    if (key === null) return F.SKIP;
    if (key.length !== to - from) continue;
    let i = 0;
    while (i < key.length && key[i] === fold(buf[from + i])) i++;
    if (i === key.length) return slotField[slot];
  }
}
