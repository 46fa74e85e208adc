import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attemptsOf, attemptsText, type StoredAttempt } from './attempts-text';

const ms = fc.option(fc.double({ min: 0, max: 4e9, noNaN: true }).map((x) => x + 0));
const attempt: fc.Arbitrary<StoredAttempt> = fc.record({ instance: fc.nat(), addr: fc.constant(null), status: fc.option(fc.integer({ min: 100, max: 599 })), connectMs: ms, firstByteMs: ms, totalMs: ms, group: fc.nat(9), failure: fc.nat(40) });

it('what is written is read again', () => {
  fc.assert(fc.property(fc.array(fc.tuple(attempt, fc.option(fc.nat(40), { nil: undefined })), { maxLength: 8 }), (list) => {
    const attempts = list.map(([a, line]) => (line === undefined ? a : { ...a, lineFailure: line }));
    expect(attemptsOf(attemptsText(attempts))).toEqual(attempts);
  }));
  expect(attemptsText([])).toBeNull();
});
