/**
 * What became of a call, from API Gateway's variables: the type of its error response, the words of its error or the integration's, then the
 * integration's status. It never tells in which phase an integration was lost. Its limit is 29 s, 30 s for HTTP APIs.
 */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, FLAGS, type Draft } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus, near } from './conclude';
import { errorClass } from './error-text';

const TIMEOUT = failureCode('timeout_unspecified'), FAILED = failureCode('failure_unspecified'), LIMITED = failureCode('rate_limited'), REJECT = failureCode('gateway_rejected'), GATEWAY_ERROR = failureCode('gateway_error'), CONNECT_FAILED = failureCode('connect_failed'),
  PROTOCOL = failureCode('upstream_protocol_error'), UPSTREAM_5XX = failureCode('upstream_5xx'), REPORTED = failureCode('upstream_reported_timeout'), TOTAL = failureCode('total_timeout');
const LIMITS_MS = [29_000, 30_000];

/** What the record has beside the draft, from `parse` to the `classify` that follows it: the error's text; the firewall said no. */
export const seen = { message: '', blocked: false };

export function classifyApiGateway(out: Draft, settings: ParseSettings): void {
  const s = out.status, type = out.text(FLAGS), last = out.attempts - 1, { readMs } = settings.limits;
  const answered = last >= 0 && out.upstreamStatus === s && s > 0;
  out.generatedBy = answered ? BY_UPSTREAM : type !== null || seen.message !== '' || (last < 0 && out.logged !== 0) ? BY_GATEWAY : BY_UNKNOWN;
  if (s > 0 && s < 400) { conclude(out, 0, EXACT, ''); if (last >= 0) out.attemptFailure[last] = 0; return; }
  decide(out, type, answered, readMs === null ? LIMITS_MS : [readMs]);
  if (last >= 0) out.attemptFailure[last] = OF_INTEGRATION.has(out.failure) || (answered && s >= 429) ? out.failure : 0;
}

const OF_INTEGRATION = new Set([TIMEOUT, CONNECT_FAILED, PROTOCOL, UPSTREAM_5XX, REPORTED, FAILED]);

function decide(out: Draft, type: string | null, answered: boolean, limits: number[]): void {
  const s = out.status, ms = Number.isNaN(out.upstreamMs) ? out.duration : out.upstreamMs;
  if (type === 'THROTTLED' || type === 'QUOTA_EXCEEDED') { conclude(out, LIMITED, EXACT, type); return; }
  if (type === 'WAF_FILTERED' || seen.blocked) { conclude(out, REJECT, EXACT, type ?? 'WAF_BLOCK'); return; }
  if (type === 'REQUEST_TOO_LARGE') { conclude(out, REJECT, EXACT, type); return; }
  if (type === 'INTEGRATION_TIMEOUT') { conclude(out, TIMEOUT, EXACT, type); out.generatedBy = BY_GATEWAY; return; }
  if (type === 'AUTHORIZER_FAILURE' || type === 'AUTHORIZER_CONFIGURATION_ERROR' || type === 'API_CONFIGURATION_ERROR') { conclude(out, GATEWAY_ERROR, EXACT, type); return; }
  if (s >= 500 && seen.message !== '' && byText(out)) return;
  if (s === 504) {
    const limit = limits.some((l) => near(ms, l));
    if (limit || type !== null) { conclude(out, TIMEOUT, limit ? INFERRED : AMBIGUOUS, limit ? '504 at the limit' : `504, ${type}`); out.generatedBy = BY_GATEWAY; }
    else if (answered) conclude(out, REPORTED, INFERRED, 'integration status 504');
    else concludeByStatus(out);
    return;
  }
  if (s < 500) {
    if (s === 429 && answered) { conclude(out, LIMITED, EXACT, 'integration status 429'); out.side = 'upstream'; return; }
    if (s === 408 && answered) { conclude(out, REPORTED, EXACT, 'integration status 408'); return; }
    concludeByStatus(out);
    return;
  }
  if (answered) conclude(out, UPSTREAM_5XX, EXACT, `integration status ${s}`);
  else conclude(out, FAILED, AMBIGUOUS, type ?? `status ${s}`);
}

/** The gateway's own words. @returns whether they say something. */
function byText(out: Draft): boolean {
  const lower = seen.message.slice(0, 1000).toLowerCase();
  if (lower.includes('malformed lambda proxy response') || lower.includes('invalid lambda') || lower.includes('match the format that api gateway expects')) { conclude(out, PROTOCOL, EXACT, seen.message); return true; }
  if (lower.includes('network error communicating with endpoint') || lower.includes('could not connect')) { conclude(out, CONNECT_FAILED, AMBIGUOUS, seen.message); return true; }
  // "Endpoint request timed out" and "Execution failed due to a timeout error": the whole time of the integration.
  const found = errorClass(seen.message);
  if (found !== null) { conclude(out, found.failure === TOTAL ? TIMEOUT : found.failure, found.failure === TIMEOUT ? EXACT : found.confidence, found.words); if (out.failure === TIMEOUT) out.generatedBy = BY_GATEWAY; return true; }
  if (lower.includes('permission') || lower.includes('configuration') || lower.includes('iam role')) { conclude(out, GATEWAY_ERROR, INFERRED, seen.message); return true; }
  return false;
}
