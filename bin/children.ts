/** The processes of an instance: the web server and the ingest worker. Both hear of their parent's end through the IPC channel. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { nextProgram } from './pages';

type Options = { root: string; env: NodeJS.ProcessEnv; say: (text: string) => void };

export function spawnWeb({ root, env, say }: Options, port: number, host: string): ChildProcess {
  const leash = pathToFileURL(path.join(root, 'bin', 'leash.mjs')).href;
  const child = launch(['--import', leash, nextProgram(root), 'start', '-p', String(port), '-H', host], { root, env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }, say });
  // Next greets with a banner that names the address; ours says it once.
  pipeLines(child, 'web', say, /^\s*$|▲ Next\.js|^\s*- (Local|Network|Environments?):|✓ (Starting|Ready|Running next\.config)/);
  return child;
}

/**
 * The worker holds little and drops much: from its usual size on, V8 would look through the whole heap of each thread several times a second,
 * which takes a tenth of an import. It may grow by as much as this (MB) before it does.
 */
const HEAP_ROOM = '--initial-old-space-size=48';
/** The worker's program and Node's options for it. */
export const workerProgram = (root: string): string[] => [HEAP_ROOM, '--enable-source-maps', path.join(root, '.build', 'worker.mjs')];

export function spawnWorker({ root, env, say }: Options): ChildProcess {
  const child = launch(workerProgram(root), { root, env: { ...env, NODE_ENV: 'production' }, say });
  pipeLines(child, 'worker', say, /^\s*$/);
  return child;
}

function launch(args: string[], { root, env }: Options): ChildProcess {
  // A process group of its own: Ctrl-C in the terminal reaches the parent alone, which stops everything in order.
  return spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
}

function pipeLines(child: ChildProcess, name: string, say: (text: string) => void, drop: RegExp): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => { if (!drop.test(stripVTControlCharacters(line))) say(`${name}: ${line}`); });
  }
}
