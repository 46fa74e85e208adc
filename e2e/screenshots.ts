/** The pictures of the README, of the sample incident: HANGTIME_SCREENSHOTS=1 npx playwright test. They go to public/screenshots. */
import { expect, test, type Page } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { toPalette } from './png-palette';
import { clear } from './server';
import { sample } from './travel';

const FOLDER = 'public/screenshots';
test.use({ viewport: { width: 1440, height: 1000 }, colorScheme: 'light' });

/** The sample alone: no menu of sources, no filter. */
test.beforeAll(async ({ request }) => { await clear(request); await sample(request); });

async function save(page: Page, name: string, height: number): Promise<void> {
  await page.setViewportSize({ width: 1440, height });
  await expect(page.getByText('Loading', { exact: true })).toHaveCount(0);
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
  const png = toPalette(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  expect(png.length, name).toBeLessThan(150_000);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/${name}.png`, png);
}

test('overview', async ({ page }) => {
  await page.goto('/?from=2026-03-12T09:00:00Z');
  await save(page, 'overview', 1030);
});

test('upstream', async ({ page }) => {
  await page.goto(`/upstreams/${encodeURIComponent('10.30.3.*:8083')}`);
  await save(page, 'upstream', 1150);
});

test('call', async ({ page }) => {
  await page.goto(`/calls?q=${encodeURIComponent('ua="10.30.3.12:8083, ')}`);
  await page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1).getByRole('link').click();
  await expect(page.getByRole('dialog').getByRole('region', { name: 'Fields' })).toBeVisible();
  await save(page, 'call', 1000);
});
