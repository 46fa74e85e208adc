/**
 * Exactly once: a worker that is killed (SIGKILL) at random moments, two workers at a time, one file twice at a time. What is stored in the
 * end must equal an independent count of the file, and the fold of the same file without any trouble. HANGTIME_KILLS sets how many (10).
 */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchLog } from '../../prisma/scenarios/bench-log';
import { referenceCount, type ReferenceCount } from '../../prisma/scenarios/reference-count';
import { currentViewer } from '../access/viewer';
import { CALLS } from '../rollup/cubes';
import { pool } from './client';
import { refoldImport } from './imports';
import { createTestDatabase, type TestDatabase } from './test-database';
import { importPrint } from './test-sums';
import { cellSums, ended, importFile, sums, totalCalls, WorkerBench } from './test-worker';

const KILLS = Number(process.env.HANGTIME_KILLS ?? 10), LINES = 120_000;
let db: TestDatabase, bench: WorkerBench;
beforeAll(async () => { db = await createTestDatabase(); bench = await WorkerBench.make(); });
afterAll(async () => { await bench?.end(); await db?.drop(); });

function makeLog(name: string, seed: number): ReferenceCount {
  const text = [...benchLog({ seed, lines: LINES, from: Date.UTC(2026, 2, 12, 8), to: Date.UTC(2026, 2, 12, 14) })].join('');
  writeFileSync(bench.file(name), text, 'latin1');
  return referenceCount(text);
}
async function expectWhole(id: number, expected: ReferenceCount): Promise<void> {
  expect(await sums(id)).toMatchObject({ lines: expected.lines, stored: expected.lines, calls: expected.lines, attempts: expected.attempts, quarantined: 0, filtered: 0 });
  for (const level of [1, 2, 3, 4]) expect(await totalCalls(level, `import_id = ${id}`)).toBe(expected.lines);
  const cells = await cellSums(CALLS, 1, `import_id = ${id}`), minutes = new Map<number, number>();
  for (const [key, c] of cells) minutes.set(parseInt(key) * 60_000, (minutes.get(parseInt(key) * 60_000) ?? 0) + c.count);
  expect(minutes).toEqual(expected.minutes);
  expect([...cells.values()].reduce((us, c) => us + c.us, 0)).toBe(expected.durationSum * 1000);
  expect((await pool().query('select count(*)::int as n from chunk where import_id < 0')).rows[0].n).toBe(0);
}
const live = async (id: number): Promise<boolean> => (await pool().query<{ state: string }>('select state from import where id = $1', [id])).rows[0].state !== 'done';
const nap = (ms: number): Promise<void> => new Promise((r) => setTimeout(r, ms));

describe('exactly once', () => {
  it(`survives ${KILLS} kills of the worker at random moments, of reading and of reading again`, async () => {
    let kills = 0, refolds = 0;
    for (let seed = 100; kills < KILLS; seed++) {
      const expected = makeLog('killed.log', seed), id = await importFile({ source: 'kills', name: 'killed.log', spoolPath: bench.file('killed.log') });
      const torment = async (): Promise<void> => {
        while (await live(id)) {
          const worker = bench.start();
          if (kills >= KILLS) { await ended([id]); await bench.stop(worker); return; }
          await nap(250 + Math.random() * 1200);
          await bench.stop(worker, 'SIGKILL'); kills++;
        }
      };
      await torment();
      await expectWhole(id, expected);
      const print = await importPrint(id);
      if (kills < KILLS) { await refoldImport(await currentViewer(), id); await torment(); refolds++; await expectWhole(id, expected); expect(await importPrint(id)).toEqual(print); }
    }
    expect(refolds).toBeGreaterThanOrEqual(0);
  }, 60_000 + KILLS * 15_000);

  it('answers as soon as it is done, and is compacted by the next worker when this one is killed then', async () => {
    const expected = makeLog('tidy.log', 8), id = await importFile({ source: 'tidy', name: 'tidy.log', spoolPath: bench.file('tidy.log') }), first = bench.start();
    const row = async () => (await pool().query<{ done: boolean; tidy: boolean; loose: number }>(`select state = 'done' as done, spool_path is null as tidy, (select count(distinct chunk_id)::int from cell_block where import_id = i.id and level = 0) as loose from import i where id = $1`, [id])).rows[0];
    let now = await row();
    for (const until = Date.now() + 60_000; !now.done && Date.now() < until; now = await row()) await nap(1);
    await bench.stop(first, 'SIGKILL');
    now = await row();
    await expectWhole(id, expected);
    const print = await importPrint(id), second = bench.start();
    for (const until = Date.now() + 30_000; !now.tidy && Date.now() < until; now = await row()) await nap(20);
    await bench.stop(second);
    // The level-0 blocks of the last chunk stay: a file that grows replaces that chunk.
    expect(now).toEqual({ done: true, tidy: true, loose: 1 });
    await expectWhole(id, expected);
    expect(await importPrint(id)).toEqual(print);
  }, 120_000);

  it('stores one file once that comes twice at the same time, by two workers', async () => {
    const expected = makeLog('twice.log', 7), workers = [bench.start(), bench.start()];
    const ids = await Promise.all(['a', 'b'].map((name) => importFile({ source: 'twice', name, spoolPath: bench.file('twice.log') })));
    const rows = await ended(ids);
    await Promise.all(workers.map((w) => bench.stop(w)));
    expect(rows.map((r) => r.state)).toEqual(['done', 'done']);
    expect(rows.filter((r) => r.message?.startsWith('The same bytes as import'))).toHaveLength(1);
    const holder = rows.find((r) => r.message === null)!;
    await expectWhole(holder.id, expected);
    expect(await totalCalls(1, `source_id = (select source_id from import where id = ${holder.id})`)).toBe(expected.lines);
  }, 90_000);

  it('folds again to the same bytes: law', async () => {
    const { rows: [{ id }] } = await pool().query<{ id: number }>(`select id from import where name = 'killed.log' and state = 'done' order by id desc limit 1`), worker = bench.start(), print = await importPrint(id);
    await refoldImport(await currentViewer(), id);
    expect((await ended([id]))[0].message).toBeNull();
    await bench.stop(worker);
    expect(await importPrint(id)).toEqual(print);
    expect((await pool().query<{ generation: number }>('select generation from import where id = $1', [id])).rows[0].generation).toBeGreaterThan(1);
  }, 90_000);
});
