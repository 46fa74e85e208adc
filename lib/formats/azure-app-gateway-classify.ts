/**
 * What became of a call, from Application Gateway's error_info; where it has none, from the tries as nginx logs them. UPSTREAM_TIMED_OUT
 * covers connecting and waiting alike: only the exported connect and header times part them.
 */
import { BY_GATEWAY, BY_UPSTREAM, DETAILS, LOGS_CONNECT, LOGS_FIRST_BYTE, type Draft } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus } from './conclude';
import { APP_GATEWAY_LIMITS } from './default-limits';
import { classifyNginx } from './nginx-classify';

const CONNECT = failureCode('connect_timeout'), FIRST_BYTE = failureCode('first_byte_timeout'), BODY = failureCode('body_timeout'), TIMEOUT = failureCode('timeout_unspecified'), NO_HEALTHY = failureCode('no_healthy_upstream'), CLOSED = failureCode('upstream_closed'),
  ABORT = failureCode('client_abort'), CLIENT_REQUEST = failureCode('client_request_timeout'), STALL = failureCode('client_stall_timeout'), CLIENT_PROTOCOL = failureCode('client_protocol_error'), TLS = failureCode('tls_failure'),
  UPSTREAM_5XX = failureCode('upstream_5xx'), REPORTED = failureCode('upstream_reported_timeout'), LIMITED = failureCode('rate_limited'), FAILED = failureCode('failure_unspecified');

export function classifyAppGateway(out: Draft, settings: ParseSettings): void {
  const info = out.text(DETAILS), last = out.attempts - 1, s = out.status;
  const { connectMs, sendMs, readMs } = settings.limits;
  classifyNginx(out, { ...settings, limits: { connectMs: connectMs ?? APP_GATEWAY_LIMITS.connectMs, sendMs: sendMs ?? APP_GATEWAY_LIMITS.sendMs, readMs: readMs ?? APP_GATEWAY_LIMITS.readMs } });
  if (info === null) return;
  const word = info.toUpperCase().replace(/^ERRORINFO_/, '');
  if (word === 'NO_ERROR' || word === 'ERROR_INFO_NONE' || word === '') { if (last >= 0 && out.attemptStatus[last] === s) answered(out, s, last, info); return; }
  out.generatedBy = BY_GATEWAY;
  const failure = meaning(out, word, last);
  if (failure < 0) { if (out.failure === 0) concludeByStatus(out); return; }
  conclude(out, failure, confidence, info);
  if (word === 'HTTPS_NO_CERT') out.side = 'client';
  if (last >= 0) out.attemptFailure[last] = failure === CLOSED || failure === TIMEOUT || failure === FIRST_BYTE || failure === CONNECT || failure === BODY || failure === NO_HEALTHY ? failure : 0;
}

let confidence = EXACT;

/** -1 = words that are not known. Sets confidence. */
function meaning(out: Draft, word: string, last: number): number {
  confidence = EXACT;
  if (word.includes('UPSTREAM_TIMED_OUT')) return timedOut(out, last);
  if (word.includes('NO_LIVE') || word.includes('NO_HEALTHY')) return NO_HEALTHY;
  if (word.includes('UPSTREAM_CLOSED')) return CLOSED;
  if (word.includes('CLIENT_CLOSED')) return ABORT;
  if (word.includes('CLIENT_TIMED_OUT')) return out.status === 408 || out.status === 0 ? CLIENT_REQUEST : STALL;
  if (word.includes('NO_CERT')) return TLS;
  if (word.includes('INVALID') || word.startsWith('HTTP_')) return CLIENT_PROTOCOL;
  confidence = AMBIGUOUS;
  return word.startsWith('UPSTREAM_') ? FAILED : -1;
}

function timedOut(out: Draft, last: number): number {
  confidence = INFERRED;
  if (last >= 0 && !Number.isNaN(out.attemptFirstByte[last])) return BODY;
  if (last >= 0 && !Number.isNaN(out.attemptConnect[last]) && (out.logged & LOGS_FIRST_BYTE) !== 0) return FIRST_BYTE;
  if (last >= 0 && Number.isNaN(out.attemptConnect[last]) && (out.logged & LOGS_CONNECT) !== 0) return CONNECT;
  confidence = AMBIGUOUS;
  return TIMEOUT;
}

/** Without an error of the gateway the status is the server's. */
function answered(out: Draft, s: number, last: number, info: string): void {
  out.generatedBy = BY_UPSTREAM;
  if (s === 504 || s === 408) conclude(out, REPORTED, EXACT, `serverStatus ${s}, ${info}`);
  else if (s === 429) { conclude(out, LIMITED, EXACT, 'serverStatus 429'); out.side = 'upstream'; }
  else if (s >= 500) conclude(out, UPSTREAM_5XX, EXACT, `serverStatus ${s}`);
  else return;
  out.attemptFailure[last] = out.failure;
}
