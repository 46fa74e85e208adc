/** Times in log lines → ms since the epoch. NaN = not such a time. Nothing is allocated except when the day changes. */
import { int, isDigit, same8 } from './scan';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const monthKey = (a: number, b: number, c: number): number => (a << 16) | (b << 8) | c;
const monthKeys = MONTHS.map((m) => monthKey(m.charCodeAt(0), m.charCodeAt(1), m.charCodeAt(2)));

/** Month 1-12 from its three-letter English name, 0 = none. */
export function month(buf: Buffer, from: number, to: number): number {
  return to - from < 3 ? 0 : monthKeys.indexOf(monthKey(buf[from], buf[from + 1], buf[from + 2])) + 1;
}

let lastDay = -1, lastMidnight = NaN;
/** UTC midnight of a calendar day. The last answer is kept: a log stays on one day for long. NaN for a day that does not exist. */
export function midnight(year: number, mon: number, day: number): number {
  const key = (year * 16 + mon) * 32 + day;
  if (key === lastDay) return lastMidnight;
  if (year < 1970 || year > 9999 || mon < 1 || mon > 12 || day < 1 || day > 31) return NaN;
  const t = Date.UTC(year, mon - 1, day);
  if (new Date(t).getUTCDate() !== day) return NaN;
  lastDay = key; lastMidnight = t;
  return t;
}

/** Two digits at `i` as a number, else -1. */
function two(buf: Buffer, i: number): number {
  const a = buf[i] - 48, b = buf[i + 1] - 48;
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : -1;
}

/** "13:55:36" at `from` as ms since midnight; 60 as a second is a leap second. NaN when it is no clock time. */
export function clock(buf: Buffer, from: number, to: number): number {
  const ms = clockMs(buf, from, to);
  return ms < 0 ? NaN : ms;
}

/** The same, -1 when it is none: whole numbers stay whole numbers in the engine, too. */
function clockMs(buf: Buffer, from: number, to: number): number {
  if (to - from < 8 || buf[from + 2] !== 58 || buf[from + 5] !== 58) return -1;
  const h = two(buf, from), m = two(buf, from + 3), s = two(buf, from + 6);
  return h >= 0 && h <= 23 && m >= 0 && m <= 59 && s >= 0 && s <= 60 ? ((h * 60 + m) * 60 + s) * 1000 : -1;
}

/** Length of `clfTime`. */
export const CLF_LENGTH = 26;

const lastClf = new Uint8Array(CLF_LENGTH);
let lastClfTime = NaN;

/** "10/Oct/2000:13:55:36 -0700" at `from` (no brackets). Lines come in runs of one second, so it is compared with the one before first. */
export function clfTime(buf: Buffer, from: number, to: number): number {
  if (to - from < CLF_LENGTH) return NaN;
  const last = lastClf;
  if (same8(buf, from + 18, last, 18) && same8(buf, from + 8, last, 8) && same8(buf, from, last, 0) && buf[from + 16] === last[16] && buf[from + 17] === last[17]) return lastClfTime;
  const t = readClf(buf, from, to);
  if (t === t) { for (let i = 0; i < CLF_LENGTH; i++) last[i] = buf[from + i]; lastClfTime = t; }
  return t;
}

function readClf(buf: Buffer, from: number, to: number): number {
  if (buf[from + 20] !== 32) return NaN;
  const h = two(buf, from + 22), m = two(buf, from + 24), sign = buf[from + 21];
  if (h < 0 || h > 14 || m < 0 || m > 59 || (sign !== 43 && sign !== 45)) return NaN;
  const offset = (h * 60 + m) * 60_000;
  return clfLocal(buf, from, to) - (sign === 45 ? -offset : offset);
}

let lastKey = -1, lastYear = -1;
/** "10/Oct/2000:13:55:36" at `from`: the clock on the wall, as if it were UTC. */
export function clfLocal(buf: Buffer, from: number, to: number): number {
  if (to - from < 20 || buf[from + 2] !== 47 || buf[from + 6] !== 47 || buf[from + 11] !== 58) return NaN;
  const ms = clockMs(buf, from + 12, to), day = two(buf, from), y = two(buf, from + 7), year = two(buf, from + 9);
  if (ms < 0 || day < 0 || y < 0 || year < 0) return NaN;
  const key = ((day * 128 + (buf[from + 3] & 127)) * 128 + (buf[from + 4] & 127)) * 128 + (buf[from + 5] & 127);
  if (key === lastKey && y * 100 + year === lastYear) return lastClfMidnight + ms;
  const start = midnight(y * 100 + year, month(buf, from + 3, from + 6), day);
  if (Number.isNaN(start)) return NaN;
  lastKey = key; lastYear = y * 100 + year; lastClfMidnight = start;
  return start + ms;
}
let lastClfMidnight = NaN;

/** "Z", "+0530", "+05:30" or "+05", exactly [from, to), as ms to subtract. */
export function zoneOffset(buf: Buffer, from: number, to: number): number {
  const n = to - from, sign = buf[from];
  if (n === 1) return sign === 90 || sign === 122 ? 0 : NaN;
  if ((sign !== 43 && sign !== 45) || (n !== 3 && n !== 5 && n !== 6)) return NaN;
  if (n === 6 && buf[from + 3] !== 58) return NaN;
  const h = two(buf, from + 1), m = n === 3 ? 0 : two(buf, to - 2);
  if (h < 0 || h > 14 || m < 0 || m > 59) return NaN;
  const ms = (h * 60 + m) * 60_000;
  return sign === 45 ? -ms : ms;
}

/** "2026/03/12 09:20:01" or "2026-03-12T09:20:01" at `from`: the clock on the wall, as if it were UTC. 19 bytes. */
export function dateTimeLocal(buf: Buffer, from: number, to: number): number {
  if (to - from < 19) return NaN;
  const s = buf[from + 4], t = buf[from + 10];
  if ((s !== 47 && s !== 45) || buf[from + 7] !== s || (t !== 32 && t !== 84 && t !== 116)) return NaN;
  return midnight(two(buf, from) * 100 + two(buf, from + 2), two(buf, from + 5), two(buf, from + 8)) + clock(buf, from + 11, to);
}

/** ISO 8601 with a zone, exactly [from, to): "2026-03-12T09:20:01.123+05:30". NaN without a zone (see `dateTimeLocal`). */
export function isoTime(buf: Buffer, from: number, to: number): number {
  const t = dateTimeLocal(buf, from, to);
  if (Number.isNaN(t)) return NaN;
  const end = fractionEnd(buf, from + 19, to);
  return t + fraction(buf, from + 19, end) - zoneOffset(buf, end, to);
}

/** End of ".123" or ",123" at `from`; `from` itself when there is none. */
export function fractionEnd(buf: Buffer, from: number, to: number): number {
  if (from >= to || (buf[from] !== 46 && buf[from] !== 44)) return from;
  let i = from + 1;
  while (i < to && isDigit(buf[i])) i++;
  return i;
}

/** ".123456" → 123 ms (whole ms; the rest is cut). 0 for the empty range. */
export function fraction(buf: Buffer, from: number, end: number): number {
  if (end - from < 2) return 0;
  const places = Math.min(3, end - from - 1), n = int(buf, from + 1, from + 1 + places);
  return n < 0 ? NaN : places === 3 ? n : places === 2 ? n * 10 : n * 100;
}
