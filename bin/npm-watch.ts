/**
 * `npm start` puts two processes above this one: npm, and a shell that does not pass signals on. A SIGTERM for npm ends both, and nothing of it arrives
 * here; neither does a kill -9. So their end is noticed and taken for a signal. Started without npm, whoever started it may leave: nothing is watched.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { identityOf } from './setup/process-identity.mjs';

const LOOK_MS = 400, RUNNERS = /\b(npm|pnpm|yarn|bun)\b/;

/** Calls `onEnd` once when the npm that started this process is gone, or the shell between. */
export function watchNpm(env: NodeJS.ProcessEnv, onEnd: () => void): void {
  if (!env.npm_lifecycle_event) return;
  const parent = process.ppid, above = RUNNERS.test(commandOf(parent)) ? 0 : parentOf(parent);
  const runner = above > 1 && RUNNERS.test(commandOf(above)) ? identityOf(above) : null;
  const timer = setInterval(() => {
    if (process.ppid === parent && (runner === null || identityOf(above) === runner)) return;
    clearInterval(timer);
    onEnd();
  }, LOOK_MS);
  timer.unref();
}

function commandOf(pid: number): string {
  if (process.platform === 'linux') {
    try { return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, 2).join(' '); } catch { return ''; }
  }
  return ps(pid, 'command');
}

function parentOf(pid: number): number {
  if (process.platform === 'linux') {
    try { return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0); } catch { return 0; }
  }
  return Number(ps(pid, 'ppid')) || 0;
}

const ps = (pid: number, column: string): string => (process.platform === 'win32' ? '' : spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '');
