/** The SQL over notable rows is the twin of the pure predicate: over random rows and filters both give the same list. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attemptsMatching, callMatches, conditions, type AttemptFact, type CallFilter } from '../view/call-filter';
import { newestFirst, type CallKey } from '../view/call-row';
import { ATTEMPT_WORDS, PHASES } from '../view/state';
import { attemptsText } from './attempts-text';
import { pool } from './client';
import { notableCount, notablePage, repeatedAttempts } from './calls-notable';
import { createTestDatabase, type TestDatabase } from './test-database';

const viewer = { workspaceId: 1 }, T0 = Date.UTC(2026, 2, 12, 9), N = 800;
type Row = { at: number; importId: number; offset: number; sourceId: number; failure: number; status: number; durationMs: number | null; routeId: number; instanceId: number; client: string | null; requestId: string | null; attempts: AttemptFact[] };
let db: TestDatabase, rows: Row[];

beforeAll(async () => {
  db = await createTestDatabase();
  const one = fc.record({
    at: fc.integer({ min: 0, max: 40 }).map((s) => T0 + s * 250), importId: fc.integer({ min: 1, max: 3 }), sourceId: fc.integer({ min: 1, max: 2 }), failure: fc.nat(33), status: fc.constantFrom(0, 200, 499, 502, 504),
    durationMs: fc.option(fc.constantFrom(0, 0.5, 10, 999.9, 1000, 25_000)), routeId: fc.nat(4), instanceId: fc.nat(4), client: fc.option(fc.constantFrom('10.0.0.1', "x' or 1=1 --", '%')), requestId: fc.option(fc.constantFrom('a', 'b', 'a%')),
    attempts: fc.array(fc.record({ instance: fc.nat(4), failure: fc.constantFrom(0, 0, 3, 6, 15, 33) }), { maxLength: 3 }),
  });
  rows = fc.sample(one, { numRuns: N, seed: 7 }).map((r, i) => ({ ...r, offset: i * 100 }));
  for (const r of [...rows.map((r) => ({ ...r, workspaceId: 1 })), ...rows.slice(0, 50).map((r) => ({ ...r, workspaceId: 2 }))]) {
    await pool().query(`insert into notable (workspace_id, at, import_id, "offset", length, source_id, chunk_id, why, failure, line_failure, confidence, status, duration_ms, route_id, instance_id, retries, client, request_id, attempts)
      values ($1, $2, $3, $4, 90, $5, 1, 1, $6, $6, 0, $7, $8, $9, $10, 0, $11, $12, $13)`, [r.workspaceId, new Date(r.at), r.importId, r.offset, r.sourceId, r.failure, r.status, r.durationMs, r.routeId, r.instanceId, r.client, r.requestId, attemptsText(r.attempts.map((a) => ({ ...a, addr: null, status: null, connectMs: 1, firstByteMs: null, totalMs: 2.5, group: 0 })))]);
  }
});
afterAll(async () => { await db?.drop(); });

const ids = fc.option(fc.uniqueArray(fc.nat(4)).map((x) => new Set(x)));
const filters: fc.Arbitrary<CallFilter> = fc.record({
  fromMs: fc.integer({ min: 0, max: 30 }).map((s) => T0 + s * 250), span: fc.integer({ min: 0, max: 40 }), sources: fc.option(fc.constantFrom([1], [2], [1, 2], [9])), importId: fc.option(fc.constantFrom(1, 2, 9)),
  asked: fc.record({ failure: fc.option(fc.constantFrom('any', 'timeout', 'other', 'none', 'connect_timeout', 'client_abort')), phase: fc.option(fc.constantFrom(...PHASES)), attempts: fc.option(fc.constantFrom(...ATTEMPT_WORDS)) }),
  routes: ids, instances: ids, status: fc.option(fc.constantFrom(0, 200, 504, 404)), minMs: fc.option(fc.constantFrom(0, 10, 1000)), maxMs: fc.option(fc.constantFrom(0, 10, 1000)),
  client: fc.option(fc.constantFrom('10.0.0.1', "x' or 1=1 --", '%')), requestId: fc.option(fc.constantFrom('a', 'a%')),
}).map(({ span, asked, instances, ...f }) => ({ ...f, ...conditions(asked, instances), toMs: f.fromMs + span * 250, text: null }));

const nameOf = (r: CallKey): string => `${r.importId}:${r.offset}`;
const expected = (f: CallFilter): Row[] => rows.filter((r) => (f.sources === null || f.sources.includes(r.sourceId)) && (f.importId === null || r.importId === f.importId) && callMatches(f, { ...r, durationMs: r.durationMs ?? NaN })).sort(newestFirst);

async function all(f: CallFilter, limit: number, slowest: boolean): Promise<string[]> {
  const got: string[] = [];
  for (let after: CallKey | null = null; ;) {
    const page = await notablePage(viewer, f, after, limit, slowest);
    got.push(...page.map(nameOf));
    if (page.length < limit) return got;
    const last = page[page.length - 1];
    after = { at: last.at, importId: last.importId, offset: last.offset, ...(slowest ? { durationMs: last.durationMs } : {}) };
  }
}

test('page by page the list is that of the predicate, newest first, and its count is its length', async () => {
  await fc.assert(fc.asyncProperty(filters, fc.integer({ min: 1, max: 300 }), async (f, limit) => {
    const want = expected(f).map(nameOf);
    expect(await all(f, limit, false)).toEqual(want);
    const { attempts } = f, meant = attempts && expected(f).reduce((n, r) => n + attemptsMatching(attempts, r.attempts), 0);
    expect(await notableCount(viewer, f)).toEqual({ calls: want.length, attempts: meant });
    if (attempts) expect(await repeatedAttempts(viewer, f)).toBe(meant! - want.length);
  }), { numRuns: 120, seed: 1 });
});

test('slowest first, without a duration last, each call once', async () => {
  await fc.assert(fc.asyncProperty(filters, fc.integer({ min: 1, max: 300 }), async (f, limit) => {
    const want = expected(f).sort((a, b) => (b.durationMs ?? -1) - (a.durationMs ?? -1) || newestFirst(a, b)).map(nameOf);
    expect(await all(f, limit, true)).toEqual(want);
  }), { numRuns: 40, seed: 2 });
});
