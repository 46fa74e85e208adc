import { expect, test } from '@playwright/test';

test('what npm start serves opens in a browser without a fault', async ({ page }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()); });
  await page.goto('/');
  await expect(page.getByRole('main')).toBeVisible();
  expect(faults).toEqual([]);
});
