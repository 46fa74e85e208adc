/** Whole imports by a real worker process on a real Postgres, against counts that share nothing with the app. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchLog } from '../../prisma/scenarios/bench-log';
import { referenceCount } from '../../prisma/scenarios/reference-count';
import { scenario } from '../../prisma/scenarios/travel-search';
import { currentViewer } from '../access/viewer';
import { failureOf } from '../failure';
import { ATTEMPTS, CALLS, EDGES, FAILED, ROUTES, TARGETS } from '../rollup/cubes';
import { pool } from './client';
import { deleteImport } from './imports';
import { createTestDatabase, type TestDatabase } from './test-database';
import { cellSums, ended, importFile, sums, totalCalls, WorkerBench } from './test-worker';

let db: TestDatabase, bench: WorkerBench;
beforeAll(async () => { db = await createTestDatabase(); bench = await WorkerBench.make(); bench.start(); });
afterAll(async () => { await bench?.end(); await db?.drop(); });

const count = async (sql: string, args: unknown[] = []): Promise<number> => Number((await pool().query(sql, args)).rows[0].n);
const by = (cells: Map<string, { count: number }>, dim: number): Map<number, number> => {
  const out = new Map<number, number>();
  for (const [key, c] of cells) { const d = Number(key.slice(key.indexOf(':') + 1).split(',')[dim]); out.set(d, (out.get(d) ?? 0) + c.count); }
  return out;
};

describe('an import', () => {
  it('counts what an independent count of the file counts, at every level', async () => {
    const text = [...benchLog({ seed: 11, lines: 30_000, from: Date.UTC(2026, 2, 12, 22), to: Date.UTC(2026, 2, 13, 3) })].join(''), expected = referenceCount(text);
    writeFileSync(bench.file('bench.log'), text, 'latin1');
    const id = await importFile({ source: 'bench', name: 'bench.log', spoolPath: bench.file('bench.log') });
    const [row] = await ended([id]);
    expect(row).toMatchObject({ state: 'done', message: null, sizeBytes: text.length, consumedBytes: text.length });
    expect(await sums(id)).toMatchObject({ lines: expected.lines, stored: expected.lines, quarantined: 0, filtered: 0, calls: expected.lines, attempts: expected.attempts });
    for (const [level, minutes] of [[1, 1], [2, 5], [3, 60], [4, 1440]]) {
      const calls = await cellSums(CALLS, level), wanted = new Map<number, number>(), found = new Map<number, number>();
      for (const [ms, n] of expected.minutes) { const m = ms / 60_000, k = m - (m % minutes); wanted.set(k, (wanted.get(k) ?? 0) + n); }
      for (const [key, c] of calls) { const m = parseInt(key), k = m - (m % minutes); found.set(k, (found.get(k) ?? 0) + c.count); }
      expect(found).toEqual(wanted);
      expect([...by(calls, 0)].sort()).toEqual([...expected.status].map(([s, n]) => [Number(s), n]).sort());
      expect([...calls.values()].reduce((us, c) => us + c.us, 0)).toBe(expected.durationSum * 1000);
      for (const cube of [ROUTES, TARGETS]) expect([...(await cellSums(cube, level)).values()].reduce((n, c) => n + c.count, 0)).toBe(expected.lines);
    }
    const names = new Map((await pool().query<{ id: number; addr: string }>('select id, addr from instance')).rows.map((r) => [r.id, r.addr]));
    const attempts = new Map<string, number>();
    for (const [key, c] of await cellSums(ATTEMPTS, 3)) { const [instance, , , phase] = key.split(':')[1].split(',').map(Number); if (phase === 0) attempts.set(names.get(instance)!, (attempts.get(names.get(instance)!) ?? 0) + c.count); }
    expect([...attempts].sort()).toEqual([...expected.instances].sort());
    expect(await count('select count(*) as n from notable where why & 1 = 1')).toBe((await sums(id)).failed);
    expect([...(await cellSums(FAILED, 2)).values()].reduce((n, c) => n + c.count, 0)).toBe((await sums(id)).failed);
    expect((await cellSums(EDGES, 3)).size).toBeGreaterThan(0);
  });

  it('recognises the same bytes, renamed and gzipped, and stores no second copy', async () => {
    const text = readFileSync(bench.file('bench.log')), chunks = await count('select count(*) as n from chunk');
    writeFileSync(bench.file('again.log'), text); writeFileSync(bench.file('again.log.gz'), gzipSync(text));
    const ids = [await importFile({ source: 'bench', name: 'again.log', spoolPath: bench.file('again.log') }), await importFile({ source: 'bench', name: 'again.log.gz', spoolPath: bench.file('again.log.gz') })];
    for (const row of await ended(ids)) expect(row).toMatchObject({ state: 'done', message: 'The same bytes as import 1 (bench.log): nothing was added.' });
    expect(await count('select count(*) as n from chunk')).toBe(chunks);
    expect(await totalCalls(1)).toBe(30_000);
  });

  it('adds only the tail of a file that grew, also when it was cut within a line', async () => {
    const text = [...benchLog({ seed: 12, lines: 9_000, from: Date.UTC(2026, 3, 1, 10), to: Date.UTC(2026, 3, 1, 12) })].join(''), half = text.slice(0, Math.floor(text.length * 0.55) + 77), seventy = text.slice(0, Math.floor(text.length * 0.7));
    expect(half.endsWith('\n')).toBe(false);
    for (const [name, part] of [['a', half], ['b', seventy], ['c', text]]) writeFileSync(bench.file('grown-' + name), part, 'latin1');
    const first = await importFile({ source: 'grown', name: 'a', spoolPath: bench.file('grown-a') });
    await ended([first]);
    const second = await importFile({ source: 'grown', name: 'b', spoolPath: bench.file('grown-b') });
    await ended([second]); await ended([first]);
    const third = await importFile({ source: 'grown', name: 'c', spoolPath: bench.file('grown-c') });
    const [again] = await ended([third]), [whole] = await ended([first]), expected = referenceCount(text);
    expect(again.message).toBe(`The beginning of this file is import ${first} (a): only its tail was added there.`);
    expect(whole).toMatchObject({ state: 'done', sizeBytes: text.length, consumedBytes: text.length });
    expect(await sums(first)).toMatchObject({ lines: expected.lines, stored: expected.lines, quarantined: 0, attempts: expected.attempts });
    expect(await sums(third)).toMatchObject({ lines: 0 });
    for (const level of [1, 2, 3, 4]) expect(await totalCalls(level, `import_id = ${first}`)).toBe(expected.lines);
    expect(await count('select count(*) as n from notable where import_id = $1 and why & 1 = 1', [first])).toBe((await sums(first)).failed);
    const old = await importFile({ source: 'grown', name: 'old', spoolPath: bench.file('grown-a') });
    expect((await ended([old]))[0].message).toBe(`All of this file is the beginning of import ${first} (a): nothing was added.`);
  });

  it('knows a short file again when it has grown, and when it comes back short', async () => {
    const line = (i: number): string => `10.0.0.${i} - - [12/Mar/2026:09:20:0${i} +0000] "GET /short HTTP/1.1" 200 12 "-" "curl"\n`, text = (n: number): string => Array.from({ length: n }, (_, i) => line(i)).join('');
    const ids: number[] = [];
    for (const n of [3, 5, 4]) { writeFileSync(bench.file(`short-${n}`), text(n)); ids.push(await importFile({ source: 'short', name: `short-${n}`, spoolPath: bench.file(`short-${n}`) })); await ended(ids); }
    const rows = await ended(ids);
    expect(rows.map((r) => r.message)).toEqual([null, `The beginning of this file is import ${ids[0]} (short-3): only its tail was added there.`, `All of this file is the beginning of import ${ids[0]} (short-3): nothing was added.`]);
    expect(await sums(ids[0])).toMatchObject({ lines: 5, stored: 5 });
    expect(await totalCalls(1, `source_id = (select source_id from import where id = ${ids[0]})`)).toBe(5);
  });

  it('says when its file is gone, and keeps what was there when only the tail of a grown file is', async () => {
    const lost = await importFile({ source: 'lost', name: 'lost', spoolPath: bench.file('nowhere'), size: 10 });
    expect((await ended([lost]))[0]).toMatchObject({ state: 'failed', message: 'The file is no longer there.' });
    const kept = (await pool().query<{ id: number }>(`select id from import where name = 'short-3'`)).rows[0].id;
    await pool().query(`update import set state = 'queued', content_hash = null, spool_path = $2, detection = detection || '{"extended": true}' where id = $1`, [kept, bench.file('nowhere')]);
    expect((await ended([kept]))[0]).toMatchObject({ state: 'failed', message: 'The file is no longer there. What was stored before stays; the end of the file is missing.' });
    expect(await sums(kept)).toMatchObject({ lines: 5 });
  });

  it('tells the sample incident as it was made, and a delete leaves nothing of it', async () => {
    const { files, truth } = scenario();
    const ids: number[] = [];
    for (const f of files) { writeFileSync(bench.file(f.name), f.content); ids.push(await importFile({ source: 'travel', name: f.name, spoolPath: bench.file(f.name) })); }
    for (const row of await ended(ids)) expect(row.state).toBe('done');
    const source = await count(`select id as n from source where name = 'travel'`), calls = await cellSums(CALLS, 2, `source_id = ${source}`), failures = new Map<string, number>();
    for (const [code, n] of by(calls, 1)) if (code !== 0 && n !== 0) failures.set(failureOf(code).id, n);
    expect(Object.fromEntries(failures)).toEqual(truth.failures);
    expect([...calls.values()].reduce((n, c) => n + c.count, 0)).toBe(truth.calls);
    expect(await count('select count(*) as n from notable where source_id = $1 and failure <> 0', [source])).toBe(truth.failed);
    const attempts = new Map<string, number>();
    for (const [key, c] of await cellSums(ATTEMPTS, 2, `source_id = ${source}`)) { const [, f, , phase] = key.split(':')[1].split(',').map(Number); if (phase === 0 && f !== 0) attempts.set(failureOf(f).id, (attempts.get(failureOf(f).id) ?? 0) + c.count); }
    expect(Object.fromEntries([...attempts].filter(([, n]) => n !== 0))).toEqual(truth.attemptFailures);
    for (const id of ids) await deleteImport(await currentViewer(), id);
    for (;;) { if ((await count('select count(*) as n from import where id = any($1)', [ids])) === 0) break; await new Promise((r) => setTimeout(r, 50)); }
    for (const table of ['chunk', 'cell_block', 'notable', 'error_event', 'quarantine', 'route', 'instance', 'upstream']) expect([table, await count(`select count(*) as n from ${table} where source_id = $1`.replace('source_id = $1', table === 'quarantine' ? 'import_id = $1' : 'source_id = $1'), [table === 'quarantine' ? ids[0] : source])]).toEqual([table, 0]);
  });
});
