import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pool } from './client';
import { createImport } from './imports';
import { createTestDatabase, type TestDatabase } from './test-database';
import { newUploadId, spoolDir, sweepSpool } from './uploads';

let db: TestDatabase, data: string;
beforeAll(async () => { db = await createTestDatabase(); data = await mkdtemp(path.join(os.tmpdir(), 'hangtime-sweep-')); process.env.HANGTIME_DATA = data; await mkdir(spoolDir()); });
afterAll(async () => { await db?.drop(); await rm(data, { recursive: true, force: true }); });

it('clears what nobody comes back for, and never what an import still reads', async () => {
  const now = Date.now(), day = 86_400_000;
  const file = async (name: string, days: number): Promise<string> => { const to = path.join(spoolDir(), name); await writeFile(to, 'x'); await utimes(to, new Date(now - days * day), new Date(now - days * day)); return name; };
  const id = (): string => newUploadId(), half = id(), old = id();
  const kept = [await file(half, 6), await file(half + '.json', 6), await file(id() + '.log', 0.5), await file('notes.txt', 100)], reading = await file(id() + '.log', 30);
  await file(old, 8); await file(old + '.json', 8); await file(id() + '.log', 2); await file(id() + '.json', 2);
  await createImport({ workspaceId: 1 }, { source: 's', name: 'a.log', spoolPath: path.join(spoolDir(), reading), size: 1 });
  expect(await sweepSpool(now)).toBe(4);
  expect((await readdir(spoolDir())).sort()).toEqual([...kept, reading].sort());
  await pool().query('update import set spool_path = null');
  expect(await sweepSpool(now)).toBe(1);
});
