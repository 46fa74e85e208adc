/** Runs a JavaScript tool of node_modules with its output shown. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Surroundings } from './stages';

/** Resolves to the exit code. A tool that takes longer than `limitMs` is ended, and the code is 124. */
export function runTool({ root, env }: Surroundings, script: string, args: string[], limitMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'node_modules', script), ...args], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      process.stderr.write(`${script} took longer than ${limitMs / 60_000} minutes and is ended.\n`);
      // SIGTERM first: the tool stops the servers that it started.
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 20_000).unref();
    }, limitMs);
    child.once('error', reject);
    child.once('exit', (code) => { clearTimeout(limit); resolve(late ? 124 : (code ?? 1)); });
  });
}
