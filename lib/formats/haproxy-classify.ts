/**
 * HAProxy's termination state → class. The first letter says who or what ended the session, the second in which phase; the timers
 * and the server's name decide where a state alone does not. Source: HAProxy's configuration manual, "Session state at disconnection".
 */
import type { Draft } from '../call';
import { BY_GATEWAY, BY_UPSTREAM, EVIDENCE, FLAGS, METHOD, UPSTREAM_NAME } from '../call';
import { failureCode } from '../failure';

const EXACT = 0, INFERRED = 1, AMBIGUOUS = 2;
const DASH = 45;
const code = {
  queue: failureCode('queue_timeout'), connect: failureCode('connect_timeout'), send: failureCode('send_timeout'), firstByte: failureCode('first_byte_timeout'), body: failureCode('body_timeout'),
  idle: failureCode('idle_timeout'), request: failureCode('client_request_timeout'), stall: failureCode('client_stall_timeout'), unspecified: failureCode('timeout_unspecified'),
  abort: failureCode('client_abort'), refused: failureCode('connect_refused'), failed: failureCode('connect_failed'), reset: failureCode('connection_reset'), closed: failureCode('upstream_closed'),
  noServer: failureCode('no_healthy_upstream'), limited: failureCode('rate_limited'), protocol: failureCode('upstream_protocol_error'), upstream504: failureCode('upstream_reported_timeout'),
  upstream5xx: failureCode('upstream_5xx'), badRequest: failureCode('client_protocol_error'), rejected: failureCode('gateway_rejected'), overload: failureCode('gateway_overload'),
  error: failureCode('gateway_error'), unknown: failureCode('failure_unspecified'),
};

/** Sets everything that FORMATS asks of a class, for HTTP lines (`tcp` false) and TCP lines. Expects the draft as the parsers leave it. */
export function classifyHaproxy(out: Draft, tcp: boolean): void {
  const flags = out.spanFrom(FLAGS);
  if (flags < 0) return;
  const cause = out.buf[flags], phase = out.buf[flags + 1], status = out.status, answered = !Number.isNaN(out.firstByteMs);
  // The header came from the server unless HAProxy threw it away (PH) or answered by itself (L…).
  const fromServer = answered && cause !== 80 /* P */ && cause !== 76 /* L */;
  if (!tcp && status !== 0) out.generatedBy = fromServer ? BY_UPSTREAM : BY_GATEWAY;
  if (fromServer) { out.upstreamStatus = status; if (out.attempts > 0) out.attemptStatus[0] = status; }
  if (cause === DASH && status < 500 && status !== 408 && status !== 429) return;
  if (cause === DASH || cause === 76) byStatus(out, fromServer); else byState(out, cause, phase, tcp, answered);
  if (out.failure === 0) return;
  // The attempt shares the class of the call, unless the request never came so far as to need a server.
  for (let i = 0; i < out.attempts; i++) out.attemptFailure[i] = out.failure;
}

function set(out: Draft, failure: number, confidence: number, more = ''): void {
  const from = out.spanFrom(FLAGS);
  out.failure = failure; out.confidence = confidence;
  out.put(EVIDENCE, `termination state ${out.buf.toString('latin1', from, out.spanTo(FLAGS))}${more}`);
}

/** A session that HAProxy saw end in good order: only the status can speak of failure. */
function byStatus(out: Draft, fromServer: boolean): void {
  const s = out.status, from = `, status ${s} of ${fromServer ? 'the server' : 'the proxy'}`;
  if (s === 429) { set(out, code.limited, INFERRED, from); if (fromServer) out.side = 'upstream'; }
  else if (fromServer && (s === 504 || s === 408 || s === 524)) set(out, code.upstream504, EXACT, from);
  else if (fromServer && s >= 500) set(out, code.upstream5xx, EXACT, from);
  else if (s >= 500) { set(out, code.rejected, INFERRED, from); }
}

function byState(out: Draft, cause: number, phase: number, tcp: boolean, answered: boolean): void {
  const server = out.has(UPSTREAM_NAME), tunnel = tcp || out.status === 101 || (out.status === 200 && isConnect(out));
  switch (cause) {
    case 67: /* C */ return set(out, code.abort, EXACT);
    case 99: /* c */
      if (phase === 82 /* R */) return set(out, code.request, EXACT);
      // In a tunnel both sides are silent, and whose timer runs out first says little.
      return tunnel ? set(out, code.idle, EXACT) : set(out, code.stall, EXACT);
    case 83: /* S */
      if (phase === 67 /* C */) return server ? refused(out) : set(out, code.noServer, EXACT, ', no server');
      if (phase === 72 /* H */) return set(out, code.closed, AMBIGUOUS); // closed and reset look alike
      if (phase === 68 /* D */ || phase === 76 /* L */) return cut(out, tcp);
      return set(out, server ? code.closed : code.noServer, AMBIGUOUS);
    case 115: /* s */
      if (phase === 81 /* Q */) return set(out, code.queue, EXACT);
      if (phase === 67 /* C */) return set(out, code.connect, EXACT);
      if (phase === 72 /* H */) return set(out, code.firstByte, EXACT);
      if (tunnel && (phase === 68 || phase === 76)) return set(out, code.idle, EXACT);
      if (phase === 68 || phase === 76) return answered ? set(out, code.body, EXACT) : noHeader(out);
      return set(out, code.unspecified, AMBIGUOUS);
    case 80: /* P */ return byProxy(out, phase);
    case 82: /* R */ return set(out, code.overload, EXACT);
    case 73: /* I */ return set(out, code.error, EXACT);
    case 68: /* D */ return set(out, code.noServer, INFERRED, ', server went down');
    case 85: /* U */ set(out, code.unknown, INFERRED, ', moved back to a main server'); out.side = 'gateway'; return;
    case 75: /* K */ set(out, code.unknown, INFERRED, ', closed by an administrator'); out.side = 'gateway'; return;
    default: if (out.status === 0 || out.status >= 500) set(out, code.unknown, AMBIGUOUS);
  }
}

const isConnect = (out: Draft): boolean => { const from = out.spanFrom(METHOD); return from >= 0 && out.buf[from] === 67 && out.spanTo(METHOD) - from === 7; };

/**
 * SC with a server: refused, no route to it, no such socket and a TLS handshake that failed look alike. A real HAProxy that is asked for each
 * of them writes the same line, so the commonest cause is named and the doubt is said; how long it took helps a reader to decide.
 */
function refused(out: Draft): void {
  const lasted = out.attempts > 0 ? out.attemptTotal[0] : NaN;
  set(out, code.refused, AMBIGUOUS, Number.isNaN(lasted) ? '' : `, after ${lasted} ms`);
}

/** sD before a header: a server that stopped taking the request leaves no status; one that took it and was silent gets a 504 written. */
function noHeader(out: Draft): void {
  set(out, out.status === 0 ? code.send : code.firstByte, INFERRED, ', no header');
}

/** SD and SL: the server's connection died during the transfer. In HTTP a body that ends too early looks the same as a reset. */
function cut(out: Draft, tcp: boolean): void {
  set(out, code.reset, tcp ? INFERRED : AMBIGUOUS);
}

function byProxy(out: Draft, phase: number): void {
  const s = out.status;
  // Before L there was P for what the proxy answers by itself: a redirect, the statistics page.
  if (phase === 82 /* R */ && s >= 200 && s < 400) return;
  if (phase === 72 /* H */ || phase === 68 /* D */ || phase === 76 /* L */) return set(out, code.protocol, INFERRED);
  if (phase === 67 /* C */) return set(out, code.overload, EXACT);
  if (s === 429) return set(out, code.limited, EXACT, ', status 429');
  if (phase === 82 /* R */ && !out.has(METHOD) && (s === 400 || s === 0)) return set(out, code.badRequest, EXACT, ', bad request');
  set(out, code.rejected, EXACT);
}
