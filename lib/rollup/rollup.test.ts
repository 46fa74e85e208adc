import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockReader, encodeBlock, mergeBlocks, type Block, type Cell } from './block';
import { CellTable } from './cell-table';
import { ATTEMPTS, CALLS, CUBES, EDGES, ROUTES, type Cube } from './cubes';
import { CellEncoder } from './encode-cells';
import { BINS, binFloor, binOf, binValue, Histogram } from './histogram';

type Entry = { minute: number; dims: number[]; ms: number | null };
const entries = (cube: Cube, spread = 5): fc.Arbitrary<Entry[]> => fc.array(fc.record({
  minute: fc.integer({ min: 29_000_000, max: 29_000_000 + spread }), dims: fc.tuple(...cube.dims.map(() => fc.nat(spread))),
  ms: fc.option(fc.double({ min: 0, max: 5e9, noNaN: true })),
}), { maxLength: 300 });

/** The cells by the book. */
function cellsOf(cube: Cube, list: Entry[], translate = (d: number): number => d): Cell[] {
  const cells = new Map<string, Cell>();
  for (const e of list) {
    const dims = e.dims.map(translate), key = [e.minute, ...dims].join();
    let c = cells.get(key);
    if (!c) cells.set(key, (c = { minute: e.minute, dims, count: 0, sumUs: 0, bins: cube.hist ? new Map() : null }));
    c.count++;
    if (e.ms !== null && c.bins) { c.sumUs += Math.round(e.ms * 1000); c.bins.set(binOf(e.ms), (c.bins.get(binOf(e.ms)) ?? 0) + 1); }
  }
  return [...cells.values()];
}
function tableOf(cube: Cube, list: Entry[]): CellTable {
  const t = new CellTable(cube, 4);
  for (const e of list) {
    const i = t.find(e.minute, e.dims[0], e.dims[1], e.dims[2] ?? 0, e.dims[3] ?? 0);
    t.count[i]++;
    if (e.ms !== null && cube.hist) t.observe(i, Math.round(e.ms * 1000), binOf(e.ms));
  }
  return t;
}

describe('CellEncoder', () => {
  it.each(CUBES.map((c) => [c.name, c] as const))('writes the bytes of encodeBlock: %s', (_, cube) => {
    fc.assert(fc.property(entries(cube), (list) => {
      expect(new CellEncoder().encode(tableOf(cube, list), [])).toEqual(encodeBlock(cube, cellsOf(cube, list)));
    }));
  });
  it('merges names that share an id, and sorts keys too wide for a float', () => {
    fc.assert(fc.property(entries(ATTEMPTS, 3), fc.array(fc.integer({ min: 0, max: 0x7fffffff }), { minLength: 4, maxLength: 4 }), (list, ids) => {
      const map = Int32Array.from([ids[0], ids[1], ids[1], ids[3]]);
      expect(new CellEncoder().encode(tableOf(ATTEMPTS, list), [map, map, map, map])).toEqual(encodeBlock(ATTEMPTS, cellsOf(ATTEMPTS, list, (d) => map[d])));
    }));
  });
  it('does not depend on the order of calls', () => {
    fc.assert(fc.property(entries(ROUTES), (list) => {
      expect(new CellEncoder().encode(tableOf(ROUTES, list), [])).toEqual(new CellEncoder().encode(tableOf(ROUTES, [...list].reverse()), []));
    }));
  });
});

describe('blocks', () => {
  it('read back what was written, and merge in any order to the same bytes', () => {
    fc.assert(fc.property(entries(CALLS), fc.nat(300), fc.constantFrom(60, 300, 3600), (list, cut, seconds) => {
      const parts = [list.slice(0, cut), list.slice(cut)].map((l) => encodeBlock(CALLS, cellsOf(CALLS, l))).filter((b): b is Block => b !== null);
      const step = seconds / 60, whole = encodeBlock(CALLS, cellsOf(CALLS, list.map((e) => ({ ...e, minute: e.minute - (e.minute % step) }))));
      expect(mergeBlocks(CALLS, parts, seconds)).toEqual(whole);
      expect(mergeBlocks(CALLS, [...parts].reverse(), seconds)).toEqual(whole);
      let calls = 0;
      const h = new Histogram();
      for (const b of parts) { const r = new BlockReader(CALLS, b.counts, b.hist); while (r.next()) { calls += r.count; r.addTo(h); } }
      expect(calls).toBe(list.length);
      expect(h.count).toBe(list.filter((e) => e.ms !== null).length);
    }));
  });
  it('a correction that takes all back leaves nothing', () => {
    const one = cellsOf(EDGES, [{ minute: 60, dims: [0, 1, 2], ms: null }]), back = one.map((c) => ({ ...c, count: -1 }));
    expect(mergeBlocks(EDGES, [encodeBlock(EDGES, one)!, encodeBlock(EDGES, back)!], 60)).toBe(null);
  });
});

describe('Histogram', () => {
  it('keeps every value within 1 % of its bin, and bins in order', () => {
    fc.assert(fc.property(fc.double({ min: 2 ** -10, max: 2 ** 32 - 1, noNaN: true }), (ms) => {
      const bin = binOf(ms);
      expect(Math.abs(binValue(bin) - ms) / ms).toBeLessThanOrEqual(0.01);
      expect(binFloor(bin)).toBeLessThanOrEqual(ms);
      expect(bin === BINS - 1 || binFloor(bin + 1) > ms).toBe(true);
    }));
  });
  it('answers quantiles within 1 % of the exact ones, merged or not', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(500), (values, q, cut) => {
      const a = new Histogram(), b = new Histogram(), sorted = [...values].sort((x, y) => x - y), exact = sorted[Math.max(1, Math.ceil(q * values.length)) - 1];
      values.forEach((v, i) => (i < cut ? a : b).add(v));
      a.merge(b);
      expect(Math.abs(a.quantile(q)! - exact) / exact).toBeLessThanOrEqual(0.01);
    }));
  });
  it('missing is missing', () => { expect(new Histogram().quantile(0.5)).toBe(null); expect(new Histogram().mean()).toBe(null); });
});
