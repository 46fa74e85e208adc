/** Times written after a strftime pattern ("%Y-%m-%dT%H:%M:%S.%3f%z", "%s.%3f"): the pattern is compiled once, lines are read in one walk. */
import { isDigit } from './scan';
import { month, zoneOffset } from './scan-time';
import { civilMs, isCivil } from './zone';

export type TimePattern = {
  /** Whether a line says which zone its clock has: an offset, or seconds since 1970. */
  zoned: boolean;
  /** ms since the epoch of the time that begins at `from`, as if UTC where it is not zoned; NaN = it does not fit. `timeEnd` is where it ends. */
  read(buf: Buffer, from: number, to: number): number;
};

const enum P { YEAR = 1, MONTH, MONTH_NAME, DAY, HOUR, HOUR12, HALF, MINUTE, SECOND, FRACTION, EPOCH, ZONE, ZONE_NAME, WORD, BLANK, YEAR2 }
/** Above this a step is a literal byte. */
const LITERAL = 1000;

const LONG: Record<string, string> = { T: '%H:%M:%S', F: '%Y-%m-%d', D: '%m/%d/%y', R: '%H:%M', c: '%a %b %e %H:%M:%S %Y', X: '%H:%M:%S', x: '%m/%d/%y', r: '%I:%M:%S %p' };
const STEPS: Record<string, P> = { Y: P.YEAR, y: P.YEAR2, m: P.MONTH, b: P.MONTH_NAME, B: P.MONTH_NAME, h: P.MONTH_NAME, d: P.DAY, e: P.DAY, H: P.HOUR, k: P.HOUR, I: P.HOUR12, l: P.HOUR12, p: P.HALF, P: P.HALF, M: P.MINUTE, S: P.SECOND, f: P.FRACTION, L: P.FRACTION, s: P.EPOCH, z: P.ZONE, Z: P.ZONE_NAME, a: P.WORD, A: P.WORD, n: P.BLANK, t: P.BLANK };

/** @returns the pattern, or the directive in it that is not known. */
export function compileTime(pattern: string): TimePattern | string {
  const steps: number[] = [];
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] !== '%') { for (const byte of Buffer.from(pattern[i])) steps.push(LITERAL + byte); continue; }
    // Flags, the width and the E of other alphabets: %-d, %3f, %E3S, %Ez, %:z.
    const m = /^%(?:E(\*|\d+)([Sf])|[-_0^#:E]?(\d?)([A-Za-z%]))/.exec(pattern.slice(i));
    if (m === null) return pattern.slice(i, i + 2);
    i += m[0].length - 1;
    if (m[1] !== undefined) { if (m[2] === 'S') steps.push(P.SECOND, LITERAL + 46); steps.push(P.FRACTION); continue; }
    const letter = m[4];
    if (letter === '%') steps.push(LITERAL + 37);
    else if (Object.hasOwn(LONG, letter)) { pattern = pattern.slice(0, i + 1) + LONG[letter] + pattern.slice(i + 1); }
    else if (Object.hasOwn(STEPS, letter)) steps.push(STEPS[letter]);
    else return m[0];
  }
  const has = (step: P): boolean => steps.includes(step);
  if (!has(P.EPOCH) && !((has(P.YEAR) || has(P.YEAR2)) && (has(P.MONTH) || has(P.MONTH_NAME)) && has(P.DAY) && (has(P.HOUR) || has(P.HOUR12)))) return 'a whole date';
  return { zoned: has(P.EPOCH) || has(P.ZONE), read: (buf, from, to) => read(steps, buf, from, to) };
}

/** Set by `read`. */
export let timeEnd = -1;
let numberEnd = 0;
function number(buf: Buffer, from: number, to: number, most: number): number {
  let i = from, n = 0;
  while (i < to && i - from < most && isDigit(buf[i])) n = n * 10 + buf[i++] - 48;
  numberEnd = i;
  return i > from ? n : -1;
}

function read(steps: readonly number[], buf: Buffer, from: number, to: number): number {
  let i = from, year = 1970, mon = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0, epoch = NaN, offset = 0, half = -1;
  for (const step of steps) {
    let n = 0;
    if (step >= LITERAL) { if (i >= to || buf[i] !== step - LITERAL) return NaN; i++; continue; }
    switch (step) {
      case P.YEAR: n = year = number(buf, i, to, 4); break;
      case P.YEAR2: n = number(buf, i, to, 2); year = n < 69 ? 2000 + n : 1900 + n; break;
      case P.MONTH: n = mon = number(buf, i, to, 2); break;
      case P.DAY: if (buf[i] === 32) i++; n = day = number(buf, i, to, 2); break;
      case P.HOUR: case P.HOUR12: if (buf[i] === 32) i++; n = hour = number(buf, i, to, 2); break;
      case P.MINUTE: n = minute = number(buf, i, to, 2); break;
      case P.SECOND: n = second = number(buf, i, to, 2); break;
      case P.FRACTION: n = number(buf, i, to, 9); ms = Math.floor(n / 10 ** (numberEnd - i - 3)); break;
      case P.EPOCH: n = epoch = number(buf, i, to, 12); break;
      case P.HALF: half = (buf[i] | 32) === 112 ? 12 : 0; numberEnd = i + 2; break;
      case P.MONTH_NAME: mon = month(buf, i, to); n = mon === 0 ? -1 : 0; numberEnd = wordEnd(buf, i, to); break;
      case P.WORD: case P.ZONE_NAME: numberEnd = wordEnd(buf, i, to); n = numberEnd > i ? 0 : -1; break;
      case P.BLANK: numberEnd = i; while (numberEnd < to && (buf[numberEnd] === 32 || buf[numberEnd] === 9)) numberEnd++; break;
      case P.ZONE: {
        numberEnd = i + (buf[i] === 90 ? 1 : buf[i + 3] === 58 ? 6 : 5);
        offset = numberEnd <= to ? zoneOffset(buf, i, numberEnd) : NaN;
        break;
      }
    }
    if (n < 0 || numberEnd > to) return NaN;
    i = numberEnd;
  }
  timeEnd = i;
  if (!Number.isNaN(epoch)) return epoch * 1000 + ms;
  if (half >= 0) hour = (hour % 12) + half;
  return isCivil(year, mon, day, hour, minute, second) ? civilMs(year, mon, day, hour, minute, second, ms) - offset : NaN;
}

function wordEnd(buf: Buffer, from: number, to: number): number { let i = from; while (i < to && (buf[i] | 32) >= 97 && (buf[i] | 32) <= 122) i++; return i; }
