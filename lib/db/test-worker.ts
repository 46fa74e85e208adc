/** Real ingest workers for tests: bundled once for a test file, started as processes, killed at will. Only tests import this. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { currentViewer } from '../access/viewer';
import { unpackBlock } from './block-bytes';
import { pool } from './client';
import { createImport, type NewImport } from './imports';
import { CALLS, type Cube } from '../rollup/cubes';
import { BlockReader } from '../rollup/block';

const root = path.resolve(import.meta.dirname, '../..');

export class WorkerBench {
  private readonly running = new Set<ChildProcess>();
  said = '';
  private constructor(readonly dir: string) {}

  /** Bundles the worker as it is now. The folder lies within the project, where packages are found; it also holds the test's files. */
  static async make(): Promise<WorkerBench> {
    mkdirSync(path.join(root, '.build'), { recursive: true });
    const dir = mkdtempSync(path.join(root, '.build', 'test-worker-'));
    await build({ entryPoints: [path.join(root, 'bin/worker.ts'), path.join(root, 'bin/parse-thread.ts')], outdir: dir, outExtension: { '.js': '.mjs' }, bundle: true, platform: 'node', target: 'node20', format: 'esm', packages: 'external', alias: { '@': root }, logLevel: 'silent' }).catch((e: Error) => { rmSync(dir, { recursive: true, force: true }); throw e; });
    return new WorkerBench(dir);
  }
  file(name: string): string { return path.join(this.dir, name); }

  start(env: Record<string, string> = {}): ChildProcess {
    const child = spawn(process.execPath, [this.file('worker.mjs')], { env: { ...process.env, HANGTIME_DATA: this.file('data'), HANGTIME_PARSE_THREADS: '2', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.running.add(child);
    child.once('exit', () => this.running.delete(child));
    for (const s of [child.stdout, child.stderr]) s!.on('data', (b: Buffer) => { this.said += b.toString(); });
    return child;
  }
  async stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.running.has(child)) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }
  async end(): Promise<void> {
    for (const child of this.running) await this.stop(child, 'SIGKILL');
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export const importFile = async (n: Omit<NewImport, 'size'> & { size?: number }): Promise<number> => {
  return (await createImport(await currentViewer(), { ...n, size: n.size ?? statSync(n.spoolPath).size })).id;
};

export type Ended = { id: number; state: string; message: string | null; sizeBytes: number; consumedBytes: number };
/** Waits until none of these imports is under way. Throws after `ms`. */
export async function ended(ids: number[], ms = 60_000): Promise<Ended[]> {
  for (const until = Date.now() + ms; ; await new Promise((r) => setTimeout(r, 40))) {
    const { rows } = await pool().query<Ended>('select id, state, message, size_bytes as "sizeBytes", consumed_bytes as "consumedBytes" from import where id = any($1) order by id', [ids]).catch(() => ({ rows: null }));
    if (rows && rows.every((r) => !['queued', 'running', 'deleting'].includes(r.state))) return rows;
    if (Date.now() > until) throw new Error(`imports ${ids.join()} are still under way: ${JSON.stringify(rows)}`);
  }
}

export type Sums = Record<'lines' | 'stored' | 'quarantined' | 'filtered' | 'calls' | 'attempts' | 'events' | 'failed' | 'timeouts', number>;
export async function sums(importId: number): Promise<Sums> {
  const keys = ['lines', 'stored', 'quarantined', 'filtered', 'calls', 'attempts', 'events', 'failed', 'timeouts'];
  return (await pool().query(`select ${keys.map((k) => `coalesce(sum(${k}), 0)::int as ${k}`).join(', ')} from chunk where import_id = $1`, [importId])).rows[0] as Sums;
}

/** All cells of a cube at a level (with what is not compacted yet), by "minute:dims": count, and the sum of the histogram in µs. */
export async function cellSums(cube: Cube, level: number, where = 'true'): Promise<Map<string, { count: number; us: number; n: number }>> {
  const { rows } = await pool().query<{ counts: Buffer; hist: Buffer | null }>(`select counts, hist from cell_block where workspace_id = 1 and cube = $1 and level in (0, $2) and ${where}`, [cube.id, level]);
  const out = new Map<string, { count: number; us: number; n: number }>();
  for (const r of rows) {
    const block = unpackBlock(r), cell = new BlockReader(cube, block.counts, block.hist);
    while (cell.next()) {
      const key = cell.minute + ':' + cell.dims.join(), bins = new Map<number, number>(), us = cell.binsInto(bins), c = out.get(key) ?? { count: 0, us: 0, n: 0 };
      c.count += cell.count; c.us += us; for (const n of bins.values()) c.n += n;
      out.set(key, c);
    }
  }
  return out;
}
export const totalCalls = async (level: number, where?: string): Promise<number> => [...(await cellSums(CALLS, level, where)).values()].reduce((n, c) => n + c.count, 0);
