/** What failed at an upstream, and how: failed calls by class, route and status, and failed attempts by class. */
import { ATTEMPTS, FAILED, PHASE_TOTAL } from '../rollup/cubes';
import { once, type Ask } from './ask';
import { readCells } from './cells';
import { namesOf } from './outcomes';

export type FailureKind = { code: number; route: string | null; status: number; calls: number };
export type AttemptKind = { code: number; attempts: number; /** Of calls that ended well all the same. */ hidden: number };

export const readFailureKinds = (ask: Ask, upstream: string): Promise<{ calls: FailureKind[]; attempts: AttemptKind[] }> => once(ask, 'kinds ' + upstream, async () => {
  const names = await namesOf(ask), instance = names.instanceIds({ upstream, instance: null }), calls = new Map<string, FailureKind>(), attempts = new Map<number, AttemptKind>();
  const question = { viewer: ask.viewer, range: ask.time.range, sources: ask.view.sources, whole: true };
  await Promise.all([
    readCells({ ...question, cube: FAILED, where: { instance } }, (cell) => {
      const [routeId, , code, status] = cell.dims, route = names.route(routeId), key = `${code} ${status} ${route}`;
      let k = calls.get(key);
      if (!k) calls.set(key, (k = { code, route, status, calls: 0 }));
      k.calls += cell.count;
    }),
    readCells({ ...question, cube: ATTEMPTS, where: { instance, phase: new Set([PHASE_TOTAL]) } }, (cell) => {
      const [, code, hidden] = cell.dims;
      if (code === 0) return;
      let k = attempts.get(code);
      if (!k) attempts.set(code, (k = { code, attempts: 0, hidden: 0 }));
      k.attempts += cell.count;
      if (hidden === 1) k.hidden += cell.count;
    }),
  ]);
  return {
    calls: [...calls.values()].filter((k) => k.calls !== 0).sort((a, b) => b.calls - a.calls || a.code - b.code || a.status - b.status || ((a.route ?? '') < (b.route ?? '') ? -1 : 1)),
    attempts: [...attempts.values()].filter((k) => k.attempts !== 0).sort((a, b) => b.attempts - a.attempts || a.code - b.code),
  };
});
