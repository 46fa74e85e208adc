import { expect, it } from 'vitest';
import type { Spot, Spots } from '@/lib/db/hotspots';
import { prepare } from './prepare';

const spot = (name: string, calls: number | null, failed: number, timeouts: number): Spot => ({ name, link: { route: name }, inferred: false, calls, failed, timeouts });
const spots = (...list: Spot[]): Spots => ({ kind: 'route', spots: list, total: { calls: list.some((s) => s.calls === null) ? null : list.reduce((n, s) => n + s.calls!, 0), failed: list.reduce((n, s) => n + s.failed, 0), timeouts: list.reduce((n, s) => n + s.timeouts, 0) } });

it('ranks by timeouts and says what the rate would be without each', () => {
  const t = prepare(spots(spot('a', 100, 10, 0), spot('b', 100, 6, 5), spot('quiet', 800, 0, 0)));
  expect(t).toMatchObject({ by: 'timeouts', rate: 0.016, more: 0 });
  expect(t.rows.map((r) => [r.name, r.rate, r.shareOfFailed, r.shareOfTimeouts, r.rateWithout])).toEqual([['b', 0.06, 6 / 16, 1, 10 / 900], ['a', 0.1, 10 / 16, 0, 6 / 900]]);
});
it('ranks by failures where nothing timed out, and counts what does not fit', () => {
  const t = prepare(spots(spot('a', 10, 1, 0), spot('b', 10, 3, 0), spot('c', 5, 1, 0)), 2);
  expect([t.by, t.rows.map((r) => r.name), t.more]).toEqual(['failed', ['b', 'c'], 1]);
});
it('has no rates where only failed calls are counted, and none without the only one', () => {
  expect(prepare(spots(spot('a', null, 1, 0))).rows[0]).toMatchObject({ rate: null, rateWithout: null });
  expect(prepare(spots(spot('a', 10, 1, 0))).rows[0].rateWithout).toBeNull();
});
it('tells a range without calls from one in which nothing failed', () => {
  expect([prepare(spots()).empty, prepare(spots(spot('quiet', 5, 0, 0))).empty, prepare(spots(spot('a', null, 1, 0))).empty]).toEqual([true, false, false]);
});
