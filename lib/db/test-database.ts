/** A database of its own for one test file, on the server that TEST_DATABASE_URL names. Only tests import this. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { disconnect } from './client';
import { migrate } from './migrate';

export type TestDatabase = {
  url: string;
  /** Ends this process's pool and Prisma client, then drops the database, whoever else is connected to it. */
  drop(): Promise<void>;
};

/**
 * Makes a fresh, migrated database and points DATABASE_URL at it, so that `pool()` and `prisma()` use it from here on:
 *   let db: TestDatabase;
 *   beforeAll(async () => { db = await createTestDatabase(); });
 *   afterAll(async () => { await db?.drop(); });
 * Throws when TEST_DATABASE_URL is not set: a test against a database must not pass without one.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error('TEST_DATABASE_URL is not set. `npm test` sets it; by hand, name a Postgres 15+ on which databases may be made.');
  const name = `hangtime_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const drop = async () => { await disconnect(); await new Promise((gone) => setTimeout(gone, 100)); await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`); };
  try {
    await migrate(url.href, path.resolve(import.meta.dirname, '../../prisma/migrations'));
  } catch (error) {
    await drop();
    throw error;
  }
  process.env.DATABASE_URL = url.href;
  return { url: url.href, drop };
}

async function onServer(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try { await client.query(sql); } finally { await client.end(); }
}
