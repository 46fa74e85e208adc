/** Calls and attempts of every instance over the range: the instances of an upstream side by side, and the upstreams as their sums. */
import { isTimeoutCode } from '../failure';
import { ATTEMPTS, PHASE_BODY, PHASE_CONNECT, PHASE_FIRST_BYTE, PHASE_TOTAL, TARGETS } from '../rollup/cubes';
import { Histogram } from '../rollup/histogram';
import { once, type Ask } from './ask';
import { readCells } from './cells';
import type { InstanceName } from './names-read';
import { namesOf } from './outcomes';

export type InstanceStats = {
  /** null: calls that reached no instance. */
  instance: InstanceName | null;
  /** Calls whose last attempt went here, with their durations. */
  calls: number; failed: number; timeouts: number; durations: Histogram;
  attempts: number; failedAttempts: number; timedOutAttempts: number;
  /** Failed attempts of calls that ended well. */
  hidden: number;
  /** Times of attempts that reached the phase, ms. */
  connect: Histogram; firstByte: Histogram; body: Histogram;
};

export const emptyStats = (instance: InstanceName | null): InstanceStats => ({
  instance, calls: 0, failed: 0, timeouts: 0, durations: new Histogram(), attempts: 0, failedAttempts: 0, timedOutAttempts: 0, hidden: 0,
  connect: new Histogram(), firstByte: new Histogram(), body: new Histogram(),
});

/** Adds one instance's numbers to a sum; histograms merge. */
export function addStats(to: InstanceStats, s: InstanceStats): void {
  for (const k of ['calls', 'failed', 'timeouts', 'attempts', 'failedAttempts', 'timedOutAttempts', 'hidden'] as const) to[k] += s[k];
  for (const k of ['durations', 'connect', 'firstByte', 'body'] as const) to[k].merge(s[k]);
}

/** Every instance with calls or attempts in the range; `upstream` narrows to one group (or one instance without a group). Filters other than time and source are left out. */
export const readInstanceStats = (ask: Ask, upstream: string | null): Promise<InstanceStats[]> => once(ask, 'instances ' + upstream, async () => {
  const names = await namesOf(ask), ids = upstream === null ? null : upstreamIds(names.instances, upstream), where = ids === null ? undefined : { instance: ids }, byId = new Map<number, InstanceStats>();
  const statsOf = (id: number): InstanceStats => { let s = byId.get(id); if (!s) byId.set(id, (s = emptyStats(names.instance(id)))); return s; };
  const question = { viewer: ask.viewer, range: ask.time.range, sources: ask.view.sources, where, hist: true };
  await Promise.all([
    readCells({ ...question, cube: TARGETS }, (cell) => {
      const s = statsOf(cell.dims[0]), code = cell.dims[1];
      s.calls += cell.count; cell.addTo(s.durations);
      if (code !== 0) s.failed += cell.count;
      if (isTimeoutCode(code)) s.timeouts += cell.count;
    }),
    readCells({ ...question, cube: ATTEMPTS }, (cell) => {
      const [id, code, hidden, phase] = cell.dims, s = statsOf(id);
      if (phase === PHASE_CONNECT) cell.addTo(s.connect);
      else if (phase === PHASE_FIRST_BYTE) cell.addTo(s.firstByte);
      else if (phase === PHASE_BODY) cell.addTo(s.body);
      if (phase !== PHASE_TOTAL) return;
      s.attempts += cell.count;
      if (code !== 0) s.failedAttempts += cell.count;
      if (isTimeoutCode(code)) s.timedOutAttempts += cell.count;
      if (hidden === 1) s.hidden += cell.count;
    }),
  ]);
  return [...byId.values()];
});

/** The instances of a group by its name; an instance in no group is its own group, named by its address. */
export const upstreamIds = (instances: readonly InstanceName[], upstream: string): ReadonlySet<number> =>
  new Set(instances.filter((i) => (i.upstream ? i.upstream.name === upstream : groupNameOf(i) === upstream)).map((i) => i.id));
export const groupNameOf = (i: InstanceName | null): string => (i === null ? 'no upstream' : (i.upstream?.name ?? (i.label ? `${i.label}/${i.addr}` : i.addr)));
