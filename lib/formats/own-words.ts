/** What the error fields, the message and the level of a line say of a call, in logs of the writer's own layout. */
import { DETAILS, type Draft } from '../call';
import { failedCall, namesIn, type FailedCall } from './app-message';
import { jsonText, putText } from './json-values';
import { int, isDigit } from './scan';

/** Longer error texts (stacks) are read as far as this. */
const MAX_TEXT = 2000;

/** The failed call that the first `count` error texts tell of; null when they tell of none. */
export function errorWords(buf: Buffer, froms: Int32Array, tos: Int32Array, count: number, out: Draft): FailedCall | null {
  let found: FailedCall | null = null;
  for (let i = 0; i < count; i++) {
    const from = froms[i], to = Math.min(tos[i], from + MAX_TEXT), text = jsonText(buf, from, to), f = failedCall(text);
    if (!out.has(DETAILS)) out.put(DETAILS, text);
    // A word about the kind ("TimeoutError") yields to one about the phase.
    if (f !== null && (found === null || f.confidence < found.confidence)) { found = f; out.put(DETAILS, text); }
  }
  return found;
}

/** The same with what the message at [from, to) adds. `quiet`: the message tells of no failure, whatever its words. */
export function messageWords(buf: Buffer, from: number, to: number, found: FailedCall | null, quiet: boolean, out: Draft): FailedCall | null {
  const end = Math.min(to, from + MAX_TEXT);
  if (quiet) { if (!out.has(DETAILS)) putText(out, DETAILS, buf, from, end); return null; }
  const text = jsonText(buf, from, end);
  if (found === null || !out.has(DETAILS)) out.put(DETAILS, text);
  if (found === null) return failedCall(text);
  // The error says why, the message whom.
  const f = namesIn(text);
  return { ...found, durationMs: Number.isNaN(found.durationMs) ? f.durationMs : found.durationMs, method: found.method ?? f.method, url: found.url ?? f.url, addr: found.addr ?? f.addr, upstream: found.upstream ?? f.upstream };
}

/** Whether the level at [from, to) says that nothing is wrong: info and below, as a word or as pino's and bunyan's number. */
export function informs(buf: Buffer, from: number, to: number): boolean {
  const c = buf[from] | 32;
  if (isDigit(buf[from])) { const n = int(buf, from, to); return n <= 30 && n > 7; }
  return c === 105 || c === 100 || c === 116 || (c === 110 && (buf[from + 1] | 32) === 111) || (c === 118);
}
