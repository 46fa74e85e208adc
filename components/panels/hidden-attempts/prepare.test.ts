import { expect, it } from 'vitest';
import { prepare } from './prepare';

it('ranks instances and keeps the classes; nothing hidden is nothing', () => {
  const i = (instance: string, attempts: number, hidden: number) => ({ upstream: 'u', inferred: false, instance, attempts, hidden, hiddenTimeouts: 0 });
  const h = prepare({ attempts: 100, failed: 8, hidden: 6, hiddenTimeouts: 4, byInstance: [i('a', 50, 5), i('b', 50, 1)], byCode: new Map([[3, 4], [15, 2], [6, 0]]), ignored: [] }, 1);
  expect(h).toMatchObject({ shareOfFailed: 0.75, more: 1, rows: [{ instance: 'a', share: 5 / 6, rate: 0.1 }], classes: [{ code: 3, attempts: 4 }, { code: 15, attempts: 2 }] });
  expect(prepare({ attempts: 0, failed: 0, hidden: 0, hiddenTimeouts: 0, byInstance: [], byCode: new Map(), ignored: [] })).toMatchObject({ hidden: 0, shareOfFailed: null, rows: [], more: 0 });
});
