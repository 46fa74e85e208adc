/** Runs the command line as a user does, for tests. */
import { spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
export type Ran = { code: number | null; out: string; err: string };

/** `input` goes to standard input. DATABASE_URL and HANGTIME_DATA are only what `env` says. */
export function hangtime(args: string[], { input, env = {} }: { input?: string | Buffer; env?: Record<string, string> } = {}): Promise<Ran> {
  const { DATABASE_URL: _url, HANGTIME_DATA: _data, ...rest } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'bin', 'hangtime.mjs'), ...args], { cwd: root, env: { ...rest, ...env }, stdio: 'pipe' });
    let out = '', err = '';
    child.stdout.on('data', (bytes: Buffer) => { out += bytes.toString(); });
    child.stderr.on('data', (bytes: Buffer) => { err += bytes.toString(); });
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}
