/** Values as nginx itself writes them, read in one walk: the way nearly every value is read. Whatever looks otherwise wants `take`. */
import type { Draft } from '../call';
import { ADDR, STATUS, lists } from './nginx-take';
import { COLON, COMMA, DASH, DOT, SPACE, status } from './scan';

/**
 * Reads the plainest value of a list, one entry as nginx writes it, straight up to its closing byte (a quote or a blank).
 * @returns where that stands, or -1: then the value wants `take`.
 */
export function takeOne(kind: number, buf: Buffer, from: number, to: number, stop: number, out: Draft): number {
  if (lists.from[kind] >= 0 || from + 1 >= to) return -1;
  let value = NaN, i = from + 1;
  if (buf[from] !== DASH) {
    if (kind === ADDR) {
      for (i = from; i < to; i++) { const c = buf[i]; if (c === stop) break; if (c === COMMA || c === SPACE || c === 47 || c === 40) return -1; }
      if (i >= to || i === from || (stop === SPACE && buf[i + 1] === COLON)) return -1;
      lists.from[kind] = from; lists.to[kind] = i;
      out.logged |= 1;
      return i;
    }
    if (kind === STATUS) { i = from + 3; if (i >= to || buf[i] !== stop) return -1; value = status(buf, from, i); }
    else { value = plainSeconds(buf, from, to); i = plainEnd; }
  }
  if (i < 0 || i >= to || buf[i] !== stop || (stop === SPACE && buf[i + 1] === COLON)) return -1;
  lists.from[kind] = from; lists.value[kind] = value; lists.ones |= 1 << kind;
  out.logged |= 1 << kind;
  return i;
}

let plainEnd = -1;
/** Digits, a dot and three digits at `from`, as ms; `plainEnd` is where they end, -1 when they are not there. */
function plainSeconds(buf: Buffer, from: number, to: number): number {
  let i = from, whole = 0, c = 0;
  const limit = Math.min(to - 4, from + 9);
  for (; i < limit; i++) { c = buf[i] - 48; if (c < 0 || c > 9) break; whole = whole * 10 + c; }
  const a = buf[i + 1] - 48, b = buf[i + 2] - 48, d = buf[i + 3] - 48;
  plainEnd = i > from && i < to - 3 && buf[i] === DOT && a >= 0 && a <= 9 && b >= 0 && b <= 9 && d >= 0 && d <= 9 ? i + 4 : -1;
  return whole * 1000 + a * 100 + b * 10 + d;
}

/** $request_time as nginx writes it, up to `stop`. @returns where that stands, or -1. */
export function takeDuration(buf: Buffer, from: number, to: number, stop: number, out: Draft): number {
  const t = plainSeconds(buf, from, to);
  if (plainEnd < 0 || plainEnd >= to || buf[plainEnd] !== stop) return -1;
  out.duration = t;
  return plainEnd;
}
