/**
 * What became of a call, from Apinto's access log. Apinto answers 504 for every error of the upstream, whatever it was, and 501 where a
 * service has no node: so a 504 is a timeout only where the time says so.
 */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, ROUTE, type Draft } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus, near } from './conclude';

const TIMEOUT = failureCode('timeout_unspecified'), FAILED = failureCode('failure_unspecified'), NO_HEALTHY = failureCode('no_healthy_upstream'), UPSTREAM_5XX = failureCode('upstream_5xx'),
  LIMITED = failureCode('rate_limited'), REPORTED = failureCode('upstream_reported_timeout'), NO_ROUTE = failureCode('no_route'), GATEWAY_ERROR = failureCode('gateway_error');
/** A service's timeout is the user's own; nobody sets one below. */
const LEAST_LIMIT = 1000;

export function classifyApinto(out: Draft, settings: ParseSettings): void {
  const s = out.status, last = out.attempts - 1;
  for (let i = 0; i <= last; i++) {
    const status = out.attemptStatus[i];
    out.attemptFailure[i] = status === 504 || (status === 0 && i < last) ? lost(out, settings, out.attemptTotal[i]) : status >= 500 ? UPSTREAM_5XX : 0;
  }
  const answered = last >= 0 && out.attemptStatus[last] === s && s !== 504;
  out.generatedBy = last < 0 ? BY_GATEWAY : answered ? BY_UPSTREAM : s === 504 ? BY_UNKNOWN : BY_GATEWAY;
  if (s > 0 && s < 400) conclude(out, 0, EXACT, '');
  else if (s === 504) { conclude(out, lost(out, settings, out.upstreamMs), confidence, evidence); if (last >= 0) out.attemptFailure[last] = out.failure; }
  else if (s === 501 && !answered) conclude(out, NO_HEALTHY, INFERRED, '501, no node');
  else if (s === 404 && last < 0 && !out.has(ROUTE)) conclude(out, NO_ROUTE, INFERRED, '404, no api and no proxy_addr');
  else if (answered && s === 408) conclude(out, REPORTED, EXACT, 'proxy_status 408');
  else if (answered && s === 429) { conclude(out, LIMITED, EXACT, 'proxy_status 429'); out.side = 'upstream'; }
  else if (answered && s >= 500) conclude(out, UPSTREAM_5XX, EXACT, `proxy_status ${s}`);
  else if (s === 500 && last < 0) conclude(out, GATEWAY_ERROR, AMBIGUOUS, '500, no proxy_addr');
  else concludeByStatus(out);
}

let confidence = AMBIGUOUS, evidence = '';
const says = (failure: number, sure: number, why: string): number => { confidence = sure; evidence = why; return failure; };

/** @param tryMs the upstream's own time; the call's where that is missing. */
function lost(out: Draft, settings: ParseSettings, tryMs: number): number {
  const { connectMs, readMs } = settings.limits, ms = tryMs > 0 ? tryMs : out.duration, tries = Math.max(1, out.attempts);
  for (const limit of [readMs, connectMs]) if (limit !== null && (near(ms, limit) || near(out.duration, limit * tries))) return says(TIMEOUT, INFERRED, '504 at the limit');
  return ms >= LEAST_LIMIT && readMs === null ? says(TIMEOUT, AMBIGUOUS, `504 after ${Math.round(ms)} ms`) : says(FAILED, AMBIGUOUS, '504, which Apinto answers for every error of the upstream');
}
