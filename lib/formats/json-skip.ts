/** Where strings, objects and arrays of JSON end, and blanks. Linear, nothing is allocated. */
import { BACKSLASH, QUOTE } from './scan';

const OPEN = 123, CLOSE = 125, LIST = 91, LIST_END = 93;
const STOPS = new Uint8Array(256);
STOPS[QUOTE] = STOPS[BACKSLASH] = 1;

/** The first place from `from` on that is no blank; `to` at most. */
export function skip(buf: Buffer, from: number, to: number): number {
  // Encoders as a rule write no blanks.
  while (from < to && buf[from] <= 32 && (buf[from] === 32 || buf[from] === 9 || buf[from] === 13 || buf[from] === 10)) from++;
  return from;
}

/** Where the closing quote stands of the string whose first byte is at `from`; -1 = nowhere. */
export function stringEnd(buf: Buffer, from: number, to: number): number {
  const stops = STOPS;
  for (let i = from; i < to; i++) {
    while (i + 3 < to && (stops[buf[i]] | stops[buf[i + 1]] | stops[buf[i + 2]] | stops[buf[i + 3]]) === 0) i += 4;
    const c = buf[i];
    if (c === QUOTE) return i < to ? i : -1;
    if (c === BACKSLASH) i++;
  }
  return -1;
}

/** Behind the object or array that opens at `from`; -1 = it does not end. */
export function nestedEnd(buf: Buffer, from: number, to: number): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    const c = buf[i];
    if (c === QUOTE) { i = stringEnd(buf, i + 1, to); if (i < 0) return -1; }
    else if (c >= LIST) { if (c === OPEN || c === LIST) depth++; else if ((c === CLOSE || c === LIST_END) && --depth === 0) return i + 1; }
  }
  return -1;
}
