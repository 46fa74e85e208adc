/** What a 502 or 504 says that a gateway built on nginx wrote itself, where the log has of a try no more than how long it took. */
import { failureCode } from '../failure';
import { AMBIGUOUS, INFERRED, near } from './conclude';

const CONNECT = failureCode('connect_timeout'), SEND = failureCode('send_timeout'), FIRST_BYTE = failureCode('first_byte_timeout'), TIMEOUT = failureCode('timeout_unspecified'),
  CONNECT_FAILED = failureCode('connect_failed'), CLOSED = failureCode('upstream_closed');
/** A refusal comes back at once; whoever takes longer had a connection, or no network. */
const AT_ONCE_MS = 50;

export type Limits = { connectMs: number; sendMs: number; readMs: number };
/** Confidence and evidence of the last answer. */
export let sure = AMBIGUOUS, why = '';
const says = (failure: number, confidence: number, evidence: string): number => { sure = confidence; why = evidence; return failure; };

/** A 504: which limit the try ran into. Limits that are alike cannot tell the phases apart. @param timer the field that the time is from. */
export function lostToTimeout(ms: number, limits: Limits, timer: string): number {
  const connect = near(ms, limits.connectMs), read = near(ms, limits.readMs), send = near(ms, limits.sendMs);
  if (connect && !read && !send) return says(CONNECT, INFERRED, `504, ${timer} is the connect timeout`);
  if (read && !connect) return says(FIRST_BYTE, INFERRED, `504, ${timer} is the read timeout`);
  if (send && !connect && !read) return says(SEND, INFERRED, `504, ${timer} is the write timeout`);
  return says(TIMEOUT, AMBIGUOUS, connect || read ? `504, ${timer} is the limit` : '504');
}

/** A 502: refused, or closed without an answer. */
export const lostConnection = (ms: number, timer: string): number => (ms > AT_ONCE_MS ? says(CLOSED, AMBIGUOUS, `502, ${timer} is ${Math.round(ms)}`) : says(CONNECT_FAILED, AMBIGUOUS, '502'));
