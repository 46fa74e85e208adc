/** A source that nobody needs any more: deleted from its page, gone from every other. */
import { expect, test, type Page } from '@playwright/test';
import { bringIn, clear, importsOf, ownSource, settled } from './server';
import { LOG_FORMAT, lines } from './logs';
import { chooseFiles, file, uploads } from './upload-form';

const LOG = lines(400, (i) => ({ path: `/shop/${i % 7}`, status: i % 20 === 0 ? 504 : 200 })), plan = { logFormats: [LOG_FORMAT] };
const known = (page: Page): Promise<string[]> => page.locator('#known-sources option').evaluateAll((options) => options.map((o) => (o as HTMLOptionElement).value));

test('says what goes, asks, and is gone everywhere; its name starts a new source', async ({ page, request }) => {
  const goes = ownSource('goes'), stays = ownSource('stays');
  await bringIn(request, stays, 'stays.log', LOG, plan);
  await bringIn(request, goes, 'one.log', LOG, plan);
  const { source: { id }, id: importId } = await bringIn(request, goes, 'two.log', LOG.replaceAll('/shop/', '/cart/') + 'nonsense\n', plan);
  await page.goto(`/imports/sources/${id}`);
  await page.getByRole('button', { name: /^Rename / }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('shop servers');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(page.getByText('named by hand')).toBeVisible();

  const button = page.getByRole('button', { name: 'Delete source…' }), dialog = page.getByRole('dialog', { name: `Delete the source “${goes}”?` });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('It cannot be undone');
  await expect(dialog.getByRole('listitem')).toHaveText(['2 imports: 801 lines with their raw text, 1 of them quarantined', '800 calls, 40 of them failed', /^its settings, 1 layout/, '1 upstream group named or filled by hand']);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  await button.click();
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByRole('heading', { name: goes })).toBeVisible();
  await button.click();
  await dialog.getByRole('button', { name: 'Delete source' }).focus();
  await page.keyboard.press('Enter');

  await expect(page).toHaveURL(/\/imports$/);
  await expect(page.getByRole('list', { name: 'Imports' }).getByText(stays)).toBeVisible();
  await expect(page.getByText(goes)).toHaveCount(0);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await expect(page.locator('option', { hasText: goes })).toHaveCount(0);

  for (const path of ['/', '/hotspots', '/upstreams', '/calls']) {
    await page.goto(`${path}?source=${id}`);
    await expect(page.getByRole('heading', { name: 'There is no such source' }), path).toBeVisible();
  }
  await page.getByRole('link', { name: 'Show all sources' }).click();
  await expect(page.getByRole('table', { name: 'Calls' })).toBeVisible();
  expect((await page.goto(`/imports/sources/${id}`))!.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'There is no such source' })).toBeVisible();
  expect((await page.goto(`/imports/${importId}`))!.status()).toBe(404);

  await chooseFiles(page, goes, [file('again.log', LOG)]);
  expect(await known(page)).toContain(stays);
  expect(await known(page)).not.toContain(goes);
  await expect(uploads(page).getByText('A new source.')).toBeVisible();
  const again = await bringIn(request, goes, 'again.log', LOG, plan);
  expect(again).toMatchObject({ state: 'done', calls: 400 });
  expect(again.source.id).not.toBe(id);
  for (const source of [again.source.id, (await importsOf(request, stays))[0].source.id]) expect((await request.delete(`/api/sources/${source}`)).status()).toBe(202);
});

test('whose last import was deleted is found among the imports, and deleted on a phone', async ({ page, request }) => {
  const source = ownSource('empty');
  await bringIn(request, source, 'a.log', LOG, plan);
  await clear(request, source);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/imports');
  await page.getByRole('region', { name: 'Sources without imports' }).getByRole('link', { name: source }).click();
  await page.getByRole('button', { name: 'Delete source…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem').first()).toHaveText('no imports, it holds none');
  for (const button of await dialog.getByRole('button').all()) { const box = (await button.boundingBox())!; expect(box.x).toBeGreaterThanOrEqual(0); expect(box.x + box.width).toBeLessThanOrEqual(390); }
  await dialog.getByRole('button', { name: 'Delete source' }).click();
  await expect(page).toHaveURL(/\/imports$/);
  await expect(page.getByText(source)).toHaveCount(0);
});

test('that somebody else deleted is told as a sentence, and one whose file is being read stops', async ({ page, request }) => {
  const source = ownSource('read'), { source: { id } } = await bringIn(request, source, 'a.log', LOG, plan);
  await page.goto(`/imports/sources/${id}`);
  await page.getByRole('button', { name: 'Delete source…' }).click();
  await expect(page.getByRole('dialog')).toContainText('400 calls');
  // A re-fold is under way when the other one deletes it.
  expect((await request.patch(`/api/sources/${id}`, { data: { settings: { maskClients: true } } })).status()).toBe(200);
  expect((await request.delete(`/api/sources/${id}`)).status()).toBe(202);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete source' }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toHaveText('There is no such source. It may have been deleted.');
  expect(await settled(request, source)).toEqual([]);
});
