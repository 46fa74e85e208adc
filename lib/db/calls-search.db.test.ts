/** The law of the list: over any range and filter, it holds each call once, in order, and is as long as the number in the cells. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenario } from '../../prisma/scenarios/travel-search';
import { failureCode } from '../failure';
import { CALLS, FAILED, ROUTES, TARGETS, type Cube } from '../rollup/cubes';
import { bucketRange } from '../view/bucket';
import { callMatches, failureCodes, onlyNotable, type CallFilter } from '../view/call-filter';
import { keyText, newestFirst, parseKey, type CallRow, type CallsMessage } from '../view/call-row';
import { callFilter, callNames, type CallNames } from './calls-names';
import { searchCalls, type SearchOptions } from './calls-search';
import { readCells } from './cells';
import { pool } from './client';
import { EMPTY_VIEW, type ViewState } from '../view/state';
import { createTestDatabase, type TestDatabase } from './test-database';
import { ingestText, makeSource } from './test-ingest';

const viewer = { workspaceId: 1 }, MINUTE = 60_000;
let db: TestDatabase, names: CallNames, from = 0, minutes = 0, everything: CallRow[];

/** The sample incident, thinned; its lines dealt to two files of one source that overlap in time, and some to another source that has no error log. */
beforeAll(async () => {
  db = await createTestDatabase();
  const { files } = scenario(), access = files[0].content.trimEnd().split('\n'), errors = files[1].content, kept = access.filter((_, i) => i % 6 < 2);
  const deal = (n: number): string => kept.filter((_, i) => i % 3 === n).join('\n') + '\n';
  const gateway = await makeSource('gateway'), other = await makeSource('other');
  await ingestText(gateway, 'a.log', deal(0), { chunkBytes: 1 << 18 });
  await ingestText(gateway, 'b.log', deal(1), { chunkBytes: 1 << 17, compact: false });
  await ingestText(gateway, 'error.log', errors, { chunkBytes: 1 << 17 });
  await ingestText(other, 'c.log', deal(2), { chunkBytes: 1 << 18 });
  names = await callNames(viewer, null);
  const extent = (await pool().query<{ a: Date; b: Date }>('select min(from_at) as a, max(to_at) as b from chunk')).rows[0];
  from = Math.floor(extent.a.getTime() / MINUTE) * MINUTE; minutes = Math.ceil((extent.b.getTime() + 1 - from) / MINUTE);
  everything = (await list({ ...EMPTY_VIEW })).rows;
}, 120_000);
afterAll(async () => { await db?.drop(); });

const rangeOf = (a: number, b: number) => ({ fromMs: from + Math.min(a, b) * MINUTE, toMs: from + Math.max(a, b) * MINUTE });
const whole = () => ({ fromMs: from, toMs: from + minutes * MINUTE });

async function run(f: CallFilter, o: SearchOptions): Promise<{ rows: CallRow[]; messages: CallsMessage[]; end: Extract<CallsMessage, { type: 'end' }> }> {
  const messages: CallsMessage[] = [];
  for await (const m of searchCalls(viewer, f, names, o)) messages.push(m);
  return { rows: messages.flatMap((m) => (m.type === 'calls' ? m.rows : [])), messages, end: messages.at(-1) as Extract<CallsMessage, { type: 'end' }> };
}
/** The whole list of a view, page by page. */
async function list(view: ViewState, range = whole(), limit = 1_000_000): Promise<{ rows: CallRow[]; total: number | null }> {
  const f = callFilter(view, range, names), rows: CallRow[] = [];
  let total: number | null = null, after = null;
  for (;;) {
    const page = await run(f, { limit, after });
    for (const m of page.messages) if (m.type === 'total') total = m.total;
    rows.push(...page.rows);
    if (page.end.cursor === null) return { rows, total };
    after = parseKey(page.end.cursor);
    expect(after).not.toBeNull();
  }
}
async function inCells(cube: Cube, range: { fromMs: number; toMs: number }, where: Record<string, ReadonlySet<number>>, sources: number[] = []): Promise<number> {
  let n = 0;
  if (range.toMs > range.fromMs) await readCells({ viewer, cube, range: bucketRange(range.fromMs, range.toMs, 100_000), sources, where }, (c) => { n += c.count; });
  return n;
}
const nameOf = (r: CallRow): string => `${r.importId}:${r.offset}`;

const view: fc.Arbitrary<ViewState> = fc.record({
  failure: fc.constantFrom(null, null, 'any', 'timeout', 'none', 'first_byte_timeout', 'client_abort', 'connect_timeout', 'upstream_5xx'), phase: fc.constantFrom(null, null, null, 'first byte' as const, 'connect' as const),
  status: fc.constantFrom(null, null, 200, 504, 502, 404), routeAt: fc.option(fc.nat(200), { freq: 2 }), instanceAt: fc.option(fc.nat(200), { freq: 3 }), source: fc.constantFrom(null, null, 0, 1),
}).map(({ routeAt, instanceAt, source, ...v }) => ({
  ...EMPTY_VIEW, ...v, sources: source === null ? [] : [[...names.sources.keys()][source]],
  route: routeAt === null ? null : names.all.routes[routeAt % names.all.routes.length], instance: instanceAt === null ? null : names.all.instances[instanceAt % names.all.instances.length],
}));
const span = fc.tuple(fc.nat(150), fc.nat(150)).map(([a, b]) => [a % (minutes + 1), b % (minutes + 1)] as const);

describe('the law', () => {
  test('there is something to list: calls of both sources, joined, saved by a retry, and known from an error line alone', () => {
    expect(everything.length).toBeGreaterThan(20_000);
    expect(new Set(everything.map((r) => r.source)).size).toBe(2);
    expect(everything.some((r) => r.errorLineOnly)).toBe(true);
    expect(everything.some((r) => r.failure === 0 && r.failedAttempts > 0)).toBe(true);
    expect(everything.filter((r) => r.failure === failureCode('first_byte_timeout')).length).toBeGreaterThan(100);
  });
  test('each call once, newest first, as many as the cells count', async () => {
    expect(new Set(everything.map(nameOf)).size).toBe(everything.length);
    expect([...everything].sort(newestFirst)).toEqual(everything);
    expect(await inCells(CALLS, whole(), {})).toBe(everything.length);
  });
  test('a class over a range: the list is as long as the sum of the calls cube', () => fc.assert(fc.asyncProperty(span, fc.constantFrom('any', 'timeout', 'none', 'first_byte_timeout', 'client_abort', 'upstream_5xx', 'connect_timeout'), async ([a, b], failure) => {
    const range = rangeOf(a, b), got = await list({ ...EMPTY_VIEW, failure }, range), n = await inCells(CALLS, range, { failure: failureCodes({ failure, phase: null })! });
    expect(got.rows.length).toBe(n);
    expect(got.total).toBe(n);
  }), { numRuns: 25 }));
  test('any route, any instance, any class of a route on an instance: as their own cubes count', () => fc.assert(fc.asyncProperty(span, view, async ([a, b], v) => {
    const range = rangeOf(a, b), routes = names.routesNamed(v.route ?? ''), instances = names.instancesNamed(null, v.instance ?? ''), codes = failureCodes({ failure: 'any', phase: null })!, length = async (x: Partial<ViewState>) => (await list({ ...EMPTY_VIEW, ...x }, range)).rows.length;
    if (v.route !== null) expect(await length({ route: v.route })).toBe(await inCells(ROUTES, range, { route: routes! }));
    if (v.instance !== null) expect(await length({ instance: v.instance })).toBe(await inCells(TARGETS, range, { instance: instances! }));
    if (v.route !== null && v.instance !== null) expect(await length({ route: v.route, instance: v.instance, failure: 'any' })).toBe(await inCells(FAILED, range, { route: routes!, instance: instances!, failure: codes }));
  }), { numRuns: 15 }));
  test('any filter: the list is what the pure predicate leaves of the list of everything', () => fc.assert(fc.asyncProperty(span, view, fc.constantFrom(null, 1, 50, 5000), fc.constantFrom(null, 20, 3000), async ([a, b], v, minMs, maxMs) => {
    const range = rangeOf(a, b), asked = { ...v, minMs, maxMs }, f = callFilter(asked, range, names), got = await list(asked, range);
    const want = everything.filter((r) => (v.sources.length === 0 || names.sources.get(v.sources[0]) === r.source) && (v.route === null || r.route === v.route) && (v.instance === null || r.instance === v.instance)
      && callMatches({ ...f, routes: null, instances: null }, { ...r, durationMs: r.durationMs ?? NaN, routeId: 0, instanceId: 0, attempts: [] }));
    expect(got.rows.map(nameOf)).toEqual(want.map(nameOf));
    if (got.total !== null) expect(got.total).toBe(want.length);
  }), { numRuns: 40 }));
});

describe('pages', () => {
  test('however the list is cut into pages, it is the same list', () => fc.assert(fc.asyncProperty(span, fc.constantFrom(null, 'any', 'none'), fc.integer({ min: 25, max: 400 }), async ([a, b], failure, limit) => {
    const short = rangeOf(a, Math.min(a + 1, b)), v = { ...EMPTY_VIEW, failure };
    expect((await list(v, short, limit)).rows.map(nameOf)).toEqual((await list(v, short)).rows.map(nameOf));
  }), { numRuns: 4 }));
  test('a pause says from where to go on, and nothing is lost or doubled', async () => {
    const f = callFilter({ ...EMPTY_VIEW, minMs: 20_000 }, whole(), names), want = (await run(f, { limit: 1e6, after: null })).rows, got: CallRow[] = [];
    let after = null, rounds = 0;
    do {
      const part = await run(f, { limit: 1e6, after, budgetMs: 0 });
      got.push(...part.rows); after = parseKey(part.end.cursor); rounds++;
    } while (after !== null);
    expect(rounds).toBeGreaterThan(5);
    expect(got.map(nameOf)).toEqual(want.map(nameOf));
  });
  test('an aborted search stops without an end', async () => {
    const abort = new AbortController(), f = callFilter({ ...EMPTY_VIEW, text: 'no such words' }, whole(), names);
    abort.abort();
    expect((await run(f, { limit: 10, after: null, signal: abort.signal })).messages.some((m) => m.type === 'end')).toBe(false);
  });
  test('slowest first where every match is notable', async () => {
    const f = callFilter({ ...EMPTY_VIEW, failure: 'any' }, whole(), names), { rows } = await run(f, { limit: 500, after: null, slowest: true });
    expect(rows.map((r) => r.durationMs ?? -1)).toEqual(rows.map((r) => r.durationMs ?? -1).sort((x, y) => y - x));
    const next = await run(f, { limit: 500, after: parseKey(keyText({ ...rows[249], durationMs: rows[249].durationMs })), slowest: true });
    expect(next.rows.slice(0, 250).map(nameOf)).toEqual(rows.slice(250).map(nameOf));
  });
});

describe('single calls', () => {
  test('by request id and by client, with few chunks read', () => fc.assert(fc.asyncProperty(fc.nat(1e6), async (i) => {
    const r = everything[i % everything.length];
    for (const x of [{ requestId: r.requestId }, { client: r.client }]) {
      const want = everything.filter((e) => (x.requestId === undefined || e.requestId === x.requestId) && (x.client === undefined || e.client === x.client));
      if (Object.values(x)[0] !== null) expect((await list({ ...EMPTY_VIEW, ...x })).rows.map(nameOf)).toEqual(want.map(nameOf));
    }
  }), { numRuns: 5 }));
  test('in chunks that have no filters, and in those whose words were decoded', async () => {
    const r = everything.find((e) => e.requestId !== null && e.client !== null)!, find = async (): Promise<string[]> => (await list({ ...EMPTY_VIEW, requestId: r.requestId, client: r.client })).rows.map(nameOf);
    for (const change of [`request_ids = null`, `clients = null`, `request_ids = request_ids || substring(request_ids for 1), clients = clients || substring(clients for 1)`]) {
      const before = await pool().query<{ id: number; r: Buffer; c: Buffer }>('select id, request_ids as r, clients as c from chunk');
      await pool().query(`update chunk set ${change}`);
      expect(await find()).toContain(nameOf(r));
      for (const b of before.rows) await pool().query('update chunk set request_ids = $2, clients = $3 where id = $1', [b.id, b.r, b.c]);
    }
    expect(await find()).toContain(nameOf(r));
  });
  test('free text is found in any case, in lines and in the error lines joined to them', async () => {
    const path = everything.find((r) => r.path !== null && /[a-z]{5}/.test(r.path) && !r.errorLineOnly)!.path!, f = callFilter({ ...EMPTY_VIEW, text: path.toUpperCase() }, whole(), names);
    const rows = (await run(f, { limit: 1e6, after: null })).rows;
    expect(rows.length).toBeGreaterThanOrEqual(everything.filter((r) => r.path === path).length);
    const { rows: timed } = await run(callFilter({ ...EMPTY_VIEW, text: 'upstream timed out' }, whole(), names), { limit: 1e6, after: null });
    expect(timed.length).toBeGreaterThan(50);
    const failed = callFilter({ ...EMPTY_VIEW, text: 'upstream timed out', failure: 'any' }, whole(), names);
    expect(onlyNotable(failed)).toBe(true);
    expect((await run(failed, { limit: 1e6, after: null })).rows.map(nameOf)).toEqual(timed.filter((r) => r.failure !== 0).map(nameOf));
  });
  test('another workspace sees none of it', async () => {
    const messages = [];
    for await (const m of searchCalls({ workspaceId: 2 }, callFilter(EMPTY_VIEW, whole(), names), names, { limit: 10, after: null })) messages.push(m);
    expect(messages.filter((m) => m.type === 'calls')).toEqual([]);
  });
});
