/**
 * Every check of the project, one after the other: types, lint, import boundaries, unit, database, real gateways, browser.
 * `--quick` stops after unit; stage names select stages. Ends with one line "N passed, N failed, N skipped" and exits with 1 unless something
 * passed and nothing failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startPostgres, type EmbeddedPostgres } from './postgres';
import type { Counts } from './test-run/reports';
import { STAGES, type Stage } from './test-run/stages';
import { endTools, type Surroundings } from './test-run/tool';

const QUICK = ['types', 'lint', 'boundaries', 'unit'];

export async function main(argv: string[], root: string): Promise<void> {
  const wanted = argv.includes('--quick') ? QUICK : argv.filter((arg) => !arg.startsWith('-'));
  const unknown = [...wanted.filter((name) => !STAGES.some((stage) => stage.name === name)), ...argv.filter((arg) => arg.startsWith('-') && arg !== '--quick')];
  if (unknown.length) {
    process.stderr.write(`No such stage or option: ${unknown.join(', ')}. Stages: ${STAGES.map((stage) => stage.name).join(', ')}; option: --quick.\n`);
    process.exit(2);
  }
  const stages = STAGES.filter((stage) => wanted.length === 0 || wanted.includes(stage.name));
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'hangtime-test-'));
  let server: EmbeddedPostgres | null = null;
  const clean = async () => { await endTools(); await server?.stop(); rmSync(scratch, { recursive: true, force: true, maxRetries: 10 }); };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => { process.stderr.write('\nStopping …\n'); void clean().finally(() => process.exit(130)); });
  try {
    const env = cleanEnvironment();
    if (stages.some((stage) => stage.needsDatabase) && !env.TEST_DATABASE_URL) {
      server = await startPostgres(root, path.join(scratch, 'postgres'));
      env.TEST_DATABASE_URL = server.url;
    }
    const results = await runAll(stages, { root, scratch, env });
    process.exitCode = summarise(results);
  } finally {
    await clean();
  }
}

/** Tests must not reach what the user's environment points at. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const env: Record<string, string | undefined> = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  for (const name of ['DATABASE_URL', 'HANGTIME_DATA', 'PORT', 'HOST', 'NODE_ENV']) delete env[name];
  return env as NodeJS.ProcessEnv;
}

type Result = { name: string; seconds: number; counts: Counts };

async function runAll(stages: Stage[], surroundings: Surroundings): Promise<Result[]> {
  const results: Result[] = [];
  for (const stage of stages) {
    process.stdout.write(`\n── ${stage.name}: ${stage.title} ──\n`);
    const began = Date.now();
    let counts: Counts;
    try {
      counts = await stage.run(surroundings);
    } catch (error) {
      process.stderr.write(`${(error as Error).message}\n`);
      counts = { passed: 0, failed: 1, skipped: 0 };
    }
    results.push({ name: stage.name, seconds: (Date.now() - began) / 1000, counts });
  }
  return results;
}

/** Prints the sums and returns the exit code. */
function summarise(results: Result[]): number {
  const text = ({ passed, failed, skipped }: Counts) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
  const sum = (key: keyof Counts) => results.reduce((total, { counts }) => total + counts[key], 0);
  const all = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  process.stdout.write('\n');
  for (const { name, seconds, counts } of results) process.stdout.write(`${name.padEnd(12)}${seconds.toFixed(1).padStart(7)} s   ${text(counts)}\n`);
  process.stdout.write(`${text(all)}\n`);
  return all.failed > 0 || all.passed === 0 ? 1 : 0;
}
