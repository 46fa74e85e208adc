/** Envoy's flags, details and transport words → class. Tables; which of them counts is for envoy-classify.ts to say. */
import { failureCode } from '../failure';
import type { FailureSide } from '../failure';
import { AMBIGUOUS, EXACT, INFERRED } from './conclude';
import { errorClass } from './error-text';

export type Said = { failure: number; confidence: number; evidence: string; side?: FailureSide };

/** The same words come again and again while something is down: what they mean is kept for some of them. */
function kept<T>(find: (said: string) => T): (said: string) => T {
  const known = new Map<string, T>();
  return (said) => {
    let found = known.get(said);
    if (found === undefined) { found = find(said); if (known.size >= 500) known.clear(); if (said.length <= 1000) known.set(said, found); }
    return found;
  };
}

type Row = [flag: string, long: string, id: string, confidence: number, side?: FailureSide];
/** The first from above that a line has counts: what ended the call before what came along with it. URX (retries used up), DI, RFCF and the like are no causes. */
const FLAG_ROWS: Row[] = [
  ['FI', 'FaultInjected', 'fault_injected', EXACT],
  ['NR', 'NoRouteFound', 'no_route', EXACT], ['NC', 'NoClusterFound', 'no_route', EXACT], ['NFCF', 'NoFilterConfigFound', 'gateway_error', EXACT],
  ['RL', 'RateLimited', 'rate_limited', EXACT], ['RLSE', 'RateLimitServiceError', 'gateway_error', EXACT], ['UAEX', 'UnauthorizedExternalService', 'gateway_rejected', EXACT],
  ['IH', 'InvalidEnvoyRequestHeaders', 'client_protocol_error', EXACT], ['OM', 'OverloadManagerTerminated', 'gateway_overload', EXACT],
  ['DO', 'DropOverload', 'gateway_overload', EXACT], ['UDO', 'UnconditionalDropOverload', 'gateway_overload', EXACT],
  ['UMSDR', 'UpstreamMaxStreamDurationReached', 'total_timeout', EXACT], ['DT', 'DurationTimeout', 'total_timeout', EXACT],
  ['UT', 'UpstreamRequestTimeout', 'first_byte_timeout', EXACT], ['UO', 'UpstreamOverflow', 'circuit_open', EXACT], ['DF', 'DnsResolutionFailed', 'dns_failure', EXACT],
  ['UF', 'UpstreamConnectionFailure', 'connect_failed', EXACT], ['UH', 'NoHealthyUpstream', 'no_healthy_upstream', EXACT], ['LH', 'FailedLocalHealthCheck', 'no_healthy_upstream', EXACT],
  ['UPE', 'UpstreamProtocolError', 'upstream_protocol_error', EXACT], ['UC', 'UpstreamConnectionTermination', 'upstream_closed', EXACT],
  ['UR', 'UpstreamRemoteReset', 'connection_reset', EXACT], ['SI', 'StreamIdleTimeout', 'idle_timeout', EXACT], ['LR', 'LocalReset', 'connection_reset', AMBIGUOUS, 'gateway'],
  ['DPE', 'DownstreamProtocolError', 'client_protocol_error', EXACT], ['DC', 'DownstreamConnectionTermination', 'client_abort', EXACT], ['DR', 'DownstreamRemoteReset', 'client_abort', EXACT],
];
const SHORT = new Map(FLAG_ROWS.flatMap(([flag, long], rank) => [[flag, rank], [long, rank]] as [string, number][]));
const LEFT = FLAG_ROWS.findIndex(([flag]) => flag === 'DC');

/** The flag that counts, by its short name, and its class; null when none of them is a cause. `unanswered`: no status was sent, so a client that left decides. */
export const byFlag = (flags: string, unanswered: boolean): (Said & { flag: string }) | null => (unanswered ? unansweredFlag(flags) : answeredFlag(flags));
const answeredFlag = kept((flags) => readFlags(flags, false)), unansweredFlag = kept((flags) => readFlags(flags, true));

function readFlags(flags: string, unanswered: boolean): (Said & { flag: string }) | null {
  let best = FLAG_ROWS.length;
  for (const flag of flags.split(',')) {
    const rank = SHORT.get(flag.trim());
    if (rank === undefined) continue;
    if (unanswered && rank >= LEFT) { best = rank; break; }
    if (rank < best) best = rank;
  }
  if (best === FLAG_ROWS.length) return null;
  const [flag, , id, confidence, side] = FLAG_ROWS[best];
  return { flag, failure: failureCode(id), confidence, evidence: '', side };
}
/** Whether any flag names a cause. */
export const faults = (flags: string): boolean => flags !== '' && byFlag(flags, false) !== null;

/** Response code details, termination details and the reasons in braces; "_" is read as a blank. */
const DETAIL_ROWS: [string, number, RegExp, FailureSide?][] = [
  ['dns_timeout', EXACT, /dns.*(?:time(?:d )?out|etimeout)/],
  ['dns_failure', EXACT, /dns resolution failure|dns.*(?:fail|nxdomain|not found|error)/],
  ['client_request_timeout', EXACT, /^(?:request overall timeout|request header timeout|downstream header timeout)/],
  ['idle_timeout', EXACT, /stream idle timeout|on idle timeout|tcp session idle timeout|per try idle timeout/],
  ['total_timeout', EXACT, /max duration timeout|^duration timeout|max stream duration|max connection duration/],
  ['no_route', EXACT, /^(?:route not found|route configuration not found|cluster not found|filter chain not found)/],
  ['no_healthy_upstream', EXACT, /no healthy upstream/],
  ['circuit_open', EXACT, /overflow/],
  ['gateway_overload', EXACT, /^(?:overload|drop overload|unconditional drop overload)/],
  ['rate_limited', EXACT, /rate limited|^ratelimit/],
  ['fault_injected', EXACT, /^fault filter abort/],
  ['client_abort', EXACT, /downstream remote (?:disconnect|reset)/],
  ['tls_timeout', EXACT, /transport socket timeout/],
  ['gateway_error', EXACT, /^(?:filter removed required|filter added invalid|ext authz error|ext proc.*error|lua.*error|internal error)|rate limiter error/],
  ['gateway_rejected', EXACT, /access denied|^ext authz|^jwt authn|^csrf|^oauth|^maintenance mode|^request payload too large|^rejecting because|^cors|^basic auth|^api key|^waf|^admission control/],
  ['client_protocol_error', EXACT, /^(?:low version|missing host|missing path|invalid path|absolute path rejected|path normalization failed|upgrade failed|request headers failed strict check|http[123]\.|early connect data)/],
  ['upstream_protocol_error', EXACT, /protocol error|response payload too large|websocket handshake unsuccessful/],
  ['connection_reset', EXACT, /remote reset|refused stream/],
  ['connection_reset', AMBIGUOUS, /local reset/, 'gateway'],
  ['upstream_closed', EXACT, /connection termination/],
  ['gateway_error', AMBIGUOUS, /^downstream local disconnect/],
];

const byWords = kept((said) => readDetails(said, false)), byDnsWords = kept((said) => readDetails(said, true));
/** @param dns the flag has said already that a name did not resolve. */
export const byDetails = (said: string, dns: boolean): Said | null => (said === '' ? null : dns ? byDnsWords(said) : byWords(said));

function readDetails(said: string, dns: boolean): Said | null {
  const text = (dns ? `dns ${said}` : said).slice(0, 1000).toLowerCase().replaceAll('_', ' ');
  for (const [id, confidence, pattern, side] of DETAIL_ROWS) if (pattern.test(text)) return { failure: failureCode(id), confidence, evidence: said, side };
  return null;
}

/** Linux, with the BSD numbers where they differ from all of these. */
const ERRNO: Record<string, string> = { 110: 'connect_timeout', 60: 'connect_timeout', 111: 'connect_refused', 61: 'connect_refused', 113: 'connect_unreachable', 65: 'connect_unreachable', 101: 'connect_unreachable', 51: 'connect_unreachable', 104: 'connection_reset', 54: 'connection_reset' };

/** What the transport said of a connection that failed; null when it said nothing. */
export const connectReason = kept(readReason);

function readReason(said: string): Said | null {
  const text = said.slice(0, 1000).replaceAll('_', ' '), lower = text.toLowerCase();
  const errno = /(?:delayed|immediate)? ?connect error: ?(\d+)/.exec(lower) ?? /\berrno:? ?(\d+)/.exec(lower);
  if (errno !== null) {
    const id = ERRNO[errno[1]];
    return id === undefined ? { failure: failureCode('connect_failed'), confidence: EXACT, evidence: errno[0].trim() } : { failure: failureCode(id), confidence: EXACT, evidence: errno[0].trim() };
  }
  if (/transport socket (?:connect )?timeout|handshake.{0,20}time/.test(lower)) return { failure: failureCode('tls_timeout'), confidence: EXACT, evidence: /[^{|,]*time ?out[^}|,]*/i.exec(text)?.[0].trim() ?? text };
  const tls = /tls error:?[^}]*|certificate[ _]verify[ _]failed|wrong version number|secret is not supplied[^}]*/i.exec(text);
  if (tls !== null) return { failure: failureCode('tls_failure'), confidence: EXACT, evidence: tls[0].trim() };
  if (lower.includes('connection timeout')) return { failure: failureCode('connect_timeout'), confidence: EXACT, evidence: 'connection_timeout' };
  const words = errorClass(text);
  if (words !== null) return { failure: words.failure, confidence: words.confidence, evidence: words.words };
  return /connection failure/.test(lower) ? { failure: failureCode('connect_failed'), confidence: INFERRED, evidence: 'connection_failure' } : null;
}

const GRPC: [string, number, string][] = [
  ['upstream_reported_timeout', 4, 'DeadlineExceeded'], ['client_abort', 1, 'Canceled'], ['rate_limited', 8, 'ResourceExhausted'], ['upstream_5xx', 2, 'Unknown'],
  ['upstream_5xx', 13, 'Internal'], ['upstream_5xx', 14, 'Unavailable'], ['upstream_5xx', 15, 'DataLoss'],
];
const GRPC_WORDS = new Map(GRPC.flatMap(([id, n, name]) => [String(n), name.toLowerCase(), name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()].map((w) => [w, id] as [string, string])));

/** A gRPC status that is a failure; null for all others, and for what is no gRPC status. */
export function byGrpc(said: string): Said | null {
  const id = GRPC_WORDS.get(said.toLowerCase());
  return id === undefined ? null : { failure: failureCode(id), confidence: EXACT, evidence: `grpc-status ${said}`, side: id === 'rate_limited' ? 'upstream' : undefined };
}
