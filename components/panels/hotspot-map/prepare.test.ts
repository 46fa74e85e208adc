import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketRange } from '@/lib/view/bucket';
import { prepareMap, shade, shadeEdges, type NamedCounts } from './prepare';

const range = bucketRange(0, 6 * 3_600_000);
const counts = (name: string, at: number, hits: number, calls = hits): NamedCounts => {
  const c = { name, link: { route: name }, calls: new Float64Array(range.points), hits: new Float64Array(range.points) };
  c.hits[at] = hits; c.calls[at] = calls;
  return c;
};

it('keeps every hit: rows, cells and the rest add up', () => {
  fc.assert(fc.property(fc.array(fc.record({ at: fc.nat(range.points - 1), hits: fc.nat(50) }), { maxLength: 40 }), (xs) => {
    const map = prepareMap(xs.map((x, i) => counts(`r${i}`, x.at, x.hits)), range), total = xs.reduce((n, x) => n + x.hits, 0);
    expect(map.rows.reduce((n, r) => n + r.hits, 0) + map.rest.hits).toBe(total);
    for (const r of map.rows) expect(r.cellHits.reduce((n, h) => n + h, 0)).toBe(r.hits);
    expect(map.columns.length).toBeLessThanOrEqual(72);
    expect(map.columns[map.columns.length - 1].toMs).toBe(range.toMs);
  }));
});
it('ranks by hits and leaves out what has none', () => {
  expect(prepareMap([counts('a', 0, 1), counts('b', 5, 9), counts('c', 5, 0, 100)], range).rows.map((r) => r.name)).toEqual(['b', 'a']);
});
it('shades by the logarithm, zero apart', () => {
  expect([0, 1, 10, 100, 1000].map((n) => shade(n, 1000))).toEqual([0, 1, 2, 4, 5]);
  expect(shade(1, 1)).toBe(5);
  for (const most of [1, 2, 7, 1000]) shadeEdges(most).forEach((edge, i) => expect(shade(edge, most)).toBeGreaterThanOrEqual(i + 1));
});
