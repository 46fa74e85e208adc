import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../rollup/histogram';
import { boundedQuantile, findWalls } from './wall';

const of = (...values: [ms: number, times: number][]): Histogram => { const h = new Histogram(); for (const [ms, n] of values) h.add(ms, n); return h; };

describe('walls', () => {
  it('stand where timed-out calls end together', () => {
    const walls = findWalls(of([25_001, 60], [25_020, 20], [5000, 15], [1234, 1]));
    expect(walls.map((w) => w.calls)).toEqual([80, 15]);
    expect(walls.every((w, i) => Math.abs(w.ms / [25_005, 5000][i] - 1) < 0.01)).toBe(true);
    expect(walls[0].share).toBeCloseTo(80 / 96);
  });
  it('are not seen in few or scattered timeouts', () => {
    expect(findWalls(of([25_000, 4]))).toEqual([]);
    expect(findWalls(of(...Array.from({ length: 40 }, (_, i): [number, number] => [1000 * 1.1 ** i, 3])))).toEqual([]);
    expect(findWalls(new Histogram())).toEqual([]);
  });
});

describe('a quantile with cut-off calls', () => {
  it('is exact below the wall and a lower bound at it', () => {
    const cut = of([25_000, 20]), all = of([100, 980], [25_000, 20]);
    expect(boundedQuantile(all, cut, 0.5)).toMatchObject({ atLeast: false });
    expect(boundedQuantile(all, cut, 0.99)).toMatchObject({ atLeast: true });
    expect(boundedQuantile(all, new Histogram(), 0.99).atLeast).toBe(false);
    expect(boundedQuantile(new Histogram(), new Histogram(), 0.5)).toEqual({ ms: null, atLeast: false });
  });
  it('is never said exact when the true durations could move it: law', () => {
    const some = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.boolean()), { minLength: 1, maxLength: 60 });
    fc.assert(fc.property(some, fc.constantFrom(0.5, 0.95, 0.99), fc.double({ min: 1, max: 50, noNaN: true }), (calls, q, factor) => {
      const all = of(...calls.map(([ms]): [number, number] => [ms, 1])), cut = of(...calls.filter(([, c]) => c).map(([ms]): [number, number] => [ms, 1]));
      const truth = of(...calls.map(([ms, c]): [number, number] => [c ? ms * factor : ms, 1])), said = boundedQuantile(all, cut, q);
      if (said.atLeast) expect(truth.quantile(q)!).toBeGreaterThanOrEqual(said.ms! * 0.99); else expect(Math.abs(truth.quantile(q)! / said.ms! - 1)).toBeLessThan(0.03);
    }));
  });
});
