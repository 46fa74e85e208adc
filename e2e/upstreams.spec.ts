import { expect, test, type Locator } from '@playwright/test';
import { sample, truth } from './travel';
import { bringIn, clear, count, listedCalls, ownSource } from './server';
import { LOG_FORMAT, lines } from './logs';

const cells = async (row: Locator): Promise<string[]> => (await row.getByRole('cell').allTextContents()).map((t) => t.trim());

test('from the list to one upstream: the failing instance stands out, its hidden attempts are counted', async ({ page, request }) => {
  const { source } = await sample(request), bad = '10.30.5.12:8085';
  await page.goto(`/upstreams?source=${source}`);
  const table = page.getByRole('table', { name: 'Upstreams' });
  await expect(table.getByRole('row')).toHaveCount(10);
  await expect(table.getByRole('row').nth(1)).toContainText('10.30.9.*:8089');
  await table.getByRole('link', { name: '10.30.5.*:8085' }).click();

  await expect(page.getByRole('heading', { name: '10.30.5.*:8085' })).toBeVisible();
  const instances = page.getByRole('table', { name: 'Instances of 10.30.5.*:8085' });
  const row = instances.getByRole('row').filter({ hasText: bad });
  await expect(row).toContainText('stands out');
  await expect(instances.getByText('stands out')).toHaveCount(1);
  const [attempts, failed, hidden, calls] = await cells(row), all = truth.instances[bad], broken = truth.instanceFailures[bad];
  expect([attempts, hidden, calls]).toEqual([count(all), '68', count(all - 68)]);
  expect(failed).toContain(count(broken));
  for (const other of ['10.30.5.11:8085', '10.30.5.13:8085']) expect((await cells(instances.getByRole('row').filter({ hasText: other })))[0]).toBe(count(truth.instances[other]));
  await expect(page.getByRole('region', { name: 'Failed attempts', exact: true })).toContainText('68 failed attempts hidden by a retry');

  await row.getByRole('link', { name: count(all - 68) }).click();
  expect(await listedCalls(page)).toBe(all - 68);
});

test('an upstream without a failed call is not called healthy while retries hide its failures', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/upstreams/${encodeURIComponent('10.30.3.*:8083')}?source=${source}`);
  await expect(page.getByRole('region', { name: 'In numbers' })).toContainText(`No call failed in this range, but only because retries hid ${truth.instanceFailures['10.30.3.12:8083']} failed attempts.`);
});

test('phases and latency of the slow upstream, as charts and as tables', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/upstreams/${encodeURIComponent('10.30.1.*:8080')}?source=${source}`);
  const phases = page.getByRole('region', { name: 'Where attempts spend their time' });
  await expect(phases.getByRole('figure')).toContainText('Wait for the first byte');
  await expect(phases.getByRole('figure').locator('svg.recharts-surface').first()).toBeVisible();
  await phases.getByRole('button', { name: /show as a table/ }).click();
  await expect(phases.getByRole('columnheader')).toContainText(['From', 'Attempts', 'Connect']);
  expect(await phases.getByRole('row').count()).toBe(121);
  await phases.getByRole('button', { name: /show the chart/ }).click();
  await expect(phases.getByRole('figure')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Latency' })).toContainText('Timeout wall at 25.0 s');
  const failures = page.getByRole('region', { name: 'What failed, and how' }).getByRole('row').filter({ hasText: 'First byte timeout' });
  await failures.getByRole('link').click();
  expect(await listedCalls(page)).toBe(truth.failures.first_byte_timeout);
});

test('an upstream whose name has slashes has a page of its own', async ({ page, request }) => {
  const source = ownSource('socket gateway'), socket = 'unix:/run/app/api.sock';
  const { source: { id } } = await bringIn(request, source, 'socket.log', lines(60, (i) => ({ path: '/api/work', addr: socket, status: i % 10 === 0 ? 504 : 200, seconds: i % 10 === 0 ? 30 : 0.04 })), { logFormats: [LOG_FORMAT] });
  await page.goto(`/upstreams?source=${id}`);
  await page.getByRole('link', { name: socket }).click();
  await expect(page.getByRole('heading', { name: socket })).toBeVisible();
  await expect(page.getByRole('table', { name: `Instances of ${socket}` }).getByRole('row').nth(1)).toContainText('60');
  await page.reload();
  await expect(page.getByRole('heading', { name: socket })).toBeVisible();
  await page.getByRole('region', { name: 'In numbers' }).getByRole('link', { name: '10 %' }).first().click();
  expect(await listedCalls(page)).toBe(6);
  await clear(request, source);
});
