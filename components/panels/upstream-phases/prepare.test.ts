import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketRange } from '@/lib/view/bucket';
import { preparePhases } from './prepare';

const range = bucketRange(0, 3 * 60_000), f = (...xs: number[]): Float64Array => Float64Array.from(xs);

it('splits the mean attempt; a bucket without attempts is a gap', () => {
  const { points, parts } = preparePhases({ attempts: f(2, 0, 1), timed: f(2, 0, 1), connect: f(2, 0, 0), firstByte: f(60, 0, 0), body: f(18, 0, 0), whole: f(100, 0, 0), failed: f(0, 0, 25_000) }, range);
  expect(points[0]).toMatchObject({ connect: 1, firstByte: 30, body: 9, unsplit: 10, failed: 0 });
  expect(points[1]).toMatchObject({ attempts: 0, connect: null, failed: null });
  expect(points[2].failed).toBe(25_000);
  expect(parts).toEqual(['connect', 'firstByte', 'body', 'unsplit', 'failed']);
});
it('adds up to the whole time of the bucket: law', () => {
  const ms = fc.integer({ min: 0, max: 60_000 });
  fc.assert(fc.property(ms, ms, ms, ms, ms, fc.integer({ min: 1, max: 50 }), (connect, firstByte, body, extra, failed, n) => {
    const one = (x: number): Float64Array => f(x, 0, 0), whole = connect + firstByte + body + extra;
    const p = preparePhases({ attempts: one(n), timed: one(n), connect: one(connect), firstByte: one(firstByte), body: one(body), whole: one(whole), failed: one(failed) }, range).points[0];
    expect(Math.abs((p.connect! + p.firstByte! + p.body! + p.unsplit! + p.failed!) * n - whole - failed)).toBeLessThanOrEqual(0.5 * n + 1e-6);
  }));
});
it('leaves out a part that has no time', () => expect(preparePhases({ attempts: f(1, 0, 0), timed: f(1, 0, 0), connect: f(0, 0, 0), firstByte: f(5, 0, 0), body: f(0, 0, 0), whole: f(5, 0, 0), failed: f(0, 0, 0) }, range).parts).toEqual(['firstByte']));
