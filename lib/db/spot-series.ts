/** Calls and failures by name and bucket: what the hotspot maps are drawn from. Counts only; no histogram is read. */
import { FAILED, ROUTES, TARGETS } from '../rollup/cubes';
import type { ViewState } from '../view/state';
import { once, type Ask } from './ask';
import { readCells } from './cells';
import { routeOf, upstreamOf } from './hotspots';
import { namesOf, sliceFor } from './outcomes';

/** `calls` is the base of rates, 0 throughout where the view's filters leave only failed calls countable; `hits` are the failures that the view asks for. */
export type SpotSeries = {
  name: string;
  /** How a link names it. */
  link: Partial<ViewState>;
  calls: Float64Array; hits: Float64Array;
};

/** One series a route, or one an upstream (an instance in no group stands for itself). Only names with at least one hit. */
export const readSpotSeries = (ask: Ask, by: 'route' | 'upstream'): Promise<SpotSeries[]> => once(ask, 'spot series ' + by, async () => {
  const [names, slice] = await Promise.all([namesOf(ask), sliceFor(ask)]), dimension = by === 'route' ? 'route' : 'instance', { range } = ask.time;
  const cube = Object.keys(slice.where).every((d) => d === dimension) ? (by === 'route' ? ROUTES : TARGETS) : FAILED, at = cube.dims.indexOf(dimension), failure = cube.dims.indexOf('failure');
  const byId = new Map<number, SpotSeries>(), byKey = new Map<string, SpotSeries>();
  const seriesOf = (id: number): SpotSeries => {
    let s = byId.get(id);
    if (s) return s;
    const { key, name, link } = by === 'route' ? routeOf(names.route(id)) : upstreamOf(names.instance(id));
    s = byKey.get(key) ?? { name, link, calls: new Float64Array(range.points), hits: new Float64Array(range.points) };
    byKey.set(key, s); byId.set(id, s);
    return s;
  };
  await readCells({ viewer: ask.viewer, cube, range, sources: ask.view.sources, where: slice.where }, (cell, bucket) => {
    const code = cell.dims[failure], s = seriesOf(cell.dims[at]);
    if (cube !== FAILED) s.calls[bucket] += cell.count;
    if (code !== 0 && (slice.codes === null || slice.codes.has(code))) s.hits[bucket] += cell.count;
  });
  return [...byKey.values()].filter((s) => s.hits.some((n) => n !== 0));
});
