/** A call that an application made and that failed, as its words tell it (app-message.ts), put into a draft. */
import { EVIDENCE, METHOD, PATH, QUERY, UPSTREAM_NAME, type Draft } from '../call';
import type { FailedCall } from './app-message';

/** Why lines of an application that tell of no call are set aside. */
export const NO_CALL = 'application log without a call';

/** Puts the class that the words say, and the words. */
export function putFailure(out: Draft, f: FailedCall): void {
  out.failure = f.failure; out.confidence = f.confidence;
  out.put(EVIDENCE, f.words);
}

/** Puts what the words of a failed call say of it: whom, what, how long. What other fields said stays. */
export function takeFailedCall(out: Draft, f: FailedCall): void {
  if (!out.has(METHOD) && f.method !== null) out.put(METHOD, f.method);
  let host: string | null = null;
  if (f.url !== null) {
    const scheme = f.url.indexOf('://'), slash = scheme < 0 ? 0 : f.url.indexOf('/', scheme + 3), query = f.url.indexOf('?');
    if (scheme >= 0) host = f.url.slice(scheme + 3, slash < 0 ? f.url.length : slash).replace(/^.*@/, '') || null;
    if (!out.has(PATH)) {
      const path = slash < 0 ? '/' : f.url.slice(slash, query < 0 ? f.url.length : query);
      out.put(PATH, path);
      if (query >= 0 && query + 1 < f.url.length && !out.has(QUERY)) out.put(QUERY, f.url.slice(query + 1));
    }
  }
  const name = f.upstream ?? host;
  if (!out.has(UPSTREAM_NAME) && name !== null) out.put(UPSTREAM_NAME, name);
  if (out.attempts === 0 && (f.addr ?? host ?? name) !== null) { const i = out.addAttempt(); out.attemptAddr[i] = f.addr ?? host ?? name; }
  if (Number.isNaN(out.duration)) out.duration = f.durationMs;
  if (out.attempts > 0 && Number.isNaN(out.attemptTotal[0])) out.attemptTotal[0] = out.duration;
}
