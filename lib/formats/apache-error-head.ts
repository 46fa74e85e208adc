/** What every line of Apache's error log begins with: the date in one of its spellings, the module and the level. One line at a time: results stand in this module. */
import { COLON, SPACE, equals, find, int, isDigit } from './scan';
import { CLF_LENGTH, clfTime, clock, dateTimeLocal, fraction, fractionEnd, midnight, month, zoneOffset } from './scan-time';

const OPEN = 91, CLOSE = 93, DASH = 45;
const LEVELS = ['error', 'warn', 'notice', 'info', 'crit', 'alert', 'emerg', 'debug', 'trace1', 'trace2', 'trace3', 'trace4', 'trace5', 'trace6', 'trace7', 'trace8'];

/** What the date says: the clock on the wall, or UTC when `zoned`. */
export let at = NaN, zoned = false;
/**
 * "[Thu Mar 12 09:55:01.123456 2026]" at `from`, or the same moment in CLF or as "[2026-03-12 09:55:01.123456 +0100]" (ErrorLogFormat's %{cu}t):
 * behind it, or -1. Sets `at` (the clock on the wall, or UTC when `zoned`).
 */
export function dateEnd(buf: Buffer, from: number, to: number): number {
  zoned = false; at = NaN;
  if (to - from < 24 || buf[from] !== OPEN) return -1;
  if (buf[from + 5] === DASH) return isoDateEnd(buf, from, to);
  if (isDigit(buf[from + 1])) {
    at = clfTime(buf, from + 1, to); zoned = true;
    return at === at && buf[from + 1 + CLF_LENGTH] === CLOSE ? from + 2 + CLF_LENGTH : -1;
  }
  if (buf[from + 4] !== SPACE || buf[from + 8] !== SPACE) return -1;
  const mon = month(buf, from + 5, to);
  if (mon === 0) return -1;
  let i = from + 9;
  if (buf[i] === SPACE) i++;
  let end = i;
  while (end < to && isDigit(buf[end])) end++;
  const day = int(buf, i, end);
  i = end + 1;
  const time = clock(buf, i, to), part = fractionEnd(buf, i + 8, to);
  if (buf[end] !== SPACE || buf[part] !== SPACE || part + 6 > to || buf[part + 5] !== CLOSE) return -1;
  at = midnight(int(buf, part + 1, part + 5), mon, day) + time + fraction(buf, i + 8, part);
  return at === at ? part + 6 : -1;
}

/** A bracket with such a date and "[module:level]" behind it: others write their lines with it, too. */
function isoDateEnd(buf: Buffer, from: number, to: number): number {
  const local = dateTimeLocal(buf, from + 1, to), part = fractionEnd(buf, from + 20, to), end = find(buf, CLOSE, part, Math.min(to, part + 8));
  if (local !== local || end < 0) return -1;
  const zone = end === part ? 0 : zoneOffset(buf, buf[part] === SPACE ? part + 1 : part, end), level = levelEnd(buf, end + 1, to);
  if (zone !== zone || level < 0 || levelFrom === moduleTo) return -1;
  zoned = end > part;
  at = local + fraction(buf, from + 20, part) - zone;
  return end + 1;
}

export let levelFrom = 0, levelTo = 0, moduleFrom = 0, moduleTo = 0;
/** "[module:level]" or "[level]" behind the date: behind it, or -1. */
export function levelEnd(buf: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to && buf[i] === SPACE) i++;
  if (buf[i] !== OPEN) return -1;
  const close = find(buf, CLOSE, i, Math.min(to, i + 48));
  if (close < 0) return -1;
  const colon = find(buf, COLON, i + 1, close);
  moduleFrom = moduleTo = i + 1;
  if (colon >= 0) moduleTo = colon;
  levelFrom = colon < 0 ? i + 1 : colon + 1; levelTo = close;
  for (const level of LEVELS) if (equals(buf, levelFrom, levelTo, level)) return close + 1;
  return -1;
}
