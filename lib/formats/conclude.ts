/** How a classifier says what it found: class, confidence, the words or numbers that decided. Shared by the formats. */
import { EVIDENCE, type Draft } from '../call';
import { failureCode } from '../failure';

/** Indexes into CONFIDENCES: the log says so / it follows from timers or limits / several classes fit. */
export const EXACT = 0, INFERRED = 1, AMBIGUOUS = 2;

/** The call's class. `failure` 0 = none. */
export function conclude(out: Draft, failure: number, confidence: number, evidence: string): void {
  out.failure = failure; out.confidence = failure === 0 ? EXACT : confidence;
  if (failure !== 0) out.put(EVIDENCE, evidence);
}

/** Whether a time is the limit: within 2 % or 250 ms (FORMATS section 4). */
export const near = (ms: number, limit: number): boolean => Math.abs(ms - limit) <= Math.max(250, limit * 0.02);

const ABORT = failureCode('client_abort'), REQUEST = failureCode('client_request_timeout'), LIMITED = failureCode('rate_limited'),
  TIMEOUT = failureCode('timeout_unspecified'), FAILED = failureCode('failure_unspecified');

/** What a status says where nothing else speaks; ordinary results and plain 4xx are no failure. */
export function concludeByStatus(out: Draft): void {
  const s = out.status;
  if (s === 499 || s === 460) conclude(out, ABORT, EXACT, `status ${s}`);
  else if (s === 408) conclude(out, REQUEST, EXACT, 'status 408');
  else if (s === 429) conclude(out, LIMITED, EXACT, 'status 429');
  else if (s === 504) conclude(out, TIMEOUT, AMBIGUOUS, 'status 504');
  else if (s >= 500) conclude(out, FAILED, AMBIGUOUS, `status ${s}`);
  else conclude(out, 0, EXACT, '');
}
