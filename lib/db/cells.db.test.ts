import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureCode } from '../failure';
import { ATTEMPTS, CALLS, FAILED, ROUTES } from '../rollup/cubes';
import { Histogram } from '../rollup/histogram';
import { bucketRange } from '../view/bucket';
import { readCells } from './cells';
import { pool } from './client';
import { readStanding } from './extent';
import { readNames } from './names-read';
import { foldPlanted, plantBlocks, plantCompacted, plantSource, type Place, type PlantedCall } from './test-cells';
import { createTestDatabase, type TestDatabase } from './test-database';

const viewer = { workspaceId: 1 }, T0 = Date.parse('2026-03-12T08:00:00Z'), HOUR = 3_600_000;
let db: TestDatabase, a: Place, b: Place;
beforeAll(async () => {
  db = await createTestDatabase();
  a = (await plantSource('a', ['GET /x', 'GET /y'], [{ addr: '10.0.0.1:80', upstream: 'search' }, { addr: '10.0.0.2:80', upstream: 'search', inferred: true }, { addr: '10.0.0.9:80', label: 'be' }])).place;
  b = (await plantSource('b', ['GET /x'], [{ addr: '10.0.0.1:80' }])).place;
});
afterAll(async () => { await db?.drop(); });
const clear = () => pool().query('delete from cell_block');

const someCall = fc.record({ at: fc.integer({ min: T0, max: T0 + 30 * HOUR }), route: fc.integer({ min: 0, max: 3 }), instance: fc.integer({ min: 0, max: 3 }), status: fc.constantFrom(0, 200, 404, 504), failure: fc.constantFrom(0, 0, 3, 6, 14), ms: fc.option(fc.double({ min: 0, max: 60_000, noNaN: true })) });

describe('cells', () => {
  it('of any range sum to the calls in it, compacted or not: law', async () => {
    await fc.assert(fc.asyncProperty(fc.array(someCall, { maxLength: 60 }), fc.nat(60), fc.integer({ min: -HOUR, max: 31 * HOUR }), fc.integer({ min: 1, max: 31 * HOUR }), async (calls: PlantedCall[], cut, start, span) => {
      await clear();
      await plantCompacted(a, calls.slice(0, cut)); await plantBlocks(b, 0, foldPlanted(calls.slice(cut)));
      const range = bucketRange(T0 + start, T0 + start + span), inside = calls.filter((c) => c.at >= range.fromMs && c.at < range.toMs);
      const counted = new Array<number>(range.points).fill(0), expected = new Array<number>(range.points).fill(0), hist = new Histogram();
      await readCells({ viewer, cube: CALLS, range, sources: [], hist: true }, (cell, bucket) => { counted[bucket] += cell.count; cell.addTo(hist); });
      for (const c of inside) expected[Math.floor((c.at - range.fromMs) / range.bucketSec / 1000)]++;
      expect(counted).toEqual(expected);
      const whole = { calls: 0, timed: new Histogram() };
      await readCells({ viewer, cube: CALLS, range, sources: [], hist: true, whole: true }, (cell, bucket) => { expect(bucket).toBe(0); whole.calls += cell.count; cell.addTo(whole.timed); });
      expect(whole.calls).toBe(inside.length);
      expect(whole.timed.count).toBe(inside.filter((c) => c.ms !== null).length);
      expect(hist.count).toBe(inside.filter((c) => c.ms !== null).length);
    }), { numRuns: 40 });
  });

  const calls: PlantedCall[] = [
    { at: T0, route: 1, instance: 1, status: 504, failure: failureCode('first_byte_timeout'), ms: 25_000 },
    { at: T0 + 61_000, route: 1, instance: 2, status: 200, failure: 0, ms: 40, attempts: [{ instance: 1, failure: failureCode('connect_timeout'), ms: 5000 }, { instance: 2, failure: 0, ms: 40 }] },
    { at: T0 + 61_000, route: 2, instance: 2, status: 502, failure: failureCode('connect_refused'), ms: null },
  ];
  const range = bucketRange(T0, T0 + 5 * 60_000);
  const count = async (q: object): Promise<number> => { let n = 0; await readCells({ viewer, cube: ROUTES, range, sources: [], ...q }, (c) => { n += c.count; }); return n; };

  it('keep to conditions, sources and workspace', async () => {
    await clear(); await plantBlocks(a, 0, foldPlanted(calls)); await plantBlocks(b, 0, foldPlanted(calls.slice(0, 1)));
    expect(await count({})).toBe(4);
    expect(await count({ sources: [a.source] })).toBe(3);
    expect(await count({ where: { route: new Set([1]) } })).toBe(3);
    expect(await count({ where: { route: new Set([1]), failure: new Set([0]) } })).toBe(1);
    expect(await count({ where: { route: new Set() } })).toBe(0);
    expect(await count({ cube: FAILED, where: { instance: new Set([2]) } })).toBe(1);
    expect(await count({ cube: ATTEMPTS, sources: [a.source], where: { hidden: new Set([1]) } })).toBe(1);
    expect(await count({ viewer: { workspaceId: 2 } })).toBe(0);
    await expect(count({ where: { colour: new Set([1]) } })).rejects.toThrow('no dimension colour');
  });

  it('take back what a correction block takes back', async () => {
    await clear(); await plantBlocks(a, 0, foldPlanted(calls));
    const back = foldPlanted(calls.slice(0, 1)).filter((x) => x.cube === ROUTES.id);
    back[0].counts = Buffer.from(back[0].counts); back[0].counts[back[0].counts.length - 1] = 1; // zigzag -1
    await plantBlocks(a, 0, back);
    expect(await count({})).toBe(2);
  });
});

describe('standing', () => {
  it('is the extent of the calls in whole minutes, of the sources asked', async () => {
    await clear();
    expect(await readStanding(viewer, [])).toEqual({ extent: null, stored: false, running: 0 });
    await plantBlocks(a, 0, foldPlanted([{ at: T0 + 30_000, route: 1, instance: 1, status: 200, failure: 0, ms: 1 }]));
    await plantCompacted(b, [{ at: T0 + 3 * HOUR + 1, route: 1, instance: 1, status: 200, failure: 0, ms: 1 }]);
    expect((await readStanding(viewer, [])).extent).toEqual({ fromMs: T0, toMs: T0 + 3 * HOUR + 60_000 });
    expect((await readStanding(viewer, [a.source])).extent).toEqual({ fromMs: T0, toMs: T0 + 60_000 });
    await pool().query(`update import set state = 'running' where id = $1`, [b.import]);
    expect([(await readStanding(viewer, [])).running, (await readStanding(viewer, [a.source])).running]).toEqual([1, 0]);
  });
});

describe('names', () => {
  it('go from ids to names and back, over sources', async () => {
    const all = await readNames(viewer, []), own = await readNames(viewer, [a.source]);
    expect([all.routeIds('GET /x').size, own.routeIds('GET /x').size, all.routeIds('GET /z').size]).toEqual([2, 1, 0]);
    const [first] = own.routeIds('GET /y');
    expect([own.route(first), own.route(0), own.instance(0)]).toEqual(['GET /y', null, null]);
    expect(own.instances.map((i) => i.upstream?.name ?? i.label)).toEqual(['search', 'search', 'be']);
    expect([own.instanceIds({ upstream: 'search', instance: null }).size, own.instanceIds({ upstream: 'search', instance: '10.0.0.2:80' }).size, own.instanceIds({ upstream: null, instance: 'be/10.0.0.9:80' }).size, all.instanceIds({ upstream: null, instance: '10.0.0.1:80' }).size]).toEqual([2, 1, 1, 2]);
    expect((await readNames({ workspaceId: 2 }, [])).instances).toEqual([]);
  });
});
