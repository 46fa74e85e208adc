import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { CALL, Draft, FILTERED, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { haproxyHttp } from './haproxy-http';
import { haproxyTcp } from './haproxy-tcp';
import { newWrapper, unwrap } from './wrapper';

const draft = new Draft(), wrapper = newWrapper();
function read(line: string, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: Verdict; reason: string } {
  const buf = Buffer.from(line), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf); draft.format = haproxyHttp.id; draft.gateway = haproxyHttp.gateway;
  const from = unwrap(buf, 0, buf.length, wrapper);
  draft.prefixAt = wrapper.at ?? NaN; draft.prefixOffsetMin = wrapper.offsetMin ?? NaN;
  const verdict = haproxyHttp.parse(buf, from, buf.length, draft, all);
  haproxyHttp.classify(draft);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const samples = readFileSync(new URL('./haproxy-http.sample.log', import.meta.url), 'utf8').trim().split('\n');
const byPath = (part: string): ReturnType<typeof read> => read(samples.find((s) => s.includes(part))!);

describe('HAProxy HTTP log', () => {
  test('every sample is this format alone', () => {
    for (const line of samples) {
      const buf = Buffer.from(line), from = unwrap(buf, 0, buf.length, wrapper);
      expect(haproxyHttp.sniff(buf, from, buf.length), line).toBeGreaterThan(0.5);
      expect(haproxyTcp.sniff(buf, from, buf.length), line).toBe(0);
      expect(read(line).verdict, line).not.toBe(REJECTED);
    }
  });

  test('an ordinary call, field by field', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, timestamp: '2026-03-12T09:20:01.345Z', timestamp_kind: 'start', timestamp_start: '2026-03-12T09:20:01.345Z', tz_assumed: true,
      client_ip: '10.20.0.7', method: 'GET', path: '/flights/search', query: 'from=BER&to=LIS', status: 200, upstream_status: 200, bytes_out: 8123,
      duration_ms: 190, duration_is_partial: false, queue_ms: 0, connect_ms: 1, first_byte_ms: 182, upstream_ms: 190, retries: 0, redispatched: false,
      route: 'web', service: 'be_flights', upstream_name: 'fl1', upstream_addr: 'fl1', flags_raw: '----', failure_class: null, generated_by: 'upstream', is_request: true, parse_warnings: [],
      attempts: [{ addr: 'fl1', status: 200, connect_ms: 1, first_byte_ms: 183, response_ms: 190, group: 0, state: null, failure_class: null }],
    });
  });

  test('captured headers that give themselves away, the TLS mark of the frontend', () => {
    expect(byPath('/flights/4711')).toMatchObject({ route: 'web', host: 'travel.example', request_id: '7b0f3c52-6a1e-4d0c-9a57-0f2c8f1f3a10', path: '/flights/4711' });
    expect(byPath('lang=de')).toMatchObject({ host: 'travel.example', path: '/hotels/19', query: 'lang=de', method: 'GET' });
    expect(read('1.2.3.4:5 [12/Mar/2026:09:20:01.345] a b/c 0/0/1/2/3 200 1 ck=7 - ---- 1/1/1/1/0 0/0 {10.0.0.9, 10.1.1.1|gzip} {} "GET / HTTP/1.1" 0/0/0/0/0 shop.example/TLSv1.2/X')).toMatchObject({ host: 'shop.example', request_id: null, path: '/' });
  });

  test.each([
    ['GET /flights/search HTTP', 'connect_timeout', 'exact', { retries: 2, redispatched: true, connect_ms: null, first_byte_ms: null, upstream_ms: 5001, generated_by: 'gateway', is_timeout: true }],
    ['/pricing/quote', 'first_byte_timeout', 'exact', { connect_ms: 2, first_byte_ms: null, status: 504, failure_side: 'upstream', tz_assumed: false, timestamp: '2026-03-12T08:20:02.100Z' }],
    ['/pricing/export', 'body_timeout', 'exact', { status: 200, first_byte_ms: 40, generated_by: 'upstream', timestamp: '2026-03-12T08:20:02.200Z' }],
    ['/hotels/12', 'queue_timeout', 'exact', { queue_ms: 5000, upstream_ms: null, failure_side: 'gateway' }],
    ['/hotels/13', 'connect_refused', 'ambiguous', { retries: 3, upstream_ms: 0 }],
    ['/cars/1', 'no_healthy_upstream', 'exact', { upstream_name: null, attempts: [], queue_ms: null }],
    ['/hotels/14', 'upstream_closed', 'ambiguous', { status: 502, generated_by: 'gateway' }],
    ['/hotels/15', 'connection_reset', 'ambiguous', { status: 200 }],
    ['to=JFK', 'client_abort', 'exact', { first_byte_ms: null, duration_ms: 9800, failure_side: 'client' }],
    ['cR--', 'client_request_timeout', 'exact', { status: 408, method: null, path: null, is_timeout: true }],
    ['PR--', 'client_protocol_error', 'exact', { status: 400, path: null }],
    ['/hotels/16', 'upstream_5xx', 'exact', { generated_by: 'upstream', upstream_status: 503 }],
    ['/hotels/17', 'upstream_reported_timeout', 'exact', { generated_by: 'upstream', is_timeout: true }],
  ])('%s → %s', (part, failure_class, class_confidence, rest) => {
    const record = byPath(part);
    expect(record).toMatchObject({ verdict: CALL, failure_class, class_confidence, ...rest });
    expect(record.evidence).toContain(`termination state ${record.flags_raw}`);
    for (const a of record.attempts) expect(a.failure_class).toBe(failure_class);
  });

  test('sD before a header: the request was not taken, or was taken and not answered', () => {
    const line = (status: string): string => `1.2.3.4:5 [12/Mar/2026:09:20:01.345] a b/c 0/0/3/-1/610 ${status} 0 - - sD-- 9/7/0/0/0 0/0 "POST /up HTTP/1.1"`;
    expect(read(line('-1'))).toMatchObject({ failure_class: 'send_timeout', class_confidence: 'inferred', status: null });
    expect(read(line('504'))).toMatchObject({ failure_class: 'first_byte_timeout', class_confidence: 'inferred' });
  });

  test('logasap lines are partial; a page of HAProxy itself is no failure', () => {
    expect(byPath('/hotels/18')).toMatchObject({ duration_ms: 25, duration_is_partial: true, bytes_out: 230, client_ip: 'fd00:20::7', upstream_ms: null, failure_class: null });
    expect(byPath('/stats;csv')).toMatchObject({ client_ip: 'unix', upstream_name: null, attempts: [], failure_class: null, generated_by: 'gateway', status: 200 });
    expect(read('1.2.3.4:5 [12/Mar/2026:09:20:01.345] web web/<NOSRV> 0/-1/-1/-1/0 302 126 - - PR-- 17/17/0/0/0 0/0 "GET /old HTTP/1.1"')).toMatchObject({ status: 302, failure_class: null, generated_by: 'gateway' });
  });

  test('lines that are no calls are filtered with a reason', () => {
    expect(byPath('web/1: SSL')).toMatchObject({ verdict: FILTERED, reason: 'connection error', is_request: false, failure_class: 'tls_failure', failure_side: 'client', client_ip: '10.20.0.14', details_raw: 'SSL handshake failure' });
    expect(byPath('is DOWN')).toMatchObject({ verdict: FILTERED, reason: 'notice', is_request: false });
    expect(byPath('Connect from')).toMatchObject({ verdict: FILTERED, reason: 'connection opened', is_request: false, client_ip: '10.20.0.14' });
  });

  test('the zone: settings, the prefix, a prefix in UTC before a gateway that runs elsewhere, a prefix that lags', () => {
    const rest = '10.20.0.9:1 [12/Jul/2026:09:20:02.000] web be/s1 0/0/2/-1/25000 504 194 - - sH-- 1/1/1/1/0 0/0 "GET / HTTP/1.1"';
    expect(read(rest, { zone: 'Europe/Berlin' })).toMatchObject({ timestamp: '2026-07-12T07:20:02.000Z', tz_assumed: true });
    expect(read('2026-07-12T09:20:27+05:30 a haproxy[1]: ' + rest)).toMatchObject({ timestamp: '2026-07-12T03:50:02.000Z', tz_assumed: false });
    expect(read('2026-07-12T07:20:27Z a haproxy[1]: ' + rest)).toMatchObject({ timestamp: '2026-07-12T07:20:02.000Z', tz_assumed: false });
    expect(read('2026-07-12T07:26:40Z a haproxy[1]: ' + rest, { zone: 'Europe/Berlin' })).toMatchObject({ timestamp: '2026-07-12T07:20:02.000Z', tz_assumed: true });
    expect(read('2026-07-12T09:26:40+02:00 a haproxy[1]: ' + rest)).toMatchObject({ timestamp: '2026-07-12T07:20:02.000Z', tz_assumed: false });
    expect(read(rest.replace('.000]', ' +0200]'))).toMatchObject({ timestamp: '2026-07-12T07:20:02.000Z', tz_assumed: false });
  });

  test('layouts of other versions, a cut line, what cannot be read', () => {
    const head = '1.2.3.4:5 [12/Mar/2026:09:20:01.345] a b/c 0/0/1/2/3 200 1';
    expect(read(head + ' SH-- 1/1/0/0/0 0/0 "POST / HTTP/1.1"')).toMatchObject({ flags_raw: 'SH--', failure_class: 'upstream_closed', method: 'POST' });
    expect(read(head.replace('b/c ', 'b/c shop.example ').replace('1.2.3.4', '-') + ' - - ---- 1/1/0/0/0 0/0 "GET /w HTTP/1.1"')).toMatchObject({ client_ip: null, service: 'b', upstream_name: 'c', duration_ms: 3, path: '/w' });
    expect(read(head.replace('b/c ', 'b/c x/y ') + ' - - ---- 1/1/0/0/0 0/0 "GET /w HTTP/1.1"')).toMatchObject({ verdict: REJECTED, reason: 'no HTTP timers' });
    expect(read('edge: ' + head + ' - - ---- 1/1/0/0/0 0/0 "GET /tag HTTP/1.1"')).toMatchObject({ client_ip: '1.2.3.4', path: '/tag' });
    expect(read(head + '   - - --NN 1/1/0/0/2 0/0 "SOURCE /radio ICE/1.0"')).toMatchObject({ path: '/radio', retries: 2, failure_class: null });
    expect(read(head + ' - - ---- 1/1/0/0/0 0/0 "GET /a/very/long')).toMatchObject({ path: '/a/very/long', parse_warnings: ['request cut'] });
    expect(read(head + ' - - ---- 1/1/0/0/0 0/0 ""')).toMatchObject({ method: null, path: null });
    expect(read(head + ' - - ---- 1/1/0/0/0 0/0 "CONNECT db.example:443 HTTP/1.1"')).toMatchObject({ method: 'CONNECT', path: 'db.example:443' });
    expect(read(head + ' - - ')).toMatchObject({ verdict: REJECTED, reason: 'no termination state' });
    expect(read(head.replace(' 200 1', ''))).toMatchObject({ verdict: REJECTED, reason: 'line cut' });
    expect(read(head.replace('12/Mar', '32/Mar') + ' - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1"')).toMatchObject({ verdict: REJECTED, reason: 'no timestamp', path: '/' });
    expect(read('10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5')).toMatchObject({ verdict: REJECTED, reason: 'not an HAProxy line' });
  });

  const state = fc.tuple(fc.constantFrom(...'CcSsPRIDUKL-'), fc.constantFrom(...'RQCHDLT-'), fc.constantFrom(...'NIDVE-'), fc.constantFrom(...'NIPRD-')).map((s) => s.join(''));
  const timer = fc.integer({ min: -1, max: 99_999 });
  test('a written line reads back, whatever the state and the timers; timeouts keep their confidence', () => {
    fc.assert(fc.property(state, fc.array(timer, { minLength: 5, maxLength: 5 }), fc.constantFrom(-1, 0, 200, 404, 429, 500, 503, 504), fc.constantFrom('s1', '<NOSRV>'), fc.nat(9), fc.boolean(), (flags, t, status, server, retries, plus) => {
      const r = read(`10.0.0.1:9 [12/Mar/2026:09:20:01.345] f b/${server} ${t.join('/')} ${status} 77 - - ${flags} 1/1/1/1/${plus ? '+' : ''}${retries} 0/0 "GET /x HTTP/1.1"`);
      const value = (x: number): number | null => (x < 0 ? null : x);
      expect(r).toMatchObject({ verdict: CALL, flags_raw: flags, status: status > 0 ? status : null, queue_ms: value(t[1]), connect_ms: value(t[2]), first_byte_ms: value(t[3]), duration_ms: value(t[4]), retries, redispatched: plus, path: '/x' });
      expect(r.attempts.length).toBe(server === 's1' ? 1 : 0);
      expect(r.class_confidence === null).toBe(r.failure_class === null);
      if (flags.startsWith('PR') && status === 200) expect(r.failure_class).toBeNull();
      else if ('csSCPRI'.includes(flags[0])) expect(r.failure_class).not.toBeNull();
      if (flags[0] === 's') expect(r.is_timeout).toBe(true);
    }), { numRuns: 500 });
  });

  test('any bytes, and any cut of a good line: no throw, and spans stay in the line', () => {
    fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(400), fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 4 }), fc.uint8Array({ maxLength: 60 }), (line, cut, changes, noise) => {
      const body = Buffer.from(line).subarray(0, cut), buf = Buffer.concat([Buffer.from('@@@'), body, noise, Buffer.from('@@@ ')]);
      for (const [at, byte] of changes) if (at < body.length) buf[3 + at] = byte;
      const to = buf.length - 4;
      for (const format of [haproxyHttp, haproxyTcp]) {
        draft.reset(buf);
        const from = unwrap(buf, 3, to, wrapper);
        format.sniff(buf, from, to); format.holds(buf, from, to);
        format.parse(buf, from, to, draft, DEFAULT_SETTINGS); format.classify(draft);
        for (let field = 0; field < 15; field++) if (draft.spanFrom(field) >= 0) { expect(draft.spanFrom(field)).toBeGreaterThanOrEqual(3); expect(draft.spanTo(field)).toBeLessThanOrEqual(to); expect(draft.spanTo(field)).toBeGreaterThanOrEqual(draft.spanFrom(field)); }
        toRecord(draft);
      }
    }), { numRuns: 1500 });
  });
});
