import { expect, test, type Locator } from '@playwright/test';
import { sample } from './travel';

test('light and dark: as the system, or as chosen, from the first paint on', async ({ page, request }) => {
  await sample(request);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/');
  expect(await ground()).toBe('rgb(14, 17, 21)');
  await page.getByRole('button', { name: 'Theme: as the system. Change to: light' }).click();
  expect(await ground()).toBe('rgb(245, 246, 248)');
  await page.reload();
  expect(await ground()).toBe('rgb(245, 246, 248)');
  await page.getByRole('button', { name: 'Theme: light. Change to: dark' }).click();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.reload();
  expect(await ground()).toBe('rgb(14, 17, 21)');
  await page.getByRole('button', { name: 'Theme: dark. Change to: as the system' }).click();
  expect(await ground()).toBe('rgb(245, 246, 248)');
});

for (const width of [390, 1024]) {
  test(`no page scrolls sideways on a screen of ${width} px`, async ({ page, request }) => {
    const { source, access, error } = await sample(request);
    await page.setViewportSize({ width, height: 844 });
    const call = ((await (await request.get(`/api/calls?source=${source}&failure=client_abort&limit=1&format=json`)).json()) as { calls: { call: string }[] }).calls[0].call;
    const q = `?source=${source}`, pages = [`/${q}`, `/hotspots${q}`, `/upstreams${q}`, `/upstreams/${encodeURIComponent('10.30.5.*:8085')}${q}`, `/calls${q}&failure=any`, `/calls/${call}`, '/imports', `/imports/${access}`, `/imports/${error}`, `/imports/sources/${source}`];
    for (const path of pages) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByText('Loading', { exact: true })).toHaveCount(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBe(0);
    }
  });
}

test('small links and switches are tall enough to be hit: 24 px', async ({ page, request }) => {
  const { source } = await sample(request), q = `?source=${source}`;
  const heights = async (of: Locator): Promise<number[]> => Promise.all((await of.all()).map(async (e) => (await e.boundingBox())!.height));
  await page.goto(`/hotspots${q}`);
  const rows = page.getByRole('region', { name: 'Routes by time' }).getByRole('grid').getByRole('link');
  await expect(rows.first()).toBeVisible();
  expect(Math.min(...(await heights(rows)))).toBeGreaterThanOrEqual(24);
  await page.goto(`/calls${q}&failure=any`);
  expect(Math.min(...(await heights(page.getByRole('columnheader').getByRole('link'))), ...(await heights(page.getByText('More filters'))))).toBeGreaterThanOrEqual(24);
  await page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1).getByRole('link').click();
  const fields = page.getByRole('dialog').getByRole('region', { name: 'Fields' }).getByRole('link');
  await expect(fields.first()).toBeVisible();
  expect(Math.min(...(await heights(fields)))).toBeGreaterThanOrEqual(24);
});

test('no page logs an error or asks another machine for anything', async ({ page, request }) => {
  const { source, access } = await sample(request), faults: string[] = [];
  page.on('pageerror', (e) => faults.push(e.message));
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') faults.push(m.text()); });
  page.on('request', (r) => { if (!['127.0.0.1', ''].includes(new URL(r.url()).hostname)) faults.push(r.url()); });
  for (const path of ['/', '/hotspots', '/upstreams', '/calls', '/imports', `/imports/${access}`, `/imports/sources/${source}`]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText('Loading', { exact: true })).toHaveCount(0);
  }
  expect(faults).toEqual([]);
});

test('on paper: charts and numbers, the range in words, and nothing that could only be clicked', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const [path, charts] of [[`/?source=${source}`, 3], [`/upstreams/${encodeURIComponent('10.30.5.*:8085')}?source=${source}`, 2]] as const) {
    await page.goto(path);
    await expect(page.getByText('Loading', { exact: true })).toHaveCount(0);
    await expect.poll(() => page.locator('svg.recharts-surface').count(), { message: path }).toBeGreaterThanOrEqual(charts);
    for (const chart of await page.locator('svg.recharts-surface').all()) if ((await chart.boundingBox())!.width > 50) await expect(chart).toBeVisible();
    await expect(page.getByText('2026-03-12 08:30 – 10:30 (UTC)')).toBeVisible();
    for (const role of ['textbox', 'combobox', 'navigation'] as const) await expect(page.getByRole(role), `${role} on ${path}`).toHaveCount(0);
    // Words with an explanation behind them are buttons, and words on paper.
    for (const word of await page.getByRole('button').allTextContents()) expect(word, path).toMatch(/^(p\d\d|All without it)$/);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
  }
});

test('a source that is not there can be taken away again, on every page', async ({ page, request }) => {
  await sample(request);
  for (const path of ['/', '/hotspots', '/upstreams', '/upstreams/some', '/calls']) {
    await page.goto(`${path}?source=987654`);
    await expect(page.getByRole('heading', { name: 'There is no such source' }), path).toBeVisible();
    await expect(page.getByRole('button', { name: 'Copy link' }), path).toHaveCount(0);
    await page.getByRole('link', { name: 'Show all sources' }).click();
    await expect(page, path).toHaveURL(path);
    await expect(page.getByRole('button', { name: 'Copy link' }), path).toBeVisible();
  }
});

test('what is not there says so', async ({ page }) => {
  for (const path of ['/nothing', '/imports/987654', '/calls/1-999999999', '/imports/sources/987654']) {
    expect((await page.goto(path))!.status(), path).toBe(404);
    await expect(page.getByRole('heading', { name: /^There is no such (page|source)$/ })).toBeVisible();
  }
});
