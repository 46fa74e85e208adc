/** Settings that change: the stored bytes are read again, the error log finds its calls, groups that a person named stay. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenario } from '../../prisma/scenarios/travel-search';
import { currentViewer } from '../access/viewer';
import { failureOf } from '../failure';
import { CALLS, ROUTES } from '../rollup/cubes';
import { pool } from './client';
import { cancelImport, moveInstance, refoldImport, renameUpstream, updateSettings } from './imports';
import { createTestDatabase, type TestDatabase } from './test-database';
import { importPrint } from './test-sums';
import { cellSums, ended, importFile, sums, totalCalls, WorkerBench } from './test-worker';

const viewer = await currentViewer();
let db: TestDatabase, bench: WorkerBench, source: number, access: number, error: number;
const { files, truth } = scenario();
beforeAll(async () => {
  db = await createTestDatabase(); bench = await WorkerBench.make(); bench.start();
  for (const f of files) writeFileSync(bench.file(f.name), f.content);
  const [a, e] = [files.find((f) => f.name.includes('access'))!, files.find((f) => f.name.includes('error'))!];
  // The error log first, and in a zone that it was not written in.
  error = await importFile({ source: 'travel', name: e.name, spoolPath: bench.file(e.name), settings: { zone: 'Asia/Tokyo' } });
  await ended([error]);
  access = await importFile({ source: 'travel', name: a.name, spoolPath: bench.file(a.name) });
  await ended([access]);
  source = (await pool().query<{ id: number }>(`select id from source where name = 'travel'`)).rows[0].id;
}, 60_000);
afterAll(async () => { await bench?.end(); await db?.drop(); });

const failures = async (): Promise<Record<string, number>> => {
  const out: Record<string, number> = {};
  for (const [key, c] of await cellSums(CALLS, 2, `source_id = ${source}`)) { const f = Number(key.split(',')[1]); if (f !== 0) out[failureOf(f).id] = (out[failureOf(f).id] ?? 0) + c.count; }
  return Object.fromEntries(Object.entries(out).filter(([, n]) => n !== 0));
};
const notable = async (): Promise<number> => (await pool().query('select count(*)::int as n from notable where workspace_id = 1 and source_id = $1 and failure <> 0', [source])).rows[0].n;

describe('reading again', () => {
  it('in the right zone lets error lines find their calls, whichever file came first', async () => {
    expect(await totalCalls(2, `source_id = ${source}`)).toBeGreaterThan(truth.calls); // nine hours apart: error lines are calls of their own
    await updateSettings(viewer, source, { zone: 'UTC' }, true);
    for (const row of await ended([access, error])) expect(row).toMatchObject({ state: 'done', message: null });
    expect(await failures()).toEqual(truth.failures);
    expect(await totalCalls(1, `source_id = ${source}`)).toBe(truth.calls);
    expect(await notable()).toBe(truth.failed);
    expect((await pool().query('select count(distinct settings_version)::int as n from chunk where source_id = $1', [source])).rows[0].n).toBe(1);
    expect((await pool().query('select count(*)::int as n from chunk where import_id < 0 or workspace_id < 0')).rows[0].n).toBe(0);
  }, 60_000);

  it('and back again gives what was there: the join leaves no trace', async () => {
    const before = await importPrint(access);
    await updateSettings(viewer, source, { zone: 'Asia/Tokyo' }, true); await ended([access, error]);
    expect(await importPrint(access)).not.toEqual(before);
    await updateSettings(viewer, source, { zone: 'UTC' }, true); await ended([access, error]);
    expect(await importPrint(access)).toEqual(before);
  }, 90_000);

  it('with a template names routes anew, and counts stay', async () => {
    const { rows } = await pool().query<{ name: string }>('select name from route where source_id = $1 order by id limit 1', [source]), [method, path] = rows[0].name.split(' ');
    await updateSettings(viewer, source, { templates: [path.replace(/\/[^/]*$/, '/{anything}')] }, true);
    await ended([access, error]);
    const names = (await pool().query<{ name: string; id: number }>(`select name, id from route where source_id = $1 and name like '%{anything}'`, [source])).rows;
    expect(names.length).toBeGreaterThan(0); expect(names.some((r) => r.name.startsWith(method))).toBe(true);
    const routes = await cellSums(ROUTES, 4, `source_id = ${source}`);
    expect([...routes.values()].reduce((n, c) => n + c.count, 0)).toBe(truth.calls);
    expect([...routes].some(([key, c]) => c.count > 0 && names.some((r) => key.split(':')[1].startsWith(r.id + ',')))).toBe(true);
  }, 60_000);

  it('that is cancelled leaves the old reading', async () => {
    const before = await importPrint(access);
    await pool().query(`update import set state = 'queued', detection = detection || '{"refold": {"settingsVersion": 1}}' where id = $1`, [access]);
    await cancelImport(viewer, access);
    const [row] = await ended([access]);
    expect(row.state).toBe('done'); expect(await importPrint(access)).toEqual(before);
    expect((await sums(access)).lines).toBe(truth.calls);
  });

  it('keeps groups that a person named or filled', async () => {
    const groups = async () => (await pool().query<{ id: number; name: string; addrs: string[] }>('select u.id, u.name, array_agg(i.addr order by i.addr) as addrs from upstream u join instance i on i.upstream_id = u.id where u.source_id = $1 group by 1 order by 1', [source])).rows;
    const [first, second] = await groups(), moved = (await pool().query<{ id: number; addr: string }>('select id, addr from instance where upstream_id = $1 order by addr limit 1', [second.id])).rows[0];
    await renameUpstream(viewer, first.id, 'search service');
    await moveInstance(viewer, moved.id, first.id);
    await expect(renameUpstream(viewer, second.id, 'search service')).rejects.toThrow('Another upstream of this source is called');
    await refoldImport(viewer, access); await ended([access]);
    const after = await groups();
    expect(after.find((g) => g.id === first.id)).toEqual({ id: first.id, name: 'search service', addrs: [...first.addrs, moved.addr].sort() });
  }, 60_000);
});
