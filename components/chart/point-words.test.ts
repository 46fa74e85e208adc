import { expect, test } from 'vitest';
import { pointWords } from './point-words';

const at = Date.parse('2026-03-12T09:20:00Z'), facts = { bucketMs: 60_000, zone: 'UTC' };

test('a stack is read out from the top, with its sum', () => {
  const series = [{ key: 'ok', label: 'Ended well', color: 'well' }, { key: 'timeout', label: 'Timeouts', color: 'timeout' }];
  expect(pointWords({ at, ok: 1200, timeout: 34 }, { ...facts, series, unit: 'count', total: true })).toBe('2026-03-12 09:20 – 09:21: Timeouts 34; Ended well 1,200; All 1,234.');
});
test('a gap is said, never read as zero', () => {
  expect(pointWords({ at, p50: null }, { ...facts, series: [{ key: 'p50', label: 'p50', color: 'q50' }], unit: 'ms', total: false })).toBe('2026-03-12 09:20 – 09:21: p50 no value.');
});
