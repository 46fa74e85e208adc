/**
 * AWS load balancers → class. A status of the target means that it answered. Else the balancer's own words decide (error_reason,
 * actions_executed), then the time that passed against its limits: 10 s for connecting (fixed), the idle timeout (60 s unless set) for an answer.
 * Sources: "Access logs" and "Troubleshoot" of the ALB and CLB user guides.
 */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, DETAILS, FLAGS, METHOD, type Draft } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { timers } from './aws-elb';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus, near } from './conclude';
import { BALANCER_LIMITS } from './default-limits';

const CONNECT = failureCode('connect_timeout'), FIRST_BYTE = failureCode('first_byte_timeout'), TIMEOUT = failureCode('timeout_unspecified'), REPORTED = failureCode('upstream_reported_timeout'), ABORT = failureCode('client_abort'),
  CONNECT_FAILED = failureCode('connect_failed'), CLOSED = failureCode('upstream_closed'), PROTOCOL = failureCode('upstream_protocol_error'), UPSTREAM_5XX = failureCode('upstream_5xx'), NONE_HEALTHY = failureCode('no_healthy_upstream'),
  LIMITED = failureCode('rate_limited'), BAD_REQUEST = failureCode('client_protocol_error'), REJECT = failureCode('gateway_rejected'), ERROR = failureCode('gateway_error'), FAILED = failureCode('failure_unspecified');

/** error_reason → class; of several beginnings the first that fits. */
const REASONS: [RegExp, number][] = [
  [/^LambdaConnectionTimeout/, CONNECT], [/^LambdaConnectionError/, CONNECT_FAILED], [/^Lambda(?:Throttling|EC2Throttled)/, LIMITED], [/^Lambda(?:InvalidResponse|ResponseTooLarge)/, PROTOCOL],
  [/^LambdaRequestTooLarge/, REJECT], [/^Lambda(?:Unhandled|ServiceException)/, UPSTREAM_5XX], [/^Lambda/, ERROR],
  [/^(?:Auth|JWKS|WAF)\w*Timeout/, TIMEOUT], [/^AuthUnhandled|^(?:Auth|JWKS)\w*(?:RequestFailed|SizeExceeded)|^WAF/, ERROR], [/^(?:Auth|JWT)/, REJECT],
];
/** What lies with the target, and so with the attempt. */
const OF_TARGET = new Set([CONNECT, FIRST_BYTE, TIMEOUT, REPORTED, CONNECT_FAILED, CLOSED, PROTOCOL, UPSTREAM_5XX, FAILED]);

export function classifyAlb(out: Draft, settings: ParseSettings): void {
  if (!answered(out)) {
    if (out.has(DETAILS) && byReason(out)) { /* said */ }
    else if (out.status === 504) timedOut(out, settings.limits.connectMs ?? BALANCER_LIMITS.connectMs, settings.limits.readMs ?? BALANCER_LIMITS.readMs);
    else byBalancer(out);
  }
  settle(out);
}

export function classifyClb(out: Draft, settings: ParseSettings): void {
  if (!answered(out)) {
    const waited = timers.target, limit = settings.limits.readMs ?? BALANCER_LIMITS.readMs;
    if (out.status === 504) {
      if (near(waited, limit)) conclude(out, FIRST_BYTE, INFERRED, `504 after ${waited} ms, the idle timeout`);
      else if (waited >= 1000) conclude(out, FIRST_BYTE, AMBIGUOUS, `504 after ${waited} ms without an answer`);
      else conclude(out, TIMEOUT, AMBIGUOUS, '504 without a status of the instance');
    } else if (out.status === 502 && timers.response >= 0) conclude(out, PROTOCOL, AMBIGUOUS, '502 without a status of the instance');
    else byBalancer(out);
  }
  settle(out);
}

/** Who wrote the status, and whose failure it was. */
function settle(out: Draft): void {
  const last = out.attempts - 1;
  out.generatedBy = out.status === 0 ? BY_UNKNOWN : out.upstreamStatus !== 0 && out.upstreamStatus === out.status ? BY_UPSTREAM : BY_GATEWAY;
  if (last >= 0) out.attemptFailure[last] = OF_TARGET.has(out.failure) || (out.failure === LIMITED && out.side === 'upstream') ? out.failure : 0;
}

/** The target has a status, or the call ended well. @returns whether that settles it. */
function answered(out: Draft): boolean {
  const s = out.status, t = out.upstreamStatus;
  if (s === 460 || s === 499) { conclude(out, ABORT, EXACT, `status ${s}`); return true; }
  if (t === 0 || (s !== t && s >= 400)) { if (s >= 400) return false; conclude(out, 0, EXACT, ''); return true; }
  if (t === 504 || t === 408 || t === 524) conclude(out, REPORTED, EXACT, `target status ${t}`);
  else if (t === 429) { conclude(out, LIMITED, EXACT, 'target status 429'); out.side = 'upstream'; }
  else if (t >= 500) conclude(out, UPSTREAM_5XX, EXACT, `target status ${t}`);
  else conclude(out, 0, EXACT, '');
  return true;
}

function byReason(out: Draft): boolean {
  const reason = out.text(DETAILS)!;
  for (const [pattern, failure] of REASONS) {
    if (!pattern.test(reason)) continue;
    conclude(out, failure, EXACT, reason);
    if (failure === TIMEOUT) out.side = 'gateway';
    if (failure === LIMITED) out.side = 'upstream';
    return true;
  }
  if (!reason.startsWith('Severe') || out.status < 400 || out.status >= 500) return false;
  conclude(out, BAD_REQUEST, EXACT, reason.replace('" "', ' '));
  return true;
}

/** 504 of the balancer: it could not connect in time, or nothing came before the idle timeout. */
function timedOut(out: Draft, connectMs: number, idleMs: number): void {
  const ms = out.duration, dispatched = !Number.isNaN(timers.request) && Number.isNaN(timers.target), said = `504 after ${Math.round(ms)} ms, no status of the target`;
  if (near(ms, idleMs) && idleMs !== connectMs) conclude(out, FIRST_BYTE, INFERRED, `${said}: the idle timeout`);
  else if (near(ms, connectMs) && !dispatched) conclude(out, CONNECT, INFERRED, `${said}: the limit for connecting`);
  else if (dispatched) conclude(out, FIRST_BYTE, INFERRED, `504, dispatched, target_processing_time is -1`);
  // Neither limit that is known: what can be set is the idle timeout.
  else if (ms >= 1000) conclude(out, FIRST_BYTE, AMBIGUOUS, said);
  else conclude(out, TIMEOUT, AMBIGUOUS, '504, no status of the target');
}

function byBalancer(out: Draft): void {
  const s = out.status, actions = out.text(FLAGS) ?? '', target = out.attempts > 0, has = (action: string): boolean => actions.split(',').includes(action);
  if (has('waf-failed') && s >= 500) return conclude(out, ERROR, EXACT, 'waf-failed');
  if (s === 403 && has('waf') && !target && !has('forward') && !has('fixed-response') && !has('redirect')) return conclude(out, REJECT, EXACT, `status 403, actions ${actions}`);
  if (s >= 500 && has('fixed-response')) return conclude(out, REJECT, INFERRED, `status ${s}, fixed-response`);
  if ((s === 400 || s === 405 || s === 414 || s === 431 || s === 463 || s === 464 || s === 501 || s === 505) && !target) return conclude(out, BAD_REQUEST, s === 463 || s === 464 ? EXACT : INFERRED, `status ${s} without a target`);
  if (s === 413 && !target) return conclude(out, REJECT, INFERRED, 'status 413 without a target');
  if (s === 503 && !target) return conclude(out, NONE_HEALTHY, INFERRED, 'status 503 without a target');
  if (s === 503) return conclude(out, NONE_HEALTHY, AMBIGUOUS, 'status 503 without a status of the target');
  // response_processing_time is -1 where no response came from the target.
  if (s === 502 && timers.response >= 0) return conclude(out, PROTOCOL, AMBIGUOUS, '502 after the target had begun to answer');
  if (s === 502) return conclude(out, CLOSED, AMBIGUOUS, '502 without a status of the target');
  if (s === 561) return conclude(out, ERROR, INFERRED, 'status 561: the identity provider answered with an error');
  if (s === 500 && !target) return conclude(out, ERROR, INFERRED, 'status 500 without a target');
  if (s === 400 && !out.has(METHOD)) return conclude(out, BAD_REQUEST, INFERRED, 'status 400, no request');
  concludeByStatus(out);
}
