import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that need a Postgres (TEST_DATABASE_URL), each file with a database of its own: see lib/db/test-database.ts. */
export default defineConfig({
  resolve: { alias: { '@': path.resolve(import.meta.dirname) } },
  test: {
    include: ['{app,bin,components,lib,prisma}/**/*.db.test.{ts,tsx}'],
    exclude: [...configDefaults.exclude, '**/.data/**', '**/.build/**'],
    testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 2,
  },
});
