import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromLines, msToSeconds, secondsToMs, toLines } from './lines';

describe('lists and times as typed', () => {
  it('reads back what it wrote', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.stringMatching(/^[!-~]{1,20}$/)), (entries) => { expect(fromLines(toLines(entries))).toEqual(entries); }));
    fc.assert(fc.property(fc.integer({ min: 1, max: 86_400_000 }), (ms) => { expect(secondsToMs(msToSeconds(ms))).toBe(ms); }));
  });
  it('leaves out blanks and repetitions', () => { expect(fromLines(' a \n\n b\na\n')).toEqual(['a', 'b']); });
  it('tells missing from wrong', () => {
    expect(secondsToMs(' ')).toBeNull();
    for (const wrong of ['0', '-1', 'five', '1e9']) expect(secondsToMs(wrong)).toBeUndefined();
  });
});
