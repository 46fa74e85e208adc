import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAILURES } from '../failure';
import { NO_NAME } from './names';
import { ATTEMPT_WORDS, EMPTY_VIEW, nameParam, parseView, PHASES, viewQuery, type ViewState } from './state';

const read = (query: string): ViewState => parseView(Object.fromEntries(new URLSearchParams(query)));
/** Names as logs have them: blanks at the ends, dashes, anything. */
const name = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), fc.nat(5).map((n) => '-'.repeat(n + 1)), fc.constantFrom(' GET /x ', 'none', '–', '- -'));
const views: fc.Arbitrary<ViewState> = fc.record({
  ...Object.fromEntries(['from', 'to', 'client', 'requestId', 'text'].map((k) => [k, fc.option(fc.constantFrom('now-2h', '10.0.0.1', 'a b', '%'))])) as Record<'from' | 'to' | 'client' | 'requestId' | 'text', fc.Arbitrary<string | null>>,
  zone: fc.constantFrom('UTC', 'Europe/Berlin'), sources: fc.uniqueArray(fc.nat(99)), importId: fc.option(fc.nat(2 ** 31 - 1)), route: fc.option(fc.oneof(name, fc.constant(NO_NAME))), upstream: fc.option(fc.oneof(name, fc.constant(NO_NAME))), instance: fc.option(fc.oneof(name, fc.constant(NO_NAME))),
  failure: fc.option(fc.constantFrom('any', 'timeout', 'other', ...FAILURES.map((f) => f.id))), phase: fc.option(fc.constantFrom(...PHASES)), attempts: fc.option(fc.constantFrom(...ATTEMPT_WORDS)),
  status: fc.option(fc.constantFrom(0, 100, 504, 599)), minMs: fc.option(fc.nat()), maxMs: fc.option(fc.nat()), sort: fc.option(fc.constant('slowest' as const)),
});

describe('the URL is the state', () => {
  it('what is written is read again: law', () => fc.assert(fc.property(views, (v) => { expect(read(viewQuery(v))).toEqual(v); })));
  it('an empty view is an empty query', () => expect([viewQuery(EMPTY_VIEW), read('')]).toEqual(['', EMPTY_VIEW]));
  it('a dash is none, and no real name is taken for it', () => {
    expect(read('?route=-&upstream=-&instance=-&status=-')).toEqual({ ...EMPTY_VIEW, route: NO_NAME, upstream: NO_NAME, instance: NO_NAME, status: 0 });
    expect(['', '-', '--', 'none', '- '].map(nameParam)).toEqual(['-', '--', '---', 'none', '- ']);
    fc.assert(fc.property(name, (n) => { expect(nameParam(n)).not.toBe('-'); }));
  });
  it('an empty field of a form asks for nothing; what cannot be read is dropped', () => {
    expect(read('?route=&upstream=&instance=&status=&attempts=')).toEqual(EMPTY_VIEW);
    expect(read('?status=99&attempts=all&failure=nothing&phase=soon&tz=Mars&import=2147483648&source=99999999999')).toEqual(EMPTY_VIEW);
  });
});
