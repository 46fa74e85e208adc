import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from './client';
import { migrate } from './migrate';
import { createTestDatabase, type TestDatabase } from './test-database';

const ours = path.resolve(import.meta.dirname, '../../prisma/migrations');
let db: TestDatabase;
let folder: string;
beforeAll(async () => { db = await createTestDatabase(); folder = await mkdtemp(path.join(os.tmpdir(), 'hangtime-migrations-')); });
afterAll(async () => { await db?.drop(); await rm(folder, { recursive: true, force: true }); });

async function write(name: string, sql: string): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'migration.sql'), sql);
}
const ledger = async (name: string) => (await pool().query('SELECT * FROM _prisma_migrations WHERE migration_name = $1', [name])).rows;

test('a database that is up to date is left alone', async () => {
  expect(await migrate(db.url, ours)).toEqual([]);
  const { rows } = await pool().query('SELECT name FROM workspace');
  expect(rows).toEqual([{ name: 'default' }]);
});

test('two at once apply each migration once', async () => {
  await write('1_a', 'CREATE TABLE a (x int); INSERT INTO a VALUES (1);');
  const both = await Promise.all([migrate(db.url, folder), migrate(db.url, folder)]);
  expect(both.flat()).toEqual(['1_a']);
  expect((await pool().query('SELECT x FROM a')).rows).toEqual([{ x: 1 }]);
  expect(await ledger('1_a')).toMatchObject([{ applied_steps_count: 1, finished_at: expect.any(Date), rolled_back_at: null }]);
});

test('a failing migration leaves nothing behind and can be mended', async () => {
  await write('2_b', 'CREATE TABLE b (x int); SELECT 1 / 0;');
  await expect(migrate(db.url, folder)).rejects.toThrow('Migration 2_b failed: division by zero');
  expect(await ledger('2_b')).toEqual([]);
  await write('2_b', 'CREATE TABLE b (x int);');
  expect(await migrate(db.url, folder)).toEqual(['2_b']);
});

test('a migration edited after it was applied is refused', async () => {
  await write('1_a', 'CREATE TABLE a (x bigint);');
  await expect(migrate(db.url, folder)).rejects.toThrow('1_a was edited after it was applied');
});
