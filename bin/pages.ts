/** `next build`, only when what it reads has changed since the last one. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { contentHash } from './setup/content-hash.mjs';
import { withSetupLock } from './setup/setup.mjs';

const INPUTS = ['app', 'components', 'lib', 'public', 'prisma/schema.prisma', 'instrumentation.ts', 'proxy.ts', 'next.config.js', 'postcss.config.mjs', 'tsconfig.json', 'package-lock.json'];
const stampOf = (root: string) => path.join(root, '.next', 'hangtime-stamp');

export const nextProgram = (root: string): string => path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');

export function pagesAreStale(root: string): boolean {
  return !existsSync(stampOf(root)) || !existsSync(path.join(root, '.next', 'BUILD_ID')) || readFileSync(stampOf(root), 'utf8') !== contentHash(root, INPUTS);
}

/** Builds into .next; two at once wait for each other. Throws with the build's output when it fails. Aborting ends the build. */
export async function buildPages(root: string, signal: AbortSignal): Promise<void> {
  const lock = await withSetupLock(root);
  try {
    if (!pagesAreStale(root)) return;
    const hash = contentHash(root, INPUTS);
    rmSync(stampOf(root), { force: true });
    await run(root, signal);
    mkdirSync(path.dirname(stampOf(root)), { recursive: true });
    writeFileSync(stampOf(root), hash);
  } finally {
    lock.release();
  }
}

function run(root: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [nextProgram(root), 'build'], {
      cwd: root, signal, killSignal: 'SIGTERM', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => { output = (output + data.toString()).slice(-20_000); });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`Building the pages failed:\n${output.trimEnd()}`))));
  });
}
