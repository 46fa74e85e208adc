/**
 * What an Apache access line tells of a call: its status, whether the client was still there (%X), and, with a duration, which limit was met.
 * The proxy answers 503 when it cannot connect, 502 (HTTP) or 504 (FastCGI, AJP) when a connected upstream is silent; the error log knows more.
 */
import { FLAGS, METHOD, type Draft } from '../call';
import { failureCode } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { conclude, concludeByStatus, EXACT, INFERRED, near } from './conclude';
import { APACHE_LIMITS } from './default-limits';

const ABORT = failureCode('client_abort'), CONNECT = failureCode('connect_timeout'), FIRST_BYTE = failureCode('first_byte_timeout'), BAD = failureCode('client_protocol_error');
const ABORTED = 88;

export function classifyApache(out: Draft, settings: ParseSettings): void {
  const flag = out.spanFrom(FLAGS), s = out.status;
  if (flag >= 0 && out.buf[flag] === ABORTED) { conclude(out, ABORT, EXACT, 'connection status X'); return; }
  if (s === 400 && !out.has(METHOD)) { conclude(out, BAD, EXACT, 'status 400, no request line'); return; }
  const { connectMs, readMs } = settings.limits;
  if (s === 503 && near(out.duration, connectMs ?? APACHE_LIMITS.connectMs)) conclude(out, CONNECT, INFERRED, 'status 503, the duration is the connect limit');
  else if ((s === 502 || s === 504) && near(out.duration, readMs ?? APACHE_LIMITS.readMs)) conclude(out, FIRST_BYTE, INFERRED, `status ${s}, the duration is the read limit`);
  else concludeByStatus(out);
  if (out.attempts > 0 && s >= 500) out.attemptFailure[out.attempts - 1] = out.failure;
}
