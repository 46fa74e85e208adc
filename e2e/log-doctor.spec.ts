/** The log doctor on a source's page: what its logs cannot answer, and the lines that change that. */
import { expect, test } from '@playwright/test';
import { examine } from '../lib/doctor/examine';
import { QUESTION_TEXT, QUESTIONS } from '../lib/doctor/questions';
import { readLines, sampleOf } from './read-lines';
import { bringIn, clear, ownSource } from './server';

const WORD = { yes: '✓ yes', partly: '◐ partly', no: '✕ no' };

test('a plain nginx log: what it cannot tell, what to add, copied by the keyboard, and read back', async ({ page, request, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const source = ownSource('to be examined'), { content, stored } = readLines(sampleOf('nginx-combined').split('\n').filter((l) => / "[^"]*" "[^"]*"$/.test(l)).join('\n'));
  const { source: { id }, formats } = await bringIn(request, source, 'plain.log', content);
  expect(formats).toEqual(['nginx-combined']);
  const [finding] = examine([{ id: 'nginx-combined', lines: stored }], []);
  await page.goto(`/imports/sources/${id}`);
  const doctor = page.getByRole('region', { name: 'Log doctor' }), nginx = doctor.getByRole('region', { name: 'nginx', exact: true });
  for (const [i, q] of QUESTIONS.entries()) await expect(nginx.getByRole('row').filter({ hasText: QUESTION_TEXT[q].title }).getByRole('cell')).toHaveText(WORD[finding.formats[0].answers[i]]);
  await expect(nginx.getByRole('row').filter({ hasText: 'Which attempts did retries hide?' })).toContainText('✕ no');

  expect(finding.add.length).toBeGreaterThan(0);
  for (const { place, lines } of finding.add) {
    expect(place).toContain('/etc/nginx/nginx.conf');
    await expect(nginx.getByText(`Add to ${place}:`)).toBeVisible();
    const copy = nginx.getByRole('button', { name: `Copy the lines for ${place}` });
    await nginx.getByLabel(`The lines for ${place}`, { exact: true }).focus();
    await page.keyboard.press('Tab');
    await expect(copy).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(copy).toContainText('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(lines);
  }

  // What was copied is what the source then needs: pasted, it is understood.
  await nginx.getByLabel(`The lines for ${finding.add[0].place}`, { exact: true }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByLabel('Your own layout').focus();
  await page.keyboard.press('ControlOrMeta+V');
  await expect(page.getByText(/nginx log_format timing: reads remote_addr, .*upstream_connect_time/)).toBeVisible();
  await clear(request, source);
});

test('a log that answers everything has nothing to add; what a gateway can never say is said', async ({ page, request }) => {
  const full = ownSource('answers all'), { source: { id } } = await bringIn(request, full, 'timing.log', sampleOf('nginx-upstream'));
  await page.goto(`/imports/sources/${id}`);
  const doctor = page.getByRole('region', { name: 'Log doctor' });
  await expect(doctor).toContainText('nginx with upstream fields');

  const some = ownSource('cannot say'), { source: { id: other } } = await bringIn(request, some, 'haproxy.log', sampleOf('haproxy-http'));
  await page.goto(`/imports/sources/${other}`);
  const [finding] = examine([{ id: 'haproxy-http', lines: 1 }], []);
  expect(finding.cannot.length).toBeGreaterThan(0);
  for (const { why } of finding.cannot) await expect(doctor).toContainText(why);
  await clear(request, full);
  await clear(request, some);
});

test('an empty source says that there is nothing to examine', async ({ page, request }) => {
  const source = ownSource('errors alone'), { source: { id } } = await bringIn(request, source, 'error.log', sampleOf('nginx-error'));
  await page.goto(`/imports/sources/${id}`);
  await expect(page.getByRole('region', { name: 'Log doctor' })).toContainText('no access line of this source was read');
  await clear(request, source);
});
