/** Where the ticks of an axis stand. */
import { zoneOf } from '../formats/zone';

const MIN = 60_000, HOUR = 60 * MIN, DAY = 24 * HOUR;
const STEPS = [MIN, 2 * MIN, 5 * MIN, 10 * MIN, 15 * MIN, 30 * MIN, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY], YEAR = 365.25 * DAY;

/** Round moments of the zone's own clock in [from, to], at most `most`. Across a change of the clocks they stay round on the clock. */
export function timeTicks(fromMs: number, toMs: number, zone: string, most = 8): number[] {
  const step = STEPS.find((s) => (toMs - fromMs) / s <= most), z = zoneOf(zone), out: number[] = [];
  if (step === undefined) return yearTicks(fromMs, toMs, zone, most);
  const start = Math.ceil((fromMs + z.offsetAt(fromMs)) / step) * step;
  for (let local = start; out.length <= most; local += step) {
    const at = z.fromWall(local);
    if (at > toMs) break;
    if (at >= fromMs && at !== out[out.length - 1]) out.push(at);
  }
  return out;
}

/** Beginnings of years. */
function yearTicks(fromMs: number, toMs: number, zone: string, most: number): number[] {
  const z = zoneOf(zone), every = Math.ceil((toMs - fromMs) / YEAR / most), out: number[] = [], first = new Date(fromMs + z.offsetAt(fromMs)).getUTCFullYear();
  for (let year = Math.ceil(first / every) * every; out.length <= most; year += every) {
    const at = z.fromWall(Date.UTC(year, 0));
    if (at > toMs) break;
    if (at >= fromMs) out.push(at);
  }
  return out;
}

/** 1-2-5 ticks from 0 to at least `max`, three to six of them. For durations pass the unit's own steps through `base` (1000 for ms shown as s). */
export function valueTicks(max: number, whole = false): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / 4, power = 10 ** Math.floor(Math.log10(rough)), step = Math.max(whole ? 1 : 0, [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough && (!whole || Number.isInteger(s)))!);
  const out: number[] = [];
  for (let i = 0; i === 0 || out[out.length - 1] < max; i++) out.push(Number((i * step).toPrecision(12)));
  return out;
}

/** Ticks at 1, 10, 100 … around positive values, for a logarithmic axis; at least one decade. */
export function logTicks(min: number, max: number): number[] {
  const low = Math.floor(Math.log10(Math.max(min, 1e-3))), high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(max, 1e-3)))), out: number[] = [];
  for (let e = low; e <= high; e++) out.push(Number((10 ** e).toPrecision(3)));
  return out;
}
