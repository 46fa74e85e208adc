import { expect, it } from 'vitest';
import { exportName } from './export-name';

const range = { fromMs: Date.UTC(2026, 2, 12, 9, 20), toMs: Date.UTC(2026, 2, 12, 10, 20) };

it('says what an export holds and of when, in a name that any disk takes', () => {
  expect(exportName('calls', range, 'csv')).toBe('hangtime-calls-20260312T0920-20260312T1020.csv');
  expect(exportName('../a"b\r\n', range, 'json')).toBe('hangtime-a-b-20260312T0920-20260312T1020.json');
  expect(exportName('calls', { fromMs: -8.64e15, toMs: 8.64e15 }, 'csv')).toMatch(/^[A-Za-z0-9.-]+$/);
});
