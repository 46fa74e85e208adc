import { expect, it } from 'vitest';
import { encodeBlock, type Cell } from '../rollup/block';
import { CALLS, FAILED } from '../rollup/cubes';
import { isPacked, packBlock, unpackBlock } from './block-bytes';

const cells = (n: number, values: number): Cell[] => Array.from({ length: n }, (_, i) => ({ minute: 29_000_000 + i, dims: [200, i % 3], count: values, sumUs: 1000 * i, bins: new Map(Array.from({ length: values }, (_, k) => [700 + k * 3 + (i % 5), 1])) }));

it('thin blocks of the fine levels are packed and come back exactly; dense, small and coarse ones stay as they are', () => {
  const thin = encodeBlock(CALLS, cells(2000, 2))!, dense = encodeBlock(CALLS, cells(2000, 90))!, small = encodeBlock(CALLS, cells(20, 2))!;
  for (const level of [1, 2]) {
    const packed = packBlock(level, thin);
    expect(isPacked(packed.counts)).toBe(true);
    expect(packed.counts.length + packed.hist!.length).toBeLessThan((thin.counts.length + thin.hist!.length) * 0.7);
    const back = unpackBlock(packed);
    expect(Buffer.from(back.counts).equals(thin.counts) && Buffer.from(back.hist!).equals(thin.hist!)).toBe(true);
    expect(unpackBlock({ counts: packed.counts, hist: null }).hist).toBeNull();
    expect(packBlock(level, dense)).toBe(dense); expect(packBlock(level, small)).toBe(small);
  }
  for (const level of [-1, 0, 3, 4]) expect(packBlock(level, thin)).toBe(thin);
  expect(unpackBlock(dense)).toBe(dense);
});
it('counts without histograms are packed too', () => {
  const b = encodeBlock(FAILED, Array.from({ length: 3000 }, (_, i) => ({ minute: 29_000_000 + (i >> 3), dims: [i % 8, 1, 3, 504], count: 1, sumUs: 0, bins: null })))!, packed = packBlock(1, b);
  expect(isPacked(packed.counts)).toBe(true); expect(packed.hist).toBeNull();
  expect(Buffer.from(unpackBlock(packed).counts).equals(b.counts)).toBe(true);
});
