/** Logs of many gateways through the upload form: recognised, looked at, corrected, imported, and every call of them listed. */
import { expect, test, type Page } from '@playwright/test';
import { failureCode, failureOf } from '../lib/failure';
import { formatOf } from '../lib/formats/registry';
import type { CallRecord } from '../lib/call';
import { readLines, sampleOf } from './read-lines';
import { clear, count, importsOf, IMPORT_MS, listedCalls, ownSource, settled } from './server';
import { accountOf, chooseFiles, file, importChosen, listed, upload, uploads } from './upload-form';

const GATEWAYS = ['envoy-text', 'kong-json', 'aws-alb', 'traefik-json', 'haproxy-http', 'gcp-lb', 'cloudflare', 'istio-text'];
const preview = (page: Page, name: string) => upload(page, name).getByRole('region', { name: 'First lines as they would be read' });
const tally = (calls: readonly CallRecord[], of: (c: CallRecord) => string | null): Map<string, number> => calls.reduce((m, c) => { const k = of(c); return k === null ? m : m.set(k, (m.get(k) ?? 0) + 1); }, new Map<string, number>());

test('eight gateways in one go: each log is recognised, looked at, and accounted for', async ({ page, request }) => {
  test.setTimeout(3 * IMPORT_MS);
  const source = ownSource('eight gateways'), logs = GATEWAYS.map((id) => ({ id, name: `${id}.log`, ...readLines(sampleOf(id)) })), files = logs.map((l) => file(l.name, l.content));
  await chooseFiles(page, source, files);
  for (const { id, name, read, calls } of logs) {
    await expect(upload(page, name)).toContainText(formatOf(id)!.title);
    if (!(await preview(page, name).isVisible())) await upload(page, name).locator('summary').click();
    const rows = preview(page, name).getByRole('row');
    await expect(rows).toHaveCount(1 + Math.min(20, read));
    await expect(preview(page, name)).not.toContainText('cannot be read');
    const [first] = calls;
    await expect(rows.nth(1)).toContainText(first.path!);
    await expect(rows.nth(1)).toContainText(`${first.status}`);
    const failed = calls.find((c) => c.failure_class !== null)!;
    await expect(preview(page, name)).toContainText(failureOf(failureCode(failed.failure_class!)).title);
  }
  await importChosen(page, files);

  for (const { id, name, read, stored, filtered, calls } of logs) {
    expect(stored, `${id}: every stored line is a call`).toBe(calls.length);
    await page.goto('/imports');
    await listed(page, name).getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
    expect(await accountOf(page), id).toEqual({ read, stored, quarantined: 0, filtered });
    await expect(page.getByRole('region', { name: 'Formats' }).getByRole('row', { name: formatOf(id)!.title })).toContainText(count(stored));
  }
  const all = logs.flatMap((l) => l.calls), [{ source: { id } }] = await importsOf(request, source);
  await page.goto(`/calls?source=${id}`);
  expect(await listedCalls(page)).toBe(all.length);
  await page.goto(`/?source=${id}`);
  const classes = page.getByRole('region', { name: 'What failed, and how' });
  for (const [failure, n] of tally(all, (c) => c.failure_class)) await expect(classes.getByRole('row').filter({ hasText: failureOf(failureCode(failure)).title })).toContainText(count(n));
  await clear(request, source);
});

test('an HAProxy log: the zone is asked for, backends are upstreams, servers their instances', async ({ page, request }) => {
  const source = ownSource('haproxy'), { content, calls } = readLines(sampleOf('haproxy-http').split('\n').filter((l) => l.startsWith('10.')).join('\n'), { zone: 'Europe/Berlin' });
  const files = [file('haproxy.log', content)];
  await chooseFiles(page, source, files);
  await expect(upload(page, 'haproxy.log')).toContainText('HAProxy HTTP log');
  await uploads(page).getByLabel('These lines carry no zone. In which zone was the clock?').fill('Europe/Berlin');
  await expect(preview(page, 'haproxy.log')).toContainText('Time (Europe/Berlin)');
  await expect(preview(page, 'haproxy.log').getByRole('row').nth(1)).toContainText('2026-03-12 09:20:01');
  await importChosen(page, files);

  const [{ source: { id }, fromAt }] = await importsOf(request, source);
  expect(new Date(fromAt!).toISOString()).toMatch(/^2026-03-12T08:20:01/);
  await page.goto(`/upstreams?source=${id}`);
  const upstreams = page.getByRole('table', { name: 'Upstreams' });
  for (const [name, n] of tally(calls, (c) => (c.attempts.length > 0 ? c.service : null))) {
    await expect(upstreams.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) }).getByRole('link', { name: count(n), exact: true }).first(), name).toBeVisible();
  }
  await upstreams.getByRole('link', { name: 'be_hotels' }).click();
  for (const server of new Set(calls.filter((c) => c.service === 'be_hotels').map((c) => c.upstream_name!))) await expect(page.getByRole('table', { name: 'Instances of be_hotels' }).getByRole('row').filter({ hasText: server })).toBeVisible();
  await page.goto(`/calls?source=${id}&failure=connect_timeout`);
  expect(await listedCalls(page)).toBe(calls.filter((c) => c.failure_class === 'connect_timeout').length);
  await clear(request, source);
});

test('a JSON log of one’s own: what its keys were taken for is shown, and can be changed', async ({ page, request }) => {
  const source = ownSource('own json'), n = 40, spent = (i: number): number => (i % 8 === 0 ? 15_000 + i : 100 + i);
  const content = Array.from({ length: n }, (_, i) => JSON.stringify({ ts: Date.UTC(2026, 2, 5, 12) + i * 1000, verb: 'GET', uri: `/items/${i}`, code: i % 8 === 0 ? 504 : 200, spent: spent(i), node: '10.9.0.1:8080' })).join('\n') + '\n';
  const files = [file('own.json', content)];
  await chooseFiles(page, source, files);
  await expect(upload(page, 'own.json')).toContainText(formatOf('ndjson')!.title);
  await expect(uploads(page).getByText(/^Fields of own\.json were recognised by their names:/)).toContainText('json time=ts(ms) status=code method=verb url=uri target=node');
  const row = preview(page, 'own.json').getByRole('row').nth(2);
  await expect(row.getByRole('cell').nth(4)).toHaveText('–');

  await uploads(page).getByRole('button', { name: 'Change the fields' }).click();
  const layout = uploads(page).getByLabel('Your own layout'), guessed = await layout.inputValue();
  await layout.fill(`${guessed} dauer=spent(ms)`);
  await expect(uploads(page).getByRole('alert')).toContainText('There is no field "dauer".');
  await layout.fill(`${guessed} duration=spent(s)`);
  await expect(row.getByRole('cell').nth(4)).toHaveText('1 min 41 s');
  await layout.fill(`${guessed} duration=spent(ms)`);
  await expect(row.getByRole('cell').nth(4)).toHaveText('101 ms');
  await expect(row.getByRole('cell').nth(5)).toContainText('10.9.0.1:8080');
  await importChosen(page, files);

  const [{ source: { id } }] = await importsOf(request, source);
  await page.goto(`/calls?source=${id}&min=15000`);
  expect(await listedCalls(page)).toBe(n / 8);
  await expect(page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1)).toContainText('15.0 s');
  await page.goto(`/calls?source=${id}&max=14999`);
  expect(await listedCalls(page)).toBe(n - n / 8);
  await clear(request, source);
});

test('a HAProxy log-format that is pasted: looked at, saved with the source, its calls as they were', async ({ page, request }) => {
  const source = ownSource('own haproxy'), layout = 'log-format "%trg|%ci|%b|%s|%ST|%Ta|%Tc|%Tr|%tsc|%HM %HU"';
  const ends = [['200', '120', '1', '110', '----'], ['504', '30001', '2', '-1', 'sH--'], ['503', '5000', '-1', '-1', 'sC--']];
  const content = Array.from({ length: 30 }, (_, i) => { const [st, ta, tc, tr, term] = ends[i % 3]; return `12/Mar/2026:09:20:${String(i).padStart(2, '0')} +0000|10.0.0.${i}|shop|web${i % 2}|${st}|${ta}|${tc}|${tr}|${term}|GET /cart/${i}`; }).join('\n') + '\n';
  const files = [file('edge.log', content)];
  await chooseFiles(page, source, files);
  await expect(upload(page, 'edge.log')).toContainText('Format not recognised');
  await expect(preview(page, 'edge.log').getByText(/cannot be read/)).toHaveCount(20);
  await uploads(page).getByText('Format, your own layout').click();
  await uploads(page).getByLabel('Your own layout').fill(layout);
  await expect(uploads(page)).toContainText('HAProxy log-format: reads trg, ci, b, s, ST, Ta, Tc, Tr, tsc, HM, HU.');
  const rows = preview(page, 'edge.log').getByRole('row');
  await expect(rows.nth(2)).toContainText('/cart/1');
  await expect(rows.nth(2)).toContainText('First byte timeout');
  await expect(rows.nth(3)).toContainText('Connect timeout');
  await importChosen(page, files);

  const [{ source: { id } }] = await importsOf(request, source);
  for (const [filter, n] of [['', 30], ['&failure=first_byte_timeout', 10], ['&failure=connect_timeout', 10], ['&upstream=shop', 30], ['&min=30000', 10]] as const) {
    await page.goto(`/calls?source=${id}${filter}`);
    expect(await listedCalls(page), filter).toBe(n);
  }
  await page.goto(`/imports/sources/${id}`);
  await expect(page.getByLabel('Your own layout')).toHaveValue(layout);
  await page.getByText('See its lines as they would be read').click();
  await expect(page.getByText('First lines of the newest import, as they would be read: 20 of 20 lines are understood.')).toBeVisible();
  await page.getByLabel('Your own layout').fill('');
  await expect(page.getByText('First lines of the newest import, as they would be read: 0 of 20 lines are understood.')).toBeVisible();
  await clear(request, source);
});

test('a wrong format is corrected on the receipt, without a new upload', async ({ page, request }) => {
  const source = ownSource('wrong format'), combined = readLines(sampleOf('nginx-combined')), files = [file('web.log', combined.content)];
  await chooseFiles(page, source, files);
  await uploads(page).getByText('Format, your own layout').click();
  await uploads(page).getByLabel('Format', { exact: true }).selectOption({ label: 'HAProxy HTTP log' });
  await expect(preview(page, 'web.log').getByText(/cannot be read/).first()).toBeVisible();
  await importChosen(page, files);
  await listed(page, 'web.log').getByRole('link', { name: 'web.log' }).click();
  await expect(page.getByRole('region', { name: 'Quarantine', exact: true })).toBeVisible();
  expect((await accountOf(page)).stored).toBe(0);

  const formats = page.getByRole('region', { name: 'Formats' }), choice = formats.getByLabel('Not what they are? Read them as');
  await expect(choice).toHaveValue('haproxy-http');
  await expect(formats.getByRole('button', { name: 'Read again' })).toBeDisabled();
  await choice.selectOption({ label: 'Recognise each line' });
  await formats.getByRole('button', { name: 'Read again' }).click();
  await expect(formats.getByRole('row', { name: formatOf('nginx-combined')!.title })).toBeVisible({ timeout: IMPORT_MS });
  await settled(request, source);
  await page.reload();
  const { read, stored, quarantined, filtered } = combined;
  expect(await accountOf(page)).toEqual({ read, stored, quarantined, filtered });
  await expect(choice).toHaveValue('');
  const [{ source: { id } }] = await importsOf(request, source);
  await page.goto(`/calls?source=${id}`);
  expect(await listedCalls(page)).toBe(combined.calls.length);
  await clear(request, source);
});
