/** The stages of `npm test`, in order: the quick and telling ones first. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../free-port';
import { findOrInstallChromium } from './chromium';
import { installGateways } from './gateways';
import { playwrightCounts, vitestCounts, type Counts } from './reports';
import { runTool, type Surroundings } from './tool';

export type Stage = { name: string; title: string; needsDatabase?: boolean; run(around: Surroundings): Promise<Counts> };

const MINUTE = 60_000;
const asOne = (ok: boolean): Counts => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });

export const STAGES: Stage[] = [
  {
    name: 'types', title: 'tsc',
    async run(around) {
      // Types of the routes and of imported styles, which `next build` would otherwise leave behind.
      if (!existsSync(path.join(around.root, 'next-env.d.ts'))) await runTool(around, 'next/dist/bin/next', ['typegen'], 2 * MINUTE);
      return asOne((await runTool(around, 'typescript/bin/tsc', ['-p', '.'], 5 * MINUTE)) === 0);
    },
  },
  { name: 'lint', title: 'oxlint', run: async (around) => asOne((await runTool(around, 'oxlint/bin/oxlint', ['--deny-warnings'], 2 * MINUTE)) === 0) },
  { name: 'boundaries', title: 'who may import whom', run: (around) => vitest(around, 'boundaries', ['bin/boundaries.test.ts'], 2 * MINUTE) },
  { name: 'unit', title: 'everything without a database', run: (around) => vitest(around, 'unit', ['--exclude', 'bin/boundaries.test.ts'], 10 * MINUTE) },
  { name: 'database', title: 'against Postgres', needsDatabase: true, run: (around) => vitest(around, 'database', ['--config', 'vitest.db.config.ts'], 15 * MINUTE) },
  {
    name: 'gateways', title: 'against real nginx, HAProxy, Apache and Caddy',
    async run(around) {
      const missing = installGateways();
      const counts = await vitest(around, 'gateways', ['--config', 'e2e/gateways/vitest.config.ts'], 10 * MINUTE);
      for (const name of missing) process.stdout.write(`\nSKIPPED: ${name} is not installed, so nothing was tried against it.\n`);
      return counts;
    },
  },
  { name: 'browser', title: 'Playwright', run: browser },
];

async function vitest(around: Surroundings, name: string, args: string[], limitMs: number): Promise<Counts> {
  const report = path.join(around.scratch, `${name}.json`);
  const code = await runTool(around, 'vitest/vitest.mjs', ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], limitMs);
  return vitestCounts(read(report), code);
}

async function browser(around: Surroundings): Promise<Counts> {
  const report = path.join(around.scratch, 'browser.json');
  const chromium = await findOrInstallChromium(around);
  const env = {
    ...around.env, HANGTIME_E2E_PORT: String(await freePort(0)), PLAYWRIGHT_JSON_OUTPUT_NAME: report, HANGTIME_E2E_DATA: path.join(around.scratch, 'browser'),
    ...(chromium ? { CHROMIUM_PATH: chromium } : {}),
  };
  const code = await runTool({ ...around, env }, '@playwright/test/cli.js', ['test', '--reporter=list,json'], 15 * MINUTE);
  return playwrightCounts(read(report), code);
}

const read = (file: string): string | null => (existsSync(file) ? readFileSync(file, 'utf8') : null);
