import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raisedStretch, wilsonLow } from './raised-stretch';

const flat = (n: number, calls: number, bad: number) => ({ all: new Array<number>(n).fill(calls), bad: new Array<number>(n).fill(bad) });

describe('the raised stretch', () => {
  it('is where an incident was planted, to the bucket', () => {
    const { all, bad } = flat(120, 300, 1);
    for (let i = 40; i < 65; i++) bad[i] = 30;
    expect(raisedStretch(all, bad)).toMatchObject({ from: 40, to: 65, ongoing: false, fromStart: false, rate: 0.1, usual: 1 / 300, outside: 1 / 300 });
  });
  it('spans a short lull, says when it is not over, and leaves lone noise alone', () => {
    const { all, bad } = flat(120, 300, 1);
    for (let i = 100; i < 120; i++) bad[i] = i === 107 ? 0 : 30;
    expect(raisedStretch(all, bad)).toMatchObject({ from: 100, to: 120, ongoing: true });
    expect(raisedStretch(new Array<number>(60).fill(2), Array.from({ length: 60 }, (_, i) => (i % 20 === 0 ? 1 : 0)))).toBeNull();
  });
  it('is nothing when all is well, all is equally bad, or there is too little', () => {
    for (const b of [0, 3, 300]) { const { all, bad } = flat(120, 300, b); expect(raisedStretch(all, bad)).toBeNull(); }
    expect(raisedStretch([], [])).toBeNull(); expect(raisedStretch([100, 100], [0, 90])).toBeNull();
  });
  it('holds empty buckets for nothing, not for zero', () => {
    const { all, bad } = flat(120, 300, 1);
    for (let i = 60; i < 90; i++) bad[i] = 60;
    for (let i = 0; i < 20; i++) all[i] = bad[i] = 0;
    expect(raisedStretch(all, bad)).toMatchObject({ from: 60, to: 90 });
  });
  it('covers a planted incident of any place and size over half the data: law', () => {
    fc.assert(fc.property(fc.integer({ min: 5, max: 100 }), fc.integer({ min: 5, max: 60 }), fc.double({ min: 0.08, max: 1, noNaN: true }), (from, size, rate) => {
      const { all, bad } = flat(200, 500, 2);
      for (let i = from; i < from + size; i++) bad[i] = Math.round(500 * rate);
      expect(raisedStretch(all, bad)).toMatchObject({ from, to: from + size });
    }));
  });
  it('the Wilson bound lies below the rate and rises with the evidence: law', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(1000), (all, b) => {
      const bad = Math.min(all, b);
      expect(wilsonLow(bad, all)).toBeLessThanOrEqual(bad / all + 1e-12);
      expect(wilsonLow(bad * 10, all * 10)).toBeGreaterThanOrEqual(wilsonLow(bad, all) - 1e-12);
    }));
  });
});
