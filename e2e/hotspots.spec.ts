import { devices, expect, test } from '@playwright/test';
import { sample, truth } from './travel';
import { count, listedCalls } from './server';

const said = /^(.+) · (.+): ([\d,]+) (failure|timeout)s? of ([\d,]+) calls?/;

test('the worst routes come first, and a cell opens as many calls as it says', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/hotspots?source=${source}`);
  const panel = page.getByRole('region', { name: 'Routes by time' }), map = panel.getByRole('grid', { name: 'failures by route and time' });
  await expect(map.getByRole('link').first()).toHaveText('POST /api/flights/search');
  await expect(map).toContainText(count(1400));

  // The keyboard: down to the second row, right until a cell has failures.
  await map.getByRole('gridcell').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const line = panel.getByText(said);
  await page.keyboard.press('End');
  await expect(line).toContainText('10:28 – 10:30');
  for (let i = 0; i < 72 && / 0 failures/.test((await line.textContent())!); i++) await page.keyboard.press('ArrowLeft');
  const [, route, , hits] = said.exec((await line.textContent())!)!;
  expect(Number(hits)).toBeGreaterThan(0);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Calls', level: 1 })).toBeVisible();
  expect(await listedCalls(page)).toBe(Number(hits));
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText(route);
  await expect(page.getByRole('search', { name: 'Filter the calls' }).getByLabel('Route', { exact: true })).toHaveValue(route);
});

test('timeouts only: the pointer reads a cell out, a click opens its calls', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/hotspots?source=${source}`);
  await page.getByRole('link', { name: 'Timeouts only' }).click();
  const panel = page.getByRole('region', { name: 'Upstreams by time' }), map = panel.getByRole('grid', { name: 'timeouts by upstream and time' });
  await expect(map.getByRole('link')).toHaveText(['10.30.9.*:8089', '10.30.1.*:8080']);
  await expect(map).toContainText(count(truth.failures.upstream_reported_timeout));

  // The middle of the incident, on the first row.
  const row = (await map.getByRole('link').first().boundingBox())!, area = (await map.boundingBox())!;
  await page.mouse.move(area.x + area.width * 0.63, row.y + row.height / 2);
  const line = panel.getByText(said);
  await expect(line).toContainText('timeouts of');
  const hits = Number(said.exec((await line.textContent())!)![3]);
  expect(hits).toBeGreaterThan(0);
  await page.mouse.click(area.x + area.width * 0.63, row.y + row.height / 2);
  await expect(page.getByRole('heading', { name: 'Calls', level: 1 })).toBeVisible();
  expect(await listedCalls(page)).toBe(hits);
});

test('a name filters the page to itself, and the filter comes off again', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/hotspots?source=${source}`);
  await page.getByRole('region', { name: 'Routes by time' }).getByRole('link', { name: 'GET /api/reviews/{id}' }).click();
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText('GET /api/reviews/{id}');
  await expect(page.getByRole('region', { name: 'Routes by time' }).getByRole('grid').getByRole('link')).toHaveText(['GET /api/reviews/{id}']);
  await page.getByRole('link', { name: 'Remove the filter Route GET /api/reviews/{id}' }).click();
  await expect(page.getByRole('region', { name: 'Routes by time' }).getByRole('grid').getByRole('link').first()).toHaveText('POST /api/flights/search');
});

test('the map says how it is used: by pointer and keys, or by finger', async ({ page, request, browser, baseURL }) => {
  const { source } = await sample(request), { defaultBrowserType: _type, ...phone } = devices['Pixel 7'];
  const hint = (p: typeof page) => p.getByRole('region', { name: 'Routes by time' });
  await page.goto(`/hotspots?source=${source}`);
  await expect(hint(page).getByText('Point at a cell, or use the arrow keys; Enter opens its calls.')).toBeVisible();
  const context = await browser.newContext({ ...phone, baseURL }), there = await context.newPage();
  await there.goto(`/hotspots?source=${source}`);
  await expect(hint(there).getByText('Tap a cell: its calls open.')).toBeVisible();
  await expect(hint(there).getByText('Point at a cell')).toBeHidden();
  await context.close();
});
