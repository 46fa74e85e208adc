/** postmaster.pid: which server runs a cluster, told apart from a stranger whose process id is the same. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from '../setup/process-identity.mjs';

export type PidFile = { pid: number; port: number; state: string };

export function readPidFile(cluster: string): PidFile | null {
  let lines: string[];
  try { lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n'); } catch { return null; }
  return { pid: Number(lines[0]), port: Number(lines[3]), state: (lines[7] ?? '').trim() };
}

/** A word in the server's command line that says whose cluster it runs. Of the path, since a copied folder brings its pid file along. */
export const clusterMark = (cluster: string): string => `hangtime_${createHash('sha256').update(realpathSync(cluster)).digest('hex').slice(0, 16)}`;

/** Whether the process is the Postgres server that Hangtime started for this very cluster. */
export function serves(pid: number, cluster: string): boolean {
  return isAlive(pid) && commandLine(pid).includes(`cluster_name=${clusterMark(cluster)}`);
}

function commandLine(pid: number): string {
  if (process.platform === 'linux') {
    try { return readFileSync(`/proc/${pid}/cmdline`, 'utf8'); } catch { return ''; }
  }
  return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/**
 * Makes a stale pid file harmless. Postgres would not start while its process id is a stranger's by now, or a zombie's that nobody reaps.
 * The file is not removed but put in our own name, which Postgres sees through (we are its parent): so its own check for backends that still
 * hold the shared memory of a lost server stays in force.
 */
export function disownPidFile(cluster: string): void {
  const file = path.join(cluster, 'postmaster.pid');
  const lines = readFileSync(file, 'utf8').split('\n');
  lines[0] = String(process.pid);
  writeFileSync(file, lines.join('\n'));
}
