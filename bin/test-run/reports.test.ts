import { expect, test } from 'vitest';
import { playwrightCounts, vitestCounts } from './reports';

const vitest = (more: object) => JSON.stringify({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [], ...more });
const playwright = (more: object) => JSON.stringify({ stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 1, ...more } });

test('tests are counted as the tools report them', () => {
  expect(vitestCounts(vitest({}), 0)).toEqual({ passed: 3, failed: 0, skipped: 2 });
  expect(vitestCounts(vitest({ numFailedTests: 2 }), 1)).toEqual({ passed: 3, failed: 2, skipped: 2 });
  expect(playwrightCounts(playwright({}), 0)).toEqual({ passed: 2, failed: 0, skipped: 1 });
  expect(playwrightCounts(playwright({ flaky: 1 }), 0)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

test('no tool passes by not running', () => {
  expect(vitestCounts(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(vitestCounts(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(vitestCounts(vitest({}), 1)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  expect(vitestCounts(vitest({ testResults: [{ status: 'failed', assertionResults: [] }] }), 1)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  expect(vitestCounts(vitest({ numPassedTests: 0, numPendingTests: 0, numTodoTests: 0 }), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(playwrightCounts(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
