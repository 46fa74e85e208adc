/** A Chromium for the browser tests: the one that is named, Playwright's own, the system's; else one is fetched. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { systemChromium } from './system-chromium';
import { installPackages } from './system-packages';
import { runTool, type Surroundings } from './tool';

/** A path, or undefined for Playwright's own. Throws with what to do when there is none and none can be fetched. */
export async function findOrInstallChromium(around: Surroundings): Promise<string | undefined> {
  const { CHROMIUM_PATH } = around.env;
  if (CHROMIUM_PATH) {
    if (existsSync(CHROMIUM_PATH)) return CHROMIUM_PATH;
    throw new Error(`CHROMIUM_PATH names ${CHROMIUM_PATH}, which does not exist.`);
  }
  if (playwrightHasChromium(around)) return undefined;
  const system = systemChromium();
  if (system) return system;
  process.stdout.write('No Chromium found; trying Playwright\'s download …\n');
  if ((await runTool(around, '@playwright/test/cli.js', ['install', 'chromium'], 300_000)) === 0 && playwrightHasChromium(around)) return undefined;
  installPackages(['chromium']);
  const installed = systemChromium();
  if (installed) return installed;
  throw new Error('The browser tests need a Chromium. Install one (Debian: apt-get install chromium), or `npx playwright install chromium`, or name one with CHROMIUM_PATH.');
}

/** Asked in a process of its own, in which Playwright looks exactly as it will in the tests. */
function playwrightHasChromium({ root, env }: Surroundings): boolean {
  const script = 'import { chromium } from "@playwright/test"; import { existsSync } from "node:fs"; process.exit(existsSync(chromium.executablePath()) ? 0 : 1);';
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, env, stdio: 'ignore' }).status === 0;
}
