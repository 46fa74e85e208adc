import { expect, it } from 'vitest';
import { failureCode } from '@/lib/failure';
import { outcomesOf } from '../test-outcomes';
import { prepare } from './prepare';

it('is a share of all calls; a bucket without calls is a gap, one without failures is zero', () => {
  expect(prepare(outcomesOf(3, [{ bucket: 0, times: 3 }, { bucket: 0, failure: 'connect_timeout' }, { bucket: 2 }]))).toEqual([
    { at: 0, failed: 0.25, timeouts: 0.25, calls: 4 }, { at: 60_000, failed: null, timeouts: null, calls: 0 }, { at: 120_000, failed: 0, timeouts: 0, calls: 1 },
  ]);
});
it('keeps all calls as its base when the view asks for one class', () => {
  expect(prepare(outcomesOf(1, [{ bucket: 0, times: 9 }, { bucket: 0, failure: 'no_route' }], { codes: new Set([failureCode('no_route')]) }))[0]).toMatchObject({ failed: 0.1, calls: 10 });
});
