/** Calls and attempts over the range by upstream, and by instance of one upstream. Filters other than time and source are left out. */
import { isTimeoutCode } from '../failure';
import { ATTEMPTS, PHASE_BODY, PHASE_CONNECT, PHASE_FIRST_BYTE, PHASE_TOTAL, TARGETS } from '../rollup/cubes';
import { Histogram } from '../rollup/histogram';
import { instanceName, NO_NAME } from '../view/names';
import { once, type Ask } from './ask';
import { readCells } from './cells';
import { upstreamOf } from './hotspots';
import { namesOf } from './outcomes';

export type Stats = {
  /** Calls whose last attempt went here, with their durations. */
  calls: number; failed: number; timeouts: number; durations: Histogram;
  /** Durations of the calls among them that timed out: cut off, so the true ones are longer. */
  timedOut: Histogram;
  attempts: number; failedAttempts: number; timedOutAttempts: number;
  /** Failed attempts of calls that ended well. */
  hidden: number;
  /** Times of attempts that reached the phase, ms. */
  connect: Histogram; firstByte: Histogram; body: Histogram;
};
/**
 * `upstream` is the name in links, NO_NAME for calls that reached none; `name` is for people. `instances` with calls or attempts in the
 * range; `inferred` null where there is no group: a lone address, or no upstream.
 */
export type UpstreamStats = Stats & { upstream: string; name: string; inferred: boolean | null; instances: number };
/** `name` in full, as links have it; NO_NAME where the log names no instance. */
export type InstanceStats = Stats & { name: string };

const emptyStats = (): Stats => ({
  calls: 0, failed: 0, timeouts: 0, durations: new Histogram(), timedOut: new Histogram(), attempts: 0, failedAttempts: 0, timedOutAttempts: 0, hidden: 0,
  connect: new Histogram(), firstByte: new Histogram(), body: new Histogram(),
});

/** Every upstream with calls or attempts in the range, calls without an upstream among them. */
export const readUpstreamStats = (ask: Ask): Promise<UpstreamStats[]> => once(ask, 'upstreams', async () => {
  const names = await namesOf(ask), byName = new Map<string, UpstreamStats>(), seen = new Map<number, UpstreamStats>();
  await readStats(ask, undefined, (id) => {
    let s = seen.get(id);
    if (s) return s;
    const i = names.instance(id), { key, name } = upstreamOf(i);
    s = byName.get(key) ?? { ...emptyStats(), upstream: key, name, inferred: i?.upstream?.inferred ?? null, instances: 0 };
    if (i !== null) s.instances++;
    byName.set(key, s); seen.set(id, s);
    return s;
  });
  return [...byName.values()];
});

/** The instances of one upstream by their names; the same name in two sources is one. */
export const readInstanceStats = (ask: Ask, upstream: string): Promise<InstanceStats[]> => once(ask, 'instances ' + upstream, async () => {
  const names = await namesOf(ask), byName = new Map<string, InstanceStats>();
  await readStats(ask, { instance: names.instanceIds({ upstream, instance: null }) }, (id) => {
    const i = names.instance(id), name = i === null ? NO_NAME : instanceName(i);
    let s = byName.get(name);
    if (!s) byName.set(name, (s = { ...emptyStats(), name }));
    return s;
  });
  return [...byName.values()];
});

async function readStats(ask: Ask, where: Record<string, ReadonlySet<number>> | undefined, statsOf: (instance: number) => Stats): Promise<void> {
  const question = { viewer: ask.viewer, range: ask.time.range, sources: ask.view.sources, where, hist: true, whole: true };
  await Promise.all([
    readCells({ ...question, cube: TARGETS }, (cell) => {
      const s = statsOf(cell.dims[0]), code = cell.dims[1];
      s.calls += cell.count; cell.addTo(s.durations);
      if (code !== 0) s.failed += cell.count;
      if (isTimeoutCode(code)) { s.timeouts += cell.count; cell.addTo(s.timedOut); }
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
}
