/** A file in, everything answered: against COPY text of the same calls as ready 20-column rows into a table without an index. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pool } from '../../lib/db/client';
import { benchFile } from './bench-file';
import { copyRows, freshTable, writeReadyRows } from './copy-floor';
import { RUNS, grouped, median, medianSeconds, report } from './measure';
import { BenchServer, ingest, type Ingested } from './server';

const LINES = Number(process.env.BENCH_LINES ?? 2_000_000), GIGABYTE_LINES = 3_050_000;
const MB = 1_000_000;

export async function benchIngest(dir: string, root: string): Promise<void> {
  const { file, bytes } = benchFile(dir, LINES), rows = path.join(dir, `rows-${LINES}.tsv`);
  if (!existsSync(rows)) await writeReadyRows(file, rows);
  const server = await BenchServer.start(root, dir);
  try {
    await server.fresh('bench_floor');
    const client = await server.client('bench_floor'), floor = await medianSeconds(() => copyRows(client, rows), () => freshTable(client));
    await client.end(); await server.drop('bench_floor');
    const runs: Ingested[] = [];
    for (let i = 0; i < RUNS; i++) runs.push(await ingest(server, 'bench_ingest', file, bytes));
    const ours = median(runs.map((r) => r.seconds)), stored = await storedBytes();
    report('file → every page answers', `${grouped(LINES / ours)} calls/s`, `COPY text, no index: ${grouped(LINES / floor)} rows/s`, '≥ 2×', floor / ours >= 2);
    console.log(`    ratio ${(floor / ours).toFixed(2)}×; runs ${runs.map((r) => r.seconds.toFixed(2)).join(', ')} s; compacted ${median(runs.map((r) => r.tidySeconds)).toFixed(2)} s later`);
    report('stored bytes', `${((100 * stored.total) / bytes).toFixed(1)} % of the log`, stored.tables, '≤ 20 %', stored.total <= 0.2 * bytes);
    const big = benchFile(dir, GIGABYTE_LINES), large = await ingest(server, 'bench_large', big.file, big.bytes), peak = Math.max(large.peakMemory, ...runs.map((r) => r.peakMemory));
    report('memory of the worker, peak', `${(peak / MB).toFixed(0)} MB`, `log of ${(big.bytes / MB).toFixed(0)} MB`, '≤ 512 MB', peak <= 512 * 1024 * 1024);
    report('first charts of a 1 GB file', `${large.firstChunkSeconds.toFixed(2)} s after its last byte`, '', '≤ 5 s', large.firstChunkSeconds <= 5);
    await server.drop('bench_large'); await server.drop('bench_ingest');
    goAccess(dir, file, LINES / ours);
  } finally { await server.stop(); }
}

async function storedBytes(): Promise<{ total: number; tables: string }> {
  const { rows } = await pool().query<{ name: string; bytes: number }>(`select relname as name, pg_total_relation_size(oid) as bytes from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 2 desc`);
  return { total: rows.reduce((n, r) => n + r.bytes, 0), tables: rows.slice(0, 3).map((r) => `${r.name} ${(r.bytes / MB).toFixed(0)} MB`).join(', ') };
}

/** The same file, once: it takes minutes. */
function goAccess(dir: string, file: string, ours: number): void {
  if (spawnSync('goaccess', ['--version'], { stdio: 'ignore' }).error) { report('against GoAccess', 'not installed', '', '≥ 30×', null); return; }
  const began = performance.now(), r = spawnSync('goaccess', [file, '--log-format=%h - %e [%d:%t %^] "%r" %s %b "%R" "%u" rt=%T %^', '--date-format=%d/%b/%Y', '--time-format=%T', '--no-progress', '-o', path.join(dir, 'goaccess.json')], { encoding: 'utf8' });
  if (r.status !== 0) throw new Error(`goaccess: ${r.stderr}`);
  const rate = LINES / ((performance.now() - began) / 1000);
  report('against GoAccess', `${(ours / rate).toFixed(0)}×`, `GoAccess report: ${grouped(rate)} lines/s`, '≥ 30×', ours / rate >= 30);
}
