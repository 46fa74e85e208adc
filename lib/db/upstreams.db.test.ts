import { afterAll, beforeAll, expect, it } from 'vitest';
import { failureCode } from '../failure';
import { askOf } from './ask';
import { readInstanceStats, readUpstreamStats } from './instance-stats';
import { readPhaseSeries } from './phase-series';
import { readSpotSeries } from './spot-series';
import { foldPlanted, plantBlocks, plantSource } from './test-cells';
import { createTestDatabase, type TestDatabase } from './test-database';

const T0 = Date.parse('2026-03-12T08:00:00Z'), TIMEOUT = failureCode('first_byte_timeout'), REFUSED = failureCode('connect_refused');
let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  const { place, routeIds: [x, y], instanceIds: [s1, s2, lone] } = await plantSource('a', ['GET /x', 'GET /y'], [{ addr: '10.0.0.1:80', upstream: 'search', inferred: true }, { addr: '10.0.0.2:80', upstream: 'search', inferred: true }, { addr: '10.0.0.9:81' }]);
  await plantBlocks(place, 0, foldPlanted([
    { at: T0, route: x, instance: s1, status: 504, failure: TIMEOUT, ms: 25_000 },
    { at: T0 + 61_000, route: x, instance: s2, status: 200, failure: 0, ms: 40, attempts: [{ instance: s1, failure: REFUSED, ms: 2 }, { instance: s2, failure: 0, ms: 38 }] },
    { at: T0 + 61_000, route: y, instance: lone, status: 200, failure: 0, ms: 10 },
    { at: T0 + 62_000, route: 0, instance: 0, status: 503, failure: failureCode('no_healthy_upstream'), ms: 0 },
  ]));
});
afterAll(async () => { await db?.drop(); });

it('sums upstreams over their instances, attempts apart from calls', async () => {
  const stats = await readUpstreamStats(await askOf({})), by = Object.fromEntries(stats.map((s) => [s.name, s]));
  expect(by.search).toMatchObject({ inferred: true, instances: 2, calls: 2, failed: 1, timeouts: 1, attempts: 3, failedAttempts: 2, timedOutAttempts: 1, hidden: 1 });
  expect(by['10.0.0.9:81']).toMatchObject({ inferred: null, instances: 1, calls: 1, attempts: 1, failed: 0 });
  expect(by['no upstream']).toMatchObject({ instances: 0, calls: 1, failed: 1, attempts: 1 });
  expect(stats.reduce((n, s) => n + s.calls, 0)).toBe(4);
});
it('puts the instances of one upstream side by side', async () => {
  const stats = await readInstanceStats(await askOf({}), 'search');
  expect(stats.map((s) => [s.name, s.calls, s.attempts, s.failedAttempts, s.hidden])).toEqual([['10.0.0.1:80', 1, 2, 2, 1], ['10.0.0.2:80', 1, 1, 0, 0]]);
  expect(await readInstanceStats(await askOf({}), 'nobody')).toEqual([]);
});
it('keeps the time of failed attempts apart from the phases', async () => {
  const s = await readPhaseSeries(await askOf({}), 'search');
  expect([...s.attempts]).toEqual([1, 2]);
  expect([...s.failed]).toEqual([25_000, 2]);
  expect([...s.whole]).toEqual([0, 38]);
});
it('gives a series to every name with a hit, and only those', async () => {
  const routes = await readSpotSeries(await askOf({}), 'route'), upstreams = await readSpotSeries(await askOf({ failure: 'timeout' }), 'upstream');
  expect(routes.map((r) => [r.name, [...r.calls], [...r.hits]])).toEqual([['GET /x', [1, 1], [1, 0]], ['no route', [0, 1], [0, 1]]]);
  expect(upstreams.map((r) => [r.name, [...r.hits]])).toEqual([['search', [1, 0]]]);
});
