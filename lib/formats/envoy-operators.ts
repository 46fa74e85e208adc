/** Envoy's command operators by name: %DURATION%, %REQ(X?Y):Z%, %START_TIME(%s.%3f)%. */
import { E } from './envoy-fields';
import { compileTime, type TimePattern } from './strftime';

export type Operator = { name: string; field: E; /** Of START_TIME with a pattern. */ time: TimePattern | null };

const PLAIN: Record<string, E> = {
  START_TIME: E.START, START_TIME_LOCAL: E.START_LOCAL, PROTOCOL: E.PROTOCOL, RESPONSE_CODE: E.CODE, RESPONSE_CODE_DETAILS: E.DETAILS, RESPONSE_FLAGS: E.FLAGS, RESPONSE_FLAGS_LONG: E.FLAGS,
  CONNECTION_TERMINATION_DETAILS: E.TERMINATION, UPSTREAM_TRANSPORT_FAILURE_REASON: E.FAILURE, GRPC_STATUS: E.GRPC, GRPC_STATUS_NUMBER: E.GRPC, BYTES_RECEIVED: E.RECEIVED, BYTES_SENT: E.SENT,
  DURATION: E.DURATION, REQUEST_DURATION: E.REQUEST_TIME, RESPONSE_DURATION: E.FIRST_BYTE, RESPONSE_TX_DURATION: E.BODY, UPSTREAM_HOST: E.HOST, UPSTREAM_REMOTE_ADDRESS: E.HOST,
  UPSTREAM_CLUSTER: E.CLUSTER, UPSTREAM_CLUSTER_RAW: E.CLUSTER, ROUTE_NAME: E.ROUTE, DOWNSTREAM_REMOTE_ADDRESS: E.REMOTE, DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: E.REMOTE,
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS: E.FORWARDED, DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT: E.FORWARDED, UPSTREAM_REQUEST_ATTEMPT_COUNT: E.TRIES, STREAM_ID: E.OTHER_ID, UNIQUE_ID: E.OTHER_ID,
  TRACE_ID: E.TRACE_ID, ACCESS_LOG_TYPE: E.LOG_TYPE,
};
/** Headers, requested and answered, in lower case. */
const HEADERS: Record<string, E> = {
  ':method': E.METHOD, ':path': E.PATH, 'x-envoy-original-path': E.ORIGINAL_PATH, ':authority': E.AUTHORITY, host: E.AUTHORITY, 'user-agent': E.AGENT, 'x-forwarded-for': E.FORWARDED,
  'x-request-id': E.REQUEST_ID, 'x-correlation-id': E.OTHER_ID, traceparent: E.TRACEPARENT, 'x-b3-traceid': E.TRACE_ID, 'x-trace-id': E.TRACE_ID, 'x-envoy-attempt-count': E.TRIES,
  'x-envoy-upstream-service-time': E.SERVICE_TIME, ':status': E.CODE, 'grpc-status': E.GRPC,
};
const HEADER_OPERATORS = new Set(['REQ', 'RESP', 'TRAILER', 'REQ_WITHOUT_QUERY', 'REQUEST_HEADER', 'RESPONSE_HEADER', 'RESPONSE_TRAILER']);
const OTHERS = new Set([...HEADER_OPERATORS, 'DYNAMIC_METADATA', 'CLUSTER_METADATA', 'UPSTREAM_METADATA', 'FILTER_STATE', 'COMMON_DURATION', 'PATH', 'ENVIRONMENT', 'METADATA', 'HOSTNAME', 'REQUESTED_SERVER_NAME']);

/** Spans of time between two points; only whole ms. */
const DURATIONS: Record<string, E> = { 'US_CX_BEG:US_CX_END': E.CONNECT, 'US_CX_BEG:US_HS_END': E.CONNECT, 'US_TX_END:US_RX_BEG': E.SERVICE_TIME, 'US_RX_BEG:DS_TX_END': E.BODY, 'US_RX_BEG:US_RX_END': E.BODY, 'DS_RX_BEG:US_RX_BEG': E.FIRST_BYTE, 'DS_RX_BEG:DS_TX_END': E.DURATION, 'DS_RX_BEG:DS_RX_END': E.REQUEST_TIME };

/** Arguments in brackets may hold %, quotes and one more pair of brackets. */
export const OPERATOR = /%([A-Z][A-Z0-9_]*)(?:\(((?:[^()]|\([^()]*\))*)\))?(?::\d+)?%/;

/** Whether a text holds an operator that Envoy has. */
export function hasOperator(text: string): boolean {
  for (const m of text.slice(0, 20_000).matchAll(new RegExp(OPERATOR, 'g'))) if (Object.hasOwn(PLAIN, m[1]) || OTHERS.has(m[1])) return true;
  return false;
}

/** @returns the operator (SKIP for one that says nothing here), or what of its time pattern is not known. */
export function operatorOf(m: RegExpExecArray): Operator | string {
  const [whole, name, args] = m;
  if (Object.hasOwn(PLAIN, name)) {
    if ((PLAIN[name] !== E.START && PLAIN[name] !== E.START_LOCAL) || args === undefined || args === '') return { name: whole, field: PLAIN[name], time: null };
    const time = compileTime(args);
    return typeof time === 'string' ? time : { name: whole, field: PLAIN[name], time };
  }
  if (HEADER_OPERATORS.has(name) && args !== undefined) {
    // The first header that is known; of a path that may have been rewritten, the one before.
    const field = args.toLowerCase().split('?').map((h) => (Object.hasOwn(HEADERS, h.trim()) ? HEADERS[h.trim()] : E.SKIP)).find((f) => f !== E.SKIP) ?? E.SKIP;
    return { name: whole, field, time: null };
  }
  if (name === 'PATH') return { name: whole, field: (args ?? '').includes('ORIG') ? E.ORIGINAL_PATH : E.PATH, time: null };
  if (name === 'COMMON_DURATION') { const span = /^(\w+:\w+):ms$/.exec(args ?? '')?.[1] ?? ''; return { name: whole, field: Object.hasOwn(DURATIONS, span) ? DURATIONS[span] : E.SKIP, time: null }; }
  return { name: whole, field: E.SKIP, time: null };
}
