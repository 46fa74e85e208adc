/**
 * A deleted source in the end. The law: what is left is what a database holds that never saw it, however often the worker is killed on the
 * way, and whatever the source's imports were just doing.
 */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { benchLog } from '../../prisma/scenarios/bench-log';
import { scenario } from '../../prisma/scenarios/travel-search';
import { currentViewer } from '../access/viewer';
import { pool } from './client';
import { deleteSource } from './delete-source';
import { createImport, updateSettings } from './imports';
import { LOCK_NAMES_IN_USE } from './names';
import { removeDeletedSources } from './remove-source';
import { createTestDatabase, type TestDatabase } from './test-database';
import { ingestText, makeSource } from './test-ingest';
import { databasePrint } from './test-sums';
import { ended, importFile, WorkerBench } from './test-worker';

const viewer = await currentViewer(), { files } = scenario(), FROM = Date.UTC(2026, 2, 12, 8), thin = (text: string, every: number): string => text.split('\n').filter((_, i) => i % every === 0).join('\n') + '\n';
const [ACCESS, ERROR] = [thin(files[0].content, 40), thin(files[1].content, 4)], large = (seed: number): string => [...benchLog({ seed, lines: 50_000, from: FROM, to: FROM + 6 * 3_600_000 })].join('');
const nap = (ms: number): Promise<void> => new Promise((r) => setTimeout(r, ms));
let db: TestDatabase, bench: WorkerBench, stays: number, before: unknown;
beforeAll(async () => {
  db = await createTestDatabase(); bench = await WorkerBench.make();
  for (const [name, text] of [['access.log', ACCESS], ['error.log', ERROR], ['a.log', large(1)], ['b.log', large(2)]]) writeFileSync(bench.file(name), text, 'latin1');
  stays = await makeSource('stays');
  for (const [name, text] of [['error.log', ERROR], ['access.log', ACCESS]]) await ingestText(stays, name, text, { chunkBytes: 1 << 19 });
  before = await databasePrint(stays);
});
afterAll(async () => { await bench?.end(); await db?.drop(); });
beforeEach(() => { bench.said = ''; });

async function gone(id: number, ms = 60_000): Promise<void> {
  for (const until = Date.now() + ms; (await pool().query('select from source where id = $1', [id])).rowCount; await nap(20)) if (Date.now() > until) throw new Error(`source ${id} is still there: ${JSON.stringify((await pool().query('select id, state from import where source_id = $1', [id])).rows)} ${bench.said}`);
}
const state = async (id: number): Promise<string | undefined> => (await pool().query<{ state: string }>('select state from import where id = $1', [id])).rows[0]?.state;
const sourceOf = async (importId: number): Promise<number> => (await pool().query<{ id: number }>('select source_id as id from import where id = $1', [importId])).rows[0].id;

describe('in the end no table knows it', () => {
  it('when it holds nothing, its settings and a group named by hand', async () => {
    const id = await makeSource('empty');
    await pool().query(`insert into upstream (workspace_id, source_id, name, inferred, renamed) values (1, $1, 'by hand', false, true)`, [id]);
    await deleteSource(viewer, id);
    const worker = bench.start();
    await gone(id);
    await bench.stop(worker);
    expect(await databasePrint(stays)).toEqual(before);
  });

  it('when its files are being read, waited for and joined by two workers', async () => {
    for (const wait of [0, 150, 500, 900]) {
      const workers = [bench.start(), bench.start()], ids: number[] = [];
      for (const name of ['a.log', 'error.log', 'b.log', 'access.log', 'a.log']) ids.push(await importFile({ source: 'busy', name, spoolPath: bench.file(name) }));
      if (wait > 0) { while ((await state(ids[0])) === 'queued') await nap(5); await nap(wait); }
      const id = await sourceOf(ids[0]);
      await deleteSource(viewer, id);
      await gone(id);
      for (const w of workers) await bench.stop(w);
      expect(await databasePrint(stays)).toEqual(before);
      expect(bench.said).not.toMatch(/Error|violates|undefined/);
    }
  }, 120_000);

  it('when it is read again with other settings at that moment', async () => {
    for (const wait of [0, 200]) {
      const worker = bench.start(), ids = await Promise.all(['a.log', 'b.log', 'error.log'].map((name) => importFile({ source: 'anew', name, spoolPath: bench.file(name) })));
      await ended(ids);
      const id = await sourceOf(ids[0]);
      await updateSettings(viewer, id, { maskClients: true }, true);
      while ((await state(ids[0])) === 'queued') await nap(2);
      await nap(wait);
      await deleteSource(viewer, id);
      await gone(id);
      await bench.stop(worker);
      expect(await databasePrint(stays)).toEqual(before);
      expect(bench.said).not.toMatch(/Error|violates|undefined/);
    }
  }, 120_000);

  it('however often the workers are killed on the way', async () => {
    for (let round = 0; round < 3; round++) {
      const readers = [bench.start(), bench.start()], ids = await Promise.all(['a.log', 'b.log', 'error.log', 'access.log'].map((name) => importFile({ source: 'killed', name, spoolPath: bench.file(name) })));
      if (round === 0) await ended(ids); else { while ((await state(ids[0])) === 'queued') await nap(5); await nap(300 * round); }
      const id = await sourceOf(ids[0]);
      await deleteSource(viewer, id);
      for (const w of readers) await bench.stop(w, 'SIGKILL');
      for (let kills = 0; kills < 6 && (await pool().query('select from source where id = $1', [id])).rowCount; kills++) {
        const workers = [bench.start(), bench.start()];
        await nap(120 + Math.random() * 250);
        for (const w of workers) await bench.stop(w, 'SIGKILL');
      }
      const last = bench.start();
      await gone(id);
      await bench.stop(last);
      expect(await databasePrint(stays)).toEqual(before);
    }
  }, 180_000);

  it('when imports are made into it at the same moment: each is in a source that stands, or gone', async () => {
    const worker = bench.start();
    for (let round = 0; round < 8; round++) {
      const first = await importFile({ source: 'race', name: 'access.log', spoolPath: bench.file('access.log') }), id = await sourceOf(first);
      const [clicks, made] = await Promise.all([Promise.allSettled([deleteSource(viewer, id), deleteSource(viewer, id)]), Promise.all(Array.from({ length: 4 }, () => createImport(viewer, { source: 'race', name: 'error.log', spoolPath: bench.file('error.log'), size: ERROR.length })))]);
      expect(clicks.map((c) => (c.status === 'fulfilled' ? 'deleted' : (c.reason as Error).message)).sort()).toEqual(['There is no such source. It may have been deleted.', 'deleted']);
      await gone(id);
      for (const m of made) if (m.sourceId === id) expect(await state(m.id)).toBeUndefined();
      const fresh = [...new Set(made.flatMap((m) => (m.sourceId === id ? [] : [m.sourceId])))];
      expect(fresh.length).toBeLessThanOrEqual(1);
      for (const f of fresh) {
        const ids = made.flatMap((m) => (m.sourceId === f ? [m.id] : []));
        expect((await ended(ids)).every((r) => r.state === 'done')).toBe(true);
        await deleteSource(viewer, f); await gone(f);
      }
    }
    await bench.stop(worker);
    expect(await databasePrint(stays)).toEqual(before);
    expect(bench.said).not.toMatch(/Error|violates|undefined/);
  }, 120_000);

  it('and not before the last import is gone, nor while somebody works with its names', async () => {
    const id = await makeSource('held'), one = await ingestText(id, 'access.log', ACCESS), none = (): void => undefined;
    await deleteSource(viewer, id);
    expect(await removeDeletedSources(pool(), none)).toBe(false);
    await pool().query('delete from import where id = $1', [one]);
    const client = await pool().connect();
    await client.query('select pg_advisory_lock_shared($1, $2)', [LOCK_NAMES_IN_USE, id]);
    expect(await removeDeletedSources(pool(), none)).toBe(false);
    await client.query('select pg_advisory_unlock_all()'); client.release();
    expect(await removeDeletedSources(pool(), none)).toBe(true);
    // What lost its import in this test alone.
    await pool().query('delete from quarantine where import_id = $1', [one]);
    expect(await databasePrint(stays)).toEqual(before);
  });
});
