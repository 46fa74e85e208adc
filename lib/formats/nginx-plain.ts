/**
 * Values as nginx itself writes them, read in one walk and put where they belong: the way nearly every value is read. Whatever looks
 * otherwise wants `take`.
 */
import type { Draft } from '../call';
import { F } from './nginx-fields';
import { ADDR, CONNECT, HEADER, LENGTH, RESPONSE, STATUS, lists } from './nginx-take';
import { COLON, DASH, DOT, SPACE, status } from './scan';

const DURATION = 6;
/** By field: what `takeOne` may read, the number of its list (times in seconds only) or DURATION; else -1. */
export const PLAIN_KIND = new Int8Array(64).fill(-1);
for (const f of [F.ADDR, F.ATTEMPT_STATUS, F.CONNECT, F.HEADER, F.RESPONSE]) PLAIN_KIND[f] = f - F.ADDR;
PLAIN_KIND[F.LENGTH] = LENGTH; PLAIN_KIND[F.ADDR_OR_AGENT] = ADDR; PLAIN_KIND[F.REQUEST_TIME] = DURATION;

/**
 * Reads the plainest value of a list, one entry as nginx writes it, straight up to its closing byte (a quote or a blank), into the first
 * attempt; or $request_time. "-" is no attempt.
 * @returns where that stands, or -1: then the value wants `take`.
 */
export function takeOne(kind: number, buf: Buffer, from: number, to: number, stop: number, out: Draft): number {
  const bit = 1 << kind;
  if ((lists.met & bit) !== 0 || from + 1 >= to) return -1;
  const missing = buf[from] === DASH;
  let i = from + 1, value = 0;
  if (missing) { /* nothing to put */ }
  else if (kind === ADDR) {
    i = addressEnd(buf, from, to);
    if (i === from) return -1;
  } else if (kind === STATUS) { i = from + 3; if (i < to) value = status(buf, from, i); }
  else if (kind === LENGTH) { value = plainInt(buf, from, to); i = plainEnd; }
  else { value = plainSeconds(buf, from, to); i = plainEnd; }
  if (i < 0 || i >= to || buf[i] !== stop || (stop === SPACE && buf[i + 1] === COLON)) return -1;
  if (kind === DURATION) { if (!missing) out.duration = value; return i; }
  lists.met |= bit; out.logged |= bit;
  if (missing) return i;
  if (out.attempts === 0) out.addAttempt();
  switch (kind) {
    case ADDR: out.addrFrom[0] = from; out.addrTo[0] = i; break;
    case STATUS: out.attemptStatus[0] = value; break;
    case CONNECT: out.attemptConnect[0] = value; break;
    case HEADER: out.attemptFirstByte[0] = value; break;
    case RESPONSE: out.attemptTotal[0] = value; break;
    case LENGTH: out.attemptBytes[0] = value; break;
  }
  return i;
}

/** Bytes of "10.0.0.1:80", "[::1]:80", "app-1:80". */
const ADDRESS = new Uint8Array(256);
for (const c of Buffer.from('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:[]-_')) ADDRESS[c] = 1;

/** Where the bytes of an address end, four at a time. */
function addressEnd(buf: Buffer, from: number, to: number): number {
  const ok = ADDRESS;
  let i = from;
  for (const stop = to - 3; i < stop; i += 4) if ((ok[buf[i]] & ok[buf[i + 1]] & ok[buf[i + 2]] & ok[buf[i + 3]]) === 0) break;
  while (i < to && ok[buf[i]] !== 0) i++;
  return i;
}

let plainEnd = -1;
/** Digits, a dot and three digits at `from`, as ms; `plainEnd` is where they end, -1 when they are not there. */
function plainSeconds(buf: Buffer, from: number, to: number): number {
  const limit = to - 4 < from + 9 ? to - 4 : from + 9;
  let i = from, whole = 0;
  for (; i < limit; i++) { const c = buf[i] - 48; if (c < 0 || c > 9) break; whole = whole * 10 + c; }
  plainEnd = -1;
  if (i === from || i >= to - 3 || buf[i] !== DOT) return 0;
  const a = buf[i + 1] - 48, b = buf[i + 2] - 48, c = buf[i + 3] - 48;
  if (a < 0 || a > 9 || b < 0 || b > 9 || c < 0 || c > 9) return 0;
  plainEnd = i + 4;
  return whole * 1000 + a * 100 + b * 10 + c;
}

/** At most 9 digits at `from`; `plainEnd` is where they end, -1 when there are none. */
function plainInt(buf: Buffer, from: number, to: number): number {
  const limit = to < from + 9 ? to : from + 9;
  let i = from, n = 0;
  for (; i < limit; i++) { const c = buf[i] - 48; if (c < 0 || c > 9) break; n = n * 10 + c; }
  plainEnd = i > from ? i : -1;
  return n;
}

/** $body_bytes_sent, up to a blank. @returns where that stands, or -1: then the value wants `take`. */
export function takeBytes(buf: Buffer, from: number, to: number, out: Draft): number {
  const n = plainInt(buf, from, to);
  if (plainEnd < 0 || plainEnd >= to || buf[plainEnd] !== SPACE) return -1;
  if (out.bytesOut < 0) out.bytesOut = n;
  return plainEnd;
}
