import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, defineConfig } from '@playwright/test';
import { systemChromium } from './bin/test-run/system-chromium';

/**
 * Browser tests against the real thing: `hangtime start` with an embedded Postgres and a data folder of its own.
 * `npm test` gives a fresh folder; by hand (npx playwright test) .data/e2e stays between runs.
 */
const port = process.env.HANGTIME_E2E_PORT ?? '3114';
const data = path.resolve(process.env.HANGTIME_E2E_DATA ?? '.data/e2e');
const executablePath = process.env.CHROMIUM_PATH || (existsSync(chromium.executablePath()) ? undefined : systemChromium());
// Tests that read the database find it in instance.json of this folder.
process.env.HANGTIME_DATA = data;

export default defineConfig({
  testDir: 'e2e', testMatch: process.env.HANGTIME_SCREENSHOTS ? '**/screenshots.ts' : '**/*.spec.ts', timeout: 120_000, expect: { timeout: 20_000 }, workers: 1, retries: 0, forbidOnly: true, reporter: 'list',
  use: {
    baseURL: `http://127.0.0.1:${port}`, viewport: { width: 1280, height: 800 }, locale: 'en-GB', timezoneId: 'UTC', screenshot: 'only-on-failure', trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      // As root Chromium's own sandbox does not start; a small /dev/shm makes it crash; nothing of it may call home.
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    },
  },
  webServer: {
    command: `"${process.execPath}" bin/hangtime.mjs start`, url: `http://127.0.0.1:${port}`, reuseExistingServer: false, timeout: 300_000,
    env: { ...(process.env as Record<string, string>), PORT: port, HOST: '127.0.0.1', HANGTIME_DATA: data, DATABASE_URL: '' },
    stdout: 'pipe',
    // SIGKILL, the default, would leave Postgres behind.
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
  },
});
