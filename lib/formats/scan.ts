/**
 * Byte primitives that the scanners are made of. All work on [from, to) of a buffer, never read outside of it, never throw and
 * allocate nothing. A position that is not there is -1, a number that is not there is NaN (or -1 where a count is meant).
 */

export const SPACE = 32, QUOTE = 34, COMMA = 44, DASH = 45, DOT = 46, SLASH = 47, COLON = 58, EQUALS = 61, QUESTION = 63, BACKSLASH = 92;

export const isDigit = (c: number): boolean => c >= 48 && c <= 57;
/** Letters, digits and the underscore. */
export const isWord = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95;

/** Position of `byte`, or -1. Unlike Buffer.indexOf it stops at `to`, so a line costs no more than its own length. */
export function find(buf: Buffer, byte: number, from: number, to: number): number {
  for (let i = from; i < to; i++) if (buf[i] === byte) return i;
  return -1;
}

/** Whether eight bytes of `a` from `i` on are those of `b` from `j` on. Both must have them. */
export const same8 = (a: Uint8Array, i: number, b: Uint8Array, j: number): boolean =>
  ((a[i] ^ b[j]) | (a[i + 1] ^ b[j + 1]) | (a[i + 2] ^ b[j + 2]) | (a[i + 3] ^ b[j + 3]) | (a[i + 4] ^ b[j + 4]) | (a[i + 5] ^ b[j + 5]) | (a[i + 6] ^ b[j + 6]) | (a[i + 7] ^ b[j + 7])) === 0;

const MARKS = new Uint8Array(256);
MARKS[QUOTE] = MARKS[BACKSLASH] = 1;

/** Position of the quote that closes a text which began before `from`; a backslash escapes the next byte. -1 = none. */
export function quoteEnd(buf: Buffer, from: number, to: number): number {
  const marks = MARKS;
  let i = from;
  // Four at a time while there is nothing to see.
  for (const stop = to - 3; i < stop; i += 4) if ((marks[buf[i]] | marks[buf[i + 1]] | marks[buf[i + 2]] | marks[buf[i + 3]]) !== 0) break;
  for (; i < to; i++) {
    const c = buf[i];
    if (c === QUOTE) return i;
    if (c === BACKSLASH) i++;
  }
  return -1;
}

let byHand = 0;
/**
 * `quoteEnd` for long texts such as user agents, through the engine's own search, which beats a loop from about 40 bytes on.
 * That knows no end: where it ran past the line, the next calls go by hand, so that lines without a quote do not each search the
 * rest of a chunk. The answer is always that of `quoteEnd`.
 */
export function longQuoteEnd(buf: Buffer, from: number, to: number): number {
  if (byHand > 0) { byHand--; return quoteEnd(buf, from, to); }
  const at = buf.indexOf(QUOTE, from);
  if (at < 0 || at >= to) { byHand = 64; return -1; }
  return at > from && buf[at - 1] === BACKSLASH ? quoteEnd(buf, from, to) : at;
}

/** Whether the ASCII text stands at `from`. For short literals; not a search. */
export function startsWith(buf: Buffer, from: number, to: number, text: string): boolean {
  const n = text.length;
  if (to - from < n) return false;
  for (let i = 0; i < n; i++) if (buf[from + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Whether [from, to) is exactly the ASCII text. */
export const equals = (buf: Buffer, from: number, to: number, text: string): boolean => to - from === text.length && startsWith(buf, from, to, text);

/** Position of the ASCII text in [from, to), or -1. */
export function findText(buf: Buffer, from: number, to: number, text: string): number {
  const first = text.charCodeAt(0), last = to - text.length;
  for (let i = from; i <= last; i++) if (buf[i] === first && startsWith(buf, i, to, text)) return i;
  return -1;
}

/** Digits only, as a number: "512". -1 for anything else, the empty range included. */
export function int(buf: Buffer, from: number, to: number): number {
  if (from >= to || to - from > 15) return -1;
  let n = 0;
  for (let i = from; i < to; i++) {
    const c = buf[i] - 48;
    if (c < 0 || c > 9) return -1;
    n = n * 10 + c;
  }
  return n;
}

/** Like `int`, with a leading minus allowed: "-1". NaN for anything else. */
export function signedInt(buf: Buffer, from: number, to: number): number {
  const negative = from < to && buf[from] === DASH, n = int(buf, negative ? from + 1 : from, to);
  return n < 0 ? NaN : negative ? 0 - n : n;
}

/** An HTTP status 100-599, else 0: "-", "000" and "-1" mean that there is none. */
export function status(buf: Buffer, from: number, to: number): number {
  if (to - from !== 3) return 0;
  const n = int(buf, from, to);
  return n >= 100 && n <= 599 ? n : 0;
}

const TENTHS = [1, 0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];

/** Decimal seconds as ms: "0.105" → 105, "3" → 3000. NaN for "-", "" and all else. Up to 9 decimals count. */
export function seconds(buf: Buffer, from: number, to: number): number {
  if (from >= to || to - from > 24) return NaN;
  let whole = 0, i = from;
  for (; i < to; i++) {
    const c = buf[i] - 48;
    if (c < 0 || c > 9) break;
    whole = whole * 10 + c;
  }
  if (i === to) return whole * 1000;
  if (buf[i] !== DOT || i === from || i + 1 === to) return NaN;
  let part = 0, places = 0;
  for (i++; i < to; i++) {
    const c = buf[i] - 48;
    if (c < 0 || c > 9) return NaN;
    if (places < 9) { part = part * 10 + c; places++; }
  }
  // Three places are what nginx writes: the sum stays a whole number of ms.
  return places === 3 ? whole * 1000 + part : whole * 1000 + part * TENTHS[places] * 1000;
}

/** Two hex digits at `from`, or -1. */
export function hexByte(buf: Buffer, from: number, to: number): number {
  if (from + 2 > to) return -1;
  const a = hexDigit(buf[from]), b = hexDigit(buf[from + 1]);
  return a < 0 || b < 0 ? -1 : a * 16 + b;
}

export function hexDigit(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  if (c >= 97 && c <= 102) return c - 87;
  if (c >= 65 && c <= 70) return c - 55;
  return -1;
}

/** Whether [from, to) is hex of at least one digit. */
export function isHex(buf: Buffer, from: number, to: number): boolean {
  if (from >= to) return false;
  for (let i = from; i < to; i++) if (hexDigit(buf[i]) < 0) return false;
  return true;
}
