/** The main job, from an instance with nothing in it to a single call's log line. */
import { expect, test, type Locator } from '@playwright/test';
import { failureCode, failureOf } from '../lib/failure';
import { ACCESS, ERROR, sample, truth } from './travel';
import { clear, count, IMPORT_MS, listedCalls } from './server';

test.describe('an empty instance', () => {
  test.beforeEach(async ({ request }) => { await clear(request); });

  test('teaches what to drop, and one click loads the sample incident', async ({ page }) => {
    test.setTimeout(2 * IMPORT_MS);
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'Drop a gateway log, see where calls hang' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'nginx' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'HAProxy' })).toBeVisible();
    for (const name of ['Hotspots', 'Upstreams', 'Calls', 'Imports']) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
      await expect(page.getByRole('button', { name: 'Load the sample incident' })).toBeVisible();
    }
    await page.getByRole('button', { name: 'Load the sample incident' }).click();
    const listed = page.getByRole('list', { name: 'Imports' }).getByRole('listitem');
    await expect(listed.filter({ hasText: ACCESS.name })).toContainText('done', { timeout: IMPORT_MS });
    await expect(listed.filter({ hasText: ERROR.name })).toContainText('done', { timeout: IMPORT_MS });

    await listed.filter({ hasText: ACCESS.name }).getByRole('link', { name: ACCESS.name }).click();
    await expect(page.getByRole('heading', { name: ACCESS.name })).toBeVisible();
    const account = page.getByRole('region', { name: 'Every line accounted for' });
    for (const [name, n] of [['lines read', truth.calls], ['stored', truth.calls], ['quarantined', 0], ['left out', 0]] as const) {
      await expect(account.getByRole('term').filter({ hasText: new RegExp(`^${name}$`) }).locator('xpath=..').getByRole('definition')).toHaveText(count(n));
    }
    await expect(account).toContainText(`${count(Buffer.byteLength(ACCESS.content))} of ${count(Buffer.byteLength(ACCESS.content))}`);
    await expect(account).toContainText('2026-03-12 08:30:00 – 2026-03-12 10:29:59');
    await expect(account).toContainText(`${count(truth.failed)} failed, ${count(truth.timeouts)} of these timed out; ${count(truth.attempts)} attempts`);
    await expect(page.getByRole('region', { name: 'Formats' }).getByRole('row', { name: /nginx log_format/ })).toContainText(count(truth.calls));

    await page.getByRole('link', { name: 'Imports' }).first().click();
    await page.getByRole('link', { name: ERROR.name }).click();
    const left = page.getByRole('region', { name: 'Left out' });
    await expect(left).toContainText('2');
    await expect(page.getByRole('region', { name: 'Formats' }).getByRole('row', { name: /nginx error log/ })).toContainText(count(truth.errorLines - 2));
  });
});

test('the overview tells the story: how bad, by what, since when', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/?source=${source}`);
  const story = page.getByText(/of the calls failed, the largest part of them by/);
  await expect(story).toContainText('4.11 % of the calls failed');
  await expect(story).toContainText('upstream reported timeout');
  await expect(story).toContainText(/rose from 0\.\d+\s% to 9\.\d+\s% at 09:20 and came down at 10:0[4-7]/);
  await expect(page.getByRole('region', { name: 'Routes that fail most' }).getByRole('row').nth(1)).toContainText('POST /providers/skylink/offers');
  await expect(page.getByRole('region', { name: 'Failed attempts that retries hid' })).toContainText(`${truth.hidden} failed attempts, ${truth.attemptFailures.connect_timeout} of them timeouts`);

  await page.getByRole('link', { name: 'Zoom to it' }).click();
  await expect(page).toHaveURL(/from=2026-03-12T0[89]/);
  await expect(page.getByText(/The failure rate rose from/)).toContainText('at 09:20');
  await expect(page.getByText(/Changes are against the period before/)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(`/?source=${source}`);
});

test('every number opens the calls that make it', async ({ page, request }) => {
  test.setTimeout(2 * IMPORT_MS);
  const { source } = await sample(request);
  await page.goto(`/?source=${source}`);
  const numbers: { what: string; n: number; href: string }[] = [];
  const note = async (what: string, link: Locator, n: number): Promise<void> => { numbers.push({ what, n, href: (await link.getAttribute('href'))! }); };

  const tile = (name: string) => page.getByRole('region', { name: 'In numbers' }).getByRole('term').filter({ hasText: name }).locator('xpath=..');
  await note('calls', tile('Calls').getByRole('link', { name: count(truth.calls) }), truth.calls);
  await expect(tile('Failure rate')).toContainText(`${count(truth.failed)} calls`);
  await note('failed', tile('Failure rate').getByRole('link').first(), truth.failed);
  await expect(tile('Timeout rate')).toContainText(`${count(truth.timeouts)} calls`);
  await note('timed out', tile('Timeout rate').getByRole('link').first(), truth.timeouts);
  for (const [id, n] of Object.entries(truth.failures)) {
    const row = page.getByRole('region', { name: 'What failed, and how' }).getByRole('row').filter({ hasText: failureOf(failureCode(id)).title });
    await note(id, row.getByRole('link', { name: count(n), exact: true }), n);
  }
  for (const [route, n] of Object.entries(truth.routeTimeouts)) {
    const row = page.getByRole('region', { name: 'Routes that fail most' }).getByRole('row').filter({ hasText: route });
    await note(route, row.getByRole('link', { name: count(n), exact: true }).first(), n);
  }
  // One bucket of a chart, from its table.
  const outcomes = page.getByRole('region', { name: 'Calls by outcome' }), [at, worst] = Object.entries(truth.minuteTimeouts).sort((a, b) => b[1] - a[1])[0];
  await outcomes.getByRole('button', { name: /show as a table/ }).click();
  const minute = outcomes.getByRole('row').filter({ hasText: new Date(Number(at)).toISOString().slice(0, 16).replace('T', ' ') });
  await note('one minute', minute.getByRole('cell').last().getByRole('link', { name: count(worst), exact: true }), worst);

  await minute.getByRole('cell').last().getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Calls', level: 1 })).toBeVisible();
  for (const { what, n, href } of numbers) {
    await page.goto(href);
    expect(await listedCalls(page), what).toBe(n);
  }
});

test('with the keyboard alone: overview, failed calls, one call, and back', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/?source=${source}`);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();

  const tabTo = async (isThere: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; i < 60 && !(await isThere()); i++) await page.keyboard.press('Tab');
    expect(await isThere()).toBe(true);
  };
  const timeouts = page.getByRole('region', { name: 'In numbers' }).getByRole('link', { name: /3\.1\d %/ });
  await expect(timeouts).toBeVisible();
  await tabTo(() => timeouts.evaluate((e) => e === document.activeElement));
  await page.keyboard.press('Enter');
  expect(await listedCalls(page)).toBe(truth.timeouts);

  const first = page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1).getByRole('link');
  await expect(first).toBeVisible();
  await tabTo(() => first.evaluate((e) => e === document.activeElement));
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByRole('region', { name: 'How it ended' })).toBeVisible();
  await expect(page).toHaveURL(/\/calls\/\d+-\d+\?/);
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(page).toHaveURL(/\/calls\?/);
  await expect(first).toBeFocused();
});
