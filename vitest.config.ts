import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

/** Unit tests: no database, no network, no browser. `npm run check` runs them. */
export default defineConfig({
  resolve: { alias: { '@': path.resolve(import.meta.dirname) } },
  test: {
    include: ['{app,bin,components,lib,prisma}/**/*.test.{ts,tsx}'],
    exclude: [...configDefaults.exclude, '**/*.db.test.ts', '**/*.gateway.test.ts', '**/.data/**', '**/.build/**'],
    testTimeout: 20_000,
  },
});
