/** Real gateways: nginx, HAProxy, Apache and Caddy are started one after the other, so files run in sequence. */
import { defineConfig } from 'vitest/config';
import path from 'node:path';

export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  resolve: { alias: { '@': path.resolve(import.meta.dirname, '../..') } },
  test: { include: ['e2e/gateways/**/*.gateway.test.ts'], fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 },
});
