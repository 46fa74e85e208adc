/** A real `hangtime start` for tests: the process, what it said, how it ended. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './command-line';

export type RunningStart = {
  pid: number;
  output(): string;
  /** Resolves when the output has the text; rejects when the process ends without it. */
  says(text: string): Promise<void>;
  /** Exit code, or the name of the signal. */
  ended: Promise<number | string>;
};


/** Starts with a data folder and an environment of its own, without pages unless `args` says otherwise; `throughNpm` as `npm start` does. */
export function runStart(data: string, env: Record<string, string> = {}, args: string[] = ['--no-pages'], throughNpm = false): RunningStart {
  const rest = Object.fromEntries(Object.entries(process.env).filter(([name]) => !['DATABASE_URL', 'PORT', 'HOST'].includes(name) && !name.startsWith('npm_'))) as NodeJS.ProcessEnv;
  const command = throughNpm ? 'npm' : process.execPath, before = throughNpm ? ['start', '--silent', '--'] : [path.join(root, 'bin', 'hangtime.mjs'), 'start'];
  const child = spawn(command, [...before, ...args], {
    cwd: root, env: { ...rest, HANGTIME_DATA: data, ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let over: number | string | null = null;
  const listeners = new Set<() => void>();
  const changed = () => { for (const listener of listeners) listener(); };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => { text += bytes.toString(); changed(); });
  const ended = new Promise<number | string>((resolve) => {
    // A child of the child may hold the pipes open, so "exit", not "close".
    child.once('exit', (code, signal) => { over = code ?? signal ?? 'gone'; setTimeout(() => { changed(); resolve(over!); }, 50); });
  });
  const says = (wanted: string) => new Promise<void>((resolve, reject) => {
    const check = () => {
      if (text.includes(wanted)) { listeners.delete(check); resolve(); }
      else if (over !== null) { listeners.delete(check); reject(new Error(`ended (${over}) without saying "${wanted}":\n${text}`)); }
    };
    listeners.add(check);
    check();
  });
  return { pid: child.pid!, output: () => text, says, ended };
}
