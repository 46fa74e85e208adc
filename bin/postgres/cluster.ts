/** The files of the embedded server below one folder: data (the cluster), password, postgres.log. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, existsSync, lchownSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ServerUser } from './server-user';

/** The Postgres major version of the npm package. */
const MAJOR = '18';

export const clusterOf = (folder: string): string => path.join(folder, 'data');
export const logOf = (folder: string): string => path.join(folder, 'postgres.log');
const passwordOf = (folder: string): string => path.join(folder, 'password');

/**
 * How the server's user reaches a folder that may lie below a home it cannot enter: through a descriptor that we open and it inherits.
 * `stdio` is what to pass to spawn, after the three usual ones. Only Linux has this; elsewhere the path must be open to the user.
 */
export function handOver(paths: string[], user: ServerUser | null): { seen: string[]; stdio: number[]; close(): void } {
  if (!user || process.platform !== 'linux') return { seen: paths, stdio: [], close() {} };
  const stdio = paths.map((name) => openSync(name, 'r'));
  return { seen: stdio.map((_, i) => `/proc/self/fd/${i + 3}`), stdio, close: () => stdio.forEach((descriptor) => closeSync(descriptor)) };
}

/**
 * Makes the cluster where there is none. Whole or not at all: initdb works beside it and the result is renamed.
 * Returns the password of its one user, `postgres`.
 */
export function ensureCluster(folder: string, programs: string, user: ServerUser | null): string {
  const cluster = clusterOf(folder), file = passwordOf(folder);
  mkdirSync(folder, { recursive: true });
  const made = existsSync(path.join(cluster, 'PG_VERSION'));
  if (made) checkCluster(folder, user);
  if (!existsSync(file)) {
    if (made) throw new Error(`${file} is gone, and with it the way into the database in ${cluster}. Put the file back, or remove ${folder} to begin anew.`);
    writeFileSync(`${file}.new`, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    if (user) chownSync(`${file}.new`, user.uid, user.gid);
    renameSync(`${file}.new`, file);
  }
  if (!made) initialise(cluster, file, programs, user);
  return readFileSync(file, 'utf8').trim();
}

function checkCluster(folder: string, user: ServerUser | null): void {
  const cluster = clusterOf(folder);
  const { uid: owner, mode } = statSync(cluster);
  if (process.getuid && process.getuid() !== 0 && process.getuid() !== owner) {
    throw new Error(`The database in ${cluster} belongs to another user (uid ${owner}). Start Hangtime as that user or as root, or choose another folder with HANGTIME_DATA.`);
  }
  const version = readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR) throw new Error(`The database in ${cluster} was made by Postgres ${version}; this Hangtime brings ${MAJOR}. Choose another folder with HANGTIME_DATA.`);
  // A copy may have lost its modes: Postgres refuses a folder that others can enter.
  if (mode & 0o027) chmodSync(cluster, 0o700);
  // Copied or restored by root.
  if (user && owner !== user.uid) for (const file of [passwordOf(folder), ...everythingIn(cluster)].filter((name) => existsSync(name))) lchownSync(file, user.uid, user.gid);
}

const everythingIn = (cluster: string): string[] => [...readdirSync(cluster, { recursive: true, encoding: 'utf8' }).map((name) => path.join(cluster, name)), cluster];

function initialise(cluster: string, passwordFile: string, programs: string, user: ServerUser | null): void {
  const fresh = `${cluster}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  if (user) chownSync(fresh, user.uid, user.gid);
  const given = handOver([fresh, passwordFile], user);
  try {
    const args = ['-D', given.seen[0], `--pwfile=${given.seen[1]}`, '--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
    const run = spawnSync(path.join(programs, 'bin', 'initdb'), args, {
      ...user, cwd: path.parse(programs).root, stdio: ['ignore', 'pipe', 'pipe', ...given.stdio], encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' },
    });
    if (run.error || run.status !== 0) throw new Error(`Making the database failed: ${run.error?.message ?? run.stderr.trim()}`);
  } finally {
    given.close();
  }
  renameSync(fresh, cluster);
}
