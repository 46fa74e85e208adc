/** Calls, failures and timeouts by route or by upstream over one range, without durations: what a ranking needs. */
import { isTimeoutCode } from '../failure';
import { FAILED, ROUTES, TARGETS, type Cube } from '../rollup/cubes';
import type { Range } from '../view/bucket';
import { NO_NAME, upstreamName } from '../view/names';
import type { ViewState } from '../view/state';
import type { Ask } from './ask';
import { readCells } from './cells';
import type { InstanceName } from './names-read';
import { namesOf, sliceFor } from './outcomes';

export type Spot = {
  /** For people: "no route" where there is none. */
  name: string;
  /** How a link names it. */
  link: Partial<ViewState>;
  inferred: boolean;
  /** null where the view's filters leave only failed calls countable. */
  calls: number | null;
  failed: number; timeouts: number;
};
export type Spots = { kind: 'route' | 'upstream'; spots: Spot[]; total: { calls: number | null; failed: number; timeouts: number } };

/** @param range the range shown or another one (the previous period). */
export async function readSpots(ask: Ask, kind: 'route' | 'upstream', range: Range = ask.time.range): Promise<Spots> {
  const [names, slice] = await Promise.all([namesOf(ask), sliceFor(ask)]), by = kind === 'route' ? 'route' : 'instance', own = kind === 'route' ? ROUTES : TARGETS;
  // The view's own conditions need a cube that has both dimensions; only that of the failed calls does.
  const cube: Cube = Object.keys(slice.where).every((d) => d === by) ? own : FAILED, at = cube.dims.indexOf(by), failure = cube.dims.indexOf('failure');
  const byId = new Map<number, { calls: number; failed: number; timeouts: number }>();
  await readCells({ viewer: ask.viewer, cube, range, sources: ask.view.sources, where: slice.where, whole: true }, (cell) => {
    const id = cell.dims[at], code = cell.dims[failure];
    let s = byId.get(id);
    if (!s) byId.set(id, (s = { calls: 0, failed: 0, timeouts: 0 }));
    s.calls += cell.count;
    if (code === 0 || (slice.codes !== null && !slice.codes.has(code))) return;
    s.failed += cell.count;
    if (isTimeoutCode(code)) s.timeouts += cell.count;
  });
  const spots = new Map<string, Spot>(), total = { calls: cube === FAILED ? null : 0, failed: 0, timeouts: 0 } as Spots['total'];
  for (const [id, n] of byId) {
    const who = kind === 'route' ? routeOf(names.route(id)) : upstreamOf(names.instance(id));
    let s = spots.get(who.key);
    if (!s) spots.set(who.key, (s = { name: who.name, link: who.link, inferred: who.inferred, calls: cube === FAILED ? null : 0, failed: 0, timeouts: 0 }));
    if (s.calls !== null) { s.calls += n.calls; total.calls! += n.calls; }
    s.failed += n.failed; s.timeouts += n.timeouts; total.failed += n.failed; total.timeouts += n.timeouts;
  }
  return { kind, spots: [...spots.values()], total };
}

type Who = { key: string; name: string; link: Spot['link']; inferred: boolean };
/** A route or an instance as a spot is named and linked; what has none shares one. The key is the name in links. */
export const routeOf = (name: string | null): Who => ({ key: name ?? NO_NAME, name: name ?? 'no route', link: { route: name ?? NO_NAME }, inferred: false });
export function upstreamOf(i: InstanceName | null): Who {
  const key = i === null ? NO_NAME : upstreamName({ ...i, group: i.upstream?.name ?? null });
  return { key, name: i === null ? 'no upstream' : key, link: { upstream: key }, inferred: i?.upstream?.inferred ?? false };
}
