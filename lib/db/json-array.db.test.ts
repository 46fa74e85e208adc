/** Files of JSON arrays through a real worker: every record once, whatever the array is printed like, however often the worker dies. */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from './client';
import { createTestDatabase, type TestDatabase } from './test-database';
import { ended, importFile, sums, totalCalls, WorkerBench } from './test-worker';

let db: TestDatabase, bench: WorkerBench;
beforeAll(async () => { db = await createTestDatabase(); bench = await WorkerBench.make(); });
afterAll(async () => { await bench?.end(); await db?.drop(); });

const START = Date.UTC(2026, 2, 12, 9);
const record = (i: number): object => ({ time_iso8601: new Date(START + i * 50).toISOString().replace(/\.\d+Z/, '+00:00'), remote_addr: `10.0.${i % 7}.1`, request: `GET /orders/${i} HTTP/1.1`, status: i % 50 === 0 ? 504 : 200, request_time: (i % 900) / 1000, upstream_addr: `10.1.0.${i % 4}:80`, upstream_status: i % 50 === 0 ? '504' : '200', upstream_response_time: '0.010' });
const array = (n: number, indent?: number): string => JSON.stringify(Array.from({ length: n }, (_, i) => record(i)), null, indent);
const put = (name: string, content: string | Buffer): string => { writeFileSync(bench.file(name), content); return bench.file(name); };

describe('a file that is a JSON array', () => {
  it('is read record by record, recognised when it comes again, and added to when it has grown', async () => {
    const worker = bench.start(), whole = array(9000, 2), cut = whole.slice(0, Math.floor(whole.length * 0.6));
    const first = await importFile({ source: 'array', name: 'cut', spoolPath: put('cut', cut) });
    const [row] = await ended([first]);
    expect(row).toMatchObject({ state: 'done', consumedBytes: cut.length });
    // The record that was cut is quarantined, or read as far as it goes.
    const begun = (cut.match(/\{/g) ?? []).length;
    expect((await sums(first)).lines).toBe(begun);
    const second = await importFile({ source: 'array', name: 'whole', spoolPath: put('whole', whole) });
    await ended([second]); await ended([first]);
    expect((await ended([second]))[0].message).toBe(`The beginning of this file is import ${first} (cut): only its tail was added there.`);
    expect(await sums(first)).toMatchObject({ lines: 9000, stored: 9000, quarantined: 0, filtered: 0, calls: 9000, failed: 180, timeouts: 180 });
    const again = await importFile({ source: 'array', name: 'again.gz', spoolPath: put('again', gzipSync(whole)) });
    for (const r of await ended([again])) expect(r.message).toBe(`The same bytes as import ${first} (cut): nothing was added.`);
    for (const level of [1, 2, 3, 4]) expect(await totalCalls(level, `import_id = ${first}`)).toBe(9000);
    await bench.stop(worker);
  });

  it('is read once, however often the worker is killed', async () => {
    const text = array(30_000), id = await importFile({ source: 'killed', name: 'one line', spoolPath: put('one-line', text) });
    for (const ms of [700, 900, 1200]) { const w = bench.start(); await new Promise((r) => setTimeout(r, ms)); await bench.stop(w, 'SIGKILL'); }
    const last = bench.start();
    expect((await ended([id]))[0]).toMatchObject({ state: 'done', consumedBytes: text.length });
    expect(await sums(id)).toMatchObject({ lines: 30_000, stored: 30_000, calls: 30_000, failed: 600 });
    expect(await totalCalls(1, `import_id = ${id}`)).toBe(30_000);
    expect(Number((await pool().query('select count(*) as n from notable where import_id = $1 and why & 1 = 1', [id])).rows[0].n)).toBe(600);
    await bench.stop(last);
  });
});
