import { expect, it } from 'vitest';
import { outcomesOf } from '../test-outcomes';
import { prepare } from './prepare';

it('splits each bucket into three that add up to its calls; an empty bucket is zero', () => {
  expect(prepare(outcomesOf(3, [{ bucket: 0, times: 5 }, { bucket: 0, failure: 'connect_timeout', times: 2 }, { bucket: 0, failure: 'connect_refused' }, { bucket: 2 }]))).toEqual([
    { at: 0, well: 5, failed: 1, timeouts: 2 }, { at: 60_000, well: 0, failed: 0, timeouts: 0 }, { at: 120_000, well: 1, failed: 0, timeouts: 0 },
  ]);
});
