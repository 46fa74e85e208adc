import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

/** Tests against real gateways (nginx, HAProxy). One file at a time: they open ports and measure times. */
export default defineConfig({
  resolve: { alias: { '@': path.resolve(import.meta.dirname) } },
  test: {
    include: ['e2e/gateways/**/*.gateway.test.ts'],
    exclude: [...configDefaults.exclude, '**/.data/**', '**/.build/**'],
    testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false,
  },
});
