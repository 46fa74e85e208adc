/** The whole thing as a user has it: pages while a 1 GB import runs, and how much script a page loads first. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { benchFile } from './bench-file';
import { quantile, report, seconds } from './measure';
import { benchPageSize } from './page-size';

const PATHS = ['/', '/hotspots', '/upstreams', '/calls', '/imports'], PORT = '3977';

export async function benchWeb(dir: string, root: string): Promise<void> {
  const data = path.join(dir, 'web-data'), hangtime = path.join(root, 'bin', 'hangtime.mjs'), base = `http://127.0.0.1:${PORT}`;
  rmSync(data, { recursive: true, force: true });
  const env: NodeJS.ProcessEnv = { ...process.env, HANGTIME_DATA: data, PORT };
  delete env.DATABASE_URL;
  const app = spawn(process.execPath, [hangtime, 'start'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await answering(base);
    const importing = (file: string): Promise<unknown[]> => once(spawn(process.execPath, [hangtime, 'import', '--json', file], { env, stdio: ['ignore', 'ignore', 'inherit'] }), 'exit');
    await importing(benchFile(dir, 300_000).file);
    for (const p of PATHS) for (let i = 0; i < 3; i++) await (await fetch(base + p)).text();
    await benchPageSize(base, PATHS);
    const calm = await answers(base, async () => { await new Promise((r) => setTimeout(r, 5000)); }), busy = await answers(base, () => importing(benchFile(dir, 3_050_000, 11).file));
    report('web answers while a 1 GB import runs', `p95 ${(quantile(busy, 0.95) * 1000).toFixed(0)} ms of ${busy.length}`, `with nothing else to do: p95 ${(quantile(calm, 0.95) * 1000).toFixed(0)} ms`, '< 300 ms', quantile(busy, 0.95) < 0.3);
  } finally {
    app.kill('SIGTERM');
    await once(app, 'exit');
    rmSync(data, { recursive: true, force: true });
  }
}

/** Asks for page after page, twenty a second at the most, until `meanwhile` is done. */
async function answers(base: string, meanwhile: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let done = false;
  const until = meanwhile().finally(() => { done = true; });
  for (let i = 0; !done; i++) {
    times.push(await seconds(async () => { const r = await fetch(base + PATHS[i % PATHS.length]); await r.text(); if (!r.ok) throw new Error(`${PATHS[i % PATHS.length]} answered ${r.status}`); }));
    await new Promise((r) => setTimeout(r, 50));
  }
  await until;
  return times;
}

async function answering(base: string): Promise<void> {
  for (let i = 0; i < 1800; i++) {
    try { if ((await fetch(base)).ok) return; } catch { /* not up yet */ }
    await new Promise((r) => setTimeout(r, 200));
  }
  throw new Error('the app did not come up');
}
