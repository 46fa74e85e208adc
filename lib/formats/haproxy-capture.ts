/**
 * Captured headers: "{value|value} {value}". The line does not name them, so only what gives itself away is taken:
 * a host name in the first place, a browser's name, a request id that is a UUID or 32 hex digits.
 */
import type { Draft } from '../call';
import { HOST, REQUEST_ID, USER_AGENT } from '../call';
import { COLON, DASH, DOT, hexDigit, isDigit, isWord, SPACE, startsWith } from './scan';

const OPEN = 123, CLOSE = 125, BAR = 124;

/** Reads the blocks at `from`, fills the draft, returns the position behind them. HAProxy escapes braces inside values. */
export function readCaptures(buf: Buffer, from: number, to: number, out: Draft): number {
  let i = from;
  for (let block = 0; i < to && buf[i] === OPEN; block++) {
    let start = ++i, place = 0;
    for (; i < to; i++) {
      const c = buf[i];
      if (c !== BAR && c !== CLOSE) continue;
      if (i > start) value(buf, start, i, block === 0 && place === 0, out);
      place++;
      start = i + 1;
      if (c === CLOSE) break;
    }
    i++;
    while (i < to && buf[i] === SPACE) i++;
  }
  return Math.min(i, to);
}

function value(buf: Buffer, from: number, to: number, first: boolean, out: Draft): void {
  const n = to - from;
  if (n === 36 || n === 32) { if (isId(buf, from, to)) { if (!out.has(REQUEST_ID)) out.span(REQUEST_ID, from, to); return; } }
  if (startsWith(buf, from, to, 'Mozilla/')) { if (!out.has(USER_AGENT)) out.span(USER_AGENT, from, to); return; }
  if (first && isHost(buf, from, to)) out.span(HOST, from, to);
}

/** A UUID or 32 hex digits. */
function isId(buf: Buffer, from: number, to: number): boolean {
  const uuid = to - from === 36;
  for (let i = from; i < to; i++) {
    const at = i - from;
    if (uuid && (at === 8 || at === 13 || at === 18 || at === 23)) { if (buf[i] !== DASH) return false; }
    else if (hexDigit(buf[i]) < 0) return false;
  }
  return true;
}

/** "www.example.test", "localhost:8888", but no bare word, address or list. */
function isHost(buf: Buffer, from: number, to: number): boolean {
  let i = from, dots = 0, letter = false;
  for (; i < to && buf[i] !== COLON; i++) {
    const c = buf[i];
    if (c === DOT) { dots++; letter = false; } else if (c !== DASH && !isWord(c)) return false;
    else if (c > 57) letter = true;
  }
  const port = i < to;
  if (i === from || !letter || (dots === 0 && !port)) return false;
  for (i++; i < to; i++) if (!isDigit(buf[i])) return false;
  return true;
}
