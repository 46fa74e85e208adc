import { expect, it } from 'vitest';
import { clockGaps } from './clock';

it('names a gap in a busy log', () => expect(clockGaps([0, 1, 2, 3, 60, 61])).toEqual([{ fromMs: 4 * 60_000, toMs: 60 * 60_000 }]));
it('is calm about a log that is sparse anyway', () => expect(clockGaps([0, 30, 60, 95, 120])).toEqual([]));
it('has nothing to say of one minute or none', () => { expect(clockGaps([])).toEqual([]); expect(clockGaps([5])).toEqual([]); });
it('puts the longest first and ignores order and doubles', () => expect(clockGaps([200, 0, 1, 1, 2, 30, 31])[0]).toEqual({ fromMs: 32 * 60_000, toMs: 200 * 60_000 }));
