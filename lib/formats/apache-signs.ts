/**
 * What tells an Apache line of the combined family from nginx's: "-" for no bytes or no status, a name from identd, "vhost:port" in front,
 * nothing behind the bytes (common), hexadecimal escapes in small letters, and values of its own behind the agent. A plain combined line has
 * none of them, and says the same either way.
 */
import { FLAGS, METHOD, type Draft } from '../call';
import { barePlaces } from './nginx-bare';
import { dashed, hostBetween, identified, ported } from './nginx-text';
import { BACKSLASH, QUOTE, SLASH, SPACE, int } from './scan';

/** The line [from, to) that `readText` has just read, its tail from `tail` on. */
export function isApache(buf: Buffer, from: number, to: number, tail: number, out: Draft): boolean {
  if (dashed || identified || (ported && out.bytesOut !== 0)) return true;
  if (tail < 0) return false;
  if (barePlaces.length > 0 && ownValues(buf, null)) return true;
  let i = tail;
  while (i < to && buf[i] === SPACE) i++;
  // nginx counts a body of nothing as 0, as other writers of this layout do; Apache writes "-".
  if (i === to) return out.bytesOut > 0 && !hostBetween;
  return !out.has(METHOD) && ownEscapes(buf, from, tail);
}

/** Takes the values that only Apache has behind the agent: %T/%D, 1234us, and %X as a lone "+" or "X". */
export function takeApacheTail(buf: Buffer, out: Draft): void { if (barePlaces.length > 0) ownValues(buf, out); }

function ownValues(buf: Buffer, out: Draft | null): boolean {
  let found = false;
  for (let n = 0; n < barePlaces.length; n += 2) {
    const from = barePlaces[n], to = barePlaces[n + 1];
    if (to === from + 1 && (buf[from] === 43 || buf[from] === 88)) { found = true; out?.span(FLAGS, from, to); continue; }
    const ms = micros(buf, from, to);
    if (Number.isNaN(ms)) continue;
    found = true;
    if (out !== null) out.duration = ms;
  }
  return found;
}

/** "0/12345" and "**0/12345**", whole seconds and µs of one time, or "12345us": ms; NaN for all else. */
function micros(buf: Buffer, from: number, to: number): number {
  while (from < to && buf[from] === 42) from++;
  while (to > from && buf[to - 1] === 42) to--;
  if (to - from > 2 && buf[to - 1] === 115 && buf[to - 2] === 117) { const us = int(buf, from, to - 2); return us < 0 ? NaN : us / 1000; }
  let slash = from;
  while (slash < to && buf[slash] !== SLASH) slash++;
  if (slash === to) return NaN;
  const seconds = int(buf, from, slash), us = int(buf, slash + 1, to);
  return seconds >= 0 && us >= 0 && Math.floor(us / 1e6) === seconds ? us / 1000 : NaN;
}

/** In the request: \" \\ \n \t, or a byte in hexadecimal with a small letter, \xff; nginx writes \x22 and \xFF. */
function ownEscapes(buf: Buffer, from: number, to: number): boolean {
  for (let i = from; i + 1 < to; i++) {
    if (buf[i] !== BACKSLASH) continue;
    const c = buf[++i];
    if (c === QUOTE || c === BACKSLASH || c === 110 || c === 114 || c === 116 || c === 98 || c === 118) return true;
    if (c === 120 && ((buf[i + 1] >= 97 && buf[i + 1] <= 102) || (buf[i + 2] >= 97 && buf[i + 2] <= 102))) return true;
  }
  return false;
}

