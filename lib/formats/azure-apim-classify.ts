/**
 * What became of a call, from API Management's lastError: its reason, and for a lost backend the words of its message. Answers that a
 * policy gives for a missing or wrong credential are ordinary 4xx.
 */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, DETAILS, type Draft } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus, near } from './conclude';
import { APIM_LIMITS } from './default-limits';
import { knownErrorClass } from './error-text';
import { jsonText } from './json-values';

const FIRST_BYTE = failureCode('first_byte_timeout'), CONNECT_FAILED = failureCode('connect_failed'), ABORT = failureCode('client_abort'), NO_ROUTE = failureCode('no_route'), LIMITED = failureCode('rate_limited'), REJECT = failureCode('gateway_rejected'),
  GATEWAY_ERROR = failureCode('gateway_error'), REPORTED = failureCode('upstream_reported_timeout'), UPSTREAM_5XX = failureCode('upstream_5xx'), TIMEOUT = failureCode('timeout_unspecified'), TOTAL = failureCode('total_timeout'), CIRCUIT = failureCode('circuit_open');

/** What the record has beside the draft, from `parse` to the `classify` that follows it: responseCode 0; where lastError's message stands. */
export const seen = { noAnswer: false, messageFrom: 0, messageTo: 0 };

export function classifyApim(out: Draft, settings: ParseSettings): void {
  const s = out.status, last = out.attempts - 1, reason = out.text(DETAILS);
  out.generatedBy = last >= 0 && out.upstreamStatus === s && s > 0 ? BY_UPSTREAM : last >= 0 && s > 0 && s < 400 ? BY_UNKNOWN : BY_GATEWAY;
  if (last >= 0) out.attemptFailure[last] = ofBackend(out.upstreamStatus);
  if (reason !== null && byReason(out, reason, last)) return;
  if (seen.noAnswer) { conclude(out, ABORT, INFERRED, 'responseCode 0'); return; }
  if (out.generatedBy === BY_UPSTREAM && (s >= 500 || s === 408 || s === 429)) {
    conclude(out, ofBackend(s), EXACT, `backendResponseCode ${s}`);
    if (s === 429) out.side = 'upstream';
    return;
  }
  if (s === 504 || (s === 500 && last >= 0 && out.upstreamStatus === 0 && near(out.upstreamMs, settings.limits.readMs ?? APIM_LIMITS.readMs))) {
    conclude(out, TIMEOUT, near(out.upstreamMs, settings.limits.readMs ?? APIM_LIMITS.readMs) ? INFERRED : AMBIGUOUS, `${s}, no backendResponseCode`);
    if (last >= 0) out.attemptFailure[last] = out.failure;
    return;
  }
  concludeByStatus(out);
}

const ofBackend = (s: number): number => (s === 504 || s === 408 ? REPORTED : s === 429 ? LIMITED : s >= 500 ? UPSTREAM_5XX : 0);

/** @returns whether the reason decides. */
function byReason(out: Draft, reason: string, last: number): boolean {
  if (reason === 'ClientConnectionFailure') { conclude(out, ABORT, EXACT, reason); return true; }
  // A policy may have made the error good.
  if (out.status > 0 && out.status < 400) return false;
  const text = knownErrorClass(jsonText(out.buf, seen.messageFrom, seen.messageTo));
  if (reason === 'BackendConnectionFailure' || reason === 'Timeout') {
    // A limit of the whole request is what .NET calls a cancelled one; the policy's own limit is for the header.
    if (text !== null && text.failure !== TIMEOUT && text.failure !== TOTAL && text.failure !== ABORT) conclude(out, text.failure, text.confidence, text.words);
    else if (reason === 'Timeout' || text !== null) conclude(out, FIRST_BYTE, INFERRED, reason === 'Timeout' ? reason : text!.words);
    else conclude(out, CONNECT_FAILED, AMBIGUOUS, reason);
    if (last >= 0) out.attemptFailure[last] = out.failure;
    return true;
  }
  const failure = reason === 'OperationNotFound' || reason === 'ResourceNotFound' ? NO_ROUTE : reason === 'RateLimitExceeded' || reason === 'QuotaExceeded' || reason === 'TokenLimitExceeded' ? LIMITED : reason.startsWith('CallerIp') ? REJECT
    : reason === 'BackendCircuitBreakerOpen' || /circuit ?breaker/i.test(reason) ? CIRCUIT : reason.startsWith('Expression') || (out.status === 500 && out.upstreamStatus !== 500) ? GATEWAY_ERROR : 0;
  if (failure === 0) return false;
  conclude(out, failure, EXACT, reason);
  return true;
}
