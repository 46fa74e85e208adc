/**
 * What a Caddy line says of a call. An access line knows the status, whether the body is as long as its header promised, and by its headers
 * whether an upstream wrote them; an error line has Go's own words.
 */
import { BY_GATEWAY, BY_UPSTREAM, EVIDENCE, METHOD, type Draft } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { AMBIGUOUS, conclude, concludeByStatus, EXACT, INFERRED, near } from './conclude';
import { CADDY_LIMITS } from './default-limits';
import { errorClass } from './error-text';

const ABORT = failureCode('client_abort'), STALL = failureCode('client_stall_timeout'), BODY = failureCode('body_timeout'), RESET = failureCode('connection_reset'), CLOSED = failureCode('upstream_closed'), UNKNOWN = failureCode('failure_unspecified'),
  TIMEOUT = failureCode('timeout_unspecified'), OWN = failureCode('gateway_error'), CONNECT = failureCode('connect_timeout'), FIRST_BYTE = failureCode('first_byte_timeout'), REPORTED = failureCode('upstream_reported_timeout'), UPSTREAM = failureCode('upstream_5xx');
/** A request that no handler answers is over in microseconds, with status 0 as well. */
const SOME_WORK_MS = 2;

/** What the reader noted of the response's header: its Content-Length (-1 = none), whether an upstream wrote it, and whether it went over to another protocol (WebSocket). */
export const response = { length: -1, dated: false, file: false, upgraded: false };

/** The message of an http.log.error line; 0 = no failure (a plain 4xx of a handler). */
export function classifyMessage(out: Draft, text: string): void {
  const found = errorClass(text), s = out.status;
  if (s !== 0 && s < 500 && s !== 499 && s !== 408 && s !== 429) return;
  // Written to the server, which had closed.
  if (/write tcp \S+->\S+: .*broken pipe/.test(text.slice(0, 1000))) { conclude(out, CLOSED, EXACT, 'broken pipe'); return; }
  if (found !== null) { conclude(out, found.failure, found.confidence, found.words); if (found.failure === ABORT) out.side = 'client'; return; }
  if (/^stream error|http2: |GOAWAY|connection error/.test(text)) conclude(out, /client connection lost|GOAWAY|closed/.test(text) ? CLOSED : RESET, INFERRED, text.slice(0, 200));
  else if (s === 504) conclude(out, TIMEOUT, AMBIGUOUS, text || 'status 504');
  else if (s === 500) conclude(out, OWN, INFERRED, text || 'status 500');
  else if (s >= 500 || s === 0) conclude(out, UNKNOWN, AMBIGUOUS, text || `status ${s}`);
  else concludeByStatus(out);
}

/** Why a response whose header was sent did not reach its end: "reading: …" is the upstream's part, "writing: …" the client's. */
export function classifyAbort(out: Draft, text: string): void {
  const said = `aborting with incomplete response: ${text}`, ofClient = /^writing|^write |context canceled|client disconnected|stream closed|canceled by remote|H3_REQUEST_CANCELLED/.test(text);
  if (ofClient) { out.side = 'client'; conclude(out, /timeout|deadline exceeded/.test(text) ? STALL : ABORT, EXACT, said); return; }
  if (/timeout|deadline exceeded/.test(text)) conclude(out, BODY, EXACT, said);
  else if (/reset by peer|stream error/.test(text)) conclude(out, RESET, EXACT, said);
  else if (/EOF|closed/.test(text)) conclude(out, CLOSED, EXACT, said);
  else conclude(out, errorClass(text)?.failure ?? UNKNOWN, AMBIGUOUS, said);
}

/** An access line. */
export function classifyAccess(out: Draft, settings: ParseSettings): void {
  const s = out.status;
  // Caddy 2.6 writes status 0 of a 101 as well.
  if (s === 0 && response.upgraded) return;
  if (s === 0) { if (out.duration >= SOME_WORK_MS && out.bytesOut <= 0 && out.statusRaw === 0) { out.side = 'client'; conclude(out, ABORT, AMBIGUOUS, `status 0 after ${Math.round(out.duration)} ms`); } return; }
  if ((s === 200 || s === 206) && response.length > out.bytesOut && out.bytesOut >= 0 && out.text(METHOD) !== 'HEAD') {
    conclude(out, ABORT, AMBIGUOUS, `size ${out.bytesOut} of ${response.length}`);
    return;
  }
  if (s < 500) { concludeByStatus(out); return; }
  if (response.dated || (response.length >= 0 && !response.file) || out.upstreamStatus === s) {
    out.generatedBy = BY_UPSTREAM;
    conclude(out, s === 504 || s === 524 ? REPORTED : UPSTREAM, out.upstreamStatus === s ? EXACT : INFERRED, `status ${s}, with the upstream's own header`);
  } else {
    const { connectMs, readMs } = settings.limits;
    if (out.bytesOut === 0) out.generatedBy = BY_GATEWAY;
    if (s === 502 && near(out.duration, connectMs ?? CADDY_LIMITS.connectMs)) conclude(out, CONNECT, INFERRED, 'status 502, the duration is the dial limit');
    else if (s === 504 && readMs !== null && near(out.duration, readMs)) conclude(out, FIRST_BYTE, INFERRED, 'status 504, the duration is the header limit');
    else concludeByStatus(out);
  }
  if (out.attempts > 0) out.attemptFailure[out.attempts - 1] = out.failure;
}

/** An event: its class was found with its words. */
export function settleEvent(out: Draft): void {
  if (out.failure === 0) return;
  if (out.side !== 'client') { out.generatedBy = BY_GATEWAY; for (let i = 0; i < out.attempts; i++) out.attemptFailure[i] = out.failure; }
  if (!out.has(EVIDENCE)) out.put(EVIDENCE, `status ${out.status}`);
}
