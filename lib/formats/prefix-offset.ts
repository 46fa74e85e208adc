/**
 * The zone of a line that logs local time, from the prefix in front of it.
 *
 * The prefix holds a moment and the line a wall clock, both of the time when the line was written, so their difference is the offset
 * of that wall clock, in whole quarter hours. This holds for a relay in UTC in front of a gateway that runs elsewhere, too, where the
 * offset that the prefix itself names would mislead.
 */
import type { Draft } from '../call';

const QUARTER = 900_000, SKEW = 90_000, FARTHEST = 14 * 3_600_000;

/** Offset from UTC in ms of the line's wall clock; NaN when the prefix tells none. `written` is that clock, as if UTC, when the line was written. */
export function offsetByPrefix(out: Draft, written: number): number {
  const { prefixAt, prefixOffsetMin } = out;
  if (!Number.isNaN(prefixAt)) {
    const off = written - prefixAt, offset = Math.round(off / QUARTER) * QUARTER;
    if (Math.abs(off - offset) <= SKEW && Math.abs(offset) <= FARTHEST) return offset;
  }
  // The line came late, so only the zone that the prefix names is left. UTC is what relays write by default: it says nothing.
  return prefixOffsetMin !== 0 ? prefixOffsetMin * 60_000 : NaN;
}
