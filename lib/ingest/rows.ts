/** Rows of notable calls, events and quarantined lines, from a draft. Texts are bounded and free of NUL, which no text column takes. */
import { CLIENT, EVIDENCE, HOST, METHOD, PATH, REQUEST_ID, type Draft } from '../call';
import type { AttemptRow, EventRow, NotableRow, QuarantineRow } from './folded';

const SAMPLE_BYTES = 240;

function text(d: Draft, field: number, max: number): string | null {
  const t = d.text(field);
  if (t === null) return null;
  // Never half of a surrogate pair: no text column takes it as it is.
  const end = t.charCodeAt(max - 1), cut = t.length > max ? t.slice(0, end >= 0xd800 && end < 0xdc00 ? max - 1 : max) : t;
  return cut.includes('\0') ? cut.replaceAll('\0', '\ufffd') : cut;
}
/** What names a call's request in access and error lines alike, as its rows keep it. */
export const requestOf = (d: Draft): { client: string | null; method: string | null; path: string | null } => ({ client: text(d, CLIENT, 100), method: text(d, METHOD, 32), path: text(d, PATH, 1000) });
const time = (ms: number): number | null => (Number.isNaN(ms) ? null : ms);

/** `instances`: the number of each attempt's instance. */
export function notableRow(d: Draft, offset: number, length: number, why: number, routeId: number, instances: ArrayLike<number>): NotableRow {
  const attempts: AttemptRow[] = [];
  for (let i = 0; i < d.attempts; i++) {
    attempts.push({
      instance: instances[i], addr: d.addr(i)?.slice(0, 200).replaceAll('\0', '\ufffd') ?? null, status: d.attemptStatus[i] || null, connectMs: time(d.attemptConnect[i]), firstByteMs: time(d.attemptFirstByte[i]),
      totalMs: time(d.attemptTotal[i]), group: d.attemptGroup[i], failure: d.attemptFailure[i],
    });
  }
  return {
    at: Math.trunc(d.at), offset, length, why, failure: d.failure, confidence: d.failure ? d.confidence : 0, status: d.status, durationMs: time(d.duration), routeId, instanceId: d.attempts ? instances[d.attempts - 1] : 0,
    retries: Math.min(32767, retriesOf(d)), ...requestOf(d), host: text(d, HOST, 200),
    requestId: text(d, REQUEST_ID, 200), evidence: text(d, EVIDENCE, 400), attempts,
  };
}

export function eventRow(d: Draft, offset: number, length: number, routeId: number, instanceId: number): EventRow {
  return {
    at: Math.trunc(d.at), offset, length, failure: d.failure, confidence: d.confidence, routeId, instanceId, ...requestOf(d), host: text(d, HOST, 200),
    requestId: text(d, REQUEST_ID, 200), evidence: text(d, EVIDENCE, 400),
  };
}

export function quarantineRow(buf: Buffer, from: number, to: number, offset: number, length: number, line: number, reason: string): QuarantineRow {
  return { offset, length, line, reason: reason.slice(0, 100), sample: buf.toString('utf8', from, Math.min(to, from + SAMPLE_BYTES)).replaceAll('\0', '\ufffd') };
}

/** Tries beyond the first: as logged, else those of one server group. */
export function retriesOf(d: Draft): number {
  if (d.retries >= 0) return d.retries;
  let n = 0;
  for (let i = 1; i < d.attempts; i++) if (d.attemptGroup[i] === d.attemptGroup[i - 1]) n++;
  return n;
}
