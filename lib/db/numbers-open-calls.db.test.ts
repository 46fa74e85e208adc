/**
 * Every number on a page opens the calls that make it, and their count is that number: over the sample incident, thinned, with calls added
 * that went nowhere. Links are read from the address as a browser would give it back.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenario } from '../../prisma/scenarios/travel-search';
import { failureOf } from '../failure';
import { NO_NAME } from '../view/names';
import { parseView, type AttemptWord, type ViewState } from '../view/state';
import { bareCallsHref, callsHref, importCallsHref } from '../view/time';
import { askOf, type Ask } from './ask';
import { callFilter, callNames } from './calls-names';
import { searchCalls } from './calls-search';
import { pool } from './client';
import { readFailureKinds } from './failure-kinds';
import { readHiddenAttempts } from './hidden-attempts';
import { readSpots } from './hotspots';
import { importReceipt, importSummaries } from './import-summaries';
import { readInstanceStats, readUpstreamStats } from './instance-stats';
import { readOutcomes, sum } from './outcomes';
import { readSpotSeries } from './spot-series';
import { createTestDatabase, type TestDatabase } from './test-database';
import { ingestText, makeSource } from './test-ingest';

const LONE = '10.30.7.11:8087', DASHES = '-';
let db: TestDatabase, source = 0;

const errorLine = (minute: number, rest: string): string => `2026/03/12 09:${String(minute).padStart(2, '0')}:11 [error] 7#7: *${minute} ${rest}\n`;

beforeAll(async () => {
  db = await createTestDatabase();
  const { files } = scenario(), access = files[0].content.trimEnd().split('\n'), kept = access.filter((l, i) => i % 12 === 0 || /ua="[^"]*, /.test(l)).map((l, i) => (
    // An error page made the call well; its only attempt failed all the same.
    i % 200 === 7 ? l.replace(/" \d{3} /, '" 200 ').replace(/ us="[^"]*"/, ' us="502"').replace(/ uht="[^"]*"/, ' uht="-"').replace(/ uct="[^"]*"/, ' uct="-"').replace(/ ulen="[^"]*"/, ' ulen="0"') : l));
  source = await makeSource('gateway');
  await ingestText(source, 'access.log', kept.join('\n') + '\n', { chunkBytes: 1 << 19 });
  await ingestText(source, 'error.log', files[1].content
    // Known from their error lines alone: no status; no upstream; no route.
    + Array.from({ length: 7 }, (_, i) => errorLine(20 + i, `open() "/x" failed (13: Permission denied), client: 192.0.2.${i}, server: a, request: "GET /lost/${i} HTTP/1.1", host: "a"`)).join('')
    + Array.from({ length: 5 }, (_, i) => errorLine(30 + i, `upstream timed out (110: Connection timed out) while connecting to upstream, client: 192.0.2.${i}, server: a, upstream: "10.30.1.11:8080"`)).join(''));
  await ingestText(source, 'plain.log', Array.from({ length: 40 }, (_, i) => `192.0.2.9 - - [12/Mar/2026:09:${String(i).padStart(2, '0')}:01 +0000] "${i % 4 ? 'GET /plain' : '-'} HTTP/1.1" ${i % 3 ? 200 : 502} 10 "-" "-"\n`).join('').replaceAll('"- HTTP/1.1"', '"-"'));
  // One group bears the very name that a link has for none; one address is in no group, as during an import.
  await pool().query('update upstream set name = $1 where id = (select upstream_id from instance where addr like $2 limit 1)', [DASHES, '%:8083']);
  await pool().query('update instance set upstream_id = null where addr = $1', [LONE]);
}, 120_000);
afterAll(async () => { await db?.drop(); });

const ask = (params: Record<string, string> = {}): Promise<Ask> => askOf(params, Date.UTC(2026, 5, 1));
/** The calls behind a link: what the list says of itself, what it lists, and the failed attempts of what it lists. */
async function behind(href: string): Promise<{ said: number | null; attempts: number | null; listed: number; failedAttempts: number }> {
  const a = await ask(Object.fromEntries(new URL(href, 'http://x').searchParams)), names = await callNames(a.viewer, a.view.sources.length ? a.view.sources : null), out = { said: null as number | null, attempts: null as number | null, listed: 0, failedAttempts: 0 };
  for await (const m of searchCalls(a.viewer, callFilter(a.view, a.time.range, names), names, { limit: 1e6, after: null })) {
    if (m.type === 'total') { out.said = m.total; out.attempts = m.attempts ?? null; }
    if (m.type === 'calls') { out.listed += m.rows.length; for (const r of m.rows) out.failedAttempts += r.failedAttempts; }
  }
  return out;
}
async function opens(n: number, href: string): Promise<void> {
  const got = await behind(href);
  expect([href, got.listed, got.said]).toEqual([href, n, n]);
}
/** A number of attempts: the list names them, and its calls carry no less than one and no more than all of them. */
async function opensAttempts(n: number, href: string): Promise<void> {
  const got = await behind(href);
  expect([href, got.attempts, got.said]).toEqual([href, n, got.listed]);
  expect(got.listed).toBeLessThanOrEqual(n);
  expect(got.listed > 0).toBe(n > 0);
}

describe('calls that went nowhere', () => {
  it('are there: without route, upstream, status', async () => {
    const a = await ask(), spots = [...(await readSpots(a, 'route')).spots, ...(await readSpots(a, 'upstream')).spots], nowhere = spots.filter((s) => Object.values(s.link)[0] === NO_NAME);
    expect(nowhere.map((s) => s.name)).toEqual(['no route', 'no upstream']);
    for (const s of nowhere) expect(s.failed).toBeGreaterThan(0);
    expect((await behind(bareCallsHref(a.view, a.time, { status: 0 }))).listed).toBeGreaterThanOrEqual(7);
  });
  it('add up with the others to all calls, by status too', async () => {
    const a = await ask(), all = sum((await readOutcomes(a)).calls), { listed: none } = await behind(bareCallsHref(a.view, a.time, { status: 0 })), statuses = [200, 201, 304, 400, 404, 499, 500, 502, 503, 504, 401, 403, 302, 301, 204];
    let known = 0;
    for (const status of statuses) known += sum((await readOutcomes(await ask({ status: String(status) }))).calls);
    expect(known + none).toBe(all);
  });
});

describe('rankings and maps', () => {
  it.each(['route', 'upstream'] as const)('by %s: calls, failures and timeouts of every row', async (kind) => {
    const a = await ask(), bad = (await readSpots(a, kind)).spots.sort((x, y) => y.failed - x.failed).slice(0, 12);
    expect(bad.map((s) => s.name)).toContain('no ' + kind);
    for (const s of bad) {
      await opens(s.calls!, callsHref(a.view, a.time, s.link));
      await opens(s.failed, callsHref(a.view, a.time, { ...s.link, failure: 'any' }));
      await opens(s.timeouts, callsHref(a.view, a.time, { ...s.link, failure: 'timeout' }));
    }
    for (const s of await readSpotSeries(a, kind)) await opens(sum(s.hits), callsHref(a.view, a.time, { ...s.link, failure: 'any' }));
  }, 60_000);
  it('keep the other filters of the view', async () => {
    const a = await ask({ instance: '10.30.4.13:8084', failure: 'other', from: '2026-03-12T09:00:00Z', to: '2026-03-12T09:45:00Z' });
    for (const kind of ['route', 'upstream'] as const) for (const s of (await readSpots(a, kind)).spots) await opens(s.failed, callsHref(a.view, a.time, s.link));
    const o = await readOutcomes(a);
    await opens(sum(o.calls), callsHref(a.view, a.time));
  });
  it('count failures as timeouts and others', async () => {
    const a = await ask(), o = await readOutcomes(a);
    await opens(sum(o.failed) - sum(o.timeouts), callsHref(a.view, a.time, { failure: 'other' }));
    expect((await behind(callsHref(a.view, a.time, { minMs: 0 }))).listed).toBe(o.durations.count);
  });
});

describe('upstreams', () => {
  it('every number of the list, whatever the name, and none for calls that reached no upstream', async () => {
    const a = await ask(), stats = await readUpstreamStats(a);
    expect(stats.map((s) => s.upstream)).toEqual(expect.arrayContaining([NO_NAME, DASHES, LONE]));
    for (const s of stats) {
      const link = (change: Partial<ViewState> = {}): string => bareCallsHref(a.view, a.time, { upstream: s.upstream, ...change });
      await opens(s.calls, link()); await opens(s.failed, link({ failure: 'any' })); await opens(s.timeouts, link({ failure: 'timeout' }));
      await opensAttempts(s.attempts, link({ attempts: 'any' })); await opensAttempts(s.failedAttempts, link({ attempts: 'failed' })); await opensAttempts(s.hidden, link({ attempts: 'hidden' }));
    }
    expect(stats.reduce((n, s) => n + s.calls, 0)).toBe(sum((await readOutcomes(a)).calls));
  }, 60_000);
  it('an address in no group yet has a headline like any other', async () => {
    const a = await ask({ upstream: LONE }), [own] = await readInstanceStats(a, LONE);
    expect(own.calls).toBeGreaterThan(100);
    expect(sum((await readOutcomes(a)).calls)).toBe(own.calls);
  });
  it('instances and kinds of failure of each', async () => {
    const a = await ask();
    for (const { upstream } of await readUpstreamStats(a)) {
      const link = (change: Partial<ViewState>): string => bareCallsHref(a.view, a.time, { upstream, ...change });
      for (const i of await readInstanceStats(a, upstream)) {
        await opens(i.calls, link({ instance: i.name })); await opensAttempts(i.attempts, link({ instance: i.name, attempts: 'any' }));
        await opensAttempts(i.failedAttempts, link({ instance: i.name, attempts: 'failed' })); await opensAttempts(i.hidden, link({ instance: i.name, attempts: 'hidden' }));
      }
      const kinds = await readFailureKinds(a, upstream);
      for (const k of kinds.calls) await opens(k.calls, link({ route: k.route ?? NO_NAME, failure: failureOf(k.code).id, status: k.status }));
      for (const k of kinds.attempts) {
        const of = (attempts: AttemptWord): string => link({ attempts, failure: failureOf(k.code).id });
        await opensAttempts(k.attempts, of('failed')); await opensAttempts(k.hidden, of('hidden')); await opensAttempts(k.attempts - k.hidden, of('spoiled'));
      }
    }
  }, 60_000);
});

describe('failed attempts that retries hid', () => {
  it.each<Record<string, string>>([{}, { failure: 'timeout' }, { upstream: '10.30.5.*:8085' }, { instance: '10.30.5.12:8085', route: 'GET /api/me' }, { from: '2026-03-12T09:30:00Z', to: '2026-03-12T09:50:00Z' }])('of %j: in all, by class, by instance', async (params) => {
    const a = await ask(params), h = await readHiddenAttempts(a), link = (change: Partial<ViewState> = {}): string => callsHref(a.view, a.time, { attempts: 'hidden', route: null, status: null, ...change });
    expect(h.hidden).toBeGreaterThan(0);
    await opensAttempts(h.hidden, link());
    for (const [code, n] of h.byCode) await opensAttempts(n, link({ failure: failureOf(code).id }));
    for (const i of h.byInstance) await opensAttempts(i.hidden, link({ upstream: i.upstream, instance: i.instance }));
  });
  it('are those of the calls that are listed, one by one', async () => {
    const a = await ask(), h = await readHiddenAttempts(a), got = await behind(callsHref(a.view, a.time, { attempts: 'hidden' }));
    expect([got.failedAttempts, got.attempts]).toEqual([h.hidden, h.hidden]);
    expect((await behind(callsHref(a.view, a.time, { attempts: 'failed' }))).failedAttempts).toBe(h.failed);
  });
  it('an error page hides an attempt as a retry does', async () => {
    const a = await ask({ attempts: 'hidden' }), names = await callNames(a.viewer, null);
    let single = 0;
    for await (const m of searchCalls(a.viewer, callFilter(a.view, a.time.range, names), names, { limit: 1e6, after: null })) if (m.type === 'calls') single += m.rows.filter((r) => r.attempts === 1 && r.failedAttempts === 1 && r.failure === 0).length;
    expect(single).toBeGreaterThan(20);
  });
  it('the address says it all', () => { expect(parseView({ attempts: 'hidden', upstream: DASHES + DASHES, failure: 'connect_timeout' })).toMatchObject({ attempts: 'hidden', upstream: DASHES, failure: 'connect_timeout' }); });
});

describe('imports', () => {
  it('each number of a receipt opens its calls, those of error lines alone among them; together they are all calls', async () => {
    const { viewer, time, view } = await ask(), imports = await importSummaries(viewer);
    expect(imports.map((i) => i.name)).toEqual(['plain.log', 'error.log', 'access.log']);
    for (const i of imports) {
      const r = (await importReceipt(viewer, i.id))!;
      expect([r.calls, r.failed, r.timeouts]).toEqual([i.calls, i.failed, i.timeouts]);
      await opens(r.calls, importCallsHref(i.id));
      await opens(r.failed, importCallsHref(i.id, { failure: 'any' }));
      await opens(r.timeouts, importCallsHref(i.id, { failure: 'timeout' }));
    }
    const [, errors, access] = imports;
    expect(errors.calls).toBeGreaterThanOrEqual(12);
    expect(errors.failed).toBe(errors.calls);
    expect(access.failed).toBeGreaterThan(0);
    expect((await behind(bareCallsHref(view, time))).listed).toBe(imports.reduce((n, i) => n + i.calls, 0));
    expect((await behind(bareCallsHref(view, time, { failure: 'any' }))).listed).toBe(imports.reduce((n, i) => n + i.failed, 0));
  });
  it('over a part of an import the list counts what it lists; an import of somebody else has no calls', async () => {
    const { viewer } = await ask(), [plain] = await importSummaries(viewer), got = await behind(importCallsHref(plain.id, { from: '2026-03-12T09:10:00Z', to: '2026-03-12T09:20:00Z' }));
    expect([got.listed, got.said]).toEqual([10, null]);
    expect((await behind(importCallsHref(999))).listed).toBe(0);
  });
});
