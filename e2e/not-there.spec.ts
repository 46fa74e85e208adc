/** Names, pages and ranges that hold nothing: the page says which of these it is, and leads on. */
import { expect, test } from '@playwright/test';
import { sample } from './travel';

test('an upstream that nobody has is told from one without calls in the range', async ({ page, request }) => {
  const { source } = await sample(request), outside = '&from=2026-03-12T12:00:00Z&to=2026-03-12T13:00:00Z';
  await page.goto(`/upstreams/none-such?source=${source}`);
  await expect(page.getByRole('heading', { name: 'No upstream has this name' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'In numbers' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Show all upstreams' }).click();
  await expect(page).toHaveURL(`/upstreams?source=${source}`);
  await expect(page.getByRole('table', { name: 'Upstreams' })).toBeVisible();
  await page.goto(`/upstreams/${encodeURIComponent('10.30.5.*:8085')}?source=${source}${outside}`);
  await expect(page.getByRole('region', { name: 'Instances' })).toContainText('No call reached this upstream in this range.');
});

test('a range behind the data holds no calls: nothing is said to have gone well there', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/?source=${source}&from=2026-03-12T12:30:00Z&to=2026-03-12T13:00:00Z`);
  for (const panel of ['Routes that fail most', 'Upstreams that fail most', 'What failed, and how', 'Failed attempts that retries hid']) await expect(page.getByRole('region', { name: panel })).toContainText('No calls in this range.');
  await expect(page.getByRole('region', { name: 'In numbers' })).toContainText('There are no calls in the period before, 2026-03-12 12:00 – 12:30, to compare with.');
});

test('times are taken as the gateway writes them', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/?source=${source}&tz=Europe/Berlin&from=${encodeURIComponent('[12/Mar/2026:09:20:00 +0000]')}&to=${encodeURIComponent('2026/03/12 10:40:00')}`);
  await expect(page.getByRole('alert').filter({ hasText: /Start|End/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /2026-03-12 10:20 – 10:40/ })).toBeVisible();
});

test('pages that are not there have a title of their own, and the logo leads home', async ({ page }) => {
  for (const path of ['/nothing', '/imports/987654', '/calls/1-999999999', '/imports/sources/987654', '/calls/what']) {
    expect((await page.goto(path))!.status(), path).toBe(404);
    await expect(page, path).toHaveTitle('Not found · Hangtime');
  }
  await page.getByRole('link', { name: 'Hangtime', exact: true }).click();
  await expect(page).toHaveURL('/');
});
