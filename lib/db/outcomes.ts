/** How the calls of a view ended, over its range: counts by outcome and class, and durations. One read answers most of the overview. */
import { FAILURES, isTimeoutCode } from '../failure';
import { Histogram } from '../rollup/histogram';
import type { Range } from '../view/bucket';
import { sliceOf, type Slice } from '../view/slice';
import { once, type Ask } from './ask';
import { readCells } from './cells';
import { readNames, type Names } from './names-read';

export type Outcomes = {
  range: Range;
  slice: Slice;
  /** Per bucket. `all`: every call of the slice whatever its class (the base of rates); `calls`: those that the view's class leaves. */
  all: Float64Array; calls: Float64Array; failed: Float64Array; timeouts: Float64Array;
  /** Calls of the view by failure code, over the whole range. */
  byCode: Float64Array;
  /** Durations of the view's calls and of those that timed out, over the whole range. */
  durations: Histogram; timedOut: Histogram;
  /** Durations per bucket; null for a bucket without any, and all null when they were not asked for. */
  perBucket: (Histogram | null)[];
};

/** The dictionaries of the view's sources, read once a request. */
export const namesOf = (ask: Ask): Promise<Names> => once(ask, 'names', () => readNames(ask.viewer, ask.view.sources));

/** The view as a cube and conditions on ids, resolved once a request. */
export const sliceFor = (ask: Ask): Promise<Slice> => once(ask, 'slice', async () => {
  const { route, upstream, instance } = ask.view;
  if (route === null && upstream === null && instance === null) return sliceOf(ask.view, { routes: null, instances: null });
  const names = await namesOf(ask);
  return sliceOf(ask.view, { routes: route === null ? null : names.routeIds(route), instances: upstream === null && instance === null ? null : names.instanceIds({ upstream, instance }) });
});

/** Outcomes of the range shown, with durations per bucket. */
export const readOutcomes = (ask: Ask): Promise<Outcomes> => once(ask, 'outcomes', () => outcomesOf(ask, ask.time.range, true));
/** Outcomes of the period before, in total only; null when the data has nothing there. */
export const readOutcomesBefore = (ask: Ask): Promise<Outcomes | null> => once(ask, 'outcomes before', async () => (ask.time.previous ? outcomesOf(ask, ask.time.previous, false) : null));

/** Whether there is no call in the range; false where only failed calls were counted, which does not tell. */
export const hasNoCalls = (o: Pick<Outcomes, 'slice' | 'all'>): boolean => !o.slice.failedOnly && sum(o.all) === 0;

async function outcomesOf(ask: Ask, range: Range, perBucket: boolean): Promise<Outcomes> {
  const slice = await sliceFor(ask), { cube, codes } = slice, failure = cube.dims.indexOf('failure'), n = range.points;
  const o: Outcomes = {
    range, slice, all: new Float64Array(n), calls: new Float64Array(n), failed: new Float64Array(n), timeouts: new Float64Array(n), byCode: new Float64Array(FAILURES.length),
    durations: new Histogram(), timedOut: new Histogram(), perBucket: new Array<Histogram | null>(n).fill(null),
  };
  await readCells({ viewer: ask.viewer, cube, range, sources: ask.view.sources, where: slice.where, hist: cube.hist }, (cell, bucket) => {
    const code = cell.dims[failure];
    o.all[bucket] += cell.count;
    if (codes !== null && !codes.has(code)) return;
    o.calls[bucket] += cell.count;
    o.byCode[code] += cell.count;
    if (code !== 0) o.failed[bucket] += cell.count;
    const timeout = isTimeoutCode(code);
    if (timeout) o.timeouts[bucket] += cell.count;
    if (!cube.hist) return;
    if (timeout) cell.addTo(o.timedOut);
    cell.addTo(perBucket ? (o.perBucket[bucket] ??= new Histogram()) : o.durations);
  });
  if (perBucket) for (const h of o.perBucket) if (h) o.durations.merge(h);
  return o;
}

export const sum = (a: Float64Array): number => { let s = 0; for (let i = 0; i < a.length; i++) s += a[i]; return s; };
