/** Postgres is killed (SIGKILL) at random moments while a file is read: the worker waits, goes on, and every line is there once. HANGTIME_KILLS sets how often. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { disconnect, pool } from '../lib/db/client';
import { migrate } from '../lib/db/migrate';
import { importPrint } from '../lib/db/test-sums';
import { ended, importFile, sums, totalCalls, WorkerBench } from '../lib/db/test-worker';
import { benchLog } from '../prisma/scenarios/bench-log';
import { referenceCount } from '../prisma/scenarios/reference-count';
import { startPostgres, type EmbeddedPostgres } from './postgres';

const KILLS = Number(process.env.HANGTIME_KILLS ?? 10) > 10 ? 10 : 3, root = path.resolve(import.meta.dirname, '..');
let folder: string, server: EmbeddedPostgres, bench: WorkerBench;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hangtime kill '));
  server = await startPostgres(root, folder);
  process.env.DATABASE_URL = server.url;
  await migrate(server.url, path.join(root, 'prisma/migrations'));
  bench = await WorkerBench.make();
}, 120_000);
afterAll(async () => { await bench?.end(); await disconnect().catch(() => undefined); await server?.stop(); if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 20 }); });

it(`survives ${KILLS} kills of Postgres`, async () => {
  const text = [...benchLog({ seed: 5, lines: 90_000, from: Date.UTC(2026, 2, 12, 8), to: Date.UTC(2026, 2, 12, 14) })].join(''), expected = referenceCount(text);
  writeFileSync(bench.file('log'), text, 'latin1');
  const id = await importFile({ source: 'killed', name: 'log', spoolPath: bench.file('log') }), worker = bench.start();
  for (let i = 0; i < KILLS; i++) {
    await new Promise((r) => setTimeout(r, 200 + Math.random() * 900));
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    server = await startPostgres(root, folder, server.port);
    expect(server.url).toBe(process.env.DATABASE_URL);
  }
  const [row] = await ended([id], 120_000);
  expect([row.state, row.message, worker.exitCode]).toEqual(['done', null, null]);
  expect(await sums(id)).toMatchObject({ lines: expected.lines, stored: expected.lines, attempts: expected.attempts });
  for (const level of [1, 2, 3, 4]) expect(await totalCalls(level)).toBe(expected.lines);
  await importPrint(id); // throws when levels disagree
  expect((await pool().query('select count(*)::int as n from notable where why & 1 = 1')).rows[0].n).toBe((await sums(id)).failed);
}, 300_000);
