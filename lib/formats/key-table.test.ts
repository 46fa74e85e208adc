import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyTable } from './key-table';

const code = (table: KeyTable, key: string): number => { const b = Buffer.from(`"${key}"`); return table.code(b, 1, b.length - 1); };

test('exact keys, loose keys', () => {
  const exact = new KeyTable({ routeKey: 1, category: 2 }, false), loose = new KeyTable({ 'integration.latency': 1, requestId: 2 }, true);
  expect(['routeKey', 'routekey', 'route_key', 'category', ''].map((k) => code(exact, k))).toEqual([1, 0, 0, 2, 0]);
  expect(['integrationLatency', 'integration_latency', 'INTEGRATION-LATENCY', 'request.id', 'requestid', 'request', 'requestidx', '', '_'].map((k) => code(loose, k))).toEqual([1, 1, 1, 2, 2, 0, 0, 0, 0]);
});
test('law: every key is found, no other is', () => fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 60 }).filter((k) => !/[\0]/.test(k)), { maxLength: 60 }), fc.string(), (keys, other) => {
  const table = new KeyTable(Object.fromEntries(keys.map((k, i) => [k, i + 1])), false);
  keys.forEach((k, i) => { if (Buffer.byteLength(k) <= 80) expect(code(table, k)).toBe(i + 1); });
  if (!keys.includes(other) && Buffer.byteLength(other) <= 80 && !other.includes('\0')) expect(code(table, other)).toBe(0);
})));
