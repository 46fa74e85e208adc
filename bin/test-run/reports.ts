/** Counts of tests from the JSON reports of vitest and Playwright. A tool that failed without a failing test counts as one failure. */

export type Counts = { passed: number; failed: number; skipped: number };

type VitestReport = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number; testResults: { status: string; assertionResults: unknown[] }[] };

export function vitestCounts(report: string | null, code: number): Counts {
  if (report === null) return honest({ passed: 0, failed: 0, skipped: 0 }, code);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(report) as VitestReport;
  // A file that cannot be loaded has no tests, only a status.
  const unloadable = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  return honest({ passed: numPassedTests, failed: numFailedTests + unloadable, skipped: numPendingTests + numTodoTests }, code);
}

type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } };

/** A flaky test failed at least once: it counts as failed. */
export function playwrightCounts(report: string | null, code: number): Counts {
  if (report === null) return honest({ passed: 0, failed: 0, skipped: 0 }, code);
  const { expected, unexpected, flaky, skipped } = (JSON.parse(report) as PlaywrightReport).stats;
  return honest({ passed: expected, failed: unexpected + flaky, skipped }, code);
}

function honest(counts: Counts, code: number): Counts {
  const silent = counts.failed === 0 && (code !== 0 || counts.passed + counts.skipped === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}
