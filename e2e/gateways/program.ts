/** Finds, starts and stops a gateway of the machine. */
import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Path of a program on PATH or where Debian keeps daemons; null, said loudly, when it is not installed. */
export function findProgram(name: string): string | null {
  for (const dir of [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin']) {
    if (dir === '') continue;
    const file = path.join(dir, name);
    try { accessSync(file, constants.X_OK); return file; } catch { /* not here */ }
  }
  process.stderr.write(`\n*** ${name} is not installed: the tests against a real ${name} are SKIPPED. Install it, e.g. apt-get install ${name}.\n\n`);
  return null;
}

export type Running = { dir: string; output: () => string; stop: () => Promise<void> };

/** Starts a program in a directory of its own and waits until it listens on `port`. Throws with its output when it does not. */
export async function start(file: string, args: (dir: string) => string[], prepare: (dir: string) => void, port: number, quit: NodeJS.Signals): Promise<Running> {
  const dir = mkdtempSync(path.join(tmpdir(), 'gateway-'));
  prepare(dir);
  const child = spawn(file, args(dir), { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '', errors = '';
  child.stdout.on('data', (d: Buffer) => { output += d.toString('latin1'); });
  child.stderr.on('data', (d: Buffer) => { errors += d.toString('latin1'); });
  const until = Date.now() + 10_000;
  while (!(await listens(port))) {
    if (child.exitCode !== null || Date.now() > until) { child.kill('SIGKILL'); throw new Error(`${file} did not start:\n${errors}${output}`); }
    await sleep(30);
  }
  return { dir, output: () => output, stop: async () => { await ended(child, quit); rmSync(dir, { recursive: true, force: true }); } };
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function ended(child: ChildProcess, quit: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill(quit);
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await gone;
  clearTimeout(timer);
}

function listens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const s = connect(port, '127.0.0.1');
    s.once('connect', () => { s.destroy(); done(true); });
    s.once('error', () => done(false));
  });
}

/**
 * A port of 127.0.0.1 (or ::1) that nobody listens on, and that no server gets by chance later: the system hands out those from 32768 on, and
 * this gives each once.
 */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = nextPort++;
    if (await binds(port, host)) return port;
  }
}
let nextPort = 10_000 + Math.floor(Math.random() * 20_000);
function binds(port: number, host: string): Promise<boolean> {
  return new Promise((done, fail) => {
    const s = createServer();
    s.once('error', (e: NodeJS.ErrnoException) => { if (e.code === 'EADDRINUSE') done(false); else fail(e); });
    s.listen(port, host, () => { s.close(() => done(true)); });
  });
}

export async function hasIpv6(): Promise<boolean> { try { await freePort('::1'); return true; } catch { return false; } }
