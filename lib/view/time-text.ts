/** Times as people type them, to ms since the epoch. Pure: the clock and the extent of the data come in. */
import { NEVER, TWICE, localToUtc } from '../formats/zone';

export type Anchors = { nowMs: number; startMs: number; endMs: number };
export type TimeAnswer = { ms: number; note: string | null } | { error: string };

const UNITS: Record<string, number> = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const RELATIVE = /^(now|start|end)((?:\s*[+-]\s*(?:\d+(?:\.\d+)?\s*(?:min|[smhdw])\s*)+)*)$/i;
const ISO = /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** The time of an access log; its brackets come along when it is copied, or one of them does (`awk '{print $4}'`). */
const CLF = /^\[?(\d{1,2})\/([a-z]{3})\/(\d{4}):(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:\s+([+-]\d\d:?\d\d))?\]?$/i;
const CLOCK = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/;
const LIMIT = 8.64e15;
export const TIME_HELP = 'Try “end-2h”, “now-30m”, “2026-03-12 09:20”, an ISO time, a time as the log writes it or epoch seconds.';

/**
 * Reads "now-2h", "end-1h30m", "start+10min", "2026-03-12", "2026-03-12 09:20:01", ISO 8601 with or without an offset, what nginx writes
 * ("12/Mar/2026:09:20:01 +0000", "2026/03/12 09:20:01"), "09:20" (on the last day of the data), epoch seconds (9–11 digits) or ms (12–14). Times without an offset are in `zone`. The note tells what was not obvious.
 */
export function readTime(typed: string, zone: string, anchors: Anchors): TimeAnswer {
  const s = typed.trim();
  if (s === '') return { error: 'Type a time. ' + TIME_HELP };
  const relative = RELATIVE.exec(s);
  if (relative) return readRelative(relative[1].toLowerCase(), relative[2], anchors);
  if (/^\d{9,11}(\.\d+)?$/.test(s)) return inRange(Number(s) * 1000);
  if (/^\d{12,14}$/.test(s)) return inRange(Number(s));
  const iso = ISO.exec(clfAsIso(s));
  if (iso) return readIso(iso, zone);
  const clock = CLOCK.exec(s);
  if (clock) return readClock(clock, zone, anchors);
  return { error: `“${s.slice(0, 40)}” is not a time that can be read. ${TIME_HELP}` };
}

const inRange = (ms: number): TimeAnswer => (Math.abs(ms) <= LIMIT ? { ms: Math.round(ms), note: null } : { error: 'That time is outside what a calendar holds.' });

function readRelative(word: string, steps: string, a: Anchors): TimeAnswer {
  let ms = word === 'now' ? a.nowMs : word === 'start' ? a.startMs : a.endMs;
  let sign = 1;
  for (const m of steps.matchAll(/([+-])|(\d+(?:\.\d+)?)\s*(min|[smhdw])/gi)) {
    if (m[1]) sign = m[1] === '-' ? -1 : 1;
    else ms += sign * Number(m[2]) * UNITS[m[3].toLowerCase()];
  }
  return inRange(ms);
}

/** "12/Mar/2026:09:20:01 +0000" as "2026-03-12 09:20:01 +0000"; anything else as it is. */
function clfAsIso(s: string): string {
  const m = CLF.exec(s), month = m ? MONTHS.indexOf(m[2].toLowerCase()) + 1 : 0;
  return m && month > 0 ? `${m[3]}-${String(month).padStart(2, '0')}-${m[1].padStart(2, '0')} ${m[4]}${m[5] ? ' ' + m[5] : ''}` : s;
}

function readIso(m: RegExpExecArray, zone: string): TimeAnswer {
  const [y, mo, d, h, mi, s] = [m[1], m[2], m[3], m[4] ?? '0', m[5] ?? '0', m[6] ?? '0'].map(Number), frac = m[7] ? Math.floor(Number('0.' + m[7]) * 1000) : 0;
  const offset = m[8];
  const { ms, wall } = localToUtc(y, mo, d, h, mi, s, frac, offset ? 'UTC' : zone);
  if (Number.isNaN(ms)) return { error: `There is no ${m[0].trim()}: the calendar or the clock does not have it.` };
  if (offset) return { ms: ms - offsetMs(offset), note: null };
  return { ms, note: wallNote(wall, zone) };
}

function readClock(m: RegExpExecArray, zone: string, a: Anchors): TimeAnswer {
  const [h, mi, s] = [m[1], m[2], m[3] ?? '0'].map(Number);
  if (h > 23 || mi > 59 || s > 59) return { error: `There is no ${m[0]} on a clock.` };
  const day = new Date(a.endMs), at = localToUtc(day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate(), h, mi, s, 0, zone).ms;
  return { ms: at > a.endMs ? at - 86_400_000 : at, note: 'On the last day of the data.' };
}

const offsetMs = (text: string): number => {
  const m = /^([+-])(\d\d):?(\d\d)?$/.exec(text);
  return m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 3_600_000 + Number(m[3] ?? 0) * 60_000) : 0;
};
const wallNote = (wall: number, zone: string): string | null =>
  wall === TWICE ? `The clocks of ${zone} show this time twice; the first is taken. Add an offset to choose.` : wall === NEVER ? `The clocks of ${zone} skip this time; it is moved forward by the gap.` : null;
