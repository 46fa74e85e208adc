/** Moments and lengths of time as writers of their own logs put them: many spellings, the unit in the field's name, in the value or in neither. */
import type { Draft } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { epochMs, MS_PER, unitByValue, type Unit } from './field-names';
import { jsonNumber } from './json-values';
import { equals, isDigit, SLASH } from './scan';
import { CLF_LENGTH, clfLocal, clfTime, dateTimeLocal, fraction, fractionEnd, isoTime } from './scan-time';
import { toUtc } from './zone';

/** The moment at [from, to) in ms since the epoch; NaN = none. `unit`: what the field's name says of a number. */
export function moment(buf: Buffer, from: number, to: number, unit: Unit | null, out: Draft, settings: ParseSettings): number {
  if (to - from >= 19 && (buf[from + 4] === 45 || buf[from + 4] === SLASH)) {
    const zoned = isoTime(buf, from, to);
    if (!Number.isNaN(zoned)) return zoned;
    const local = dateTimeLocal(buf, from, to);
    if (Number.isNaN(local)) return NaN;
    const end = fractionEnd(buf, from + 19, to), part = fraction(buf, from + 19, end);
    // "2026-03-12 09:20:01.123 +0100"
    const zone = buf[end] === 32 && end < to ? isoTime(Buffer.concat([buf.subarray(from, end), buf.subarray(end + 1, to)]), 0, to - from - 1) : NaN;
    if (!Number.isNaN(zone)) return zone;
    out.tzAssumed = true;
    return toUtc(local + (part || 0), settings.zone);
  }
  if (to - from >= CLF_LENGTH - 6 && buf[from + 2] === SLASH && buf[from + 6] === SLASH) {
    const zoned = clfTime(buf, from, to);
    if (!Number.isNaN(zoned)) return zoned;
    out.tzAssumed = true;
    return toUtc(clfLocal(buf, from, to), settings.zone);
  }
  if (!isDigit(buf[from])) { const t = to - from < 64 ? Date.parse(buf.toString('latin1', from, to)) : NaN; return t; }
  const n = jsonNumber(buf, from, to);
  return unit !== null && !(unit === 'ms' && n < 1e11) ? n * MS_PER[unit] : epochMs(n);
}

/** The length of time at [from, to) in ms; NaN = none. `decimalsOfMs`: decimals without a unit are ms. */
export function timer(buf: Buffer, from: number, to: number, unit: Unit | null, decimalsOfMs: boolean): number {
  let end = from, dot = false;
  while (end < to && (isDigit(buf[end]) || buf[end] === 46)) { if (buf[end] === 46) dot = true; end++; }
  if (end < to) return timeText(buf, from, end, to, unit);
  const n = jsonNumber(buf, from, to);
  // A name that says seconds by convention only yields to a value that cannot be.
  return n * MS_PER[unit ?? (dot && decimalsOfMs ? 'ms' : unitByValue(n, !dot))];
}

/** "12.3ms", "1.2s", "350µs", "1m2.5s", "1e-05"; a number with its unit as Go, Python and people write it. NaN = none. */
function timeText(buf: Buffer, from: number, digits: number, to: number, unit: Unit | null): number {
  if (to - from > 32) return NaN;
  if (digits > from && equals(buf, digits, to, 's')) return jsonNumber(buf, from, digits) * 1000;
  if (digits > from && equals(buf, digits, to, 'ms')) return jsonNumber(buf, from, digits);
  const text = buf.toString('utf8', from, to), plain = Number(text);
  if (!Number.isNaN(plain)) return plain < 0 ? NaN : plain * MS_PER[unit ?? unitByValue(plain, false)];
  let sum = 0, used = 0;
  for (const m of text.matchAll(/(\d+(?:\.\d+)?) ?(ns|us|µs|μs|ms|msec|millis(?:econds?)?|s|secs?|seconds?|m|min(?:utes?)?|h)(?![a-z])/gi)) {
    const u = m[2].toLowerCase();
    sum += Number(m[1]) * (u === 'ns' ? 1e-6 : u === 'us' || u === 'µs' || u === 'μs' ? 1e-3 : u.startsWith('ms') || u.startsWith('milli') ? 1 : u === 'h' ? 3_600_000 : u.startsWith('m') ? 60_000 : 1000);
    used += m[0].length;
  }
  return used > 0 && used >= text.replaceAll(' ', '').length - 1 && digits > from ? sum : NaN;
}
