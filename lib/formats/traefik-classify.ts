/**
 * What became of a call, from a Traefik line. Its error handler writes 499 for a client that left, 504 for any timeout of the network,
 * 502 for its other errors and an early end, 500 for the rest, each with the status text as the body: the length of that
 * body tells its own answer from the server's, where the error itself is not logged (OriginError). Without a server there was none to ask.
 */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, DETAILS, LOGS_ADDR, LOGS_STATUS, ROUTE, SERVICE, type Draft } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus, near } from './conclude';
import { TRAEFIK_LIMITS } from './default-limits';
import { errorClass } from './error-text';

const code = failureCode;
const REPORTED = code('upstream_reported_timeout'), UPSTREAM_5XX = code('upstream_5xx'), LIMITED = code('rate_limited'), CONNECT = code('connect_timeout'), FIRST_BYTE = code('first_byte_timeout'),
  TIMEOUT = code('timeout_unspecified'), UNKNOWN = code('failure_unspecified'), NO_SERVER = code('no_healthy_upstream'), CIRCUIT = code('circuit_open'), ABORT = code('client_abort');

/** Length of the text that Traefik answers with: "Gateway Timeout" and so on. */
const OWN_TEXT: Record<number, number> = { 499: 21, 500: 21, 502: 11, 504: 15 };
/** "no available server" with its newline, and "Service Unavailable" of a service without servers or of an open circuit breaker. */
const NO_SERVER_TEXT = 20, UNAVAILABLE_TEXT = 19;

export function classifyTraefik(out: Draft, settings: ParseSettings): void {
  // An origin's status stands for a server that is not logged. Where Traefik answers itself, neither is there; nor is it where fields are
  // configured away, of which its own share of the time is one of the first.
  const s = out.status, origin = out.upstreamStatus, addressed = (out.logged & LOGS_ADDR) !== 0;
  const server = out.attempts > 0 || (!addressed && origin > 0 && !isInternal(out) && !(origin === 503 && out.bytesOut === NO_SERVER_TEXT)), blind = !addressed && (out.logged & LOGS_STATUS) === 0 && Number.isNaN(out.gatewayMs);
  out.generatedBy = (s === 0 && origin === 0) || blind ? BY_UNKNOWN : server ? BY_UPSTREAM : BY_GATEWAY;
  if (s < 400 && origin < 500 && origin !== 499) return;
  // An error page may answer in the place of what the server said.
  judge(out, origin >= 500 || origin === 499 ? origin : s, server, blind, settings);
  if (out.attempts > 0 && out.failure !== 0) out.attemptFailure[0] = out.failure;
}

/** ping@internal and the like: Traefik is the server. */
const isInternal = (out: Draft): boolean => out.text(ROUTE)?.endsWith('@internal') ?? false;

function judge(out: Draft, s: number, server: boolean, blind: boolean, settings: ParseSettings): void {
  const size = out.attempts > 0 && out.attemptBytes[0] >= 0 ? out.attemptBytes[0] : out.bytesOut, own = size === OWN_TEXT[s], said = out.has(DETAILS) ? errorClass(out.text(DETAILS)!) : null;
  const unknown = size <= 0, text = own ? `, ${size} bytes are Traefik's own text` : '';
  if (s === 499) { out.generatedBy = BY_GATEWAY; return conclude(out, ABORT, EXACT, 'status 499'); }
  if (said !== null) { out.generatedBy = BY_GATEWAY; return conclude(out, said.failure, said.confidence, said.words); }
  if (blind && !(s === 503 && (size === NO_SERVER_TEXT || size === UNAVAILABLE_TEXT))) return s === 504 ? timeout(out, '', settings) : concludeByStatus(out);
  if (!server) { out.generatedBy = BY_GATEWAY; return withoutServer(out, s, size); }
  switch (s) {
    case 504:
      if (!own && !unknown) return conclude(out, REPORTED, INFERRED, `status 504 with ${size} bytes of the server`);
      out.generatedBy = own ? BY_GATEWAY : BY_UNKNOWN;
      return timeout(out, text, settings);
    case 502: case 500:
      if (!own && !unknown) return conclude(out, UPSTREAM_5XX, INFERRED, `status ${s} with ${size} bytes of the server`);
      out.generatedBy = own ? BY_GATEWAY : BY_UNKNOWN;
      return conclude(out, UNKNOWN, AMBIGUOUS, `status ${s}${text}`);
    case 408: case 524: return conclude(out, REPORTED, INFERRED, `status ${s} of the server`);
    case 429: out.side = 'upstream'; return conclude(out, LIMITED, INFERRED, 'status 429 of the server');
    default:
      if (s >= 500) conclude(out, UPSTREAM_5XX, INFERRED, `status ${s} of the server`);
  }
}

/** 504 of Traefik itself: connecting and waiting look alike, but only one of them has a limit by default. */
function timeout(out: Draft, text: string, settings: ParseSettings): void {
  const { connectMs, readMs } = settings.limits, took = Number.isNaN(out.upstreamMs) ? out.duration : out.upstreamMs, tries = Math.max(0, out.retries) + 1;
  const is = (limit: number): boolean => near(took, limit) || (tries > 1 && near(out.duration, limit * tries));
  const atConnect = is(connectMs ?? TRAEFIK_LIMITS.connectMs), atRead = readMs !== null && is(readMs), after = Number.isNaN(took) ? '' : ` after ${Math.round(took)} ms`;
  if (atConnect && !atRead) conclude(out, CONNECT, INFERRED, `status 504${after}, the dial limit${text}`);
  else if (atRead && !atConnect) conclude(out, FIRST_BYTE, INFERRED, `status 504${after}, the limit for the header${text}`);
  else conclude(out, TIMEOUT, AMBIGUOUS, `status 504${after}${text}`);
}

/** No server was asked: a middleware answered, or there was none to ask. */
function withoutServer(out: Draft, s: number, size: number): void {
  if (s === 503 && (out.has(SERVICE) || size === NO_SERVER_TEXT)) conclude(out, NO_SERVER, size === NO_SERVER_TEXT ? EXACT : INFERRED, 'status 503, no server');
  else if (s === 503 && out.has(ROUTE) && size === UNAVAILABLE_TEXT) conclude(out, CIRCUIT, AMBIGUOUS, 'status 503, no service and no server');
  else if (s === 503 && out.has(ROUTE)) conclude(out, NO_SERVER, AMBIGUOUS, 'status 503, no server');
  else concludeByStatus(out);
  if (out.failure === UNKNOWN || out.failure === TIMEOUT) out.side = 'gateway';
}
