/**
 * What stands behind the bytes of an nginx access line: referer and agent, then values with keys in any order and any quotes, or
 * without keys (nginx-bare).
 */
import type { Draft} from '../call';
import { USER_AGENT } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { F, fieldAt, isList, isTiming } from './nginx-fields';
import { barePlaces, takeApisix, takeBare } from './nginx-bare';
import { PLAIN_KIND, takeOne } from './nginx-plain';
import { take } from './nginx-take';
import { COLON, COMMA, DASH, EQUALS, QUOTE, SPACE, find, isDigit, isWord, longQuoteEnd, quoteEnd } from './scan';

/** Of the keys that were learned: how many, how long, how many numbers each, and the places of these. */
const enum Learned { KEYS = 32, BYTES = 40, SIZE = 4, MASK = 1, LENGTH = 2, ABOUT = 3 }

/** Set by `readTail`: the line has times or upstreams, as keys / as values without keys / at APISIX's places; where a bracket stands, as ingress-nginx writes them. */
export let timed = false, bare = false, apisix = false, bracketed = -1;

export const tokenEnd = (buf: Buffer, from: number, to: number): number => { let i = from; while (i < to && buf[i] !== SPACE) i++; return i; };

/** End of the key (where "=" or ":" stands) at `from`, or -1. */
export function keyEnd(buf: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to && (isWord(buf[i]) || buf[i] === DASH || buf[i] === 46)) i++;
  return i > from && i < to && (buf[i] === EQUALS || buf[i] === COLON) && !isDigit(buf[from]) ? i : -1;
}

/** Everything after the bytes. `quoted` counts the quoted values that were met without a key: referer, agent, then others. `hosted`: a host stood before the request. */
export function readTail(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings, quoted: number, hosted: boolean): void {
  let i = from, keys = 0;
  timed = bare = apisix = false; bracketed = -1;
  if (barePlaces.length > 0) barePlaces.length = 0;
  while (i < to) {
    const c = buf[i];
    if (c === SPACE) { i++; continue; }
    if (c === QUOTE) {
      const close = buf[i + 1] === DASH && buf[i + 2] === QUOTE && i + 2 < to ? i + 2 : longQuoteEnd(buf, i + 1, to), end = close < 0 ? to : close;
      if (quoted === 1 && !out.has(USER_AGENT)) { if (end - i > 2) out.span(USER_AGENT, i + 1, end); }
      else if (quoted >= 2) barePlaces.push(i + 1, end);
      quoted++;
      i = end + 1;
      continue;
    }
    const learned = learnedKey(keys, buf, i, to);
    if (learned >= 0) {
      // What nginx itself writes, read in one walk: one try, seconds with three decimals, an address without a path.
      const about = learnedKeys[keys++ * Learned.SIZE + Learned.ABOUT], field = about & 255, kind = about >> 16;
      if (kind >= 0) {
        const inQuotes = learned < to && buf[learned] === QUOTE, end = inQuotes ? takeOne(kind, buf, learned + 1, to, QUOTE, out) : takeOne(kind, buf, learned, to, SPACE, out);
        timed = true;
        if (end >= 0) { i = end + 1; continue; }
      }
      i = takeValue(field, buf, learned, to, out, settings);
      continue;
    }
    if (c === COMMA || c === 124 || c === 59 || c === 9) { i++; continue; }
    const key = keyEnd(buf, i, to);
    if (key >= 0) {
      const field = fieldAt(buf, i, key);
      if (buf[key] === EQUALS || field !== F.SKIP) {
        learnKey(keys++, field, buf, i, key + 1);
        i = takeValue(field, buf, key + 1, to, out, settings);
        continue;
      }
    }
    if (c === 91 && bracketed < 0) bracketed = i;
    const end = bareEnd(buf, i, to);
    barePlaces.push(i, end);
    i = end + 1;
  }
  if (!timed && barePlaces.length > 0) {
    apisix = hosted && takeApisix(buf, out, settings);
    bare = apisix || takeBare(buf, out, settings);
  }
}

// The lines of one log have their keys in one order, so the key met at a place before is tried there first. Its first four bytes are
// compared at once.
/** Four numbers a key: its first four bytes, which bits of them count, its length, its field and (from bit 16 on) its PLAIN_KIND. */
const learnedKeys = new Int32Array(Learned.KEYS * Learned.SIZE), learnedBytes = new Uint8Array(Learned.KEYS * Learned.BYTES);

/** Where the value begins when the learned key number n ("uct=") stands at `from`; else -1. */
function learnedKey(n: number, buf: Buffer, from: number, to: number): number {
  if (n >= Learned.KEYS || from + 4 > to) return -1;
  const start = buf[from] | (buf[from + 1] << 8) | (buf[from + 2] << 16) | (buf[from + 3] << 24), learned = learnedKeys, mask = learned[n * Learned.SIZE + Learned.MASK];
  if (mask === 0 || ((start ^ learned[n * Learned.SIZE]) & mask) !== 0) return -1;
  const length = learned[n * Learned.SIZE + Learned.LENGTH];
  if (length > 4) {
    if (from + length > to) return -1;
    for (let i = 4, at = n * Learned.BYTES; i < length; i++) if (buf[from + i] !== learnedBytes[at + i]) return -1;
  }
  return from + length;
}

function learnKey(n: number, field: number, buf: Buffer, from: number, to: number): void {
  const length = to - from;
  if (n >= Learned.KEYS || length > Learned.BYTES) return;
  let start = 0;
  for (let i = 0; i < length; i++) { learnedBytes[n * Learned.BYTES + i] = buf[from + i]; if (i < 4) start |= buf[from + i] << (i * 8); }
  learnedKeys.set([start, length < 4 ? (1 << (length * 8)) - 1 : -1, length, field | (PLAIN_KIND[field] << 16)], n * Learned.SIZE);
}

/** Takes the value at `from` and returns where it ends. */
function takeValue(field: number, buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): number {
  if (isTiming(field)) timed = true;
  while (from < to && buf[from] === SPACE && buf[from - 1] === COLON) from++;
  const c = from < to ? buf[from] : 0;
  if (c === QUOTE) {
    const close = quoteEnd(buf, from + 1, to), end = close < 0 ? to : close;
    take(field, buf, from + 1, end, out, settings);
    return end + 1;
  }
  if (c === 91 && field === F.TIME) {
    const close = find(buf, 93, from, to), end = close < 0 ? to : close;
    take(field, buf, from + 1, end, out, settings);
    return end + 1;
  }
  let end = isList(field) ? bareEnd(buf, from, to) : wordEnd(buf, from, to);
  if (end > from && (buf[end - 1] === COMMA || buf[end - 1] === 59)) end--;
  take(field, buf, from, end, out, settings);
  return end;
}

/** End of a bare value that is no list: a blank, or a comma that a key follows. */
function wordEnd(buf: Buffer, from: number, to: number): number {
  let i = from;
  for (; i < to; i++) {
    const c = buf[i];
    if (c === SPACE || (c === COMMA && keyEnd(buf, i + 1, to) >= 0)) break;
  }
  return i;
}

/** End of a bare value that may be a list: ", " and " : " do not end it, unless a key follows. */
export function bareEnd(buf: Buffer, from: number, to: number): number {
  let i = from;
  for (; i < to; i++) {
    const c = buf[i];
    if (c === COMMA && i + 1 < to && buf[i + 1] !== SPACE && keyEnd(buf, i + 1, to) >= 0 && fieldAt(buf, i + 1, keyEnd(buf, i + 1, to)) !== F.SKIP) return i;
    if (c !== SPACE) continue;
    if (i > from && buf[i - 1] === COMMA) {
      const key = keyEnd(buf, i + 1, to);
      if (key >= 0 && buf[key] === EQUALS) return i - 1;
      continue;
    }
    if (buf[i + 1] === COLON && buf[i + 2] === SPACE && i + 2 < to) { i += 2; continue; }
    break;
  }
  return i;
}
