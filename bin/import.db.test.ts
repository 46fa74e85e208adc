/** `hangtime import` with a database that DATABASE_URL names, and a worker of its own. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '../lib/db/client';
import { createTestDatabase, type TestDatabase } from '../lib/db/test-database';
import { hangtime } from './command-line';

let db: TestDatabase;
let data: string;
beforeAll(async () => { db = await createTestDatabase(); data = mkdtempSync(path.join(os.tmpdir(), 'hangtime import ')); });
afterAll(async () => { await db?.drop(); rmSync(data, { recursive: true, force: true }); });

const line = (second: number, status = 200) => `203.0.113.7 - - [12/Mar/2026:10:00:${String(second % 60).padStart(2, '0')} +0000] "GET /flights/${second} HTTP/1.1" ${status} 167 "-" "curl/8"\n`;
const log = (lines: number) => Array.from({ length: lines }, (_, i) => line(i, i % 10 ? 200 : 504)).join('');
const run = (args: string[], input?: string | Buffer) => hangtime(['import', ...args], { input, env: { DATABASE_URL: db.url, HANGTIME_DATA: data } });

test('one JSON object a file, and nothing else on standard output', async () => {
  const file = path.join(data, 'access.log'), packed = path.join(data, 'other.log.gz');
  writeFileSync(file, log(1000));
  // Of its own: the first lines of access.log would be recognised and not stored again.
  writeFileSync(packed, gzipSync(log(50).replaceAll('/flights/', '/hotels/')));
  const { code, out } = await run(['--json', '--source', 'edge', file, packed]);
  expect(code).toBe(0);
  const [first, second, ...rest] = out.trimEnd().split('\n').map((text) => JSON.parse(text));
  expect(rest).toEqual([]);
  expect(first).toMatchObject({
    file, read: 1000, stored: 1000, quarantined: 0, filtered: 0, formats: { 'nginx-combined': 1000 }, bytes: Buffer.byteLength(log(1000)), calls: 1000, failed: 100, timeouts: 100,
    from: '2026-03-12T10:00:00.000Z', to: '2026-03-12T10:00:59.000Z', state: 'done',
  });
  expect(first.import).toBeGreaterThan(0);
  expect(second).toMatchObject({ file: packed, read: 50, stored: 50 });
});

test('standard input, a receipt for people, exit code 3 for too many unreadable lines', async () => {
  const input = `${log(8)}${'what is this?\n'.repeat(2)}`;
  const { code, out } = await run(['--source', 'piped', '-'], input);
  expect(out).toMatch(/read +10 lines/);
  expect(out).toMatch(/quarantined +2 \(no format knows it: 2\)/);
  expect(code).toBe(3);
  expect((await run(['--source', 'piped 2', '--max-quarantined', '20', '-'], input)).code).toBe(0);
  expect(readdirSync(path.join(data, 'uploads'))).toEqual([]);
});

test('a file that grew: its tail is there when the command ends', async () => {
  const file = path.join(data, 'grows.log'), stored = async (): Promise<number> => (await pool().query<{ n: number }>(`select coalesce(sum(c.stored), 0)::int as n from chunk c join source s on s.id = c.source_id where s.name = 'grows'`)).rows[0].n;
  for (const lines of [30_000, 50_000]) {
    writeFileSync(file, log(lines));
    expect((await run(['--json', '--source', 'grows', file])).code).toBe(0);
    expect(await stored()).toBe(lines);
  }
});

test('a file that is no log fails', async () => {
  const { code, out } = await run(['--json', '--source', 'pdf', '-'], '%PDF-1.7\n1 0 obj\n');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ state: 'failed', stored: 0, message: expect.stringContaining('PDF') });
});
