/**
 * What stands behind the bytes of an nginx access line: referer and agent, then values with keys in any order and any quotes, or
 * without keys (nginx-bare).
 */
import type { Draft} from '../call';
import { USER_AGENT } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { F, LIST_OF, fieldAt, isList, isTiming } from './nginx-fields';
import { barePlaces, takeApisix, takeBare } from './nginx-bare';
import { takeDuration, takeOne } from './nginx-plain';
import { take } from './nginx-take';
import { COLON, COMMA, DASH, EQUALS, QUOTE, SPACE, find, isDigit, isWord, longQuoteEnd, quoteEnd } from './scan';

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
    if (c === SPACE || c === COMMA || c === 124 || c === 59 || c === 9) { i++; continue; }
    if (c === QUOTE) {
      const close = buf[i + 1] === DASH && buf[i + 2] === QUOTE && i + 2 < to ? i + 2 : longQuoteEnd(buf, i + 1, to), end = close < 0 ? to : close;
      if (quoted === 1 && !out.has(USER_AGENT)) { if (end - i > 2) out.span(USER_AGENT, i + 1, end); }
      else if (quoted >= 2) barePlaces.push(i + 1, end);
      quoted++;
      i = end + 1;
      continue;
    }
    const learned = learnedKey(keys, buf, i, to);
    if (learned >= 0) { i = takeValue(learnedField[keys], buf, learned, to, out, settings); keys++; continue; }
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

// The lines of one log have their keys in one order, so the key met at a place before is tried there first.
const KEYS = 32, KEY_BYTES = 40;
const learnedBytes = new Uint8Array(KEYS * KEY_BYTES), learnedLength = new Uint8Array(KEYS), learnedField = new Uint8Array(KEYS);

/** Where the value begins when the learned key number n ("uct=") stands at `from`; else -1. */
function learnedKey(n: number, buf: Buffer, from: number, to: number): number {
  const length = n < KEYS ? learnedLength[n] : 0;
  if (length === 0 || from + length > to) return -1;
  for (let i = 0, at = n * KEY_BYTES; i < length; i++) if (buf[from + i] !== learnedBytes[at + i]) return -1;
  return from + length;
}

function learnKey(n: number, field: number, buf: Buffer, from: number, to: number): void {
  if (n >= KEYS || to - from > KEY_BYTES) return;
  learnedBytes.set(buf.subarray(from, to), n * KEY_BYTES);
  learnedLength[n] = to - from; learnedField[n] = field;
}

/** Takes the value at `from` and returns where it ends. */
function takeValue(field: number, buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): number {
  // What nginx itself writes, read in one walk: one try, seconds with three decimals, an address without a path.
  const kind = LIST_OF[field];
  if (kind >= 0 || field === F.REQUEST_TIME) {
    timed = true;
    const inQuotes = from < to && buf[from] === QUOTE, at = inQuotes ? from + 1 : from, stop = inQuotes ? QUOTE : SPACE;
    const end = kind >= 0 ? takeOne(kind, buf, at, to, stop, out) : takeDuration(buf, at, to, stop, out);
    if (end >= 0) return end + 1;
  } else if (isTiming(field)) timed = true;
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
