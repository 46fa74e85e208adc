/** Calls and failures by name and bucket: what the hotspot maps are drawn from. Counts only; no histogram is read. */
import { FAILED, ROUTES, TARGETS } from '../rollup/cubes';
import { once, type Ask } from './ask';
import { readCells } from './cells';
import { namesOf, sliceFor } from './outcomes';

/** `calls` is the base of rates, 0 throughout where the view's filters leave only failed calls countable; `hits` are the failures that the view asks for. */
export type SpotSeries = { name: string; calls: Float64Array; hits: Float64Array };

/** One series a route, or one an upstream (an instance in no group stands for itself). Only names with at least one hit. */
export const readSpotSeries = (ask: Ask, by: 'route' | 'upstream'): Promise<SpotSeries[]> => once(ask, 'spot series ' + by, async () => {
  const [names, slice] = await Promise.all([namesOf(ask), sliceFor(ask)]), dimension = by === 'route' ? 'route' : 'instance', { range } = ask.time;
  const cube = Object.keys(slice.where).every((d) => d === dimension) ? (by === 'route' ? ROUTES : TARGETS) : FAILED, at = cube.dims.indexOf(dimension), failure = cube.dims.indexOf('failure');
  const nameOf = (id: number): string => {
    if (by === 'route') return names.route(id) ?? 'no route';
    const i = names.instance(id);
    return i === null ? 'no upstream' : (i.upstream?.name ?? (i.label ? `${i.label}/${i.addr}` : i.addr));
  };
  const byId = new Map<number, SpotSeries>(), byName = new Map<string, SpotSeries>();
  const seriesOf = (id: number): SpotSeries => {
    let s = byId.get(id);
    if (s) return s;
    const name = nameOf(id);
    s = byName.get(name) ?? { name, calls: new Float64Array(range.points), hits: new Float64Array(range.points) };
    byName.set(name, s); byId.set(id, s);
    return s;
  };
  await readCells({ viewer: ask.viewer, cube, range, sources: ask.view.sources, where: slice.where }, (cell, bucket) => {
    const code = cell.dims[failure], s = seriesOf(cell.dims[at]);
    if (cube !== FAILED) s.calls[bucket] += cell.count;
    if (code !== 0 && (slice.codes === null || slice.codes.has(code))) s.hits[bucket] += cell.count;
  });
  return [...byName.values()].filter((s) => s.hits.some((n) => n !== 0));
});
