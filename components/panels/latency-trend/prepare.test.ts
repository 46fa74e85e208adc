import { expect, it } from 'vitest';
import { outcomesOf } from '../test-outcomes';
import { prepare } from './prepare';

it('has a gap where no call has a duration, and a wall where timeouts end together', () => {
  const l = prepare(outcomesOf(3, [{ bucket: 0, ms: 40, times: 98 }, { bucket: 0, ms: 25_000, failure: 'first_byte_timeout', times: 9 }, { bucket: 1 }, { bucket: 2, ms: 0 }]));
  expect(l.points.map((p) => [p.timed, p.p50 === null])).toEqual([[107, false], [0, true], [1, false]]);
  expect(l.points[2].p99).toBe(0);
  expect(l.walls).toHaveLength(1);
  expect(l.walls[0].ms / 25_000).toBeCloseTo(1, 1);
  expect(l.log).toBe(true);
});
it('stays linear where the lines lie close', () => {
  expect(prepare(outcomesOf(1, [{ bucket: 0, ms: 40 }, { bucket: 0, ms: 400 }])).log).toBe(false);
  expect(prepare(outcomesOf(1, [])).log).toBe(false);
});
