import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from './client';
import { importReceipt, importSummaries, importSummary } from './import-summaries';
import { chunksToRefold, findSource, listSources, routeCounts, upstreamsOf } from './sources';
import { plantCompacted, plantSource, type Place } from './test-cells';
import { createTestDatabase, type TestDatabase } from './test-database';

const viewer = { workspaceId: 1 }, stranger = { workspaceId: 2 }, at = Date.UTC(2026, 2, 12, 9, 0);
let db: TestDatabase, place: Place, routeIds: number[];
beforeAll(async () => { db = await createTestDatabase(); });
afterAll(async () => { await db?.drop(); });

type Chunk = { offset: number; lines: number; stored: number; quarantined: number; filtered: number; accounts: object; import?: number };
async function chunk(c: Chunk): Promise<number> {
  const { rows } = await pool().query<{ id: number }>(
    `insert into chunk (workspace_id, source_id, import_id, "offset", length, settings_version, lines, stored, quarantined, filtered, calls, attempts, events, failed, timeouts, from_at, to_at, accounts, hash, data)
     values ($1, $2, $3, $4, 1000, 1, $5, $6, $7, $8, $6, $6, 0, 1, 1, $9, $10, $11, $12, '') returning id`,
    [(c.import ?? place.import) < 0 ? -1 : 1, place.source, c.import ?? place.import, c.offset, c.lines, c.stored, c.quarantined, c.filtered, new Date(at + c.offset), new Date(at + c.offset + 999), JSON.stringify(c.accounts), randomBytes(32)]);
  return rows[0].id;
}

describe('imports as pages show them', () => {
  beforeAll(async () => {
    const planted = await plantSource('edge', ['GET /a', 'GET /b', 'GET /never'], [{ addr: '10.0.0.1:80', upstream: 'shop', inferred: true }, { addr: '10.0.0.2:80' }]);
    place = planted.place; routeIds = planted.routeIds;
    // The second chunk is written first: numbers of lines follow the offsets.
    const second = await chunk({ offset: 1000, lines: 10, stored: 7, quarantined: 2, filtered: 1, accounts: { formats: { 'nginx-combined': 6, 'nginx-error': 1 }, filtered: { blank: 1 }, quarantined: { 'no timestamp': 2 } } });
    const first = await chunk({ offset: 0, lines: 5, stored: 4, quarantined: 1, filtered: 0, accounts: { formats: { 'nginx-combined': 4 }, filtered: {}, quarantined: { 'no format knows it': 1 } } });
    for (const [id, offset, line, reason, sample] of [[second, 1100, 0, 'no timestamp', 'b'], [second, 1200, 3, 'no timestamp', 'c'], [first, 50, 4, 'no format knows it', 'a']] as const) {
      await pool().query('insert into quarantine (workspace_id, import_id, "offset", length, chunk_id, line, reason, sample) values (1, $1, $2, 1, $3, $4, $5, $6)', [place.import, offset, id, line, reason, sample]);
    }
    const call = (minute: number, route: number, failure = 0) => ({ at: at + minute * 60_000, route: routeIds[route], instance: planted.instanceIds[0], status: 200, failure, ms: 5 });
    // A busy first half hour, then nothing for two hours.
    await plantCompacted(place, [...Array.from({ length: 30 }, (_, m) => call(m, 0)), call(3, 1, 6), call(150, 0), call(151, 0)]);
  });

  it('sums the chunks, and nothing of the chunks that a re-fold prepares', async () => {
    await chunk({ import: -place.import, offset: 0, lines: 5, stored: 5, quarantined: 0, filtered: 0, accounts: { formats: { 'nginx-combined': 5 } } });
    const s = (await importSummary(viewer, place.import))!;
    expect(s).toMatchObject({ lines: 15, stored: 11, quarantined: 3, filtered: 1, failed: 2, timeouts: 2, fromAt: at, toAt: at + 1999, formats: ['nginx-combined', 'nginx-error'], refold: null });
    expect(s.lines).toBe(s.stored + s.quarantined + s.filtered);
    expect(await importSummaries(viewer)).toEqual([s]);
  });
  it('numbers quarantined lines in the whole file and gives samples by reason', async () => {
    const r = (await importReceipt(viewer, place.import))!;
    expect(r.samples).toEqual([{ line: 5, reason: 'no format knows it', sample: 'a' }, { line: 6, reason: 'no timestamp', sample: 'b' }, { line: 9, reason: 'no timestamp', sample: 'c' }]);
    expect(r.quarantinedBy).toEqual([{ reason: 'no timestamp', lines: 2 }, { reason: 'no format knows it', lines: 1 }]);
    expect(r.filteredBy).toEqual([{ reason: 'blank', lines: 1 }]);
    expect(r.byFormat.map((f) => [f.id, f.lines])).toEqual([['nginx-combined', 10], ['nginx-error', 1]]);
  });
  it('finds the silence in a busy log', async () => {
    expect((await importReceipt(viewer, place.import))!.clock.gaps).toEqual([{ fromMs: at + 30 * 60_000, toMs: at + 150 * 60_000 }]);
  });
  it('finds where the lines go back in time, and the line where they do', async () => {
    const jumps = async () => (await importReceipt(viewer, place.import))!.clock.jumps;
    expect(await jumps()).toEqual([]);
    await pool().query(`update chunk set from_at = from_at + interval '1 hour', to_at = to_at + interval '1 hour' where import_id = $1 and "offset" = 0`, [place.import]);
    expect(await jumps()).toEqual([{ line: 6, fromMs: at + 3_600_999, toMs: at + 1000, wholeHour: true }]);
    await pool().query(`update chunk set from_at = from_at - interval '1 hour', to_at = to_at - interval '1 hour' where import_id = $1 and "offset" = 0`, [place.import]);
  });
  it('counts calls that were in the future when they were imported, and stays with it', async () => {
    const ahead = async (made: number) => { await pool().query('update import set created_at = $1 where id = $2', [new Date(made), place.import]); return (await importReceipt(viewer, place.import))!.clock.ahead; };
    expect(await ahead(at + 6 * 3_600_000)).toBeNull();
    // The calls of minutes 150 and 151; the hour of slack ends at minute 90.
    expect(await ahead(at + 30 * 60_000)).toMatchObject({ calls: 2 });
    await pool().query('update import set created_at = now() where id = $1', [place.import]);
  });
  it('shows how far a re-fold is, for the import and its source', async () => {
    await pool().query(`update import set state = 'running', detection = '{"refold": {"settingsVersion": 2}}' where id = $1`, [place.import]);
    expect((await importSummary(viewer, place.import))!.refold).toEqual({ done: 1, total: 2 });
    expect(await chunksToRefold(viewer, place.source)).toEqual({ total: 2, waiting: 1 });
    await pool().query(`update import set state = 'done', detection = null where id = $1`, [place.import]);
    expect(await chunksToRefold(viewer, place.source)).toEqual({ total: 2, waiting: 0 });
  });
  it('shows nothing to another workspace', async () => {
    expect(await importSummaries(stranger)).toEqual([]);
    expect(await importReceipt(stranger, place.import)).toBeNull();
    expect(await findSource(stranger, place.source)).toBeNull();
    expect(await routeCounts(stranger, place.source)).toEqual([]);
    expect(await upstreamsOf(stranger, place.source)).toEqual([]);
  });
  it('counts routes over all time, without names that no call has', async () => {
    expect(await routeCounts(viewer, place.source)).toEqual([{ id: routeIds[0], name: 'GET /a', calls: 32, failed: 0 }, { id: routeIds[1], name: 'GET /b', calls: 1, failed: 1 }]);
  });
  it('lists groups with their instances, and instances without a group apart', async () => {
    expect((await upstreamsOf(viewer, place.source)).map((g) => [g.name, g.inferred, g.instances.map((i) => i.addr)])).toEqual([['shop', true, ['10.0.0.1:80']], ['', true, ['10.0.0.2:80']]]);
    expect((await listSources(viewer)).map((s) => [s.name, s.imports])).toEqual([['edge', 1]]);
  });
});
