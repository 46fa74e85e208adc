import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureCode } from '../failure';
import { askOf, once } from './ask';
import { pool } from './client';
import { readHiddenAttempts } from './hidden-attempts';
import { readSpots } from './hotspots';
import { readOutcomes, readOutcomesBefore, sum } from './outcomes';
import { foldPlanted, plantBlocks, plantSource, type PlantedCall } from './test-cells';
import { createTestDatabase, type TestDatabase } from './test-database';

const T0 = Date.parse('2026-03-12T08:00:00Z'), MIN = 60_000, timeout = failureCode('first_byte_timeout'), refused = failureCode('connect_refused'), connect = failureCode('connect_timeout');
let db: TestDatabase, source = 0;
beforeAll(async () => {
  db = await createTestDatabase();
  const { place, routeIds: [search, home], instanceIds: [a, b, lone] } = await plantSource('edge', ['POST /search', 'GET /'], [{ addr: '10.0.0.1:80', upstream: 'search', inferred: true }, { addr: '10.0.0.2:80', upstream: 'search', inferred: true }, { addr: 's1', label: 'be' }]);
  source = place.source;
  const call = (minute: number, route: number, instance: number, failure = 0, ms: number | null = 50, status = failure ? 504 : 200, attempts?: PlantedCall['attempts']): PlantedCall => ({ at: T0 + minute * MIN, route, instance, failure, ms, status, attempts });
  const ok = { failure: 0, ms: 50 };
  await plantBlocks(place, 0, foldPlanted([
    ...Array.from({ length: 10 }, (_, i) => call(i, home, lone)),
    call(2, search, a, timeout, 25_000), call(6, search, a, timeout, 25_000), call(6, search, b, refused, null, 502), call(7, search, b, 0, 80, 200, [{ instance: a, failure: connect, ms: 5000 }, { instance: b, ...ok }]),
    call(9, 0, 0, failureCode('no_route'), 0, 404),
  ]));
});
afterAll(async () => { await db?.drop(); });
const ask = (params: Record<string, string> = {}) => askOf(params, T0);
const codes = (o: { byCode: Float64Array }): [number, number][] => [...o.byCode].map((n, code): [number, number] => [code, n]).filter(([, n]) => n !== 0);

describe('outcomes', () => {
  it('of all the data, by minute and class', async () => {
    const o = await readOutcomes(await ask());
    expect([...o.calls]).toEqual([1, 1, 2, 1, 1, 1, 3, 2, 1, 2]);
    expect([...o.timeouts]).toEqual([0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    expect(codes(o)).toEqual([[0, 11], [timeout, 2], [refused, 1], [failureCode('no_route'), 1]]);
    expect([o.durations.count, o.timedOut.count, o.perBucket[6]?.count]).toEqual([14, 2, 2]);
  });
  it('of the last minutes and the period before', async () => {
    const a = await ask({ from: 'end-5m' }), o = await readOutcomes(a), before = await readOutcomesBefore(a);
    expect([sum(o.calls), sum(o.failed), sum(before!.calls), sum(before!.failed)]).toEqual([9, 3, 6, 1]);
    expect(await readOutcomesBefore(await ask())).toBeNull();
  });
  it.each([
    [{ route: 'POST /search' }, 'routes', 4, 3], [{ upstream: 'search' }, 'targets', 4, 3], [{ instance: '10.0.0.1:80' }, 'targets', 2, 2], [{ instance: 'be/s1' }, 'targets', 10, 0], [{ status: '504' }, 'calls', 2, 2],
    [{ route: 'POST /search', upstream: 'search' }, 'failed', 3, 3], [{ route: 'POST /search', status: '502' }, 'failed', 1, 1], [{ route: 'no such' }, 'routes', 0, 0],
  ])('filtered by %j come from the cube %s', async (params, cube, calls, failed) => {
    const o = await readOutcomes(await ask(params as Record<string, string>));
    expect([o.slice.cube.name, sum(o.calls), sum(o.failed)]).toEqual([cube, calls, failed]);
  });
  it('of one class keep all calls as the base of rates', async () => {
    const o = await readOutcomes(await ask({ failure: 'timeout' }));
    expect([sum(o.calls), sum(o.failed), sum(o.all), o.durations.count]).toEqual([2, 2, 15, 2]);
    const phase = await readOutcomes(await ask({ phase: 'connect' }));
    expect(codes(phase)).toEqual([[refused, 1]]);
  });
  it('say which filters they leave out', async () => { expect((await readOutcomes(await ask({ client: '10.9.9.9', min: '100' }))).slice.ignored).toEqual(['duration', 'client']); });
});

describe('spots', () => {
  const named = async (kind: 'route' | 'upstream', params = {}) => (await readSpots(await ask(params), kind)).spots.map((s) => [s.name, s.calls, s.failed, s.timeouts]).sort();
  it('group routes and upstreams, and keep what has neither', async () => {
    expect(await named('route')).toEqual([['GET /', 10, 0, 0], ['POST /search', 4, 3, 2], ['no route', 1, 1, 0]]);
    expect(await named('upstream')).toEqual([['be/s1', 10, 0, 0], ['no upstream', 1, 1, 0], ['search', 4, 3, 2]]);
    const { spots, total } = await readSpots(await ask(), 'upstream');
    expect(spots.map((s) => [s.link, s.inferred])).toEqual(expect.arrayContaining([[{ upstream: 'search' }, true], [{ upstream: 'be/s1' }, false], [{ upstream: '' }, false]]));
    expect(total).toEqual({ calls: 15, failed: 4, timeouts: 2 });
  });
  it('across the other dimension count failed calls only', async () => {
    expect(await named('route', { upstream: 'search' })).toEqual([['POST /search', null, 3, 2]]);
    expect(await named('upstream', { route: 'POST /search', failure: 'timeout' })).toEqual([['search', null, 2, 2]]);
  });
});

describe('hidden attempts', () => {
  it('are failed attempts of calls that ended well', async () => {
    const h = await readHiddenAttempts(await ask());
    expect(h).toMatchObject({ attempts: 16, failed: 5, hidden: 1, hiddenTimeouts: 1, byInstance: [{ upstream: 'search', instance: '10.0.0.1:80', attempts: 3, hidden: 1, hiddenTimeouts: 1 }], ignored: [] });
    expect([...h.byCode]).toEqual([[connect, 1]]);
  });
  it('keep to the instance, not to the route, and say so', async () => {
    expect((await readHiddenAttempts(await ask({ instance: '10.0.0.2:80' }))).hidden).toBe(0);
    expect((await readHiddenAttempts(await ask({ route: 'GET /' })))).toMatchObject({ hidden: 1, ignored: ['route'] });
  });
});

describe('an ask', () => {
  it('knows sources and standing, and reads a shared answer once', async () => {
    const a = await ask({ source: String(source) });
    expect([a.sources, a.standing.running, a.view.sources]).toEqual([[{ id: source, name: 'edge' }], 0, [source]]);
    let reads = 0;
    const read = (): Promise<number> => { reads++; return pool().query('select 1').then(() => 7); };
    expect([...(await Promise.all([once(a, 'k', read), once(a, 'k', read)])), reads]).toEqual([7, 7, 1]);
    expect((await askOf({ source: '999' }, T0)).standing.extent).toBeNull();
  });
});
