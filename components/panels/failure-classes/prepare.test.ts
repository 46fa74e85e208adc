import { expect, it } from 'vitest';
import { outcomesOf } from '../test-outcomes';
import { prepare } from './prepare';

const now = outcomesOf(1, [{ bucket: 0, times: 50 }, { bucket: 0, failure: 'connect_timeout', times: 3 }, { bucket: 0, failure: 'client_abort' }]);

it('lists the classes of failed calls, most first, with those that went away', () => {
  const before = outcomesOf(1, [{ bucket: 0, failure: 'connect_timeout' }, { bucket: 0, failure: 'no_route', times: 2 }]);
  expect(prepare(now, before, true).map((r) => [r.id, r.calls, r.share, r.before, r.change?.text])).toEqual([
    ['connect_timeout', 3, 0.75, 1, '3.0×'], ['client_abort', 1, 0.25, 0, 'new'], ['no_route', 0, 0, 2, '−100 %'],
  ]);
});
it('compares nothing with a period that is not all there', () => {
  expect(prepare(now, now, false).map((r) => [r.id, r.before, r.change])).toEqual([['connect_timeout', null, null], ['client_abort', null, null]]);
});
