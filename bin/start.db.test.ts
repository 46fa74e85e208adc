/** `hangtime start` as real processes with an embedded Postgres each; nothing here uses TEST_DATABASE_URL. */
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runStart, type RunningStart } from './running-start';
import { isAlive } from './setup/process-identity.mjs';

let folder: string;
let started: RunningStart[];
beforeEach(() => { folder = mkdtempSync(path.join(os.tmpdir(), 'hangtime start ')); started = []; });
afterEach(async () => {
  for (const run of started) if (isAlive(run.pid)) { process.kill(run.pid, 'SIGTERM'); await run.ended; }
  // What a failed test left of its servers.
  for (const data of [folder, `${folder} 2`]) if (existsSync(pidFile(data)) && isAlive(serverPid(data))) process.kill(serverPid(data), 'SIGQUIT');
  for (const data of [folder, `${folder} 2`]) rmSync(data, { recursive: true, force: true, maxRetries: 20 });
});

const start = (data = folder, env = {}, args?: string[], throughNpm = false) => { const run = runStart(data, env, args, throughNpm); started.push(run); return run; };
const facts = (data = folder) => JSON.parse(readFileSync(path.join(data, 'instance.json'), 'utf8')) as { pid: number; databaseUrl: string };
const pidFile = (data = folder) => path.join(data, 'postgres', 'data', 'postmaster.pid');
const serverPid = (data = folder) => Number(readFileSync(pidFile(data), 'utf8').split('\n')[0]);
const gone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 15_000, interval: 50 });
async function query(sql: string, data = folder): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: facts(data).databaseUrl });
  client.on('error', () => {});
  await client.connect();
  try { return (await client.query(sql)).rows; } finally { await client.end(); }
}

test('of several starts at once one runs, the others say where; SIGTERM leaves no process and no lock', async () => {
  const runs = [start(), start(), start()];
  const ready = await Promise.any(runs.map((run) => run.says('Ready in').then(() => run)));
  for (const run of runs.filter((other) => other !== ready)) {
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain(`already runs in this folder (process ${ready.pid}`);
  }
  expect(await query('SELECT name FROM workspace')).toEqual([{ name: 'default' }]);
  const server = serverPid();
  process.kill(ready.pid, 'SIGTERM');
  expect(await ready.ended).toBe(0);
  expect(isAlive(server)).toBe(false);
  expect(existsSync(pidFile())).toBe(false);
  expect(existsSync(path.join(folder, 'instance.json'))).toBe(false);
});

test('after kill -9 the next start takes the database over, with everything in it', async () => {
  const first = start();
  await first.says('Ready in');
  await query("INSERT INTO workspace (name) VALUES ('kept')");
  const server = serverPid();
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const second = start();
  await second.says('Ready in');
  expect(second.output()).toContain('taken over');
  expect(serverPid()).toBe(server);
  expect(await query('SELECT name FROM workspace ORDER BY id')).toEqual([{ name: 'default' }, { name: 'kept' }]);
  process.kill(second.pid, 'SIGINT');
  expect(await second.ended).toBe(0);
  await gone(server);
});

test('after kill -9 of start and Postgres the next start recovers what was committed', async () => {
  const first = start();
  await first.says('Ready in');
  await query("INSERT INTO workspace (name) VALUES ('kept')");
  process.kill(first.pid, 'SIGKILL');
  process.kill(serverPid(), 'SIGKILL');
  await first.ended;
  const second = start();
  await second.says('Ready in');
  expect(await query('SELECT count(*)::int AS n FROM workspace')).toEqual([{ n: 2 }]);
});

test('a Postgres that dies under a running instance comes back at the same address', async () => {
  const run = start();
  await run.says('Ready in');
  const { databaseUrl } = facts();
  process.kill(serverPid(), 'SIGKILL');
  await run.says('Postgres is back');
  expect(facts().databaseUrl).toBe(databaseUrl);
  expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a pid file that names a stranger is cleared, one copied from another folder is not taken for our own', async () => {
  const first = start();
  await first.says('Ready in');
  process.kill(first.pid, 'SIGTERM');
  await first.ended;
  const other = `${folder} 2`;
  cpSync(folder, other, { recursive: true, preserveTimestamps: true });
  // As some ways of copying leave it, Node's own from 22 on among them.
  chmodSync(path.join(other, 'postgres', 'data'), 0o755);

  writeFileSync(pidFile(), `${process.pid}\n${path.join(folder, 'postgres', 'data')}\n1\n1\n\n127.0.0.1\n0 0\nready   \n`);
  const again = start();
  await again.says('Ready in');
  expect(serverPid()).not.toBe(process.pid);

  cpSync(pidFile(), pidFile(other));
  const copy = start(other);
  await copy.says('Ready in');
  expect(copy.output()).not.toContain('taken over');
  expect(serverPid(other)).not.toBe(serverPid());
  process.kill(copy.pid, 'SIGTERM');
  expect(await copy.ended).toBe(0);
  expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test.each(['SIGTERM', 'SIGKILL'] as const)('%s for npm stops what npm started', async (signal) => {
  const run = start(folder, {}, undefined, true);
  await run.says('Ready in');
  const server = serverPid(), { pid } = facts();
  expect(pid).not.toBe(run.pid);
  process.kill(run.pid, signal);
  await gone(pid);
  expect(isAlive(server)).toBe(false);
  expect(existsSync(path.join(folder, 'instance.json'))).toBe(false);
});

test('a taken port is named, before anything else is started', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  const run = start(folder, { PORT: String(port) }, []);
  expect(await run.ended).toBe(1);
  expect(run.output()).toContain(`Port ${port} on 127.0.0.1 is taken by another program. Choose another one: PORT=${port + 1}`);
  expect(existsSync(path.join(folder, 'postgres'))).toBe(false);
  server.close();
});
