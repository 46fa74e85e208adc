/**
 * Reads an nginx access line of the combined family in one pass:
 *   [vhost] addr - user [time] "request" status bytes ["referer" "agent" …] [key=value …]
 * as well as lines that are key=value from the first byte.
 */
import { CALL, Draft, HOST, REJECTED, USER_AGENT, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { takeQuotedRequest } from './nginx-request';
import { finish } from './nginx-attempts';
import { F, LIST_OF, fieldAt, isList, isTiming } from './nginx-fields';
import { barePlaces, takeBare } from './nginx-bare';
import { begin, take, takeAddress, takeDuration, takeOne } from './nginx-take';
import { COLON, COMMA, DASH, EQUALS, QUOTE, SPACE, find, isDigit, isWord, longQuoteEnd, quoteEnd, status } from './scan';
import { CLF_LENGTH, clfTime } from './scan-time';

/** A user name longer than this, or a list of proxies, is no reason to read on. */
const MAX_HEAD = 2048;

/** Set by `readText`: the line has times or upstreams, as keys / as bare values. */
export let timed = false, bare = false;

const seenAt = new Float64Array(1);
let seenBuf: Buffer | null = null, seenFrom = -1, seenTo = -1, seenTime = -1;

/** Position of the "[" of the time, or -1. The detector asks first, the parser next: the answer is kept. */
export function timeAt(buf: Buffer, from: number, to: number): number {
  if (from !== seenFrom || to !== seenTo || buf !== seenBuf) { seenTime = findTime(buf, from, to); seenBuf = buf; seenFrom = from; seenTo = to; }
  return seenTime;
}

function findTime(buf: Buffer, from: number, to: number): number {
  const stop = Math.min(to - CLF_LENGTH - 1, from + MAX_HEAD);
  for (let i = from; i < stop; i++) {
    if (buf[i] !== 91 || buf[i + 12] !== COLON || buf[i + 27] !== 93) continue;
    const t = clfTime(buf, i + 1, to);
    if (t === t) { seenAt[0] = t; return i; }
  }
  return -1;
}

/** Fills `out`. CALL, or REJECTED with the reason. */
export function readText(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  begin();
  timed = bare = false;
  const time = timeAt(buf, from, to);
  if (time < 0) return readPairs(buf, from, to, out, settings);
  out.at = seenAt[0];
  takeHead(buf, from, time, out, settings);
  // Some put the host between the time and the request.
  let i = time + CLF_LENGTH + 2, host = -1;
  while (i < to && buf[i] !== QUOTE) {
    if (buf[i] === SPACE) { i++; continue; }
    const end = tokenEnd(buf, i, to);
    if (host < 0 && (buf[i] !== DASH || end > i + 1)) { host = i; take(F.HOST, buf, i, end, out, settings); }
    i = end;
  }
  if (i >= to) { out.reason = 'no request'; return REJECTED; }
  const close = takeQuotedRequest(buf, i + 1, to, out);
  if (close < 0) { out.reason = 'cut inside the request'; return REJECTED; }
  i = close + 1;
  while (i < to && buf[i] === SPACE) i++;
  let end = tokenEnd(buf, i, to);
  if (end === i) { out.reason = 'no status'; return REJECTED; }
  out.status = status(buf, i, end);
  if (out.status === 0 && !isNone(buf, i, end)) { out.reason = 'no status'; return REJECTED; }
  i = end;
  while (i < to && buf[i] === SPACE) i++;
  end = tokenEnd(buf, i, to);
  if (end > i && (isDigit(buf[i]) || buf[i] === DASH) && find(buf, 46, i, end) < 0 && find(buf, EQUALS, i, end) < 0) {
    take(F.BODY_BYTES, buf, i, end, out, settings);
    i = end;
  }
  readTail(buf, i, to, out, settings, 0);
  finish(out);
  return CALL;
}

/** "-", "000", "-1", and the "009" that stands for a response without a head: there is no HTTP status. */
function isNone(buf: Buffer, from: number, to: number): boolean {
  if (to - from > 3) return false;
  for (let i = from; i < to; i++) if (!isDigit(buf[i]) && buf[i] !== DASH) return false;
  return true;
}

const tokenEnd = (buf: Buffer, from: number, to: number): number => { let i = from; while (i < to && buf[i] !== SPACE) i++; return i; };

/** [vhost] addr[, addr …] - user: what stands before the time. */
function takeHead(buf: Buffer, from: number, time: number, out: Draft, settings: ParseSettings): void {
  // "10.0.0.1 - - [": an address that is all digits and dots needs no second look.
  let plain = from;
  while (plain < time && ((buf[plain] >= 48 && buf[plain] <= 57) || buf[plain] === 46)) plain++;
  if (plain > from && plain + 3 < time && buf[plain] === SPACE && buf[plain + 1] === DASH && buf[plain + 2] === SPACE) { takeAddress(from, plain, out); return; }
  let end = time;
  while (end > from && buf[end - 1] === SPACE) end--;
  // "addr - user": the client ends where " - " begins.
  let left = end;
  for (let i = from; i + 1 < end; i++) if (buf[i] === SPACE && buf[i + 1] === DASH && (i + 2 === end || buf[i + 2] === SPACE)) { left = i; break; }
  take(F.CLIENT, buf, from, left > from && buf[left - 1] === QUOTE ? left - 1 : left, out, settings);
  const space = find(buf, SPACE, from, left);
  // One plain word before the address is the virtual host; a list of addresses has commas or quotes.
  if (space > from && buf[space - 1] !== COMMA && buf[from] !== QUOTE && find(buf, SPACE, space + 1, left) < 0) out.span(HOST, from, space);
}

/** A line of key=value pairs only. */
function readPairs(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  const first = keyEnd(buf, from, to);
  if (first < 0) { out.reason = 'no timestamp'; return REJECTED; }
  readTail(buf, from, to, out, settings, 9);
  finish(out);
  if (Number.isNaN(out.at)) { out.reason = 'no timestamp'; return REJECTED; }
  if (out.status === 0 && out.attempts === 0) { out.reason = 'no status'; return REJECTED; }
  return CALL;
}

/** End of the key (where "=" or ":" stands) at `from`, or -1. */
function keyEnd(buf: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to && (isWord(buf[i]) || buf[i] === DASH || buf[i] === 46)) i++;
  return i > from && i < to && (buf[i] === EQUALS || buf[i] === COLON) && !isDigit(buf[from]) ? i : -1;
}

/** Everything after the bytes. `quoted` counts the quoted values that were met without a key: referer, agent, then others. */
function readTail(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings, quoted: number): void {
  let i = from, keys = 0;
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
    const end = bareEnd(buf, i, to);
    barePlaces.push(i, end);
    i = end + 1;
  }
  if (!timed && barePlaces.length > 0) bare = takeBare(buf, out, settings);
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
function bareEnd(buf: Buffer, from: number, to: number): number {
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
