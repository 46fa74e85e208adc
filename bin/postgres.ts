/**
 * The embedded Postgres: programs from npm, data in one folder, reachable from this machine only, with a password. The caller holds the folder's
 * lock (bin/instance.ts), so that no second instance starts, adopts or stops the same server.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { freePort } from './free-port';
import { postgresPrograms } from './postgres/binaries';
import { clusterOf, ensureCluster, handOver, logOf } from './postgres/cluster';
import { clusterMark, disownPidFile, readPidFile, serves } from './postgres/pid-file';
import { serverUser, type ServerUser } from './postgres/server-user';
import { serverSettings } from './postgres/settings';

export type EmbeddedPostgres = {
  url: string; port: number; pid: number;
  /** Left over by an instance that was killed, and taken over. */
  adopted: boolean;
  /** Resolves when the server has ended, for whatever reason. */
  ended: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. Resolves when the process is gone. */
  stop(): Promise<void>;
};

const DATABASE = 'hangtime', READY_MS = 180_000, STOP_MS = 30_000;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Starts the server of `folder`, or takes over the one that still runs there. `port` is wanted, not promised; 0 = any.
 * Throws with the end of the server's log when it does not come up.
 */
export async function startPostgres(root: string, folder: string, port = 0): Promise<EmbeddedPostgres> {
  folder = path.resolve(folder);
  const cluster = clusterOf(folder), user = serverUser(cluster);
  const programs = postgresPrograms(root, user);
  const password = ensureCluster(folder, programs, user);
  const left = await leftOver(cluster);
  const server = left ? watch(left.pid, left.port, null, cluster) : await launch(folder, programs, user, port);
  const url = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${server.port}/${database}`;
  try {
    await createDatabase(url('postgres'));
  } catch (error) {
    if (!left) await server.stop();
    throw error;
  }
  return { ...server, url: url(DATABASE), adopted: left !== null };
}

/** The server that a killed instance left, once it is ready; null when there is none. A stale pid file is made harmless on the way. */
async function leftOver(cluster: string): Promise<{ pid: number; port: number } | null> {
  for (const end = Date.now() + READY_MS; ; await sleep(50)) {
    const file = readPidFile(cluster);
    if (!file) return null;
    if (!serves(file.pid, cluster)) {
      disownPidFile(cluster);
      return null;
    }
    if (file.state === 'ready') return file;
    if (Date.now() > end) throw new Error(`The Postgres that an earlier start left (process ${file.pid}) is neither ready nor gone. End it, then start again.`);
  }
}

async function launch(folder: string, programs: string, user: ServerUser | null, wanted: number): Promise<Server> {
  for (let i = 0; ; i++) {
    const port = await freePort(wanted).catch(() => freePort(0));
    const start = existsSync(logOf(folder)) ? statSync(logOf(folder)).size : 0;
    const child = spawnServer(folder, programs, user, port);
    const failure = await untilReady(child, clusterOf(folder));
    if (failure === null) return watch(child.pid!, port, child, clusterOf(folder));
    const log = tail(logOf(folder), start);
    // Between finding a free port and using it somebody else may take it.
    if (i < 3 && /could not bind|Address already in use/.test(log)) { wanted = 0; continue; }
    // The backends of a server that was killed need a moment to notice.
    if (i < 40 && /pre-existing shared memory block/.test(log)) { await sleep(250); continue; }
    throw new Error(`Postgres did not start (${failure}). The end of ${logOf(folder)}:\n${log}`);
  }
}

function spawnServer(folder: string, programs: string, user: ServerUser | null, port: number): ChildProcess {
  const cluster = clusterOf(folder), log = logOf(folder);
  if (existsSync(log) && statSync(log).size > 16 << 20) renameSync(log, `${log}.1`);
  const output = openSync(log, 'a', 0o600), given = handOver([cluster], user);
  try {
    // A process group of its own: Ctrl-C in the terminal reaches the parent alone, which stops Postgres last.
    const child = spawn(path.join(programs, 'bin', 'postgres'), ['-D', given.seen[0], ...serverSettings(port, clusterMark(cluster))], {
      ...user, cwd: path.parse(programs).root, detached: true, stdio: ['ignore', output, output, ...given.stdio], env: { ...process.env, LC_ALL: 'C' },
    });
    child.on('error', () => {});
    child.unref();
    return child;
  } finally {
    closeSync(output);
    given.close();
  }
}

/** null when ready, else why not. */
async function untilReady(child: ChildProcess, cluster: string): Promise<string | null> {
  if (child.pid === undefined) return 'its program cannot be run';
  for (const end = Date.now() + READY_MS; Date.now() < end; await sleep(20)) {
    if (child.exitCode !== null || child.signalCode !== null) return `it ended with ${child.signalCode ?? `code ${child.exitCode}`}`;
    const file = readPidFile(cluster);
    if (file?.pid === child.pid && file.state === 'ready') return null;
  }
  child.kill('SIGINT');
  return `it was not ready after ${READY_MS / 1000} s`;
}

type Server = Pick<EmbeddedPostgres, 'pid' | 'port' | 'ended' | 'stop'>;

function watch(pid: number, port: number, child: ChildProcess | null, cluster: string): Server {
  // An adopted server is not our child, so it has to be asked for.
  const gone = () => (child ? child.exitCode !== null || child.signalCode !== null : !serves(pid, cluster));
  const ended = child ? new Promise<void>((resolve) => { child.once('exit', () => resolve()); }) : new Promise<void>((resolve) => {
    const timer = setInterval(() => { if (gone()) { clearInterval(timer); resolve(); } }, 250);
    timer.unref();
  });
  const stop = async () => {
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
      if (gone()) return;
      try { process.kill(pid, signal); } catch { return; }
      for (const end = Date.now() + STOP_MS; Date.now() < end && !gone();) await sleep(20);
    }
  };
  return { pid, port, ended, stop };
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** The last lines of a log, of what was written after byte `from`. */
const tail = (file: string, from: number): string => readFileSync(file).subarray(from).toString().trimEnd().split('\n').slice(-12).join('\n');
