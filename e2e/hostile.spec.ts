/** Log text is hostile: it is shown as text, its hidden characters become visible, and a saved file runs nothing. */
import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { bringIn, clear, listedCalls, ownSource } from './server';
import { LOG_FORMAT, line } from './logs';

const SOURCE = ownSource('hostile gateway'), SCRIPT = '/<script>alert(1)</script><img/src=x/onerror=alert(2)>', BIDI = '/pay\u202Egnp.exe', CONTROL = '/tab\tbell\u0007escape\u001b[31mred', FORMULA = '=1+cmd';

test('script, bidirectional and control characters, formulas', async ({ page, request }) => {
  const at = (second: number): string => `05/Mar/2026:12:00:0${second} +0000`;
  const log = [SCRIPT, BIDI, CONTROL].map((path, i) => line({ at: at(i), path, status: 502, seconds: 1, id: FORMULA })).join('\n') + '\n';
  const { id, name, stored, source: { id: source } } = await bringIn(request, SOURCE, '<b>evil</b>.log', log, { logFormats: [LOG_FORMAT] });
  expect(stored).toBe(3);
  const boxes: string[] = [];
  page.on('dialog', (d) => { boxes.push(d.message()); void d.dismiss(); });

  await page.goto(`/calls?source=${source}`);
  expect(await listedCalls(page)).toBe(3);
  const table = page.getByRole('table', { name: 'Calls' });
  await expect(table.getByRole('row').filter({ hasText: '<script>alert(1)</script>' })).toBeVisible();
  await expect(table.getByRole('row').filter({ hasText: 'payRLOgnp.exe' })).toBeVisible();
  await expect(table.getByRole('row').filter({ hasText: 'ESC[31m' })).toBeVisible();

  await table.getByRole('row').filter({ hasText: 'payRLOgnp.exe' }).getByRole('link').click();
  await expect(page.getByRole('dialog').getByRole('region', { name: 'Access line' })).toContainText('payRLOgnp.exe');
  await expect(page.getByRole('dialog').getByTitle('A character that does not show').first()).toHaveText('RLO');
  await page.keyboard.press('Escape');
  for (const path of [`/?source=${source}`, `/hotspots?source=${source}`, `/imports/${id}`, '/imports']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText('Loading', { exact: true })).toHaveCount(0);
  }
  await expect(page.getByRole('link', { name })).toBeVisible();
  expect(boxes).toEqual([]);

  await page.goto(`/calls?source=${source}`);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export these calls' }).click();
  await page.getByRole('menuitem', { name: /^CSV/ }).click();
  const csv = await readFile((await (await waiting).path())!, 'utf8');
  expect(csv).toContain(`'${FORMULA}`);
  expect(csv).not.toMatch(/(^|,)"?=/m);
  await clear(request, SOURCE);
});

test('a route of a hostile name can be followed from the hotspots to its calls', async ({ page, request }) => {
  const path = '/a?b&c=d#e%20"f\'', source = ownSource('odd routes');
  const log = [0, 1, 2].map((i) => line({ at: `05/Mar/2026:12:00:0${i} +0000`, path: `/odd/${encodeURIComponent('ü&=#?%')}/x`, status: 502, id: `${i}` })).join('\n') + '\n';
  const { source: { id } } = await bringIn(request, source, path + '.log', log, { logFormats: [LOG_FORMAT] });
  await page.goto(`/hotspots?source=${id}`);
  const map = page.getByRole('region', { name: 'Routes by time' });
  await map.getByRole('button', { name: /show as a table/ }).click();
  await map.getByRole('link', { name: '3', exact: true }).first().click();
  expect(await listedCalls(page)).toBe(3);
  await clear(request, source);
});
