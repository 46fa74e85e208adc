/** The units a number on a page can have, each with how it reads in a place of its own and on an axis. */
import { formatDuration } from './format-duration';
import { formatCompact, formatCount, formatShare } from './format-number';

export type Unit = 'count' | 'ms' | 'share';

export const formatValue = (v: number | null, unit: Unit): string => (unit === 'count' ? formatCount(v) : unit === 'ms' ? formatDuration(v) : formatShare(v));
/** Shorter, for axes: "2.5 k", "500 ms", "10 s", "2.5 %". */
export function formatAxis(v: number, unit: Unit): string {
  if (unit === 'count') return formatCompact(v);
  if (unit === 'share') return v === 0 ? '0 %' : `${Number((v * 100).toPrecision(3))} %`;
  return v >= 1000 && v < 600_000 ? `${Number((v / 1000).toPrecision(3))} s` : formatDuration(v);
}
