import type { Spots, Spot } from '@/lib/db/hotspots';

export type RankedSpot = Spot & {
  /** Own failure rate, 0..1; null where calls are not countable. */
  rate: number | null;
  /** Share of all failed calls and of all timeouts of the view. */
  shareOfFailed: number; shareOfTimeouts: number;
  /** What the whole view's failure rate would be without it. */
  rateWithout: number | null;
};
export type TopSpots = { rows: RankedSpot[]; more: number; rate: number | null; by: 'timeouts' | 'failed'; /** No calls are there that could have failed. */ empty: boolean };

/** The spots with most timeouts (or failures, where nothing timed out), without those that have none. A tie goes to the smaller, then by name. */
export function prepare(s: Spots, most = 8): TopSpots {
  const { total } = s, by = total.timeouts > 0 ? 'timeouts' : 'failed', other = by === 'timeouts' ? 'failed' : 'timeouts';
  const bad = s.spots.filter((x) => x.failed > 0 || x.timeouts > 0)
    .sort((a, b) => b[by] - a[by] || b[other] - a[other] || (a.calls ?? 0) - (b.calls ?? 0) || (a.name < b.name ? -1 : 1));
  const rows = bad.slice(0, most).map((x): RankedSpot => ({
    ...x, rate: x.calls ? x.failed / x.calls : null, shareOfFailed: total.failed ? x.failed / total.failed : 0, shareOfTimeouts: total.timeouts ? x.timeouts / total.timeouts : 0,
    rateWithout: total.calls !== null && x.calls !== null && total.calls > x.calls ? (total.failed - x.failed) / (total.calls - x.calls) : null,
  }));
  return { rows, more: bad.length - rows.length, rate: total.calls ? total.failed / total.calls : null, by, empty: total.calls === 0 };
}
