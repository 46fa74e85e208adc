import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBlock, mergeBlocks, type Block, type Cell } from '../rollup/block';
import { ATTEMPTS, CALLS, CUBES, FAILED, type Cube } from '../rollup/cubes';
import { BINS } from '../rollup/histogram';
import { mergeCells } from './merge-cells';

/** Distinct cells of a cube; negative counts are corrections. */
const cellsOf = (cube: Cube): fc.Arbitrary<Cell[]> => fc.uniqueArray(
  fc.record({
    minute: fc.oneof(fc.nat(40), fc.integer({ min: 29_000_000, max: 29_000_200 })), dims: fc.tuple(...cube.dims.map(() => fc.oneof(fc.nat(3), fc.nat(300_000)))),
    count: fc.integer({ min: -3, max: 300 }), sumUs: fc.integer({ min: -1e9, max: 1e12 }),
    bins: cube.hist ? fc.uniqueArray(fc.tuple(fc.nat(BINS - 1), fc.integer({ min: -2, max: 90 })), { selector: (x) => x[0], maxLength: 6 }).map((x) => new Map(x)) : fc.constant(null),
  }) as fc.Arbitrary<Cell>, { selector: (c) => c.minute + ':' + c.dims.join(), maxLength: 30 });

describe('merging cells', () => {
  for (const cube of [CALLS, FAILED, ATTEMPTS]) {
    it(`gives the bytes of mergeBlocks, cut by spans: ${cube.name}`, () => {
      fc.assert(fc.property(fc.array(cellsOf(cube), { maxLength: 6 }), fc.constantFrom(60, 300, 3600, 86400), (lists, seconds) => {
        const blocks = lists.map((l) => encodeBlock(cube, l)).filter((b): b is Block => b !== null);
        const whole = mergeBlocks(cube, blocks, seconds), mine = mergeCells(cube, blocks, seconds, 1e10);
        expect(mine).toEqual(whole === null ? [] : [whole]);
        const cut = mergeCells(cube, blocks, seconds, 86400);
        expect(new Set(cut.map((b) => Math.floor(b.fromMinute / 1440))).size).toBe(cut.length);
        for (const b of cut) expect(Math.floor(b.fromMinute / 1440)).toBe(Math.floor(b.toMinute / 1440));
        expect(mergeBlocks(cube, cut, 60)).toEqual(whole);
      }), { numRuns: 150 });
    });
  }
  it('does not depend on order or grouping', () => {
    fc.assert(fc.property(fc.array(cellsOf(CALLS), { minLength: 2, maxLength: 6 }), (lists) => {
      const blocks = lists.map((l) => encodeBlock(CALLS, l)).filter((b): b is Block => b !== null);
      const half = blocks.length >> 1, grouped = [...mergeCells(CALLS, blocks.slice(half), 60, 3600), ...mergeCells(CALLS, blocks.slice(0, half), 60, 3600)];
      expect(mergeCells(CALLS, grouped, 60, 3600)).toEqual(mergeCells(CALLS, blocks, 60, 3600));
    }));
  });
  it('knows every cube', () => { for (const cube of CUBES) expect(mergeCells(cube, [], 60, 3600)).toEqual([]); });
});
