/** An embedded Postgres for the bench, with a fresh migrated database for each run, and an ingest worker on it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { disconnect, pool } from '../../lib/db/client';
import { createImport } from '../../lib/db/imports';
import { migrate } from '../../lib/db/migrate';
import { workerProgram } from '../children';
import { migrationsFolder } from '../database';
import { startPostgres, type EmbeddedPostgres } from '../postgres';

export const viewer = { workspaceId: 1 };
const sleep = (ms: number): Promise<void> => new Promise((r) => setTimeout(r, ms));

export class BenchServer {
  private constructor(private readonly root: string, private readonly postgres: EmbeddedPostgres) {}
  static async start(root: string, dir: string): Promise<BenchServer> { return new BenchServer(root, await startPostgres(root, path.join(dir, 'postgres'))); }

  url(database: string): string { const u = new URL(this.postgres.url); u.pathname = '/' + database; return u.href; }
  async client(database: string): Promise<pg.Client> { const c = new pg.Client({ connectionString: this.url(database) }); await c.connect(); return c; }

  /** Drops and makes the database, migrates it, and points this process's pool at it. */
  async fresh(database: string): Promise<void> {
    await disconnect();
    const c = await this.client('postgres');
    await c.query(`drop database if exists ${database} with (force)`); await c.query(`create database ${database}`); await c.end();
    await migrate(this.url(database), migrationsFolder(this.root));
    process.env.DATABASE_URL = this.url(database);
  }
  /** Points this process's pool at a database that has read a file of so many bytes and the latest migrations; false when there is none. */
  async use(database: string, size: number): Promise<boolean> {
    const c = await this.client('postgres'), there = (await c.query('select from pg_database where datname = $1', [database])).rowCount;
    await c.end();
    if (!there) return false;
    await disconnect();
    await migrate(this.url(database), migrationsFolder(this.root));
    process.env.DATABASE_URL = this.url(database);
    return (await pool().query(`select from import where state = 'done' and spool_path is null and size_bytes = $1`, [size])).rowCount === 1;
  }
  async drop(database: string): Promise<void> { await disconnect(); const c = await this.client('postgres'); await c.query(`drop database if exists ${database} with (force)`); await c.end(); }
  async stop(): Promise<void> { await disconnect(); await this.postgres.stop(); }

  worker(database: string): ChildProcess {
    return spawn(process.execPath, workerProgram(this.root), { env: { ...process.env, DATABASE_URL: this.url(database) }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  }
}

/** `seconds`: until every page answers for all of it; `tidySeconds`: from then until it is compacted. */
export type Ingested = { seconds: number; tidySeconds: number; firstChunkSeconds: number; peakMemory: number };

/** One file from "in line" to "done" (every chunk, cell, notable call and index there, join and groups included), and on until it is compacted. */
export async function ingest(server: BenchServer, database: string, file: string, size: number): Promise<Ingested> {
  await server.fresh(database);
  const worker = server.worker(database);
  await ready(database); await idle(worker.pid!);
  const began = performance.now(), { id } = await createImport(viewer, { source: 'bench', name: path.basename(file), spoolPath: file, size });
  let firstChunk = NaN, done = NaN, peakMemory = 0;
  for (;;) {
    await sleep(25);
    peakMemory = Math.max(peakMemory, memoryOf(worker.pid!));
    const { rows: [row] } = await pool().query<{ state: string; message: string | null; chunks: boolean; tidy: boolean }>('select state, message, spool_path is null as tidy, exists (select from chunk where import_id = $1) as chunks from import where id = $1', [id]);
    const now = (performance.now() - began) / 1000;
    if (row.chunks && Number.isNaN(firstChunk)) firstChunk = now;
    if (row.state === 'done' && Number.isNaN(done)) done = now;
    if (row.state === 'done' && row.tidy) break;
    if (row.state === 'failed') throw new Error(`the import failed: ${row.message}`);
  }
  const tidied = (performance.now() - began) / 1000;
  worker.kill('SIGTERM');
  await new Promise((r) => worker.once('exit', r));
  return { seconds: done, tidySeconds: tidied - done, firstChunkSeconds: firstChunk, peakMemory };
}

/** The same; with BENCH_KEEP set, null and nothing done where an earlier run has left the database complete. */
export async function ingestOrKept(server: BenchServer, database: string, file: string, size: number): Promise<Ingested | null> {
  return process.env.BENCH_KEEP && (await server.use(database, size)) ? null : ingest(server, database, file, size);
}

/** Waits until the worker listens, so that its start is not timed. */
async function ready(database: string): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if ((await pool().query(`select from pg_stat_activity where datname = $1 and application_name = 'hangtime worker'`, [database])).rowCount) return;
    await sleep(25);
  }
  throw new Error('the worker did not come up');
}

/** Ticks of a core in half a second. */
const NEXT_TO_NOTHING = 2;
/** Waits until the worker's threads are warm, as those of a server are that has run for a while: until it uses next to no time of a core. */
async function idle(pid: number): Promise<void> {
  for (let before = -Infinity, now = cpuTicks(pid); now - before > NEXT_TO_NOTHING; now = cpuTicks(pid)) { before = now; await sleep(500); }
}

/** User and system time of a process in clock ticks; 0 where the system does not say. */
function cpuTicks(pid: number): number {
  try { const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' '); return Number(fields[11]) + Number(fields[12]); } catch { return 0; }
}

/** Peak resident memory in bytes; 0 where the system does not say. */
function memoryOf(pid: number): number {
  try { return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024; } catch { return 0; }
}
