/** Times in the zone of the view, always 24 h, year first: unambiguous everywhere and sortable by eye. */
import { zoneOf } from '../formats/zone';

export type TimeDetail = 'day' | 'minute' | 'second' | 'ms';
const two = (n: number): string => (n < 10 ? '0' + n : String(n));
const wall = (ms: number, zone: string): Date => new Date(ms + zoneOf(zone).offsetAt(ms));

/** "2026-03-12 09:20:01". */
export function formatTime(ms: number, zone: string, detail: TimeDetail = 'second'): string {
  const t = wall(ms, zone).toISOString();
  const to = { day: 10, minute: 16, second: 19, ms: 23 }[detail];
  return t.slice(0, to).replace('T', ' ');
}
/** "09:20" or "09:20:01": for places where the day is clear. */
export const formatClock = (ms: number, zone: string, detail: 'minute' | 'second' | 'ms' = 'minute'): string => formatTime(ms, zone, detail).slice(11);

/** "+02:00"; "UTC" where there is no offset. */
export function formatOffset(ms: number, zone: string): string {
  const minutes = Math.round(zoneOf(zone).offsetAt(ms) / 60000), size = Math.abs(minutes);
  return minutes === 0 ? 'UTC' : `${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** A range, without saying the same day twice: "2026-03-12 09:00 – 10:30", "2026-03-12 09:00 – 2026-03-13 09:00". */
export function formatRange(fromMs: number, toMs: number, zone: string): string {
  const from = formatTime(fromMs, zone, 'minute'), to = formatTime(toMs, zone, 'minute');
  return `${from} – ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`;
}

/** The label of a time axis tick: as much as the step between ticks needs. */
export function formatTick(ms: number, zone: string, spanMs: number): string {
  const t = formatTime(ms, zone, 'second');
  if (spanMs > 240 * 86_400_000) return t.slice(0, 7);
  if (spanMs > 3 * 86_400_000) return t.slice(5, 10);
  if (spanMs > 86_400_000) return `${t.slice(5, 10)} ${t.slice(11, 16)}`;
  return t.slice(11, 16);
}
