/**
 * Local wall-clock time in an IANA zone → UTC.
 *
 * Gateways log local times without a zone (HAProxy's accept date, nginx's error log). A zone's offset changes are looked up
 * once a year of data; after that a line costs a comparison and an addition, never an Intl call.
 */

/** The wall time exists once / twice (clocks went back; the first one is taken) / never (clocks went forward; it is moved forward by the gap). */
export const ONCE = 0, TWICE = 1, NEVER = 2;
export type WallTime = typeof ONCE | typeof TWICE | typeof NEVER;

const HOUR = 3_600_000, DAY = 24 * HOUR, WEEK = 7 * DAY;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const leap = (y: number): boolean => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;

/** Whether this is a date and time that a clock can show. Months count from 1; second 60 is a leap second. */
export function isCivil(y: number, mo: number, d: number, h: number, mi: number, s: number): boolean {
  return y >= 1 && y <= 9999 && mo >= 1 && mo <= 12 && d >= 1 && d <= (mo === 2 && leap(y) ? 29 : DAYS[mo - 1]) && h >= 0 && h < 24 && mi >= 0 && mi < 60 && s >= 0 && s <= 60;
}

/** ms since the epoch of a civil time read as UTC. Pure arithmetic: Date.UTC reads years 0-99 as 1900-1999. */
export function civilMs(y: number, mo: number, d: number, h: number, mi: number, s: number, ms: number): number {
  const yy = mo <= 2 ? y - 1 : y, era = Math.floor(yy / 400), yoe = yy - era * 400;
  const doy = Math.floor((153 * (mo + (mo > 2 ? -3 : 9)) + 2) / 5) + d - 1;
  const days = era * 146_097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719_468;
  return days * DAY + h * HOUR + mi * 60_000 + s * 1000 + ms;
}

type Change = { at: number; before: number; after: number };

export class Zone {
  /** How the last `toUtc` answer came about. */
  wall: WallTime = ONCE;
  private readonly format: Intl.DateTimeFormat | null;
  private readonly fixed: number;
  private readonly years = new Map<number, Change[]>();
  private readonly starts = new Map<number, number>();
  private hour = NaN;
  private hourOffset = 0;

  /** @param name IANA name, "UTC" or "+hh:mm". Throws RangeError on any other: `isZone` asks without throwing. */
  constructor(readonly name: string) {
    const offset = /^([+-])(\d\d):?(\d\d)$/.exec(name);
    this.fixed = offset ? (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * HOUR + Number(offset[3]) * 60_000) : 0;
    this.format = offset || name === 'UTC' ? null
      : new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  }

  /** ms since the epoch of a wall time of this zone (months from 1), NaN when no clock can show it. Sets `wall`. */
  toUtc(y: number, mo: number, d: number, h: number, mi: number, s: number, ms: number): number {
    return this.fromWall(isCivil(y, mo, d, h, mi, s) ? civilMs(y, mo, d, h, mi, s, ms) : NaN);
  }

  /** The same from the wall clock in ms as if it were UTC. NaN stays NaN. Sets `wall`. */
  fromWall(local: number): number {
    this.wall = ONCE;
    if (this.format === null) return local - this.fixed;
    const hour = Math.floor(local / HOUR);
    if (hour === this.hour) return local - this.hourOffset;
    if (!(Math.abs(local) < 8e15)) return NaN;
    const start = hour * HOUR, end = start + HOUR + 1000, year = new Date(local).getUTCFullYear();
    let offset = this.offsetAtYear(year), near: Change | null = null;
    for (const c of this.changes(year)) {
      if (start > c.at + Math.max(c.before, c.after)) offset = c.after;
      else { if (end >= c.at + Math.min(c.before, c.after)) near = c; break; }
    }
    if (near === null) { this.hour = hour; this.hourOffset = offset; return local - offset; }
    const { at, before, after } = near;
    const first = local - before < at, second = local - after >= at;
    this.wall = first && second ? TWICE : first || second ? ONCE : NEVER;
    // In a gap the offset before the change moves the time forward, as the clock did; in an overlap it gives the first of the two.
    return first || !second ? local - before : local - after;
  }

  /** Offset in ms at an instant, as the zone database has it. Slow: an Intl call. */
  offsetAt(utc: number): number {
    if (this.format === null) return this.fixed;
    let y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, bc = false;
    for (const { type, value } of this.format.formatToParts(utc)) {
      if (type === 'year') y = +value; else if (type === 'month') mo = +value; else if (type === 'day') d = +value;
      else if (type === 'hour') h = +value % 24; else if (type === 'minute') mi = +value; else if (type === 'second') s = +value;
      else if (type === 'era') bc = value.startsWith('B');
    }
    return civilMs(bc ? 1 - y : y, mo, d, h, mi, s, 0) - Math.floor(utc / 1000) * 1000;
  }

  private offsetAtYear(y: number): number {
    this.changes(y);
    return this.starts.get(y)!;
  }

  /** All offset changes from two days before to two days after a year, in order. */
  private changes(y: number): Change[] {
    const known = this.years.get(y);
    if (known) return known;
    const from = civilMs(y, 1, 1, 0, 0, 0, 0) - 2 * DAY, to = civilMs(y, 12, 31, 0, 0, 0, 0) + 3 * DAY, found: Change[] = [];
    let offset = this.offsetAt(from);
    this.starts.set(y, offset);
    for (let t = from; t < to; t += WEEK) {
      const next = this.offsetAt(t + WEEK);
      if (next === offset) continue;
      let low = t, high = t + WEEK;
      while (high - low > 1000) { const mid = Math.floor((low + high) / 2000) * 1000; if (this.offsetAt(mid) === offset) low = mid; else high = mid; }
      found.push({ at: high, before: offset, after: next });
      offset = next;
    }
    this.years.set(y, found);
    return found;
  }
}

const zones = new Map<string, Zone>();

export function isZone(name: string): boolean {
  try { new Zone(name); return true; } catch { return false; }
}

/** The one shared Zone of a name. An unknown name reads as UTC, because parsers never throw: settings are checked with `isZone` where they come in. */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) {
    zone = new Zone(isZone(name) ? name : 'UTC');
    if (zones.size > 1000) zones.clear();
    zones.set(name, zone);
  }
  return zone;
}

/** Readable form of `zoneOf(zone).toUtc(…)`, for everything but hot loops. Months count from 1. */
export function localToUtc(y: number, mo: number, d: number, h: number, mi: number, s: number, ms: number, zone: string): { ms: number; wall: WallTime } {
  const z = zoneOf(zone);
  const utc = z.toUtc(y, mo, d, h, mi, s, ms);
  return { ms: utc, wall: z.wall };
}

let last = new Zone('UTC');
/** Wall clock in ms as if it were UTC → ms since the epoch. For hot loops: no allocation, no lookup while the zone stays the same. */
export function toUtc(local: number, zone: string): number {
  if (zone !== last.name) {
    const z = zoneOf(zone);
    if (z.name !== zone) return z.fromWall(local);
    last = z;
  }
  return last.fromWall(local);
}
