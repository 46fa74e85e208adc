/**
 * Where attempts of an upstream spend their time, bucket by bucket, in sums of ms.
 *
 * An attempt that timed out has no first byte, so a stack of the phases that were reached would look fastest in the middle of an outage.
 * The whole time of failed attempts is therefore a share of its own, and so is time that the log does not split.
 */
import { ATTEMPTS, PHASE_BODY, PHASE_CONNECT, PHASE_FIRST_BYTE, PHASE_TOTAL } from '../rollup/cubes';
import { Histogram } from '../rollup/histogram';
import { once, type Ask } from './ask';
import { readCells } from './cells';
import { namesOf } from './outcomes';

export type PhaseSeries = {
  /** Attempts per bucket, timed or not, and those among them with a whole time. */
  attempts: Float64Array; timed: Float64Array;
  /** Sums in ms per bucket. `connect`, `firstByte`, `body`: of attempts that ended well; `whole`: their whole time; `failed`: the whole time of failed ones. */
  connect: Float64Array; firstByte: Float64Array; body: Float64Array; whole: Float64Array; failed: Float64Array;
};

export const readPhaseSeries = (ask: Ask, upstream: string): Promise<PhaseSeries> => once(ask, 'phases ' + upstream, async () => {
  const n = ask.time.range.points, series = (): Float64Array => new Float64Array(n), names = await namesOf(ask);
  const out: PhaseSeries = { attempts: series(), timed: series(), connect: series(), firstByte: series(), body: series(), whole: series(), failed: series() };
  const part: Record<number, Float64Array> = { [PHASE_CONNECT]: out.connect, [PHASE_FIRST_BYTE]: out.firstByte, [PHASE_BODY]: out.body, [PHASE_TOTAL]: out.whole };
  const scratch = new Histogram(); // only its count is used: never cleared, read as differences
  await readCells({ viewer: ask.viewer, cube: ATTEMPTS, range: ask.time.range, sources: ask.view.sources, where: { instance: names.instanceIds({ upstream, instance: null }) }, hist: true }, (cell, bucket) => {
    const [, code, , phase] = cell.dims, before = scratch.count, ms = cell.sumMs();
    if (code !== 0 && phase !== PHASE_TOTAL) return;
    if (phase === PHASE_TOTAL) { cell.addTo(scratch); out.attempts[bucket] += cell.count; out.timed[bucket] += scratch.count - before; }
    if (code === 0) part[phase][bucket] += ms; else out.failed[bucket] += ms;
  });
  return out;
});
