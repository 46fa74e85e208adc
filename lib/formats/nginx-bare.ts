/**
 * Values that stand behind the user agent without a key: `… "agent" 0.105 0.104 10.0.0.1:8080 200`.
 * Nothing names them, so their shape does: an address, a status, a request id, and times with three decimals. nginx's times
 * of one call have an order (connect ≤ header ≤ response ≤ request), which tells them apart.
 */
import type { Draft } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { F } from './nginx-fields';
import { take } from './nginx-take';
import { COLON, COMMA, DASH, DOT, SPACE, find, int, isDigit, isHex, seconds, startsWith, status } from './scan';

/** Pairs of positions, filled by the reader of the tail. */
export const barePlaces: number[] = [];

const OTHER = 0, TIME = 1, ADDRESS = 2, STATUS = 3, ID = 4, NONE = 5;

/**
 * The values at their fixed places behind APISIX's agent: request_time stood before the referer, then address, status, time of the
 * upstream. False when something else stands there. Plugins that speak to their upstream themselves leave "-" and a time in whole ms.
 */
export function takeApisix(buf: Buffer, out: Draft, settings: ParseSettings): boolean {
  if (barePlaces.length < 8 || shape(buf, barePlaces[0], barePlaces[1]) !== TIME) return false;
  const is = (n: number, kind: number): boolean => { const s = shape(buf, barePlaces[n * 2], barePlaces[n * 2 + 1]); return s === kind || s === NONE; };
  if (!is(1, ADDRESS) || !is(2, STATUS)) return false;
  const own = is(1, NONE) && is(2, NONE) && int(buf, barePlaces[6], barePlaces[7]) >= 0;
  if (!own && !is(3, TIME)) return false;
  for (let n = 0; n < (own ? 3 : 4); n++) take(APISIX_FIELDS[n], buf, barePlaces[n * 2], barePlaces[n * 2 + 1], out, settings);
  for (let n = 8; n < barePlaces.length; n += 2) if (shape(buf, barePlaces[n], barePlaces[n + 1]) === ID) { take(F.REQUEST_ID, buf, barePlaces[n], barePlaces[n + 1], out, settings); break; }
  return true;
}
const APISIX_FIELDS = [F.REQUEST_TIME, F.ADDR, F.ATTEMPT_STATUS, F.RESPONSE];

/** Places of the times, smallest first. */
const places: number[] = [];

/**
 * Four values in a row of which some are "-" still have their places, for people write one of two orders: request, connect, header,
 * response; or request, response, connect, header. The largest of the last three is the response.
 * @returns the number of the place behind them; 0 when there is no such row.
 */
function takeRow(buf: Buffer, out: Draft, settings: ParseSettings): number {
  const count = barePlaces.length / 2;
  let first = 0, missing = 0;
  while (first < count && shape(buf, barePlaces[first * 2], barePlaces[first * 2 + 1]) !== TIME) first++;
  let end = first;
  for (; end < count; end++) {
    const s = shape(buf, barePlaces[end * 2], barePlaces[end * 2 + 1]);
    if (s === NONE) missing++; else if (s !== TIME || find(buf, COMMA, barePlaces[end * 2], barePlaces[end * 2 + 1]) >= 0) break;
  }
  if (end - first !== 4 || missing === 0 || missing === 3) return 0;
  const time = (n: number): number => lastTime(buf, barePlaces[(first + n) * 2], barePlaces[(first + n) * 2 + 1]), last = time(3) >= time(1) && time(3) > 0;
  if (!last && !(time(1) >= time(2) && time(1) > 0)) return 0;
  place(F.REQUEST_TIME, first, buf, out, settings);
  place(last ? F.CONNECT : F.RESPONSE, first + 1, buf, out, settings);
  place(last ? F.HEADER : F.CONNECT, first + 2, buf, out, settings);
  place(last ? F.RESPONSE : F.HEADER, first + 3, buf, out, settings);
  return end;
}

/** @returns whether times or upstreams were found. */
export function takeBare(buf: Buffer, out: Draft, settings: ParseSettings): boolean {
  places.length = 0;
  const row = takeRow(buf, out, settings);
  let found = row > 0;
  for (let n = 0; n < barePlaces.length; n += 2) {
    const from = barePlaces[n], to = barePlaces[n + 1];
    switch (shape(buf, from, to)) {
      case ADDRESS: take(F.ADDR, buf, from, to, out, settings); found = true; break;
      case STATUS: if (found || places.length > 0 || laterIsUpstream(buf, n + 2)) { take(F.ATTEMPT_STATUS, buf, from, to, out, settings); found = true; } break;
      case ID: take(F.OTHER_REQUEST_ID, buf, from, to, out, settings); break;
      case TIME: if (row === 0) insert(buf, n / 2);
    }
  }
  const count = places.length;
  if (count === 0) return found;
  // The whole request has one time; a list is an upstream's.
  const last = places[count - 1];
  if (find(buf, COMMA, barePlaces[last * 2], barePlaces[last * 2 + 1]) < 0) {
    place(F.REQUEST_TIME, last, buf, out, settings);
    if (count >= 2) place(F.RESPONSE, places[count - 2], buf, out, settings);
    // Of three, the smallest may be connect or header: left out.
    if (count === 4) { place(F.CONNECT, places[0], buf, out, settings); place(F.HEADER, places[1], buf, out, settings); }
  } else {
    place(F.RESPONSE, last, buf, out, settings);
    if (count >= 2 && find(buf, COMMA, barePlaces[places[0] * 2], barePlaces[places[0] * 2 + 1]) < 0) place(F.REQUEST_TIME, places[0], buf, out, settings);
  }
  return true;
}

/** Takes the value at place n. */
function place(field: number, n: number, buf: Buffer, out: Draft, settings: ParseSettings): void {
  take(field, buf, barePlaces[n * 2], barePlaces[n * 2 + 1], out, settings);
}

/** Keeps `places` in order of size. Lists go last: the sum of their tries is what the request time is above. */
function insert(buf: Buffer, n: number): void {
  const t = lastTime(buf, barePlaces[n * 2], barePlaces[n * 2 + 1]);
  let i = places.length;
  while (i > 0 && lastTime(buf, barePlaces[places[i - 1] * 2], barePlaces[places[i - 1] * 2 + 1]) > t) { places[i] = places[i - 1]; i--; }
  places[i] = n;
}

const laterIsUpstream = (buf: Buffer, n: number): boolean => {
  for (; n < barePlaces.length; n += 2) { const s = shape(buf, barePlaces[n], barePlaces[n + 1]); if (s === TIME || s === ADDRESS) return true; }
  return false;
};

/** A lone time; of a list of times the last one, ", " and " : " part them. */
function lastTime(buf: Buffer, from: number, to: number): number {
  let start = to;
  while (start > from && buf[start - 1] !== SPACE && buf[start - 1] !== COMMA) start--;
  const t = seconds(buf, start, to);
  return Number.isNaN(t) ? 0 : t;
}

/** The shape of a value, lists included: every entry must have it. */
function shape(buf: Buffer, from: number, to: number): number {
  let kind = NONE, start = from;
  for (let p = from; p <= to; p++) {
    if (p < to && buf[p] !== COMMA && !(buf[p] === SPACE && buf[p + 1] === COLON)) continue;
    const k = shapeOfOne(buf, start, p);
    if (k !== NONE) { if (kind !== NONE && kind !== k) return OTHER; kind = k; }
    if (p < to && buf[p] === SPACE) p++;
    start = p + 1;
    while (start < to && buf[start] === SPACE) start++;
    if (p < start - 1) p = start - 1;
  }
  return kind;
}

function shapeOfOne(buf: Buffer, from: number, to: number): number {
  const n = to - from;
  if (n === 1 && buf[from] === DASH) return NONE;
  if (n > 4 && buf[to - 4] === DOT && isDigit(buf[from])) return Number.isNaN(seconds(buf, from, to)) ? OTHER : TIME;
  if (n === 3 && status(buf, from, to) > 0) return STATUS;
  if (startsWith(buf, from, to, 'unix:')) return ADDRESS;
  if (n === 32 && isHex(buf, from, to)) return ID;
  if (n === 36 && buf[from + 8] === DASH && buf[from + 13] === DASH && isHex(buf, from + 24, to)) return ID;
  // host:port, [v6]:port
  let colon = to - 1;
  while (colon > from && isDigit(buf[colon])) colon--;
  if (colon <= from || colon === to - 1 || buf[colon] !== COLON || to - colon > 6) return OTHER;
  for (let i = from; i < colon; i++) if (buf[i] <= SPACE || buf[i] === 47 || (buf[i] === COLON && buf[from] !== 91)) return OTHER;
  return ADDRESS;
}
