/** The page of imports as a user has it: choose files, look at them, import them, open their receipt. */
import { expect, type Locator, type Page } from '@playwright/test';
import { IMPORT_MS } from './server';

export type File = { name: string; mimeType: string; buffer: Buffer };
export const file = (name: string, content: string | Buffer): File => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });

export const uploads = (page: Page): Locator => page.getByRole('region', { name: 'Uploads' });
/** One chosen file in the form. */
export const upload = (page: Page, name: string): Locator => uploads(page).getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
/** One import in the list. */
export const listed = (page: Page, name: string): Locator => page.getByRole('list', { name: 'Imports' }).getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });

/** Chooses files on the page of imports and names their source. */
export async function chooseFiles(page: Page, source: string, files: File[]): Promise<void> {
  await page.goto('/imports');
  await page.getByLabel('Choose log files').setInputFiles(files);
  for (const f of files) await expect(upload(page, f.name)).toContainText('Arrived');
  await uploads(page).getByLabel('Source: the gateway that wrote these logs').fill(source);
}

/** Imports what was chosen, and waits until it is read. */
export async function importChosen(page: Page, files: readonly File[]): Promise<void> {
  await uploads(page).getByRole('button', { name: files.length === 1 ? 'Import 1 file' : `Import ${files.length} files` }).click();
  for (const f of files) await expect(listed(page, f.name).first()).toContainText('done', { timeout: IMPORT_MS });
}

export async function importFiles(page: Page, source: string, files: File[]): Promise<void> {
  await chooseFiles(page, source, files);
  await importChosen(page, files);
}

/** The equation on a receipt. */
export async function accountOf(page: Page): Promise<{ read: number; stored: number; quarantined: number; filtered: number }> {
  const terms = page.getByRole('region', { name: 'Every line accounted for' }).getByRole('definition');
  await expect(terms.first()).toBeVisible();
  const [read, stored, quarantined, filtered] = (await terms.allTextContents()).slice(0, 4).map((t) => Number(t.replaceAll(',', '')));
  return { read, stored, quarantined, filtered };
}
