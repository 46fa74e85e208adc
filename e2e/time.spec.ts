/** The range that is shown: chosen, typed, dragged out of a chart, handed on in a link, saved to a file. */
import { devices, expect, test, type Download, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { sample, truth } from './travel';
import { count, listedCalls } from './server';

const button = (page: Page) => page.getByRole('button', { name: /\d{4}-\d\d-\d\d \d\d:\d\d – / });
const picker = (page: Page) => page.getByRole('dialog', { name: 'Time range' });
const calls = (page: Page) => page.getByRole('region', { name: 'In numbers' }).getByRole('definition').first();
const minutes = (from: string, to: string, of = truth.minutes): number => Object.entries(of).filter(([at]) => Number(at) >= Date.parse(from) && Number(at) < Date.parse(to)).reduce((n, [, c]) => n + c, 0);
const text = async (d: Download): Promise<string> => readFile((await d.path())!, 'utf8');

test('presets count back from the end of the data; the browser goes back', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/?source=${source}`);
  await expect(calls(page)).toHaveText(count(truth.calls));
  await button(page).click();
  await picker(page).getByRole('button', { name: 'Last 15 min' }).click();
  await expect(page).toHaveURL(/from=end-15m/);
  await expect(calls(page)).toHaveText(count(minutes('2026-03-12T10:15:00Z', '2026-03-12T10:30:00Z')));
  await page.goBack();
  await expect(calls(page)).toHaveText(count(truth.calls));
});

test('typed times: what they mean shows while typing, nonsense is refused, the zone applies', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/?source=${source}`);
  await button(page).click();
  await picker(page).getByLabel('From', { exact: true }).fill('soon');
  await expect(picker(page).getByRole('alert')).toContainText('“soon” is not a time that can be read');
  await expect(picker(page).getByRole('button', { name: 'Show this range' })).toBeDisabled();
  await picker(page).getByLabel('Zone').selectOption('Europe/Berlin');
  await picker(page).getByLabel('From', { exact: true }).fill('2026-03-12 10:20');
  await expect(picker(page).getByText('= 2026-03-12 10:20:00').first()).toBeVisible();
  await picker(page).getByLabel('To', { exact: true }).fill('1773306600');
  await expect(picker(page).getByText('= 2026-03-12 10:10:00')).toBeVisible();
  await picker(page).getByLabel('To', { exact: true }).fill('end-60m');
  await picker(page).getByRole('button', { name: 'Show this range' }).click();
  await expect(button(page)).toContainText('2026-03-12 10:20 – 10:30');
  await expect(button(page)).toContainText('Berlin +01:00');
  await expect(calls(page)).toHaveText(count(minutes('2026-03-12T09:20:00Z', '2026-03-12T09:30:00Z')));
});

test('an unreadable time in a link is said, and the data’s own edge is shown', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/?source=${source}&from=whenever`);
  await expect(page.getByRole('alert').filter({ hasText: 'Start: “whenever” is not a time' })).toBeVisible();
  await expect(calls(page)).toHaveText(count(truth.calls));
});

test('a range beside the data says where the data is, and leads there', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/?source=${source}&from=now-2h`);
  await expect(page.getByRole('status').filter({ hasText: 'The data lies outside this range: 2026-03-12 08:30 – 10:30.' })).toBeVisible();
  await expect(page.getByText('carries a duration')).toHaveCount(0);
  await page.getByRole('link', { name: 'Show all the data' }).click();
  await expect(calls(page)).toHaveText(count(truth.calls));
  await expect(page).toHaveURL(`/?source=${source}`);
});

test('dragging across a chart zooms in, back zooms out', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/?source=${source}`);
  const chart = page.getByRole('region', { name: 'Calls by outcome' }).locator('.recharts-surface').first();
  const box = (await chart.boundingBox())!, y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.5, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 4 });
  await page.mouse.move(box.x + box.width * 0.75, y, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=2026-03-12T09%3A\d\d%3A00.000Z&to=2026-03-12T\d\d%3A\d\d%3A00.000Z/);
  const q = new URL(page.url()).searchParams;
  await expect(calls(page)).toHaveText(count(minutes(q.get('from')!, q.get('to')!)));
  await page.goBack();
  await expect(calls(page)).toHaveText(count(truth.calls));
});

test('the keyboard reads a chart out, selects, zooms in; back zooms out', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/?source=${source}&from=2026-03-12T09:00:00Z&to=2026-03-12T10:00:00Z`);
  const panel = page.getByRole('region', { name: 'Calls by outcome' }), chart = panel.getByRole('application', { name: 'Calls by outcome' }), said = panel.getByRole('status');
  const hour = minutes('2026-03-12T09:00:00Z', '2026-03-12T10:00:00Z');
  await expect(calls(page)).toHaveText(count(hour));
  await expect(chart).toHaveAccessibleDescription(/Shift with an arrow selects .* Enter zooms in .* Escape drops/);
  // A pointer that rests on the chart is not in the way of the keys.
  const box = (await chart.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await panel.getByRole('button', { name: 'Export Calls by outcome' }).focus();
  await page.keyboard.press('Tab');
  await expect(chart).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(said).toContainText(`2026-03-12 09:02 – 09:03: `);
  await expect(said).toContainText(`All ${count(minutes('2026-03-12T09:02:00Z', '2026-03-12T09:03:00Z'))}.`);
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
  await expect(said).toContainText('Selected 2026-03-12 09:02 – 09:06. 2026-03-12 09:05 – 09:06: ');
  await page.keyboard.press('Escape');
  await expect(said).not.toContainText('Selected');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(said).toContainText('Selected 2026-03-12 09:03 – 09:06. ');
  await expect(panel.locator('.recharts-reference-area')).toBeAttached();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/from=2026-03-12T09%3A03%3A00.000Z&to=2026-03-12T09%3A06%3A00.000Z/);
  await expect(calls(page)).toHaveText(count(minutes('2026-03-12T09:03:00Z', '2026-03-12T09:06:00Z')));
  await expect(said).toHaveText('Zoomed in to 2026-03-12 09:03 – 09:06.');
  await expect(chart).toBeFocused();
  // Nothing selected: the bucket of the crosshair. The keys stop at the ends of the range.
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  await expect(said).toContainText('2026-03-12 09:05 – 09:06: ');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/from=2026-03-12T09%3A05%3A00.000Z&to=2026-03-12T09%3A06%3A00.000Z/);
  await page.goBack();
  await expect(page).toHaveURL(/from=2026-03-12T09%3A03/);
  await page.goBack();
  await expect(calls(page)).toHaveText(count(hour));
});

test('on a phone: the range and its zone in words, numbers under the finger, a drag zooms in, a swipe scrolls', async ({ request, browser, baseURL }) => {
  const { source } = await sample(request), { defaultBrowserType: _type, ...phone } = devices['Pixel 7'];
  const context = await browser.newContext({ ...phone, baseURL }), page = await context.newPage(), fingers = await context.newCDPSession(page);
  const chart = page.getByRole('region', { name: 'Calls by outcome' }).locator('.recharts-surface').first();
  const drag = async (dx: number, dy: number): Promise<void> => {
    const box = (await chart.boundingBox())!, x = box.x + box.width / 3, y = box.y + box.height / 2;
    await fingers.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
    for (let i = 1; i <= 8; i++) {
      await fingers.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + (dx * i) / 8, y: y + (dy * i) / 8 }] });
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    if (dy === 0) await expect(page.locator('.recharts-reference-area').first()).toBeAttached();
    await fingers.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  };
  await page.goto(`/?source=${source}&tz=Europe/Berlin`);
  await expect(page.getByText('2026-03-12 09:30 – 11:30 (Europe/Berlin)')).toBeVisible();
  await chart.scrollIntoViewIfNeeded();
  await chart.tap();
  await expect(page.locator('.recharts-tooltip-wrapper').filter({ hasText: 'Ended well' }).first()).toBeVisible();
  const before = await page.evaluate(() => scrollY);
  await drag(5, -120);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before);
  expect(new URL(page.url()).searchParams.has('from')).toBe(false);
  await drag(120, 0);
  await expect(page).toHaveURL(/from=2026-03-12T\d\d%3A\d\d%3A00.000Z&to=/);
  const q = new URL(page.url()).searchParams;
  await expect(calls(page)).toHaveText(count(minutes(q.get('from')!, q.get('to')!)));
  await context.close();
});

test('a copied link is frozen: another browser sees the same numbers', async ({ page, request, context, browser }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { source } = await sample(request);
  await page.goto(`/?source=${source}&from=end-1h&tz=Asia/Tokyo`);
  const seen = await calls(page).textContent();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(Object.fromEntries(new URL(link).searchParams)).toEqual({ from: '2026-03-12T09:30:00Z', to: '2026-03-12T10:30:00Z', tz: 'Asia/Tokyo', source: String(source) });

  const other = await browser.newContext(), there = await other.newPage();
  await there.goto(link);
  await expect(calls(there)).toHaveText(seen!);
  await expect(button(there)).toContainText('2026-03-12 18:30 – 19:30');
  await other.close();
});

test('CSV and JSON hold exactly what the panel shows', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/?source=${source}&from=2026-03-12T09:20:00Z&to=2026-03-12T09:40:00Z`);
  const panel = page.getByRole('region', { name: 'Calls by outcome' });
  await panel.getByRole('button', { name: /show as a table/ }).click();
  const shown = (await panel.getByRole('row').allTextContents()).length - 1, last = await panel.getByRole('row').last().getByRole('cell').allTextContents();
  expect(shown).toBe(20);

  const save = async (what: string): Promise<string> => {
    await panel.getByRole('button', { name: 'Export Calls by outcome' }).click();
    const waiting = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: what }).click();
    return text(await waiting);
  };
  const { rows } = JSON.parse(await save('JSON of this panel')) as { rows: Record<string, number | string>[] };
  expect(rows).toHaveLength(shown);
  expect(Object.values(rows.at(-1)!).filter((v) => typeof v === 'number').map((n) => count(n as number))).toEqual(expect.arrayContaining(last.map((t) => t.trim())));
  const csv = (await save('CSV of this panel')).trimEnd().split('\r\n');
  expect(csv[0].split(',')).toEqual(Object.keys(rows[0]));
  expect(csv.slice(1)).toEqual(rows.map((r) => Object.values(r).join(',')));

  await page.goto(`/calls?source=${source}&failure=connect_refused`);
  const n = await listedCalls(page), [download] = await Promise.all([page.waitForEvent('download'), (async () => {
    await page.getByRole('button', { name: 'Export these calls' }).click();
    await page.getByRole('menuitem', { name: /^CSV/ }).click();
  })()]);
  const list = (await text(download)).trimEnd().split('\n');
  expect(list.length - 1).toBe(n);
  expect(list.slice(1).every((l) => l.includes('connect_refused'))).toBe(true);
});
