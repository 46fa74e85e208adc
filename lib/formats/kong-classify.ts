/**
 * What became of a call, from Kong's record. Kong writes a try's state and code when the next one begins, so the last try has none: the
 * call's own status is what became of it. Limits are the service's own, as the record has them.
 */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, FLAGS, METHOD, ROUTE, SERVICE, type Draft, MAX_ATTEMPTS } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus } from './conclude';
import { KONG_LIMITS } from './default-limits';
import { type Limits, lostConnection, lostToTimeout, sure, why } from './lost-try';

const DNS_TIMEOUT = failureCode('dns_timeout'), NO_HEALTHY = failureCode('no_healthy_upstream'), NO_ROUTE = failureCode('no_route'), LIMITED = failureCode('rate_limited'), UPSTREAM_5XX = failureCode('upstream_5xx'),
  REPORTED = failureCode('upstream_reported_timeout'), GATEWAY_ERROR = failureCode('gateway_error'), FAILED = failureCode('failure_unspecified');

/** What the record has beside the draft, from `parse` to the `classify` that follows it. */
export const seen = {
  limits: { connectMs: NaN, sendMs: NaN, readMs: NaN } satisfies Limits as Limits,
  /** Time that the last try waited for a header, and its body's. */
  waitMs: NaN, receiveMs: NaN,
  /** Who the response says it is from: 0 = it does not, 1 = another server, 2 = Kong. */
  server: 0,
  /** The record has a list of tries, empty or not. */
  tries: false,
  /** The try was left for what it answered, not for an error. */
  answered: new Array<boolean>(MAX_ATTEMPTS).fill(false),
  begin(): void {
    const { limits } = seen;
    limits.connectMs = limits.sendMs = limits.readMs = seen.waitMs = seen.receiveMs = NaN;
    seen.server = 0; seen.tries = false;
  },
};

export function classifyKong(out: Draft, settings: ParseSettings): void {
  const { limits } = seen, last = out.attempts - 1, s = out.status;
  limits.connectMs = settings.limits.connectMs ?? (limits.connectMs > 0 ? limits.connectMs : KONG_LIMITS.connectMs);
  limits.sendMs = settings.limits.sendMs ?? (limits.sendMs > 0 ? limits.sendMs : KONG_LIMITS.sendMs);
  limits.readMs = settings.limits.readMs ?? (limits.readMs > 0 ? limits.readMs : KONG_LIMITS.readMs);
  for (let i = 0; i < last; i++) out.attemptFailure[i] = left(out, i);
  out.generatedBy = writer(out, last);
  if (last >= 0) {
    if (out.generatedBy === BY_UPSTREAM) {
      out.attemptStatus[last] = s; out.attemptFirstByte[last] = seen.waitMs; out.firstByteMs = seen.waitMs;
    } else if (out.upstreamStatus > 0) out.attemptStatus[last] = out.upstreamStatus;
  }
  if (s > 0 && s < 400) { conclude(out, 0, EXACT, ''); return; }
  if (out.generatedBy === BY_UPSTREAM) { answered(out, s); return; }
  own(out, s, last);
}

/** A try that was left for the next one. */
function left(out: Draft, i: number): number {
  const code = out.attemptStatus[i];
  if (seen.answered[i]) return code === 504 || code === 408 ? REPORTED : code === 429 ? LIMITED : code >= 500 ? UPSTREAM_5XX : FAILED;
  if (code === 504) return lostToTimeout(out.attemptTotal[i], seen.limits, 'its time');
  return code === 502 || code === 0 ? lostConnection(out.attemptTotal[i], 'its time') : FAILED;
}

/** Who wrote the status: the record's source; before Kong 3 the server header. nginx writes its own 502 and 504 into upstream_status. */
function writer(out: Draft, last: number): number {
  const source = out.text(FLAGS);
  if (source === 'upstream' || source === 'service') return BY_UPSTREAM;
  // Records of the first versions have no tries.
  if (source !== null || out.status === 499 || (last < 0 && (seen.tries || Number.isNaN(out.upstreamMs)))) return BY_GATEWAY;
  if (!out.has(METHOD)) return BY_UNKNOWN;
  if (seen.server !== 0) return seen.server === 2 ? BY_GATEWAY : BY_UPSTREAM;
  return out.status === 502 || out.status === 504 ? BY_UNKNOWN : BY_UPSTREAM;
}

function answered(out: Draft, s: number): void {
  const last = out.attempts - 1, by = out.has(FLAGS) ? `source ${out.text(FLAGS)}` : 'the upstream\'s server header';
  if (s === 504 || s === 408) conclude(out, REPORTED, EXACT, `status ${s}, ${by}`);
  else if (s === 429) { conclude(out, LIMITED, EXACT, `status 429, ${by}`); out.side = 'upstream'; }
  else if (s >= 500) conclude(out, UPSTREAM_5XX, out.has(FLAGS) || seen.server === 1 ? EXACT : INFERRED, `status ${s}, ${out.has(FLAGS) || seen.server === 1 ? by : 'no error of Kong\'s'}`);
  else concludeByStatus(out);
  if (last >= 0 && (s >= 500 || s === 408 || s === 429)) out.attemptFailure[last] = out.failure;
}

/** Kong's own answer. */
function own(out: Draft, s: number, last: number): void {
  if (s === 404 && !out.has(ROUTE) && !out.has(SERVICE)) { conclude(out, NO_ROUTE, EXACT, '404, the record has no route'); return; }
  if (last < 0) {
    if (s === 503 && out.has(SERVICE)) {
      // No try was made: the balancer had nobody, or the name did not resolve, which is slow only when nobody answers.
      if (out.gatewayMs >= 1000) conclude(out, DNS_TIMEOUT, AMBIGUOUS, `503, no tries, kong is ${out.gatewayMs}`); else conclude(out, NO_HEALTHY, AMBIGUOUS, '503, no tries');
    } else if (s === 500) conclude(out, GATEWAY_ERROR, INFERRED, '500, no tries');
    else concludeByStatus(out);
    return;
  }
  if (s < 500) { concludeByStatus(out); return; }
  const ms = Number.isNaN(seen.waitMs) ? out.attemptTotal[last] : seen.waitMs;
  if (s === 504) conclude(out, lostToTimeout(ms, seen.limits, 'proxy'), sure, why);
  else if (s === 502) conclude(out, lostConnection(ms, 'proxy'), sure, why);
  // A target that was tried and lost, and nobody left to go on with.
  else if (s === 503) conclude(out, NO_HEALTHY, AMBIGUOUS, '503 after the last try');
  else conclude(out, s === 500 ? GATEWAY_ERROR : FAILED, AMBIGUOUS, `status ${s}`);
  out.attemptFailure[last] = s === 500 ? 0 : out.failure;
}
