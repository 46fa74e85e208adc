/** What the cells know of a list before a chunk is read: in which stretches of time it has calls at all, and often how many in all. */
import type { Viewer } from '../access/viewer';
import { ATTEMPTS, CALLS, PHASE_TOTAL, ROUTES, TARGETS, type Cube } from '../rollup/cubes';
import { binOf } from '../rollup/histogram';
import { bucketRange, type Range } from '../view/bucket';
import type { CallFilter } from '../view/call-filter';
import { readCells } from './cells';

export type Outlook = {
  /** Whether a call of the list can lie in [fromMs, toMs], both inclusive. */
  possible(fromMs: number, toMs: number): boolean;
  /** The exact length of the list, where one cube holds everything that the filter asks; else null. Where it asks for attempts, theirs. */
  total: number | null;
};

/** Finer stretches skip more chunks but cost more cells. */
const MOST_BUCKETS = 3000;

/** Asks one cube for each condition that it knows. A filter without any such condition still learns where there are calls. */
export async function outlook(viewer: Viewer, f: CallFilter): Promise<Outlook> {
  const range = bucketRange(f.fromMs, f.toMs, MOST_BUCKETS), classes: Record<string, ReadonlySet<number>> = f.failures ? { failure: f.failures } : {}, timed = f.minMs !== null || f.maxMs !== null;
  const aligned = range.fromMs === f.fromMs && range.toMs === f.toMs;
  const questions: { cube: Cube; where: Record<string, ReadonlySet<number>> }[] = [];
  const { attempts: a } = f;
  if (a) questions.push({ cube: ATTEMPTS, where: { phase: new Set([PHASE_TOTAL]), ...(a.instances ? { instance: a.instances } : {}), ...(a.codes ? { failure: a.codes } : {}) } });
  if (f.routes) questions.push({ cube: ROUTES, where: { route: f.routes, ...classes } });
  if (f.instances) questions.push({ cube: TARGETS, where: { instance: f.instances, ...classes } });
  if (f.status !== null || timed || questions.length === 0) questions.push({ cube: CALLS, where: { ...(f.status === null ? {} : { status: new Set([f.status]) }), ...classes } });
  const answers = await Promise.all(questions.map((q) => counts(viewer, f, range, q.cube, q.where, timed && q.cube === CALLS)));
  const hot = new Uint8Array(range.points).fill(1), step = range.bucketSec * 1000;
  for (const a of answers) for (let i = 0; i < hot.length; i++) if (a[i] <= 0) hot[i] = 0;
  // Whether the call failed is no dimension of the cube of attempts; such calls are notable, and counted there.
  const alone = questions.length === 1 && aligned && !timed && (a === null || f.failures === null) && f.importId === null && f.client === null && f.requestId === null && f.text === null;
  return {
    possible(fromMs, toMs) {
      const last = Math.min(hot.length - 1, Math.floor((toMs - range.fromMs) / step));
      for (let i = Math.max(0, Math.floor((fromMs - range.fromMs) / step)); i <= last; i++) if (hot[i]) return true;
      return false;
    },
    total: alone ? answers[0].reduce((sum, n) => sum + n, 0) : null,
  };
}

/** Calls a bucket; with `timed` only those whose bin of duration can hold a match. */
async function counts(viewer: Viewer, f: CallFilter, range: Range, cube: Cube, where: Record<string, ReadonlySet<number>>, timed: boolean): Promise<Float64Array> {
  const sums = new Float64Array(range.points), low = f.minMs === null ? 0 : binOf(f.minMs), high = f.maxMs === null ? Infinity : binOf(f.maxMs), bins = new Map<number, number>();
  await readCells({ viewer, cube, range, sources: f.sources ?? [], where, hist: timed }, (cell, bucket) => {
    if (!timed) { sums[bucket] += cell.count; return; }
    bins.clear(); cell.binsInto(bins);
    for (const [bin, n] of bins) if (bin >= low && bin <= high) sums[bucket] += n;
  });
  return sums;
}
