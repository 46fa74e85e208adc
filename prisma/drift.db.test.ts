import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

test('the migrations make exactly the schema', () => {
  if (!process.env.TEST_DATABASE_URL) throw new Error('TEST_DATABASE_URL is not set; see lib/db/test-database.ts');
  const root = path.resolve(import.meta.dirname, '..');
  const args = ['node_modules/prisma/build/index.js', 'migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma', '--script', '--exit-code'];
  const env = { ...process.env, DATABASE_URL: process.env.TEST_DATABASE_URL, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
  // 0 = no difference, 2 = some, and then the missing SQL is on standard output.
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
});
