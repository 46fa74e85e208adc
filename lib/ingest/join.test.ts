import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureCode } from '../failure';
import { encodeBlock } from '../rollup/block';
import { CALLS } from '../rollup/cubes';
import { corrections } from './corrections';
import type { AttemptRow } from './folded';
import { joinCalls } from './join';
import type { JoinCall, JoinEvent } from './join-facts';

const T = Date.UTC(2026, 2, 12, 9);
const attempt = (instance: number, failure = 0): AttemptRow => ({ instance, addr: null, status: null, connectMs: 1, firstByteMs: null, totalMs: 3000, group: 0, failure });
const call = (o: Partial<JoinCall> = {}): JoinCall => ({ importId: 1, offset: 0, at: T, startAt: T - 60_000, endAt: T, failure: failureCode('timeout_unspecified'), confidence: 1, status: 504, durationMs: 60_000, routeId: 5, instanceId: 7, method: 'GET', path: '/a', client: '10.0.0.1', requestId: null, attempts: [attempt(7, failureCode('timeout_unspecified'))], notable: true, ...o });
const event = (o: Partial<JoinEvent> = {}): JoinEvent => ({ importId: 2, offset: 0, length: 10, at: T, failure: failureCode('connect_timeout'), confidence: 0, routeId: 5, instanceId: 7, method: 'GET', path: '/a', host: null, client: '10.0.0.1', requestId: null, evidence: 'timed out while connecting to upstream', ...o });

describe('join of access and error lines', () => {
  it('counts a call once and lets the error line decide', () => {
    const { joined, orphans } = joinCalls([call()], [event()]);
    expect(orphans).toEqual([]);
    expect(joined).toMatchObject([{ failure: failureCode('connect_timeout'), confidence: 0, attemptFailures: [failureCode('connect_timeout')] }]);
  });
  it('keeps a call well when a retry made its failed attempt good', () => {
    const { joined } = joinCalls([call({ failure: 0, status: 200, instanceId: 8, attempts: [attempt(7, failureCode('timeout_unspecified')), attempt(8)] })], [event()]);
    expect(joined[0].failure).toBe(0);
    expect(joined[0].attemptFailures).toEqual([failureCode('connect_timeout'), 0]);
  });
  it('fails a 200 whose body was cut, and not one whose connect error was retried unseen', () => {
    const ok = call({ failure: 0, status: 200, notable: false, attempts: [] });
    expect(joinCalls([ok], [event({ failure: failureCode('body_timeout'), instanceId: 0, evidence: 'timed out while reading upstream' })]).joined[0].failure).toBe(failureCode('body_timeout'));
    expect(joinCalls([ok], [event({ instanceId: 0 })]).joined[0].failure).toBe(0);
  });
  it('lets an application\'s word about a request id decide only where it is as sure as the call\'s own line', () => {
    const own = call({ requestId: 'r', failure: failureCode('first_byte_timeout'), confidence: 0 }), vague = event({ requestId: 'r', instanceId: 0, client: null, path: null, method: null, failure: failureCode('timeout_unspecified'), confidence: 2, evidence: 'ETIMEDOUT' });
    expect(joinCalls([own], [vague]).joined).toMatchObject([{ failure: failureCode('first_byte_timeout'), confidence: 0, events: [{ requestId: 'r' }] }]);
    expect(joinCalls([call({ requestId: 'r', confidence: 2 })], [event({ ...vague, failure: failureCode('connect_refused'), confidence: 0 })]).joined[0].failure).toBe(failureCode('connect_refused'));
    expect(joinCalls([], [vague]).orphans).toMatchObject([{ failure: failureCode('timeout_unspecified') }]);
  });
  it('gives two equal requests their own error lines', () => {
    const { joined, orphans } = joinCalls([call({ offset: 0 }), call({ offset: 99 })], [event({ offset: 0 }), event({ offset: 50 })]);
    expect(orphans).toHaveLength(0);
    expect(joined.map((j) => j.events.length)).toEqual([1, 1]);
  });
  it('makes one call of the error lines of one request that went from instance to instance', () => {
    const { orphans } = joinCalls([], [event({ instanceId: 7, at: T - 6000 }), event({ instanceId: 8, at: T - 3000, offset: 1 }), event({ instanceId: 9, offset: 2 }), event({ instanceId: 7, at: T + 90_000, offset: 3 })]);
    expect(orphans.map((o) => o.events.length)).toEqual([3, 1]);
  });
  it('is a function of the set: order and file do not matter, and every event is in one decision', () => {
    const calls = fc.array(fc.record({ offset: fc.nat(1000), s: fc.nat(300), client: fc.constantFrom('a', 'b'), path: fc.constantFrom('/x', '/y'), failed: fc.boolean(), n: fc.nat(3) }), { maxLength: 12 });
    const events = fc.array(fc.record({ offset: fc.nat(1000), s: fc.nat(300), client: fc.constantFrom('a', 'b'), path: fc.constantFrom('/x', '/y'), instance: fc.nat(3) }), { maxLength: 12 });
    fc.assert(fc.property(calls, events, fc.integer(), (cs, es, seed) => {
      const distinct = <X extends { offset: number }>(xs: X[]): X[] => [...new Map(xs.map((x) => [x.offset, x])).values()];
      const c = distinct(cs).map((x) => call({ offset: x.offset, at: T + x.s * 1000, endAt: T + x.s * 1000, startAt: T + x.s * 1000 - 60_000, client: x.client, path: x.path, failure: x.failed ? 13 : 0, attempts: Array.from({ length: x.n }, (_, i) => attempt(i + 1, x.failed ? 13 : 0)) }));
      const e = distinct(es).map((x) => event({ offset: x.offset, at: T + x.s * 1000, client: x.client, path: x.path, instanceId: x.instance }));
      const shuffled = <X>(xs: X[]): X[] => xs.map((x, i) => [Math.imul(i + 1, seed | 1) >>> 0, x] as const).sort((p, q) => p[0] - q[0]).map((p) => p[1]);
      const one = joinCalls(c, e), two = joinCalls(shuffled(c), shuffled(e));
      expect(two).toEqual(one);
      expect(one.joined.flatMap((j) => j.events).length + one.orphans.flatMap((o) => o.events).length).toBe(e.length);
      const total = (corrections(one.joined, one.orphans).get(CALLS) ?? []).reduce((n, cell) => n + cell.count, 0);
      expect(total).toBe(one.orphans.length);
    }));
  });
  it('takes back exactly what the line alone had put', () => {
    const cells = corrections(joinCalls([call()], [event()]).joined, []).get(CALLS)!;
    expect(encodeBlock(CALLS, cells)?.cells).toBe(2);
    expect(cells.map((c) => c.count).sort()).toEqual([-1, 1]);
  });
});
