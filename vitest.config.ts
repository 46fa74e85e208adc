import { defineConfig } from 'vitest/config';
import path from 'node:path';

export default defineConfig({
  resolve: { alias: { '@': path.resolve(import.meta.dirname) } },
  test: { include: ['{lib,components,bin,prisma,app}/**/*.test.{ts,tsx}'], exclude: ['**/*.db.test.ts', '**/*.gateway.test.ts', 'node_modules/**'], testTimeout: 20_000 },
});
