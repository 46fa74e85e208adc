/**
 * Local clock times of a named zone → UTC, for lines that carry no zone.
 *
 * In the hour that is repeated when clocks go back, the first pass is taken; a time inside the gap when clocks go forward is read
 * with the offset before the gap. Both are deterministic, so folding again gives the same cells.
 */
const SLOT = 900_000;
const formatters = new Map<string, Intl.DateTimeFormat | null>();
let lastZone = '', lastSlot = NaN, lastOffset = 0;

/** Whether the runtime knows the IANA zone name. */
export function isZone(zone: string): boolean { return formatter(zone) !== null; }

/**
 * @param local ms of the wall clock as if it were UTC (NaN stays NaN).
 * @param zone IANA name; an unknown one counts as UTC.
 */
export function toUtc(local: number, zone: string): number {
  if (zone === 'UTC' || Number.isNaN(local)) return local;
  // Offsets change on quarter hours only, so a slot of the wall clock has one answer.
  const slot = Math.floor(local / SLOT);
  if (slot !== lastSlot || zone !== lastZone) {
    lastOffset = wallOffset(slot * SLOT, zone); lastSlot = slot; lastZone = zone;
  }
  return local - lastOffset;
}

function wallOffset(local: number, zone: string): number {
  const before = offsetAt(local - 86_400_000, zone), after = offsetAt(local + 86_400_000, zone);
  if (before === after) return before;
  // Around a change: the offset before it holds as long as it explains the wall clock, or nothing does (the gap).
  if (offsetAt(local - before, zone) === before) return before;
  return offsetAt(local - after, zone) === after ? after : before;
}

/** The zone's offset from UTC in ms at a moment. */
export function offsetAt(utc: number, zone: string): number {
  const f = formatter(zone);
  if (f === null || !(Math.abs(utc) < 8e15)) return 0;
  let y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  for (const p of f.formatToParts(utc)) {
    const n = +p.value;
    if (p.type === 'year') y = n; else if (p.type === 'month') mo = n; else if (p.type === 'day') d = n;
    else if (p.type === 'hour') h = n; else if (p.type === 'minute') mi = n; else if (p.type === 'second') s = n;
  }
  return Date.UTC(y, mo - 1, d, h, mi, s) - Math.floor(utc / 1000) * 1000;
}

function formatter(zone: string): Intl.DateTimeFormat | null {
  let f = formatters.get(zone);
  if (f === undefined) {
    try {
      f = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
    } catch { f = null; }
    formatters.set(zone, f);
  }
  return f;
}
