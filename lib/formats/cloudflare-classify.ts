/**
 * What became of a call, from Cloudflare's statuses: 520 to 527 and 530 are its own and name the phase; 502 and 504 are the origin's where
 * the origin's status is the same. A request that the firewall stopped is an ordinary 403.
 */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, DETAILS, LOGS_STATUS, type Draft } from '../call';
import { failureCode } from '../failure';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus } from './conclude';

const REPORTED = failureCode('upstream_reported_timeout'), UPSTREAM_5XX = failureCode('upstream_5xx'), LIMITED = failureCode('rate_limited'), GATEWAY_ERROR = failureCode('gateway_error'), TIMEOUT = failureCode('timeout_unspecified'), FAILED = failureCode('failure_unspecified');
type Own = { failure: number; sure: number };
const own = (id: string, sure: number): Own => ({ failure: failureCode(id), sure });
const OWN: Record<number, Own> = {
  520: own('failure_unspecified', EXACT), 521: own('connect_refused', EXACT), 522: own('connect_timeout', EXACT), 523: own('connect_unreachable', EXACT), 524: own('first_byte_timeout', EXACT),
  525: own('tls_failure', EXACT), 526: own('tls_failure', EXACT), 527: own('connect_failed', AMBIGUOUS), 530: own('dns_failure', AMBIGUOUS),
};

/** What the record has beside the draft, from `parse` to the `classify` that follows it: the edge asked its own cache, and 504 says that it had nothing. */
export const lookup = { inside: false };

export function classifyCloudflare(out: Draft): void {
  const s = out.status, origin = out.upstreamStatus, last = out.attempts - 1;
  const known = OWN[s];
  if (known !== undefined) {
    out.generatedBy = BY_GATEWAY;
    conclude(out, known.failure, known.sure, `EdgeResponseStatus ${s}`);
    if (s === 520) out.side = 'upstream';
    if (last >= 0) out.attemptFailure[last] = out.failure;
    return;
  }
  // What the origin answered, though the edge may have hidden it.
  if (last >= 0) out.attemptFailure[last] = origin === 504 || origin === 408 || origin === 524 ? REPORTED : origin >= 500 ? UPSTREAM_5XX : origin === 429 ? LIMITED : 0;
  out.generatedBy = origin > 0 ? (origin === s ? BY_UPSTREAM : BY_GATEWAY) : out.logged & LOGS_STATUS ? BY_GATEWAY : BY_UNKNOWN;
  if (s >= 500 || s === 408 || s === 429) {
    if (origin === s) {
      conclude(out, out.attemptFailure[last], EXACT, `OriginResponseStatus ${origin}`);
      if (s === 429) out.side = 'upstream';
      return;
    }
    if (s === 504 && lookup.inside && origin === 0) { conclude(out, 0, EXACT, ''); return; }
    const worker = out.text(DETAILS);
    if (s >= 500 && worker !== null) { conclude(out, GATEWAY_ERROR, EXACT, worker); return; }
    if (s === 504) { conclude(out, TIMEOUT, out.generatedBy === BY_GATEWAY ? INFERRED : AMBIGUOUS, 'EdgeResponseStatus 504'); if (last >= 0) out.attemptFailure[last] = out.failure; return; }
    if (s >= 500) { conclude(out, FAILED, AMBIGUOUS, `EdgeResponseStatus ${s}`); return; }
  }
  concludeByStatus(out);
}
