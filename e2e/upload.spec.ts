/** Files in, through the browser. */
import { expect, test } from '@playwright/test';
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { ACCESS, ERROR } from './travel';
import { clear, count, importsOf, ownSource, settled, IMPORT_MS } from './server';
import { LOG_FORMAT, lines } from './logs';
import { chooseFiles, file, importChosen, importFiles, listed, upload, uploads } from './upload-form';

const first = (n: number): string => ACCESS.content.split('\n', n).join('\n') + '\n';

test('two files, one of them gzip: recognised, looked at, imported, accounted for', async ({ page, request }) => {
  const source = ownSource('two files'), n = 12_000;
  await page.goto('/imports');
  await page.getByLabel('Choose log files').setInputFiles([file('access.log', first(n)), file('error.log.gz', gzipSync(ERROR.content))]);
  const access = uploads(page).getByRole('listitem').filter({ hasText: 'access.log' }), error = uploads(page).getByRole('listitem').filter({ hasText: 'error.log.gz' });
  await expect(access).toContainText('Arrived');
  await expect(error).toContainText('Arrived');
  await expect(access).toContainText('nginx with upstream fields');
  await expect(error).toContainText('nginx error log');
  await expect(error).toContainText('gzip');
  const preview = access.getByRole('region', { name: 'First lines as they would be read' });
  await expect(preview.getByRole('row').nth(1)).toContainText('/api/me');
  await expect(preview.getByRole('row').nth(1)).toContainText('10.30.7.12:8087');

  await uploads(page).getByLabel('Source: the gateway that wrote these logs').fill(source);
  await expect(uploads(page).getByText('A new source.')).toBeVisible();
  const zone = uploads(page).getByLabel('These lines carry no zone. In which zone was the clock?');
  await zone.fill('Mars/Olympus');
  await expect(uploads(page).getByRole('alert')).toContainText('This zone is not known');
  await expect(uploads(page).getByRole('button', { name: 'Import 2 files' })).toBeDisabled();
  await zone.fill('UTC');

  await uploads(page).getByText('Format, your own layout').click();
  const own = uploads(page).getByLabel('Your own layout');
  await own.fill("log_format broken '$remote_addr [$time_local]");
  await expect(uploads(page).getByRole('alert')).toContainText('The quote \' that opens here is not closed.');
  await own.fill("log_format timeless '$remote_addr $status';");
  await expect(uploads(page).getByRole('alert')).toContainText('The format does not log the time.');
  await expect(uploads(page).getByRole('button', { name: 'Import 2 files' })).toBeDisabled();
  await own.fill(LOG_FORMAT);
  await expect(uploads(page)).toContainText('reads remote_addr');
  await own.fill('');

  await uploads(page).getByRole('button', { name: 'Import 2 files' }).click();
  await expect(listed(page, 'access.log')).toContainText('done', { timeout: IMPORT_MS });
  await expect(listed(page, 'error.log.gz')).toContainText('done', { timeout: IMPORT_MS });
  await expect(listed(page, 'access.log')).toContainText(`${count(n)} lines`);
  await listed(page, 'error.log.gz').getByRole('link', { name: 'error.log.gz' }).click();
  const account = page.getByRole('region', { name: 'Every line accounted for' });
  await expect(account.getByRole('definition').first()).toHaveText(count(ERROR.content.trimEnd().split('\n').length));
  const [read, stored, quarantined, left] = (await account.getByRole('definition').allTextContents()).slice(0, 4).map((t) => Number(t.replaceAll(',', '')));
  expect(read).toBe(stored + quarantined + left);
  await expect(account).toContainText(/clock .*was read as UTC/);
  await clear(request, source);
});

test('an upload that a reload cut off goes on where it stopped', async ({ page, request }) => {
  const source = ownSource('cut off'), path = test.info().outputPath('long.log'), offsets: number[] = [];
  await writeFile(path, ACCESS.content);
  await page.goto('/imports');
  // The first piece arrives, the next ones are lost.
  await page.route('**/api/upload/*', (route) => {
    const at = route.request().headers()['upload-offset'];
    if (route.request().method() !== 'PATCH' || at === '0') return route.continue();
    return route.abort('connectionreset');
  });
  await page.getByLabel('Choose log files').setInputFiles(path);
  const row = uploads(page).getByRole('listitem');
  await expect(row).toContainText('The connection was lost. Trying again.');
  await expect(row.getByRole('progressbar', { name: 'Upload of long.log' })).toBeVisible();
  await page.reload();
  await page.unroute('**/api/upload/*');
  page.on('request', (r) => { if (r.method() === 'PATCH' && r.url().includes('/api/upload/')) offsets.push(Number(r.headers()['upload-offset'])); });
  await expect(row).toContainText('Interrupted: drop the same file again to go on');
  await page.getByLabel('Choose log files').setInputFiles(path);
  await expect(row).toContainText('Arrived');
  expect(offsets.length).toBeGreaterThan(0);
  expect(Math.min(...offsets)).toBeGreaterThan(1_000_000);
  await uploads(page).getByLabel('Source: the gateway that wrote these logs').fill(source);
  await uploads(page).getByRole('button', { name: 'Import 1 file' }).click();
  await expect(listed(page, 'long.log')).toContainText(`${count(ACCESS.content.split('\n').length - 1)} calls`, { timeout: IMPORT_MS });
  await clear(request, source);
});

test('dropped anywhere on the page', async ({ page, request }) => {
  const source = ownSource('dropped');
  await page.goto('/imports');
  const data = await page.evaluateHandle(([name, content]) => { const d = new DataTransfer(); d.items.add(new File([content], name)); return d; }, ['dropped.log', lines(200)] as const);
  const main = page.getByRole('main');
  await main.dispatchEvent('dragenter', { dataTransfer: data });
  await main.dispatchEvent('dragover', { dataTransfer: data });
  await expect(page.getByText('Let go to upload')).toBeVisible();
  await main.dispatchEvent('drop', { dataTransfer: data });
  await expect(uploads(page).getByRole('listitem')).toContainText('dropped.log');
  await uploads(page).getByLabel('Source: the gateway that wrote these logs').fill(source);
  await uploads(page).getByRole('button', { name: 'Import 1 file' }).click();
  await expect(listed(page, 'dropped.log')).toContainText('200 calls', { timeout: IMPORT_MS });
  await clear(request, source);
});

test('the same bytes again are recognised, a file that grew adds only its tail', async ({ page, request }) => {
  const source = ownSource('rotated');
  await importFiles(page, source, [file('app.log', lines(3000))]);
  await importFiles(page, source, [file('app.log.1.gz', gzipSync(lines(3000)))]);
  await expect(listed(page, 'app.log.1.gz')).toContainText(/The same bytes as import \d+ \(app\.log\): nothing was added\./);
  await importFiles(page, source, [file('app-later.log', lines(5000))]);
  await expect(listed(page, 'app-later.log')).toContainText('only its tail was added there');
  await settled(request, source);
  await page.reload();
  await expect(listed(page, 'app.log')).toContainText('5,000 calls');
  expect((await importsOf(request, source)).reduce((n, i) => n + i.calls, 0)).toBe(5000);
  await clear(request, source);
});

test('lines that cannot be read are named with their numbers, and can be read again with a log_format', async ({ page, request }) => {
  const source = ownSource('odd lines'), good = lines(100).trimEnd().split('\n'), odd = 'at 2026-03-05T12:00:30+00:00 took 0.250 for GET /odd gave 200';
  good[9] = odd; good[49] = odd; good[89] = '%%% nothing at all';
  await importFiles(page, source, [file('odd.log', good.join('\n') + '\n')]);
  await expect(listed(page, 'odd.log')).toContainText('3 quarantined');
  await listed(page, 'odd.log').getByRole('link', { name: 'odd.log' }).click();
  const quarantine = page.getByRole('region', { name: 'Quarantine', exact: true });
  for (const reason of await quarantine.locator('summary').all()) if (!(await reason.evaluate((e) => (e.parentElement as HTMLDetailsElement).open))) await reason.click();
  for (const [line, text] of [['10', odd], ['50', odd], ['90', '%%% nothing at all']]) await expect(quarantine.getByRole('row').filter({ hasText: text }).filter({ hasText: new RegExp(`^${line}`) })).toBeVisible();

  await quarantine.getByLabel('Your own layout').fill("log_format odd 'at $time_iso8601 took $request_time for $request_method $uri gave $status';");
  await expect(quarantine).toContainText('reads time_iso8601');
  await expect(quarantine).toContainText('Lines that could not be read, as they would be read: 2 of 3 lines are understood.');
  const whole = page.viewportSize()!;
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  await page.setViewportSize(whole);
  await quarantine.getByRole('button', { name: 'Parse 3 lines again' }).click();
  const account = page.getByRole('region', { name: 'Every line accounted for' });
  await expect(account.getByRole('definition').nth(1)).toHaveText('99', { timeout: IMPORT_MS });
  await expect(account.getByRole('definition').nth(2)).toHaveText('1');
  await clear(request, source);
});

test('rename an import, then delete it with everything that it added', async ({ page, request }) => {
  const source = ownSource('to be deleted');
  await importFiles(page, source, [file('old.log', lines(50))]);
  const { source: { id } } = (await importsOf(request, source))[0];
  await page.getByRole('button', { name: 'What to do with old.log' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'What to do with old.log' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('Name').fill('renamed.log');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await expect(listed(page, 'renamed.log')).toBeVisible();

  await page.goto(`/?source=${id}`);
  await expect(page.getByRole('region', { name: 'In numbers' }).getByRole('definition').first()).toHaveText('50');
  await page.goto('/imports');
  await page.getByRole('button', { name: 'What to do with renamed.log' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('dialog')).toContainText('50 calls');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete import' }).click();
  await expect(listed(page, 'renamed.log')).toBeHidden({ timeout: IMPORT_MS });
  await expect.poll(async () => (await importsOf(request, source)).length, { timeout: IMPORT_MS }).toBe(0);
  await page.goto(`/calls?source=${id}`);
  await expect(page.getByText(/No call matches|Drop a gateway log|No calls/).first()).toBeVisible();
});

test('an import that is cancelled while it is read leaves nothing', async ({ page, request }) => {
  test.setTimeout(3 * IMPORT_MS);
  const source = ownSource('to be cancelled'), path = test.info().outputPath('large.log');
  await writeFile(path, ACCESS.content.repeat(12));
  await page.goto('/imports');
  await page.getByLabel('Choose log files').setInputFiles(path);
  await expect(uploads(page).getByRole('listitem')).toContainText('Arrived', { timeout: IMPORT_MS });
  await uploads(page).getByLabel('Source: the gateway that wrote these logs').fill(source);
  await uploads(page).getByRole('button', { name: 'Import 1 file' }).click();
  const row = listed(page, 'large.log');
  // Some of it is stored, and can be looked at, by now.
  await expect(row.getByRole('link', { name: 'See what is there already' })).toBeVisible({ timeout: IMPORT_MS });
  await row.getByRole('button', { name: 'Cancel' }).click();
  await expect(row).toContainText('Cancelled. Nothing of it was kept.', { timeout: IMPORT_MS });
  await expect(row.getByRole('progressbar')).toHaveCount(0);
  const [{ id, source: { id: of } }] = await settled(request, source);
  await expect.poll(async () => { const { calls, stored, lines: n } = (await importsOf(request, source))[0]; return [calls, stored, n]; }, { timeout: IMPORT_MS }).toEqual([0, 0, 0]);
  await page.goto(`/calls?source=${of}`);
  await expect(page.getByText(/No call matches|Drop a gateway log|No calls/).first()).toBeVisible();
  await page.goto(`/imports/${id}`);
  await expect(page.getByText('Cancelled. Nothing of it was kept.')).toBeVisible();
  await clear(request, source);
});

test('an empty file is called empty; one of which no line can be read is done, but not well', async ({ page, request }) => {
  const source = ownSource('no log');
  await chooseFiles(page, source, [file('empty.log', ''), file('notes.log', 'nothing that a gateway wrote\n'.repeat(30))]);
  await expect(upload(page, 'empty.log')).toContainText('Empty');
  await expect(upload(page, 'notes.log')).toContainText('Format not recognised');
  await upload(page, 'empty.log').getByRole('button', { name: 'Cancel empty.log' }).click();
  await importChosen(page, [file('notes.log', '')]);
  await expect(listed(page, 'notes.log')).toContainText('done, nothing stored');
  await listed(page, 'notes.log').getByRole('link', { name: 'notes.log' }).click();
  await expect(page.getByRole('term').filter({ hasText: /^Calls$/ }).locator('xpath=..').getByRole('definition')).toHaveText('0');
  await clear(request, source);
});

test('what is no log is refused with a reason', async ({ page }) => {
  await page.goto('/imports');
  await page.getByLabel('Choose log files').setInputFiles([file('invoice.pdf', '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n'.repeat(50))]);
  const row = uploads(page).getByRole('listitem');
  await expect(row).toContainText('Not a log');
  await expect(row.getByRole('alert')).toContainText(/This file is a PDF.*no log\. It will not be imported/);
  await expect(uploads(page).getByRole('button', { name: /^Import/ })).toHaveCount(0);
  await row.getByRole('button', { name: 'Cancel invoice.pdf' }).click();
  await expect(uploads(page)).toBeHidden();
});
