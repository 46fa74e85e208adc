import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAILURES, failureCode } from '../failure';
import { attemptsMatching, callMatches, conditions, failureCodes, lineMatches, matchesNothing, onlyNotable, type CallFacts, type CallFilter } from './call-filter';
import { keyText, newestFirst, parseKey, timeKey } from './call-row';
import { ATTEMPT_WORDS, PHASES, type AttemptWord } from './state';

const all: CallFilter = { fromMs: 0, toMs: 1000, sources: null, importId: null, failures: null, routes: null, instances: null, attempts: null, status: null, minMs: null, maxMs: null, client: null, requestId: null, text: null };
const call: CallFacts = { at: 500, failure: 0, status: 200, durationMs: 12, routeId: 1, instanceId: 2, client: '10.0.0.1', requestId: 'abc', attempts: [{ instance: 2, failure: 0 }] };

describe('the predicate', () => {
  test('a range has its start and not its end', () => {
    expect(callMatches(all, { ...call, at: 0 })).toBe(true);
    expect(callMatches(all, { ...call, at: 1000 })).toBe(false);
    expect(callMatches(all, { ...call, at: NaN })).toBe(false);
  });
  test('a missing duration is neither slow nor fast; zero is a value', () => {
    expect(callMatches({ ...all, minMs: 0 }, { ...call, durationMs: NaN })).toBe(false);
    expect(callMatches({ ...all, maxMs: 10 }, { ...call, durationMs: NaN })).toBe(false);
    expect(callMatches({ ...all, minMs: 0, maxMs: 0 }, { ...call, durationMs: 0 })).toBe(true);
  });
  test('a name that nobody knows matches nothing', () => expect(callMatches({ ...all, routes: new Set() }, call)).toBe(false));
  test('"none" keeps the calls that ended well and needs every chunk', () => {
    const f = { ...all, failures: failureCodes({ failure: 'none', phase: null }) };
    expect([callMatches(f, call), callMatches(f, { ...call, failure: 3 }), onlyNotable(f)]).toEqual([true, false, false]);
  });
  test('class words partition the calls: none or any; and each phase holds what its classes hold', () => {
    FAILURES.forEach((f, code) => {
      expect(['none', 'timeout', 'other'].filter((failure) => failureCodes({ failure, phase: null })!.has(code))).toHaveLength(1);
      const hits = ['none', 'any'].filter((failure) => failureCodes({ failure, phase: null })!.has(code));
      expect(hits).toHaveLength(1);
      expect(failureCodes({ failure: 'timeout', phase: null })!.has(code)).toBe(f.timeout);
      expect(PHASES.filter((phase) => failureCodes({ failure: null, phase })!.has(code))).toEqual(code === 0 ? [] : [f.phase]);
    });
  });
  test('class and phase must both hold', () => {
    expect([...failureCodes({ failure: 'connect_refused', phase: 'connect' })!]).toEqual([failureCode('connect_refused')]);
    expect(failureCodes({ failure: 'connect_refused', phase: 'body' })!.size).toBe(0);
    expect(failureCodes({ failure: 'none', phase: 'body' })!.size).toBe(0);
  });
  test('a call matches when its line and its class do', () => {
    fc.assert(fc.property(fc.nat(33), fc.constantFrom(null, 'any', 'none', 'timeout', 'connect_timeout'), fc.integer({ min: -10, max: 1010 }), (failure, word, at) => {
      const f = { ...all, failures: failureCodes({ failure: word, phase: null }) }, c = { ...call, failure, at };
      expect(callMatches(f, c)).toBe(lineMatches(f, c) && (f.failures === null || f.failures.has(failure)));
    }));
  });
});

describe('calls by their attempts', () => {
  const refused = failureCode('connect_refused'), slow = failureCode('first_byte_timeout'), a = (instance: number, failure = 0) => ({ instance, failure });
  const saved = { ...call, instanceId: 2, attempts: [a(1, refused), a(1, slow), a(2)] }, lost = { ...call, failure: slow, instanceId: 2, attempts: [a(1, refused), a(2, slow)] }, plain = { ...call, instanceId: 1, attempts: [a(1)] };
  const asked = (attempts: AttemptWord, failure: string | null, instances: number[] | null): CallFilter => ({ ...all, ...conditions({ attempts, failure, phase: null }, instances && new Set(instances)) });
  const hits = (...x: Parameters<typeof asked>): number[] => [saved, lost, plain].map((c) => (callMatches(asked(...x), c) ? attemptsMatching(asked(...x).attempts!, c.attempts) : 0));

  test('class and instance are those of one and the same attempt, not of the call', () => {
    expect([hits('failed', null, null), hits('failed', null, [1]), hits('failed', 'timeout', [1]), hits('failed', 'connect_refused', [2])]).toEqual([[2, 2, 0], [2, 1, 0], [1, 0, 0], [0, 0, 0]]);
    expect([hits('any', null, [1]), hits('any', null, [2]), hits('any', 'none', [2])]).toEqual([[2, 1, 1], [1, 1, 0], [1, 0, 0]]);
  });
  test('failed attempts are hidden or spoiled their call', () => {
    for (const failure of [null, 'any', 'timeout', 'other', 'connect_refused']) for (const instances of [null, [1], [2]]) {
      const [failed, hidden, spoiled] = (['failed', 'hidden', 'spoiled'] as const).map((w) => hits(w, failure, instances));
      expect(hidden.map((n, i) => n + spoiled[i])).toEqual(failed);
    }
    expect([hits('hidden', null, null), hits('spoiled', null, null)]).toEqual([[2, 0, 0], [0, 2, 0]]);
  });
  test('all of them but "any" are found among the notable calls', () => {
    expect(ATTEMPT_WORDS.filter((w) => onlyNotable(asked(w, null, [1])))).toEqual(['failed', 'hidden', 'spoiled']);
    expect([onlyNotable(asked('any', 'timeout', null)), onlyNotable(asked('any', 'none', null))]).toEqual([true, false]);
    expect([matchesNothing(asked('hidden', 'none', null)), matchesNothing(asked('any', null, [])), matchesNothing(asked('hidden', null, [1]))]).toEqual([true, true, false]);
  });
});

describe('the order', () => {
  const key = fc.record({ at: fc.integer({ min: 0, max: 5 }), importId: fc.nat(3), offset: fc.nat(5) });
  test('a key survives the link', () => fc.assert(fc.property(key, fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }).filter((x) => !/e/.test(String(x)))), (k, durationMs) => {
    expect(parseKey(keyText(k))).toEqual(k);
    expect(parseKey(keyText({ ...k, durationMs }))).toEqual({ ...k, durationMs });
  })));
  test('what is no key is null', () => { for (const s of [null, '', '1_2', 'a_b_c', '1_2_3_4_5', '1_-2_3', '1_2_3_x', "1_2_3'; --"]) expect(parseKey(s)).toBeNull(); });
  test('a time stands before every call of that time and after every later one', () => fc.assert(fc.property(key, fc.integer({ min: 0, max: 5 }), (k, at) => {
    expect(newestFirst(timeKey(at), k) < 0).toBe(k.at <= at);
  })));
});
