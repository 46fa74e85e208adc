import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAILURES, failureCode } from '../failure';
import { callMatches, failureCodes, lineMatches, onlyNotable, type CallFacts, type CallFilter } from './call-filter';
import { keyText, newestFirst, parseKey, timeKey } from './call-row';
import { PHASES } from './state';

const all: CallFilter = { fromMs: 0, toMs: 1000, sources: null, failures: null, routes: null, instances: null, status: null, minMs: null, maxMs: null, client: null, requestId: null, text: null };
const call: CallFacts = { at: 500, failure: 0, status: 200, durationMs: 12, routeId: 1, instanceId: 2, client: '10.0.0.1', requestId: 'abc' };

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
