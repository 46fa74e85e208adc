import { expect, it } from 'vitest';
import { callsAhead, clockGaps, clockJumps } from './clock';

it('names a gap in a busy log', () => expect(clockGaps([0, 1, 2, 3, 60, 61])).toEqual([{ fromMs: 4 * 60_000, toMs: 60 * 60_000 }]));
it('is calm about a log that is sparse anyway', () => expect(clockGaps([0, 30, 60, 95, 120])).toEqual([]));
it('has nothing to say of one minute or none', () => { expect(clockGaps([])).toEqual([]); expect(clockGaps([5])).toEqual([]); });
it('puts the longest first and ignores order and doubles', () => expect(clockGaps([200, 0, 1, 1, 2, 30, 31])[0]).toEqual({ fromMs: 32 * 60_000, toMs: 200 * 60_000 }));
it('finds where the log goes back, and a whole hour', () => {
  const h = 3_600_000, chunks = [{ offset: 0, fromAt: 0, toAt: h }, { offset: 10, fromAt: h, toAt: 2 * h }, { offset: 20, fromAt: h, toAt: 5 * h }, { offset: 25, fromAt: null, toAt: null }, { offset: 30, fromAt: 0, toAt: h }];
  expect(clockJumps([...chunks].reverse())).toEqual([{ offset: 30, fromMs: 5 * h, toMs: 0, wholeHour: false }, { offset: 20, fromMs: 2 * h, toMs: h, wholeHour: true }]);
});
it('takes a step within a chunk for one', () => {
  const min = 60_000, chunks = [{ offset: 0, fromAt: 0, toAt: 100 * min }, { offset: 10, fromAt: 40 * min, toAt: 101 * min }, { offset: 20, fromAt: 45 * min, toAt: 90 * min }, { offset: 30, fromAt: 90 * min, toAt: 95 * min }];
  expect(clockJumps(chunks)).toEqual([{ offset: 10, fromMs: 101 * min, toMs: 40 * min, wholeHour: true }]);
});
it('counts calls from the future', () => expect(callsAhead([[10, 5], [71, 7], [100, 1]], 10 * 60_000)).toBe(8));
