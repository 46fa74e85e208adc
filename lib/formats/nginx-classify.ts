/**
 * What became of a call and of each of its attempts, from an nginx access line (FORMATS sections 3 and 4).
 * nginx writes its own 502 and 504 into $upstream_status, so a status proves nothing by itself: a header time or response bytes do.
 */
import type { Draft} from '../call';
import { BY_GATEWAY, BY_UPSTREAM, EVIDENCE, LOGS_ADDR, LOGS_CONNECT, LOGS_FIRST_BYTE, METHOD, UPSTREAM_NAME } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { NGINX_LIMITS } from './default-limits';

const EXACT = 0, INFERRED = 1, AMBIGUOUS = 2;
const C = {
  dnsTimeout: failureCode('dns_timeout'), connectTimeout: failureCode('connect_timeout'), firstByteTimeout: failureCode('first_byte_timeout'),
  clientRequestTimeout: failureCode('client_request_timeout'), reportedTimeout: failureCode('upstream_reported_timeout'),
  timeout: failureCode('timeout_unspecified'), clientAbort: failureCode('client_abort'), connectFailed: failureCode('connect_failed'),
  closed: failureCode('upstream_closed'), dnsFailure: failureCode('dns_failure'), tlsFailure: failureCode('tls_failure'),
  noHealthy: failureCode('no_healthy_upstream'), rateLimited: failureCode('rate_limited'), upstream5xx: failureCode('upstream_5xx'),
  clientProtocol: failureCode('client_protocol_error'), rejected: failureCode('gateway_rejected'), gatewayError: failureCode('gateway_error'),
  unspecified: failureCode('failure_unspecified'),
};

/** Evidence without making a text a line. */
const STATUS_TEXT = Array.from({ length: 600 }, (_, status) => `status ${status}`);
const UPSTREAM_TEXT = STATUS_TEXT.map((text) => `upstream_${text.replace(' ', ' is ')}`);
const TRIED_NONE = STATUS_TEXT.map((text) => `${text}, upstream_addr is -`);

/** Set by `attempt`. */
let confidence = EXACT, evidence = '';
const says = (failure: number, sure: number, why: string): number => { confidence = sure; evidence = why; return failure; };

/** Whether a time is the limit: within 2 % or 250 ms. */
const near = (ms: number, limit: number): boolean => Math.abs(ms - limit) <= Math.max(250, limit * 0.02);

export function classifyNginx(out: Draft, settings: ParseSettings): void {
  const last = out.attempts - 1;
  let failure = 0, sure = EXACT, why = '';
  for (let i = 0; i <= last; i++) {
    confidence = EXACT; evidence = '';
    const f = attempt(out, i, i === last, settings);
    out.attemptFailure[i] = f;
    if (i === last) { failure = f; sure = confidence; why = evidence; }
  }
  const status = out.status;
  out.generatedBy = writer(out, last);
  // A call that ended well is not a failed one, whatever its tries went through.
  if (status === 0 || (status < 400 && status >= 100)) { out.failure = 0; return; }
  const own = callFailure(out, status, last, failure);
  if (own >= 0) { out.failure = own; out.confidence = confidence; if (own !== 0) out.put(EVIDENCE, evidence); return; }
  out.failure = failure; out.confidence = sure;
  if (failure !== 0) out.put(EVIDENCE, why);
}

/** The call's own class, or -1 when it is the last attempt's. Sets confidence and evidence. */
function callFailure(out: Draft, status: number, last: number, ofLast: number): number {
  confidence = EXACT; evidence = '';
  switch (status) {
    case 499: return says(C.clientAbort, EXACT, 'status 499');
    case 408: return ofLast === C.reportedTimeout ? -1 : says(C.clientRequestTimeout, EXACT, 'status 408');
    case 429: return ofLast === C.rateLimited ? -1 : says(C.rateLimited, EXACT, 'status 429');
    case 444: return says(C.rejected, EXACT, 'status 444');
    case 495: case 496: out.side = 'client'; return says(C.tlsFailure, EXACT, STATUS_TEXT[status]);
    case 494: case 497: return says(C.clientProtocol, EXACT, STATUS_TEXT[status]);
    case 400: return last < 0 && !out.has(METHOD) ? says(C.clientProtocol, EXACT, 'status 400, no request line') : 0;
  }
  if (status < 500) return 0;
  if (last >= 0) {
    if (ofLast !== 0) return -1;
    return says(C.unspecified, AMBIGUOUS, 'the upstream ended well, the call did not');
  }
  const tried = (out.logged & LOGS_ADDR) !== 0;
  if (status === 504) return says(C.timeout, AMBIGUOUS, tried ? TRIED_NONE[504] : STATUS_TEXT[504]);
  if (status === 502 && tried) {
    // No address: it died before a connection was tried, as a rule while the name was looked up.
    // A timer ends on the second, an answer does not.
    return out.duration >= 1000 && out.duration % 1000 < 8
      ? says(C.dnsTimeout, AMBIGUOUS, 'status 502, upstream_addr is -, request_time is whole seconds')
      : says(C.dnsFailure, AMBIGUOUS, 'status 502, upstream_addr is -');
  }
  return says(C.unspecified, AMBIGUOUS, tried ? TRIED_NONE[status] : STATUS_TEXT[status]);
}

/** Failure of attempt i. Sets confidence and evidence. */
function attempt(out: Draft, i: number, isLast: boolean, settings: ParseSettings): number {
  // Without a status list the last attempt ended as the call did; one before it failed, or it would not have been left.
  const retried = !isLast && out.attemptGroup[i + 1] === out.attemptGroup[i];
  const status = out.attemptStatus[i] || (isLast ? out.status : 0);
  const connected = !Number.isNaN(out.attemptConnect[i]), answered = !Number.isNaN(out.attemptFirstByte[i]);
  const total = out.attemptTotal[i];
  if (status === 0) return retried ? unknown(out, i, settings) : 0;
  if (answered || out.attemptBytes[i] > 0) return byUpstream(status, answered);
  switch (status) {
    case 499: return says(C.clientAbort, EXACT, 'status 499');
    case 408: return (out.attemptStatus[i] === 408) ? says(C.reportedTimeout, EXACT, 'upstream_status is 408') : 0;
    case 429: out.side = 'upstream'; return says(C.rateLimited, EXACT, 'upstream_status is 429');
    case 504: return timeout(out, connected, total, settings);
    case 502: break;
    default: return status < 500 ? 0
      : out.attemptStatus[i] !== 0 ? says(C.upstream5xx, EXACT, UPSTREAM_TEXT[status])
      : says(C.upstream5xx, AMBIGUOUS, STATUS_TEXT[status]);
  }
  // `finish` took the group's name out of the address.
  if (!connected && total === 0 && out.addrTo[i] === 0 && (out.logged & LOGS_ADDR) && out.has(UPSTREAM_NAME)) return says(C.noHealthy, EXACT, 'upstream_addr is the group name');
  if (connected && (out.logged & LOGS_FIRST_BYTE)) return says(C.closed, AMBIGUOUS, 'status 502, connected, upstream_header_time is -');
  if (!connected && (out.logged & LOGS_CONNECT)) return says(C.connectFailed, INFERRED, 'status 502, upstream_connect_time is -');
  return says(C.unspecified, AMBIGUOUS, 'status 502');
}

/** The header came or bytes did: the status is the upstream's own. */
function byUpstream(status: number, answered: boolean): number {
  const why = answered ? 'upstream_header_time is set' : 'upstream_response_length > 0';
  if (status === 504 || status === 408 || status === 524) return says(C.reportedTimeout, EXACT, why);
  if (status === 429) return says(C.rateLimited, EXACT, why);
  if (status === 499) return says(C.clientAbort, EXACT, 'status 499');
  return status >= 500 ? says(C.upstream5xx, EXACT, why) : 0;
}

/** A 504 without a header from the upstream: nginx's own. */
function timeout(out: Draft, connected: boolean, total: number, settings: ParseSettings): number {
  const { connectMs, readMs } = settings.limits;
  if (connected) {
    return (out.logged & LOGS_FIRST_BYTE) !== 0 ? says(C.firstByteTimeout, INFERRED, '504, upstream_header_time is -') : says(C.timeout, AMBIGUOUS, '504 after connecting');
  }
  if (out.logged & LOGS_CONNECT) return says(C.connectTimeout, INFERRED, '504, upstream_connect_time is -');
  // No phase times: only the limits tell, and only where they differ.
  const c = connectMs ?? NGINX_LIMITS.connectMs, r = readMs ?? NGINX_LIMITS.readMs;
  const atConnect = near(total, c), atRead = near(total, r);
  if (atConnect && !atRead) return says(C.connectTimeout, INFERRED, '504, upstream_response_time is the connect limit');
  if (atRead && !atConnect) return says(C.firstByteTimeout, INFERRED, '504, upstream_response_time is the read limit');
  return says(C.timeout, AMBIGUOUS, atRead ? '504, upstream_response_time is the limit' : '504');
}

/** A try that was left for the next one, without a status of its own: only its times speak. */
function unknown(out: Draft, i: number, settings: ParseSettings): number {
  const total = out.attemptTotal[i];
  if (!Number.isNaN(out.attemptFirstByte[i])) return says(C.upstream5xx, AMBIGUOUS, 'answered, then left for the next');
  const connected = !Number.isNaN(out.attemptConnect[i]);
  if (!connected && (out.logged & LOGS_CONNECT)) {
    return near(total, settings.limits.connectMs ?? NGINX_LIMITS.connectMs)
      ? says(C.connectTimeout, INFERRED, 'upstream_connect_time is -, upstream_response_time is the limit')
      : says(C.connectFailed, INFERRED, 'upstream_connect_time is -');
  }
  if (connected && (out.logged & LOGS_FIRST_BYTE)) {
    return near(total, settings.limits.readMs ?? NGINX_LIMITS.readMs)
      ? says(C.firstByteTimeout, INFERRED, 'upstream_header_time is -, upstream_response_time is the limit')
      : says(C.closed, AMBIGUOUS, 'upstream_header_time is -');
  }
  return says(C.unspecified, AMBIGUOUS, 'left for the next');
}

/** Who wrote the status. */
function writer(out: Draft, last: number): number {
  if (out.status === 499 || out.status === 444) return BY_GATEWAY;
  if (last < 0) return out.logged & LOGS_ADDR ? BY_GATEWAY : 0;
  const same = out.attemptStatus[last] === 0 || out.attemptStatus[last] === out.status;
  if (!same) return BY_GATEWAY;
  if (!Number.isNaN(out.attemptFirstByte[last]) || out.attemptBytes[last] > 0) return BY_UPSTREAM;
  if (out.status === 502 || out.status === 504) return out.logged & LOGS_FIRST_BYTE ? BY_GATEWAY : 0;
  return out.attemptStatus[last] !== 0 ? BY_UPSTREAM : 0;
}
