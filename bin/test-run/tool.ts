/** Runs a JavaScript tool of node_modules with its output shown. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** Where the tools run: the project, a folder for what they leave behind, their environment. */
export type Surroundings = { root: string; scratch: string; env: NodeJS.ProcessEnv };

const GRACE_MS = 20_000;
const running = new Set<ChildProcess>();

/** Resolves to the exit code. A tool that takes longer than `limitMs` is ended with everything it started, and the code is 124. */
export function runTool({ root, env }: Surroundings, script: string, args: string[], limitMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    // The head of a process group, so that its workers can be ended too when it hangs.
    const child = spawn(process.execPath, [path.join(root, 'node_modules', script), ...args], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      process.stderr.write(`${script} took longer than ${limitMs / 60_000} minutes and is ended.\n`);
      void endTool(child);
    }, limitMs);
    running.add(child);
    child.once('error', reject);
    child.once('exit', (code) => { clearTimeout(limit); running.delete(child); resolve(late ? 124 : (code ?? 1)); });
  });
}

/** Ends what runs. Being in groups of their own, tools do not hear Ctrl-C themselves. */
export const endTools = async (): Promise<void> => { await Promise.all([...running].map(endTool)); };

/** SIGTERM first: a tool stops the servers that it started. Then whatever is left of its group. */
async function endTool(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => { child.once('exit', () => resolve()); });
  child.kill('SIGTERM');
  await Promise.race([gone, new Promise((resolve) => { setTimeout(resolve, GRACE_MS).unref(); })]);
  try { process.kill(-child.pid!, 'SIGKILL'); } catch { /* nothing is left */ }
}
