import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from './setup-error.mjs';

/**
 * Whether node_modules differs from the lockfile. npm itself writes node_modules/.package-lock.json as its last step, with what it put there:
 * an interrupted installation has none, and one made by hand with npm counts as good.
 * @param {string} root
 * @param {boolean} withDevDependencies
 */
export function dependenciesAreStale(root, withDevDependencies) {
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return true;
  const wanted = readJson(path.join(root, 'package-lock.json')).packages;
  const present = readJson(record)?.packages;
  if (!present) return true;
  for (const [name, entry] of Object.entries(wanted)) {
    if (name === '') continue;
    const found = present[name];
    if (found) {
      if (found.version !== entry.version || found.integrity !== entry.integrity) return true;
    } else if (!entry.optional && !entry.devOptional && !entry.peer && (withDevDependencies || !entry.dev)) return true;
  }
  return false;
}

/**
 * Runs `npm ci`. Throws SetupError when it fails.
 * @param {string} root
 */
export async function installDependencies(root) {
  // The npm that started us, else the one beside this Node, else the one on PATH.
  const beside = path.join(path.dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const script = [process.env.npm_execpath, beside].find((file) => file?.endsWith('npm-cli.js') && existsSync(file));
  const [command, args] = script ? [process.execPath, [script]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  // Which Node will do is asked before (node-version.mjs): a package that nothing here runs asks for more than Hangtime needs.
  const options = ['ci', '--no-audit', '--no-fund', '--no-engine-strict', '--loglevel=error', '--include=dev', '--include=optional'];
  const { NODE_ENV: _, ...env } = process.env;
  // npm reports on stdout; stdout belongs to the command that follows.
  const { status, error } = spawnSync(command, [...args, ...options], { cwd: root, env, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' && !script });
  if (error || status !== 0) throw new SetupError(`\`npm ci\` failed${error ? `: ${error.message}` : ` (exit code ${status})`}. It needs npm and, the first time, a package registry. Then start again.`);
}

/** @param {string} file */
function readJson(file) {
  try { return JSON.parse(readFileSync(file, 'utf8')); } catch { return null; }
}
