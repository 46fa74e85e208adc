/**
 * What became of a call, from the record of APISIX's loggers. It has the status, the tries and how long these took, no phases; nginx's own
 * 502 and 504 stand in x-apisix-upstream-status like the upstream's.
 */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, END, ROUTE, type Draft } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus } from './conclude';
import { APISIX_LIMITS } from './default-limits';
import { lostConnection, lostToTimeout, sure, why } from './lost-try';
import { classifyNginx } from './nginx-classify';

const NO_HEALTHY = failureCode('no_healthy_upstream'), NO_ROUTE = failureCode('no_route'), LIMITED = failureCode('rate_limited'), UPSTREAM_5XX = failureCode('upstream_5xx'), GATEWAY_ERROR = failureCode('gateway_error'), FAILED = failureCode('failure_unspecified');

/** What the record has beside the draft, from `parse` to the `classify` that follows it. `spent`: the limiter says that nothing is left. */
export const seen = { spent: false };

export function classifyApisix(out: Draft, settings: ParseSettings): void {
  // Records of a log_format of the user's own are nginx's variables.
  if (out.atKind === END) { classifyNginx(out, settings); return; }
  const { connectMs, sendMs, readMs } = settings.limits, last = out.attempts - 1, s = out.status;
  const limits = { connectMs: connectMs ?? APISIX_LIMITS.connectMs, sendMs: sendMs ?? APISIX_LIMITS.sendMs, readMs: readMs ?? APISIX_LIMITS.readMs };
  for (let i = 0; i <= last; i++) {
    const status = out.attemptStatus[i] || (i === last ? s : 0), ms = out.attemptTotal[i];
    out.attemptFailure[i] = status === 504 ? lostToTimeout(ms, limits, 'upstream_latency') : status === 502 || (status === 0 && i < last) ? lostConnection(ms, 'upstream_latency') : status >= 500 ? UPSTREAM_5XX : 0;
  }
  out.generatedBy = s === 499 || last < 0 ? BY_GATEWAY : s === 502 || s === 504 ? BY_UNKNOWN : BY_UPSTREAM;
  if (s > 0 && s < 400) { conclude(out, 0, EXACT, ''); return; }
  if (s === 404 && last < 0 && !out.has(ROUTE)) conclude(out, NO_ROUTE, EXACT, '404, the record has no route_id');
  else if (s < 500) concludeByStatus(out);
  else if (last >= 0) {
    if (s === 502 || s === 504) conclude(out, out.attemptFailure[last], sure, why);
    else conclude(out, UPSTREAM_5XX, out.attemptStatus[last] === s ? EXACT : INFERRED, out.attemptStatus[last] === s ? `x-apisix-upstream-status ${s}` : `status ${s} after an upstream`);
  } else if (seen.spent) conclude(out, LIMITED, INFERRED, `status ${s}, x-ratelimit-remaining 0`);
  else if (s === 503 || s === 502) conclude(out, NO_HEALTHY, AMBIGUOUS, `${s}, no upstream`);
  else if (s === 500) conclude(out, GATEWAY_ERROR, INFERRED, '500, no upstream');
  else if (s === 504) concludeByStatus(out);
  else conclude(out, FAILED, AMBIGUOUS, `status ${s}`);
}
