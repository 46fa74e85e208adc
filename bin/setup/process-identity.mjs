import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whether a process with this id exists, whoever owns it.
 * @param {number} pid
 */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
  // A zombie has ended; it only waits for its parent to ask.
  return statOf(pid)?.state !== 'Z';
}

/**
 * A text that names this very process, not only its id, which is used again later: "pid:start time". null when it is gone.
 * @param {number} pid
 */
export function identityOf(pid) {
  if (!isAlive(pid)) return null;
  const stat = statOf(pid);
  if (stat) return `${pid}:${bootId()}:${stat.startTime}`;
  const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return `${pid}:${ps.stdout?.trim() || 'unknown'}`;
}

/** @param {number} pid */
function statOf(pid) {
  try {
    // "pid (name) state ppid … starttime …": the name may hold anything, so count from the last bracket.
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], startTime: fields[19] };
  } catch {
    return null;
  }
}

function bootId() {
  try { return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim(); } catch { return ''; }
}
