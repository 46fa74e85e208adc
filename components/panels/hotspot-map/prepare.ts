/** From counts by name and bucket to the rows and columns of the map. Pure. */
import type { Range } from '@/lib/view/bucket';
import type { ViewState } from '@/lib/view/state';

/** Calls and those among them that the view asks for (failures, timeouts, one class), a number for each bucket of the range. */
export type NamedCounts = { name: string; link: Partial<ViewState>; calls: Float64Array; hits: Float64Array };
export type MapColumn = { fromMs: number; toMs: number };
export type MapRow = { name: string; link: Partial<ViewState>; calls: number; hits: number; cellCalls: number[]; cellHits: number[] };
export type HotspotMap = { columns: MapColumn[]; rows: MapRow[]; /** Names with hits that are not shown, and their hits. */ rest: { names: number; hits: number }; most: number };

const MAX_COLUMNS = 72;
const sum = (xs: Float64Array | number[]): number => { let n = 0; for (const x of xs) n += x; return n; };

/** The names with the most hits first (then calls, then name), buckets gathered so that at most 72 columns remain. */
export function prepareMap(counts: NamedCounts[], range: Range, maxRows = 15): HotspotMap {
  const per = Math.max(1, Math.ceil(range.points / MAX_COLUMNS)), step = range.bucketSec * 1000, columns: MapColumn[] = [];
  for (let i = 0; i < range.points; i += per) columns.push({ fromMs: range.fromMs + i * step, toMs: Math.min(range.toMs, range.fromMs + (i + per) * step) });
  const gather = (xs: Float64Array): number[] => columns.map((_, c) => sum(xs.subarray(c * per, (c + 1) * per)));
  const ranked = counts.map((c) => ({ c, hits: sum(c.hits), calls: sum(c.calls) })).filter((r) => r.hits > 0).sort((a, b) => b.hits - a.hits || b.calls - a.calls || (a.c.name < b.c.name ? -1 : 1));
  const rows = ranked.slice(0, maxRows).map(({ c, hits, calls }) => ({ name: c.name, link: c.link, calls, hits, cellCalls: gather(c.calls), cellHits: gather(c.hits) })), left = ranked.slice(maxRows);
  return { columns, rows, rest: { names: left.length, hits: left.reduce((n, r) => n + r.hits, 0) }, most: Math.max(0, ...rows.flatMap((r) => r.cellHits)) };
}

/** Shade 0 (no hit) to 5, by the logarithm: one hit must be seen beside a thousand. */
export function shade(hits: number, most: number): number {
  if (hits <= 0 || most <= 0) return 0;
  return most === 1 ? 5 : Math.min(5, 1 + Math.floor((4.999 * Math.log(hits)) / Math.log(most)));
}

/** Lower edge of each shade, for the legend: the smallest count that gets it. */
export function shadeEdges(most: number): number[] {
  const edges: number[] = [];
  for (let s = 1; s <= 5; s++) { let lo = 1, hi = Math.max(1, most); while (lo < hi) { const mid = Math.floor((lo + hi) / 2); if (shade(mid, most) >= s) hi = mid; else lo = mid + 1; } edges.push(lo); }
  return edges;
}
