import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failureCode, failureOf } from '../failure';
import { joinCalls } from './join';
import type { JoinCall, JoinEvent } from './join-facts';

const T = Date.UTC(2026, 2, 12, 9);
const id = (code: number): string => failureOf(code).id;
/** As Apache logs one: at its start. */
const call = (o: Partial<JoinCall> = {}): JoinCall => ({ importId: 1, offset: 0, at: T, startAt: T - (o.durationMs ?? 0), endAt: T, failure: failureCode('failure_unspecified'), confidence: 2, status: 503, durationMs: 4, routeId: 5, instanceId: 0, method: 'GET', path: '/a', client: '10.0.0.1', requestId: null, attempts: [], notable: true, ...o });
const event = (evidence: string, failure: string, o: Partial<JoinEvent> = {}): JoinEvent => ({ importId: 2, offset: 0, length: 10, at: T + 4, failure: failureCode(failure), confidence: 0, routeId: 0, instanceId: 0, method: null, path: null, host: null, client: '10.0.0.1', requestId: null, evidence, ...o });
const connect = (o: Partial<JoinEvent> = {}): JoinEvent => event('(111)Connection refused: AH00957: HTTP: attempt to connect to 10.0.0.9:80 (app) failed', 'connect_refused', { client: null, instanceId: 7, ...o });
const made = (o: Partial<JoinEvent> = {}): JoinEvent => event('AH01114: HTTP: failed to make connection to backend: app', 'connect_failed', { confidence: 1, offset: 50, ...o });
const read = (o: Partial<JoinEvent> = {}): JoinEvent => event('(70007)The timeout specified has expired: AH01102: error reading status line from remote server app:80', 'first_byte_timeout', o);
const cut = (o: Partial<JoinEvent> = {}): JoinEvent => event('aborting with incomplete response: unexpected EOF', 'upstream_closed', { client: null, ...o });
const brief = (calls: JoinCall[], events: JoinEvent[]): [string, number, number][] => joinCalls(calls, events).joined.map((j) => [id(j.failure), j.events.length, j.call.offset]);

describe('error lines that do not name their request', () => {
  test('the two lines of a failed connect are one failure: cause and upstream of the first, client of the second', () => {
    const { joined, orphans } = joinCalls([call()], [connect(), made()]);
    expect(orphans).toEqual([]);
    expect(joined).toHaveLength(1);
    expect([id(joined[0].failure), joined[0].confidence, joined[0].events.length]).toEqual(['connect_refused', 0, 2]);
    expect(joined[0].evidence).toContain('AH00957');
    // Without an access line they are one call, at the upstream that refused.
    const alone = joinCalls([], [made(), connect()]).orphans;
    expect(alone.map((o) => [id(o.failure), o.events.length, o.events.at(-1)!.client, o.events.at(-1)!.instanceId])).toEqual([['connect_refused', 2, '10.0.0.1', 7]]);
  });
  test('each call gets its own pair, and a lone second line still tells its call', () => {
    const other = { client: '10.0.0.2' };
    expect(brief([call(), call({ offset: 9, ...other })], [connect(), made(), connect({ offset: 100 }), made({ offset: 150, ...other })])).toEqual([['connect_refused', 2, 0], ['connect_refused', 2, 9]]);
    expect(brief([call()], [made()])).toEqual([['connect_failed', 1, 0]]);
  });
  test('a connect line without any client takes a failed call of its moment that has no line yet, not a good one', () => {
    expect(brief([call()], [connect()])).toEqual([['connect_refused', 1, 0]]);
    expect(joinCalls([call({ failure: 0, status: 200 })], [connect()])).toMatchObject({ joined: [], orphans: [{ events: [{}] }] });
    expect(joinCalls([call({ at: T - 10_000 })], [connect()])).toMatchObject({ joined: [] });
    expect(joinCalls([call()], [made(), connect({ importId: 3, offset: 999, at: T + 8 })]).orphans).toHaveLength(1);
  });
  test('Apache logs the start: the error comes as late as the call lasted', () => {
    const slow = call({ at: T - 60_000, durationMs: 60_003, status: 502 });
    expect(brief([slow, call({ offset: 9, at: T - 2000, durationMs: 3, status: 502 })], [read({ at: T })])).toEqual([['first_byte_timeout', 1, 0]]);
    // With no duration in the log, up to Apache's longest timeout; the nearest start first.
    expect(brief([call({ at: T - 60_000, durationMs: null, status: 502 })], [read({ at: T })])).toEqual([['first_byte_timeout', 1, 0]]);
    expect(brief([call({ at: T - 400_000, durationMs: null, status: 502 })], [read({ at: T })])).toEqual([]);
    expect(brief([call({ at: T + 10_000, durationMs: null, status: 502 })], [read({ at: T })])).toEqual([]);
    expect(brief([call({ at: T - 60_000, durationMs: null, status: 200, failure: 0 })], [read({ at: T })])).toEqual([]);
  });
  test('the second line says the path, and surer words win', () => {
    const tls = event('(20014)Internal error: AH01084: pass request body failed to 10.0.0.9:443 (app)', 'tls_failure', { confidence: 1, instanceId: 7 }), said = event('AH00898: Error during SSL Handshake with remote server returned by /b', 'tls_failure', { offset: 50, path: '/b' });
    const { joined } = joinCalls([call({ path: '/a' }), call({ path: '/b', offset: 9 })], [tls, said]);
    expect(joined.map((j) => [j.call.offset, j.confidence, j.events.length, j.evidence])).toEqual([[9, 0, 2, said.evidence]]);
  });
  test('a retry that went well is no failed call and leaves no call of its own', () => {
    const { joined, orphans } = joinCalls([call({ failure: 0, confidence: 0, status: 200, notable: false })], [connect(), made()]);
    expect([joined.map((j) => j.failure), orphans]).toEqual([[0], []]);
  });
  test('a body that broke off spoils a 200', () => {
    expect(brief([call({ failure: 0, confidence: 0, status: 200 })], [event('(104)Connection reset by peer: AH01110: error reading response', 'connection_reset')])).toEqual([['connection_reset', 1, 0]]);
    // Caddy up to 2.6 names nothing: the call that its length shows to be cut, at that very moment.
    const short = call({ failure: failureCode('client_abort'), status: 200 });
    expect(brief([short, call({ failure: failureCode('connect_refused'), status: 502, offset: 9 })], [cut()])).toEqual([['upstream_closed', 1, 0]]);
    expect(brief([{ ...short, at: T + 2000, endAt: T + 2000 }], [cut()])).toEqual([]);
  });
  test('lines of one client at different moments are calls of their own when no access line is there', () => {
    expect(joinCalls([], [read({ at: T, instanceId: 1 }), read({ at: T + 20_000, instanceId: 2, offset: 9 })]).orphans).toHaveLength(2);
    expect(joinCalls([], [connect({ instanceId: 1 }), made(), connect({ instanceId: 2, offset: 100, at: T + 6 }), made({ offset: 150, at: T + 6 })]).orphans.map((o) => o.events.length)).toEqual([4]);
  });
  test('law: order and file do not matter, and every line is in one decision', () => {
    const kinds = [connect, made, read, cut], clients = ['10.0.0.1', '10.0.0.2'];
    const calls = fc.array(fc.record({ s: fc.nat(20), client: fc.constantFrom(...clients), failed: fc.boolean(), ms: fc.option(fc.nat(3000), { nil: null }) }), { maxLength: 10 });
    const events = fc.array(fc.record({ s: fc.nat(20_000), client: fc.constantFrom(...clients), kind: fc.nat(3), file: fc.integer({ min: 2, max: 3 }) }), { maxLength: 14 });
    fc.assert(fc.property(calls, events, fc.integer(), (cs, es, seed) => {
      const c = cs.map((x, i) => call({ offset: i, at: T + x.s * 1000, endAt: T + x.s * 1000, client: x.client, durationMs: x.ms, ...(x.failed ? {} : { failure: 0, confidence: 0, status: 200 }) }));
      const e = es.map((x, i) => kinds[x.kind]({ offset: i, importId: x.file, at: T + x.s, ...(x.kind === 1 || x.kind === 2 ? { client: x.client } : {}) }));
      const shuffled = <X>(xs: X[]): X[] => xs.map((x, i) => [Math.imul(i + 1, seed | 1) >>> 0, x] as const).sort((p, q) => p[0] - q[0]).map((p) => p[1]);
      const one = joinCalls(c, e);
      expect(joinCalls(shuffled(c), shuffled(e))).toEqual(one);
      const seen = [...one.joined.flatMap((j) => j.events), ...one.orphans.flatMap((o) => o.events)].map((x) => `${x.importId}:${x.offset}`);
      expect(seen.sort()).toEqual(e.map((x) => `${x.importId}:${x.offset}`).sort());
    }), { numRuns: 300 });
  });
});
