/** How fast something moves, from readings of a counter: bytes while uploading, lines while parsing. Pure. */
export type Reading = { at: number; value: number };

/** Readings older than this say nothing about now, in ms. */
const WINDOW = 8000;

/** Adds a reading (time in ms) and drops those outside the window. A counter that fell (a retry went back) starts anew. */
export function addReading(readings: readonly Reading[], at: number, value: number): Reading[] {
  const last = readings[readings.length - 1];
  const kept = last && value < last.value ? [] : readings.filter((r) => at - r.at <= WINDOW);
  return [...kept, { at, value }];
}

/** Units a second over the window; null while two readings half a second apart are missing. */
export function rateOf(readings: readonly Reading[]): number | null {
  if (readings.length < 2) return null;
  const first = readings[0], last = readings[readings.length - 1], seconds = (last.at - first.at) / 1000;
  return seconds < 0.5 ? null : (last.value - first.value) / seconds;
}

/** Seconds until `total`, null when the rate is unknown or zero. */
export function etaSeconds(done: number, total: number, rate: number | null): number | null {
  return rate === null || rate <= 0 ? null : Math.max(0, total - done) / rate;
}
