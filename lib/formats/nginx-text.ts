/**
 * Reads an nginx access line of the combined family in one pass:
 *   [vhost] addr - user [time] "request" status bytes ["referer" "agent" …] [key=value …]
 * as well as lines that are key=value from the first byte.
 */
import type { Draft} from '../call';
import { CALL, HOST, REJECTED, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { takeQuotedRequest } from './nginx-request';
import { finish } from './nginx-attempts';
import { F } from './nginx-fields';
import { keyEnd, readTail, tokenEnd } from './nginx-tail';
import { takeBytes } from './nginx-plain';
import { begin, take, takeAddress } from './nginx-take';
import { COLON, COMMA, DASH, EQUALS, QUOTE, SPACE, find, isDigit, seconds, startsWith, status } from './scan';
import { addressEnd } from './scan-address';
import { CLF_LENGTH, clfTime } from './scan-time';

/** A user name longer than this, or a list of proxies, is no reason to read on. */
const MAX_HEAD = 2048;

const seenAt = new Float64Array(1);
let seenBuf: Buffer | null = null, seenFrom = -1, seenTime = -1;
/** Where the digits and dots end that the line begins with: an address, as a rule. */
let seenPlain = -1;

/**
 * Cheap: something of a time's shape in brackets and a quote behind it. Where it stands is kept for the `readText` that follows as a
 * rule, which then looks closer.
 */
export function textHolds(buf: Buffer, from: number, to: number): boolean { return frontHolds(buf, from, to) && buf[seenTime + 29] === QUOTE; }

/** The same for lines that have a word between the time and the request. */
export function hostedHolds(buf: Buffer, from: number, to: number): boolean { return frontHolds(buf, from, to) && buf[seenTime + 29] !== QUOTE; }

function frontHolds(buf: Buffer, from: number, to: number): boolean {
  seenBuf = buf; seenFrom = from; seenTime = -1;
  const stop = Math.min(to - CLF_LENGTH - 3, from + MAX_HEAD);
  let i = (seenPlain = digitsAndDots(buf, from, to));
  // Older ingress-nginx has an address in brackets before.
  while (i < stop && (buf[i] !== 91 || buf[i + 12] !== COLON)) i++;
  if (i >= stop || buf[i + 27] !== 93 || buf[i + 28] !== SPACE) return false;
  seenTime = i;
  return true;
}

function digitsAndDots(buf: Buffer, from: number, to: number): number {
  let i = from;
  for (; i < to; i++) { const c = buf[i]; if (c > 57 || c < 46 || c === 47) break; }
  return i;
}

/** Position of the "[" of the time, or -1; its time is in `seenAt`. */
function findTime(buf: Buffer, from: number, to: number): number {
  const stop = Math.min(to - CLF_LENGTH - 1, from + MAX_HEAD);
  for (let i = from; i < stop; i++) {
    if (buf[i] !== 91 || buf[i + 12] !== COLON || buf[i + 27] !== 93) continue;
    const t = clfTime(buf, i + 1, to);
    if (t === t) { seenAt[0] = t; return i; }
  }
  return -1;
}

/** Where the time stands: where `textHolds` saw it a moment ago, if it was asked. What was seen is used once: the bytes may change. */
function timeAt(buf: Buffer, from: number, to: number): number {
  const asked = seenFrom === from && seenBuf === buf;
  seenBuf = null;
  if (asked && seenTime >= from && buf[seenTime] === 91 && seenTime + 27 < to && buf[seenTime + 27] === 93) {
    const t = clfTime(buf, seenTime + 1, to);
    if (t === t) { seenAt[0] = t; return seenTime; }
  }
  seenPlain = digitsAndDots(buf, from, to);
  return findTime(buf, from, to);
}

/** The host between the time and the request, where APISIX has it. Set by `readFront`. */
export let hostBetween = false;
/** What nginx never writes, and Apache does: "-" as status or bytes, a name from identd, a virtual host with its port. Set by `readFront`. */
export let dashed = false, identified = false, ported = false;

/** Fills `out` up to the bytes. Returns the position behind them; -1 = rejected, with the reason; -2 = there is no time in brackets. */
export function readFront(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): number {
  begin();
  hostBetween = dashed = identified = ported = false;
  const time = timeAt(buf, from, to);
  if (time < 0) return -2;
  out.at = seenAt[0];
  takeHead(buf, from, time, out, settings);
  let i = time + CLF_LENGTH + 2, host = -1, hostTo = -1, words = 0, secured = false;
  while (i < to && buf[i] !== QUOTE) {
    if (buf[i] === SPACE) { i++; continue; }
    const end = tokenEnd(buf, i, to);
    if (words++ === 0) { host = i; hostTo = end; }
    else if (time === from) {
      if (startsWith(buf, i, end, 'TLSv') || startsWith(buf, i, end, 'SSLv')) secured = true;
      else if (words === 3 && !secured && !Number.isNaN(seconds(buf, i, end))) { out.reason = 'a line of NPMplus'; return -1; }
    }
    i = end;
  }
  // A line that begins with its time has its client there.
  if (secured || (words === 1 && time === from && addressEnd(buf, host, hostTo) === hostTo)) take(F.CLIENT, buf, host, hostTo, out, settings);
  else if (words > 0) {
    // "[time] 0.105 "request"" has its seconds there, others their host.
    hostBetween = Number.isNaN(seconds(buf, host, hostTo));
    take(hostBetween ? F.HOST : F.REQUEST_TIME, buf, host, hostTo, out, settings);
  }
  if (i >= to) { out.reason = 'no request'; return -1; }
  const close = takeQuotedRequest(buf, i + 1, to, out);
  if (close < 0) { out.reason = 'cut inside the request'; return -1; }
  i = close + 1;
  while (i < to && buf[i] === SPACE) i++;
  let end = tokenEnd(buf, i, to);
  // Apache's ssl_request_log, `[time] client TLSv1.3 cipher "request" bytes`, has no status.
  if (secured) { dashed = true; end = i; }
  else {
    out.status = status(buf, i, end);
    if (end === i || (out.status === 0 && !isNone(buf, i, end))) { out.reason = 'no status'; return -1; }
    if (out.status === 0) dashed = isDash(buf, i, end);
  }
  i = end;
  while (i < to && buf[i] === SPACE) i++;
  end = takeBytes(buf, i, to, out);
  if (end >= 0) return end;
  end = tokenEnd(buf, i, to);
  if (end > i && (isDigit(buf[i]) || buf[i] === DASH) && find(buf, 46, i, end) < 0 && find(buf, EQUALS, i, end) < 0) {
    if (isDash(buf, i, end)) dashed = true;
    take(F.BODY_BYTES, buf, i, end, out, settings);
    i = end;
  }
  return i;
}

/** Where the tail of the last `readText` began, for formats that know more of it. */
export let tailFrom = -1;

/** Fills `out`. CALL, or REJECTED with the reason. */
export function readText(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  const front = readFront(buf, from, to, out, settings);
  tailFrom = front;
  if (front === -2) return readPairs(buf, from, to, out, settings);
  if (front < 0) return REJECTED;
  readTail(buf, front, to, out, settings, 0, hostBetween);
  finish(out);
  return CALL;
}

const isDash = (buf: Buffer, from: number, to: number): boolean => to === from + 1 && buf[from] === DASH;

/** "-", "000", "-1", and the "009" that stands for a response without a head: there is no HTTP status. */
function isNone(buf: Buffer, from: number, to: number): boolean {
  if (to - from > 3) return false;
  for (let i = from; i < to; i++) if (!isDigit(buf[i]) && buf[i] !== DASH) return false;
  return true;
}

/** [vhost] addr[, addr …] - user: what stands before the time. */
function takeHead(buf: Buffer, from: number, time: number, out: Draft, settings: ParseSettings): void {
  // "10.0.0.1 - - [": an address that is all digits and dots needs no second look.
  const plain = seenPlain;
  if (plain > from && plain + 3 < time && buf[plain] === SPACE && buf[plain + 1] === DASH && buf[plain + 2] === SPACE) { takeAddress(from, plain, out); return; }
  let end = time;
  while (end > from && buf[end - 1] === SPACE) end--;
  // "addr - user": the client ends where " - " begins.
  let left = end;
  for (let i = from; i + 1 < end; i++) if (buf[i] === SPACE && buf[i + 1] === DASH && (i + 2 === end || buf[i + 2] === SPACE)) { left = i; break; }
  const space = find(buf, SPACE, from, left);
  // "addr ident user": a name that identd gave, where nginx has its dash.
  if (left === end && space > from && buf[from] !== QUOTE && buf[space - 1] !== COMMA) {
    const second = find(buf, SPACE, space + 1, end);
    if (second > space + 1 && second < end && find(buf, SPACE, second + 1, end) < 0 && buf[second - 1] !== COMMA) { identified = true; take(F.CLIENT, buf, from, space, out, settings); return; }
  }
  take(F.CLIENT, buf, from, left > from && buf[left - 1] === QUOTE ? left - 1 : left, out, settings);
  // One plain word before the address is the virtual host; a list of addresses has commas or quotes.
  if (space > from && buf[space - 1] !== COMMA && buf[from] !== QUOTE && find(buf, SPACE, space + 1, left) < 0) { out.span(HOST, from, space); ported = portAt(buf, from, space); }
}

/** Whether "name:443" stands there. */
function portAt(buf: Buffer, from: number, to: number): boolean {
  let i = to - 1;
  while (i > from && isDigit(buf[i])) i--;
  return i < to - 1 && i > from && buf[i] === COLON && find(buf, COLON, from, i) < 0;
}

/** A line of key=value pairs only. */
function readPairs(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  const first = keyEnd(buf, from, to);
  if (first < 0) { out.reason = 'no timestamp'; return REJECTED; }
  readTail(buf, from, to, out, settings, 9, false);
  finish(out);
  if (Number.isNaN(out.at)) { out.reason = 'no timestamp'; return REJECTED; }
  if (out.status === 0 && out.attempts === 0) { out.reason = 'no status'; return REJECTED; }
  return CALL;
}
