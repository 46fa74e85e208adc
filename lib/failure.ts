/**
 * The failure taxonomy: in which phase a call (or one attempt) died, and why.
 *
 * The position in this list is the number that is stored, so entries are only ever appended.
 * Code 0 is "no failure": an ordinary result, a plain 4xx among them.
 */
export type FailurePhase = 'dns' | 'queue' | 'connect' | 'tls' | 'send' | 'first byte' | 'body' | 'whole call' | 'request' | 'none';
export type FailureSide = 'client' | 'gateway' | 'upstream' | 'network';

type Entry = { id: string; title: string; phase: FailurePhase; side: FailureSide | null; timeout: boolean; meaning: string };

const e = (id: string, title: string, phase: FailurePhase, side: FailureSide | null, timeout: boolean, meaning: string): Entry => ({ id, title, phase, side, timeout, meaning });

const list = [
  e('none', 'No failure', 'none', null, false, 'An ordinary result, plain 4xx answers among them.'),
  e('dns_timeout', 'DNS timeout', 'dns', 'network', true, 'The name lookup got no answer in time.'),
  e('queue_timeout', 'Queue timeout', 'queue', 'gateway', true, 'Waited too long in the gateway for a free connection or slot.'),
  e('connect_timeout', 'Connect timeout', 'connect', 'upstream', true, 'The TCP connection to the upstream was not made in time.'),
  e('tls_timeout', 'TLS timeout', 'tls', 'upstream', true, 'The TLS handshake with the upstream did not finish in time.'),
  e('send_timeout', 'Send timeout', 'send', 'upstream', true, 'The upstream stopped taking the request.'),
  e('first_byte_timeout', 'First byte timeout', 'first byte', 'upstream', true, 'The request was delivered, no response header came in time.'),
  e('body_timeout', 'Body timeout', 'body', 'upstream', true, 'The header came, then the body stalled.'),
  e('total_timeout', 'Total timeout', 'whole call', 'upstream', true, 'The overall limit of the call ran out, whatever the phase.'),
  e('idle_timeout', 'Idle timeout', 'whole call', 'network', true, 'An established stream, tunnel or websocket was silent too long.'),
  e('client_request_timeout', 'Client request timeout', 'request', 'client', true, 'The client did not finish its request (408).'),
  e('client_stall_timeout', 'Client stall timeout', 'body', 'client', true, 'The client stopped reading the response.'),
  e('upstream_reported_timeout', 'Upstream reported timeout', 'first byte', 'upstream', true, 'The upstream itself answered 504, 408 or 524.'),
  e('timeout_unspecified', 'Timeout, phase unknown', 'whole call', null, true, 'A timeout; the log does not tell in which phase.'),
  e('client_abort', 'Client abort', 'whole call', 'client', false, 'The client closed or cancelled first.'),
  e('connect_refused', 'Connection refused', 'connect', 'upstream', false, 'The upstream refused the connection.'),
  e('connect_unreachable', 'Unreachable', 'connect', 'network', false, 'No route to the upstream, or its network is down.'),
  e('connect_failed', 'Connect failed', 'connect', 'upstream', false, 'The connection failed; the log does not tell how.'),
  e('connection_reset', 'Connection reset', 'first byte', 'upstream', false, 'The upstream reset the connection before the end.'),
  e('upstream_closed', 'Upstream closed early', 'first byte', 'upstream', false, 'The upstream closed the connection before the end.'),
  e('dns_failure', 'DNS failure', 'dns', 'network', false, 'The name does not resolve.'),
  e('tls_failure', 'TLS failure', 'tls', 'upstream', false, 'The handshake or the certificate failed.'),
  e('no_healthy_upstream', 'No healthy upstream', 'connect', 'upstream', false, 'No usable instance was left.'),
  e('circuit_open', 'Circuit open', 'queue', 'gateway', false, 'A breaker or overflow limit of the upstream was hit.'),
  e('rate_limited', 'Rate limited', 'request', 'gateway', false, 'A quota or limiter said no.'),
  e('no_route', 'No route', 'request', 'gateway', false, 'No route or cluster matched.'),
  e('upstream_protocol_error', 'Upstream protocol error', 'first byte', 'upstream', false, 'The response was invalid or too large.'),
  e('upstream_5xx', 'Upstream 5xx', 'first byte', 'upstream', false, 'The upstream answered with a 5xx status other than 504.'),
  e('client_protocol_error', 'Client protocol error', 'request', 'client', false, 'The request could not be parsed.'),
  e('gateway_rejected', 'Rejected by the gateway', 'request', 'gateway', false, 'A policy said no: firewall, auth filter, size limit.'),
  e('gateway_overload', 'Gateway overload', 'queue', 'gateway', false, 'The gateway ran out of its own resources.'),
  e('gateway_error', 'Gateway error', 'whole call', 'gateway', false, 'A bug, script or configuration error of the gateway.'),
  e('fault_injected', 'Fault injected', 'whole call', 'gateway', false, 'A test fault was injected.'),
  e('failure_unspecified', 'Failure, kind unknown', 'whole call', null, false, 'Failed; nothing more is known.'),
] as const;

export const FAILURES: readonly Entry[] = list;

/** The stored number of a class id; 0 is no failure. Throws on an unknown id (a programming error). */
const codes = new Map(FAILURES.map((f, code) => [f.id, code]));
export function failureCode(id: string): number {
  const code = codes.get(id);
  if (code === undefined) throw new Error(`unknown failure class ${id}`);
  return code;
}

export const failureOf = (code: number): Entry => FAILURES[code] ?? FAILURES[FAILURES.length - 1];
export const isTimeoutCode = (code: number): boolean => failureOf(code).timeout;

/** How sure a class is: the log says so / it follows from timers or limits / several classes fit. */
export const CONFIDENCES = ['exact', 'inferred', 'ambiguous'] as const;
export type Confidence = (typeof CONFIDENCES)[number];
