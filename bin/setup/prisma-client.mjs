import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { contentHash } from './content-hash.mjs';
import { SetupError } from './setup-error.mjs';

const inputs = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'];
const stampOf = (/** @type {string} */ root) => path.join(root, 'lib', 'generated', 'stamp');

/** @param {string} root */
export function prismaClientIsStale(root) {
  const stamp = stampOf(root);
  return !existsSync(stamp) || !existsSync(path.join(root, 'lib', 'generated', 'prisma', 'client.ts')) || readFileSync(stamp, 'utf8') !== contentHash(root, inputs);
}

/**
 * Writes lib/generated/prisma from the schema, without network. Throws SetupError.
 * @param {string} root
 */
export async function generatePrismaClient(root) {
  // Prisma asks for its schema engine, a separate download, but generating never runs it: any executable will do.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
  const run = spawnSync(process.execPath, [path.join(root, 'node_modules', 'prisma', 'build', 'index.js'), 'generate', '--no-hints'], { cwd: root, env, encoding: 'utf8' });
  if (run.error || run.status !== 0) throw new SetupError(`\`prisma generate\` failed:\n${run.error?.message ?? run.stderr + run.stdout}`);
  mkdirSync(path.dirname(stampOf(root)), { recursive: true });
  writeFileSync(stampOf(root), contentHash(root, inputs));
}
