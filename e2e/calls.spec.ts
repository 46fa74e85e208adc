import { expect, test, type Page } from '@playwright/test';
import { ACCESS, ERROR, sample, truth } from './travel';
import { LOG_FORMAT, lines as madeLines } from './logs';
import { bringIn, clear, count, listedCalls, ownSource } from './server';

const field = (page: Page, name: string) => page.getByRole('search', { name: 'Filter the calls' }).getByLabel(name, { exact: true });
const apply = (page: Page) => page.getByRole('button', { name: 'Apply' }).click();
const lines = ACCESS.content.trimEnd().split('\n');
const holding = (...words: string[]): number => lines.filter((l) => words.every((w) => l.includes(w))).length;

test('filters: class, route, instance, status, duration, client, request id, free text', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/calls?source=${source}`);
  expect(await listedCalls(page)).toBe(truth.calls);

  await field(page, 'Outcome').selectOption({ label: 'First byte timeout' });
  await apply(page);
  await expect(page).toHaveURL(/failure=first_byte_timeout/);
  expect(await listedCalls(page)).toBe(truth.failures.first_byte_timeout);
  await expect(page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1)).toContainText('First byte timeout');

  await field(page, 'Outcome').selectOption('');
  await field(page, 'Route').fill('GET /api/hotels');
  await apply(page);
  await expect(page).not.toHaveURL(/failure=/);
  expect(await listedCalls(page)).toBe(holding('"GET /api/hotels?'));

  await page.getByText('More filters').click();
  await field(page, 'Status').fill('500');
  await apply(page);
  await expect(page).toHaveURL(/status=500/);
  expect(await listedCalls(page)).toBe(holding('"GET /api/hotels?', '" 500 '));
  await page.getByRole('link', { name: 'Clear all' }).click();
  await expect(field(page, 'Route')).toHaveValue('');

  await page.goto(`/calls?source=${source}`);
  await page.getByText('More filters').click();
  await field(page, 'At least, ms').fill('12000');
  await field(page, 'At most, ms').fill('13100');
  await apply(page);
  await expect(page).toHaveURL(/min=12000/);
  const slow = lines.filter((l) => { const s = Number(/ rt=([\d.]+)/.exec(l)![1]); return s >= 12 && s <= 13.1; }).length;
  expect(slow).toBeGreaterThan(20);
  expect(await listedCalls(page)).toBe(slow);

  const id = /rid="(\w+)"/.exec(lines[40_000])![1];
  await page.goto(`/calls?source=${source}`);
  await page.getByText('More filters').click();
  await field(page, 'Request id').fill(id);
  await apply(page);
  await expect(page).toHaveURL(/rid=/);
  expect(await listedCalls(page)).toBe(1);

  await page.goto(`/calls?source=${source}`);
  await field(page, 'Text in the line').fill('city=split&nights=3');
  await apply(page);
  await expect(page).toHaveURL(/q=city/);
  expect(await listedCalls(page)).toBe(holding('city=split&nights=3'));
});

test('nothing matches: the page says what was asked, and offers to ask for less', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/calls?source=${source}&status=504&route=${encodeURIComponent('GET /api/me')}`);
  const region = page.getByRole('region', { name: 'Calls' });
  await expect(region.getByText('No call matches')).toBeVisible();
  await region.getByRole('link', { name: 'Without status 504' }).click();
  await expect(page).not.toHaveURL(/status=/);
  expect(await listedCalls(page)).toBe(holding('"GET /api/me '));
});

test('one call: its verdict, its waterfall, its lines with the deciding words marked, an address of its own', async ({ page, request, context }) => {
  const { source } = await sample(request);
  await page.goto(`/calls?source=${source}&failure=first_byte_timeout`);
  await page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1).getByRole('link').click();
  const call = page.getByRole('dialog');
  await expect(call).toContainText('The request was delivered, no response header came in time.');
  await expect(call).toContainText('exact: the log says so.');
  await expect(call.getByRole('region', { name: 'Where its time went' }).getByRole('img', { name: /Attempt 1: Connect: .*Wait for the first byte: 2[45],\d+ ms, ended here/ })).toBeVisible();

  const access = call.getByRole('region', { name: 'Access line' }), error = call.getByRole('region', { name: 'Error line of this call' });
  const [first] = lines.filter((l) => l.includes('" 504 ') && l.includes('/api/flights/search')).slice(-1), id = /rid="(\w+)"/.exec(first)![1];
  await expect(access).toContainText(id);
  await expect(access.locator('mark').filter({ hasText: 'uht="-"' })).toBeVisible();
  await expect(access).toContainText(`${ACCESS.name}, line ${(lines.indexOf(first) + 1).toLocaleString('en-GB')}`);
  await expect(error.locator('mark')).toHaveText('upstream timed out (110: Connection timed out) while reading response header from upstream');
  await expect(error).toContainText(`${ERROR.name}, line `);

  const address = page.url(), other = await context.newPage();
  await other.goto(address);
  await expect(other.getByRole('heading', { name: 'POST /api/flights/search', level: 1 })).toBeVisible();
  await expect(other.getByRole('region', { name: 'Access line' })).toContainText(id);
  await other.getByRole('link', { name: '‹ Calls' }).click();
  expect(await listedCalls(other)).toBe(truth.failures.first_byte_timeout);
  await page.goBack();
  await expect(call).toBeHidden();
});

test('a call that a retry saved ended well, and shows the attempt that did not', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/calls?source=${source}&q=${encodeURIComponent('ua="10.30.3.12:8083, ')}`);
  await page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1).getByRole('link').click();
  const call = page.getByRole('dialog');
  await expect(call).toContainText('Ended well. But 1 attempt before that failed');
  const time = call.getByRole('region', { name: 'Where its time went' });
  await expect(time.getByRole('listitem').filter({ hasText: 'Attempt 1' })).toContainText('Connect timeout');
  await expect(time.getByRole('listitem').filter({ hasText: 'Attempt 2' })).toContainText('status 200');
});

test('calls asked for by a failed attempt that a retry hid: as many attempts as the sample planted, on the instances that failed', async ({ page, request }) => {
  const { source } = await sample(request), retried = lines.filter((l) => /ua="[^"]+, /.test(l) && / us="[^"]*, 2\d\d"/.test(l));
  await page.goto(`/calls?source=${source}&attempts=hidden`);
  expect(await listedCalls(page)).toBe(retried.length);
  await expect(page.getByRole('region', { name: 'Calls' }).getByRole('status').first()).toContainText(`with ${truth.hidden} failed attempts`);
  const filters = page.getByRole('list', { name: 'Filters' });
  await expect(filters).toContainText('Hidden by a retry');
  await expect(page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1)).toContainText('ended well');
  await page.goto(`/calls?source=${source}&attempts=hidden&instance=${encodeURIComponent('10.30.3.12:8083')}`);
  expect(await listedCalls(page)).toBe(retried.filter((l) => /ua="10\.30\.3\.12:8083, /.test(l)).length);
  await filters.getByRole('link', { name: 'Remove the filter Attempts Hidden by a retry' }).click();
  await expect(page).not.toHaveURL(/attempts=/);
  expect(await listedCalls(page)).toBe(holding(', 10.30.3.12:8083"') + holding('ua="10.30.3.12:8083"'));
});

test('calls without an upstream are asked for by a dash', async ({ page, request }) => {
  const source = ownSource('half static'), still = (l: string): string => l.replace(/uct=.* ulen="120"/, 'uct="-" uht="-" urt="-" ua="-" us="-" ulen="-"');
  const log = madeLines(30).trimEnd().split('\n').map((l, i) => (i % 3 === 0 ? still(l) : l)).join('\n') + '\n';
  const { source: { id } } = await bringIn(request, source, 'half.log', log, { logFormats: [LOG_FORMAT] });
  for (const [filter, n] of [['upstream=-', 10], ['instance=-', 10], ['upstream=-&status=200', 10], ['status=-', 0], ['instance=10.9.0.1:8080', 20]] as const) {
    await page.goto(`/calls?source=${id}&${filter}`);
    if (n === 0) await expect(page.getByRole('region', { name: 'Calls' }).getByText('No call matches')).toBeVisible(); else expect(await listedCalls(page), filter).toBe(n);
  }
  await page.goto(`/calls?source=${id}&upstream=-`);
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText('Upstream');
  await page.getByRole('link', { name: /^Remove the filter Upstream/ }).click();
  await expect(page).not.toHaveURL(/upstream=/);
  expect(await listedCalls(page)).toBe(30);
  await clear(request, source);
});

test('the numbers of a receipt open their calls, and filters stay within the import', async ({ page, request }) => {
  const { access } = await sample(request), calls = page.getByRole('heading', { name: 'Calls', level: 1 });
  for (const n of [truth.calls, truth.failed, truth.timeouts]) {
    await page.goto(`/imports/${access}`);
    await page.getByRole('region', { name: 'Every line accounted for' }).getByRole('link', { name: count(n), exact: true }).click();
    await expect(calls).toBeVisible();
    expect(await listedCalls(page)).toBe(n);
    await expect(page.getByRole('list', { name: 'Filters' })).toContainText(ACCESS.name);
  }
  await field(page, 'Route').fill('POST /api/flights/search');
  await apply(page);
  await expect(page).toHaveURL(/import=\d+.*route=/);
  expect(await listedCalls(page)).toBe(truth.routeTimeouts['POST /api/flights/search']);
});

test('the request id of a call opens what every log tells of it', async ({ page, request }) => {
  const source = ownSource('both sides');
  await bringIn(request, source, 'gateway.json', '{"time":"2026-03-12T09:20:18Z","method":"GET","path":"/flights","status":504,"duration_ms":25000,"request_id":"r-4711"}\n{"time":"2026-03-12T09:20:19Z","method":"GET","path":"/flights","status":200,"duration_ms":25,"request_id":"r-4712"}\n');
  const { source: { id } } = await bringIn(request, source, 'search.log', '2026-03-12T09:20:10.300Z ERROR [http-7] c.e.PricingClient - Calling pricing timed out after 15 s request_id=r-4711\n');
  await page.goto(`/calls?source=${id}&status=504`);
  await page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1).getByRole('link').click();
  await page.getByRole('dialog').getByRole('link', { name: 'r-4711', exact: true }).click();
  await expect(page).toHaveURL(/\/calls\?rid=r-4711/);
  expect(await listedCalls(page)).toBe(2);
  await expect(page.getByRole('table', { name: 'Calls' })).toContainText('pricing');
  await clear(request, source);
});

test('on a phone the filters are folded: calls come first, the fold opens and closes by keyboard and says how many are set', async ({ page, request }) => {
  const { source } = await sample(request), fold = page.getByText(/^Filters( \(\d+\))?$/), table = page.getByRole('table', { name: 'Calls' });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/calls?source=${source}&failure=timeout`);
  expect(await listedCalls(page)).toBe(truth.timeouts);
  await expect(fold).toHaveText('Filters (1)');
  await expect(field(page, 'Route')).toBeHidden();
  await expect(table.getByRole('row').nth(1)).toBeInViewport();

  await fold.focus();
  await page.keyboard.press('Enter');
  await expect(field(page, 'Outcome')).toHaveValue('timeout');
  await page.keyboard.press('Tab');
  await expect(field(page, 'Text in the line')).toBeFocused();
  await field(page, 'Route').fill('POST /api/flights/search');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/route=/);
  await expect(fold).toHaveText('Filters (2)');
  await expect(fold).toBeFocused();
  await expect(field(page, 'Route')).toBeHidden();
  expect(await listedCalls(page)).toBe(truth.routeTimeouts['POST /api/flights/search']);

  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(fold).toBeHidden();
  await expect(field(page, 'Route')).toHaveValue('POST /api/flights/search');
});

test('a search of text shows how much of the work is done', async ({ page, request }) => {
  const { source } = await sample(request);
  await page.goto(`/calls?source=${source}&q=${encodeURIComponent('no such words anywhere')}`);
  await expect(page.getByText('No call matches')).toBeVisible();
  const bar = page.getByRole('progressbar', { name: 'Progress of the list' });
  await expect(bar).toHaveAttribute('aria-valuenow', '100');
  await page.goto(`/calls?source=${source}`);
  await expect(bar).toHaveAttribute('aria-valuetext', /^\d % of the calls loaded$/);
});
