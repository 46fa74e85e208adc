import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, REJECTED, toRecord, type CallRecord } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { nginxCombined } from './nginx-combined';
import { traefikClf } from './traefik-clf';
import { goDuration } from './traefik-clf-tail';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft();
function read(line: string, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: number; reason: string } {
  const buf = Buffer.from(line), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  const verdict = traefikClf.parse(buf, 0, buf.length, draft, all);
  if (verdict === CALL) traefikClf.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const samples = readFileSync(new URL('./traefik-clf.sample.log', import.meta.url), 'utf8').trim().split('\n');
const line = (status: number | string, size: number | string, took: string, router = '"r@docker"', url = '"http://10.0.0.1:80"'): string => `1.2.3.4 - - [12/Mar/2026:09:20:01 +0000] "GET /x HTTP/1.1" ${status} ${size} "-" "ua" 7 ${router} ${url} ${took}`;

describe('Traefik common log', () => {
  test('an ordinary call, field by field', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'traefik-clf', gateway: 'traefik', timestamp: '2026-03-12T09:20:01.000Z', timestamp_kind: 'start', tz_assumed: false, client_ip: '203.0.113.7', method: 'GET', path: '/flights/search', query: 'from=BER&to=LIS',
      status: 200, upstream_status: 200, duration_ms: 190, bytes_out: 8123, route: 'flights@docker', service: null, upstream_addr: '172.20.0.11:8080', failure_class: null, generated_by: 'upstream', attempts: [{ addr: '172.20.0.11:8080', status: 200, response_ms: 190, failure_class: null }],
    });
  });
  test.each([
    [1, 'connect_timeout', 'inferred', { client_ip: '203.0.113.8', generated_by: 'gateway', evidence: 'status 504 after 30002 ms, the dial limit, 15 bytes are Traefik\'s own text' }],
    [2, 'timeout_unspecified', 'ambiguous', { duration_ms: 12_004, generated_by: 'gateway' }], [3, 'failure_unspecified', 'ambiguous', { generated_by: 'gateway' }], [4, 'client_abort', 'exact', { generated_by: 'gateway', status: 499 }],
    [5, 'no_healthy_upstream', 'exact', { attempts: [], route: 'cars@kubernetescrd' }], [7, 'upstream_5xx', 'inferred', { generated_by: 'upstream', path: '/hotels/14', query: 'q="x"', client_ip: '2001:db8::7', upstream_addr: '[fd00:20::31]:8082', route: 'root@docker -> hotels@docker' }],
  ])('sample %d → %s', (i, failure_class, class_confidence, rest) => {
    const r = read(samples[i]);
    expect(r).toMatchObject({ verdict: CALL, failure_class, class_confidence, ...rest });
    for (const a of r.attempts) expect(a.failure_class).toBe(failure_class);
  });
  test('no answer, referers without quotes, routers of version 1', () => {
    expect(read(samples[6])).toMatchObject({ verdict: CALL, status: null, bytes_out: null, route: null, upstream_addr: null, failure_class: null, duration_ms: 0 });
    expect(read(samples[8])).toMatchObject({ route: 'Host-travel-example-0', upstream_addr: '172.19.0.6:14008', timestamp: '2018-02-28T16:30:33.000Z', failure_class: null });
    expect(read(samples[9])).toMatchObject({ status: 404, route: 'backend not found', upstream_addr: null, generated_by: 'gateway', failure_class: null });
    expect(read(samples[10])).toMatchObject({ verdict: CALL, status: null, bytes_out: null, route: null, upstream_addr: null, generated_by: 'unknown', failure_class: null });
    expect(read(samples[11])).toMatchObject({ verdict: CALL, status: 304, route: 'Host-travel-example-1', upstream_addr: '172.19.0.6:14008', duration_ms: 3 });
    expect(read(line(404, 19, '0ms', '"backend not found"', '-'))).toMatchObject({ verdict: CALL, route: 'backend not found', upstream_addr: null, generated_by: 'gateway' });
    expect(read('- - - [12/Mar/2026:09:20:01 +0000] "- - -" 200 5 "-" "-" - "-" "-" 3ms')).toMatchObject({ verdict: CALL, client_ip: null, method: null, path: null, status: 200 });
    expect(read(line(200, 5, '1.5s', '"r"', '"https://user:pw@app.example/base"'))).toMatchObject({ duration_ms: 1500, upstream_addr: 'app.example' });
  });
  test.each<[string, string | null]>([
    [line(504, 15, '30010ms'), 'connect_timeout'], [line(504, 15, '5000ms'), 'timeout_unspecified'], [line(504, 0, '5000ms'), 'timeout_unspecified'], [line(504, 160, '5000ms'), 'upstream_reported_timeout'], [line(502, 11, '3ms'), 'failure_unspecified'],
    [line(502, 0, '3ms'), 'failure_unspecified'], [line(502, 552, '3ms'), 'upstream_5xx'], [line(500, 21, '3ms'), 'failure_unspecified'], [line(500, 99, '3ms'), 'upstream_5xx'], [line(503, 19, '0ms'), 'upstream_5xx'], [line(503, 19, '0ms', '"r"', '"-"'), 'circuit_open'],
    [line(503, 20, '0ms', '"r"', '"-"'), 'no_healthy_upstream'], [line(503, 0, '0ms', '"r"', '"-"'), 'no_healthy_upstream'], [line(503, 5, '0ms', '"-"', '"-"'), 'failure_unspecified'], [line(429, 17, '0ms', '"r"', '"-"'), 'rate_limited'], [line(429, 2, '3ms'), 'rate_limited'],
    [line(408, 2, '3ms'), 'upstream_reported_timeout'], [line(408, 2, '3ms', '"r"', '"-"'), 'client_request_timeout'], [line(404, 19, '0ms', '"-"', '"-"'), null], [line(403, 9, '0ms', '"r"', '"-"'), null], [line(101, 0, '60000ms'), null],
  ])('%s → %s', (text, failure_class) => expect(read(text).failure_class).toBe(failure_class));
  test('the source\'s own limits', () => {
    const limits = { limits: { connectMs: 2000, sendMs: null, readMs: 10_000 } };
    expect([2001, 10_004, 30_000].map((ms) => read(line(504, 15, `${ms}ms`), limits).failure_class)).toEqual(['connect_timeout', 'first_byte_timeout', 'timeout_unspecified']);
  });
  test('combined lines are nginx\'s, and Traefik\'s are not', () => {
    const combined = '1.2.3.4 - - [12/Mar/2026:09:20:01 +0000] "GET / HTTP/1.1" 200 5 "-" "ua"';
    for (const text of [combined, `${combined} 7`, `${combined} "r" "http://u" 5ms`, `${combined} 0.005`]) { const buf = Buffer.from(text); expect(traefikClf.sniff(buf, 0, buf.length), text).toBe(0); expect(read(text).verdict).toBe(REJECTED); }
    const buf = Buffer.from(samples[0]);
    expect(nginxCombined.sniff(buf, 0, buf.length)).toBe(0);
    draft.reset(buf);
    expect(nginxCombined.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS)).toBe(REJECTED);
  });
  test.each([['0s', 0], ['87ms', 87], ['1m30.5s', 90_500], ['1h0m0s', 3_600_000], ['512.5µs', 0.5125], ['100ns', 0.0001], ['250us', 0.25], ['ms', NaN], ['5', NaN], ['5x', NaN], ['', NaN], ['1.5', NaN]])('%s', (text, want) => { const buf = Buffer.from(text); expect(goDuration(buf, 0, buf.length)).toBe(want); });
});

describe('laws', () => {
  test('any bytes, and any cut of a good line with changed bytes: no throw, and spans stay in the line', () => fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(300), fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 4 }), fc.uint8Array({ maxLength: 60 }), fc.boolean(), (text, cut, changes, noise, behind) => {
    const body = Buffer.from(text).subarray(behind ? cut : 0, behind ? undefined : cut), buf = Buffer.concat([Buffer.from('@@@'), behind ? noise : body, behind ? body : noise, Buffer.from('@@@ ')]), to = buf.length - 4;
    for (const [at, byte] of changes) if (3 + at < to) buf[3 + at] = byte;
    draft.reset(buf);
    traefikClf.sniff(buf, 3, to); traefikClf.holds!(buf, 3, to);
    if (traefikClf.parse(buf, 3, to, draft, DEFAULT_SETTINGS) === CALL) traefikClf.classify(draft, DEFAULT_SETTINGS);
    for (let field = 0; field < 16; field++) if (draft.spanFrom(field) >= 0) { expect(draft.spanFrom(field)).toBeGreaterThanOrEqual(3); expect(draft.spanTo(field)).toBeLessThanOrEqual(to); expect(draft.spanTo(field)).toBeGreaterThanOrEqual(draft.spanFrom(field)); }
    toRecord(draft);
  }), { numRuns: 1000 }));
  test('a line of 200 kB is read in linear time', () => {
    for (const filler of ['"', '" ', ' "', '[', '1', '1.', '1m', 'ms ', '" 1']) {
      for (const text of [line(200, 5, '5ms', '"r"', `"${filler.repeat(200_000 / filler.length)}"`), line(200, 5, `${filler.repeat(200_000 / filler.length)}s`), `1.2.3.4 - - [12/Mar/2026:09:20:01 +0000] "GET /${filler.repeat(200_000 / filler.length)}`]) {
        const started = performance.now();
        read(text); traefikClf.sniff(Buffer.from(text), 0, text.length);
        expect(performance.now() - started, filler).toBeLessThan(QUADRATIC_MS);
      }
    }
  });
});
