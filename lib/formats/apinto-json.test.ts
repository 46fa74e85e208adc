import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALL, REJECTED } from '../call';
import { apintoJson } from './apinto-json';
import { formatTester } from './test-format';

const { read, samples, like } = formatTester(apintoJson, readFileSync(new URL('./apinto-json.sample.log', import.meta.url), 'utf8'));

describe('Apinto JSON', () => {
  test('an ordinary call: request_time is ms, response_time ns', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'apinto-json', gateway: 'apinto', timestamp: '2026-03-12T08:20:01.125Z', timestamp_kind: 'start', tz_assumed: false, client_ip: '10.20.0.7', method: 'GET', path: '/flights/search', query: 'from=BER', host: 'travel.example', status: 200, upstream_status: 200,
      duration_ms: 25, upstream_ms: 25.19, service: 'flights', route: '7c50261c-0000-5446-4f72-9e89fcc0c04b', request_id: 'f3fa9deb-ee0b-4c40-ad32-70939defa000', attempts: [{ addr: '10.40.1.11:8080', status: 200, response_ms: 25.19, failure_class: null }], failure_class: null,
    });
  });
  test.each([
    [1, null, null], [2, 'timeout_unspecified', 'ambiguous'], [3, 'failure_unspecified', 'ambiguous'], [4, 'no_healthy_upstream', 'inferred'], [5, 'upstream_5xx', 'exact'], [6, 'no_route', 'inferred'], [7, null, null], [8, null, null],
  ])('sample %i is %s', (line, failure, sure) => expect(read(samples[line])).toMatchObject({ verdict: CALL, failure_class: failure, class_confidence: sure }));
  test('a 504 at a limit of the source is a timeout, any other is not', () => {
    const limits = { connectMs: null, sendMs: null, readMs: 10_000 };
    expect(read(samples[2], { limits })).toMatchObject({ failure_class: 'timeout_unspecified', class_confidence: 'inferred', evidence: '504 at the limit' });
    expect(read(like(2, { request_time: 4000, response_time: 4000 }), { limits })).toMatchObject({ failure_class: 'failure_unspecified' });
  });
  test('later versions have ms everywhere; without the call\'s time the size decides', () => {
    expect(read(samples[5])).toMatchObject({ duration_ms: 31, upstream_ms: 30 });
    expect([25_190_416, 25].map((response_time) => read(like(0, { request_time: undefined, response_time })).upstream_ms)).toEqual([25.19, 25]);
  });
  test('the time is when the request was accepted, in old versions when the line was written', () => {
    expect(read(like(1, { time_local: undefined, msec: '1773303604' }))).toMatchObject({ timestamp: '2026-03-12T08:20:04.000Z', timestamp_kind: 'end' });
    expect(read(like(1, { time_local: undefined, timestamp: 1773303604 }))).toMatchObject({ timestamp: '2026-03-12T08:20:04.000Z', timestamp_kind: 'start' });
  });
  test('times: in the zone of the source, as epoch of s or ms, of the syslog prefix, none', () => {
    expect(read(samples[1], { zone: 'Asia/Shanghai' })).toMatchObject({ timestamp: '2026-03-12T00:20:02.000Z', tz_assumed: true });
    expect(read(samples[3]).timestamp).toBe('2026-03-12T08:20:04.000Z');
    expect(read(samples[5]).timestamp).toBe('2026-03-12T08:20:06.125Z');
    expect(read(like(0, { time_iso8601: undefined }))).toMatchObject({ verdict: CALL, timestamp: null });
    expect(read(like(0, { time_local: '2026-03-12 10:00:00' }))).toMatchObject({ timestamp: '2026-03-12T08:20:01.125Z', tz_assumed: false });
  });
  test('groups and lists of tries', () => {
    expect(read(samples[7])).toMatchObject({ timestamp: '2026-03-12T07:20:08.500Z', path: '/prices/7731', status: 200, upstream_status: 200, duration_ms: 88, upstream_ms: 85, upstream_addr: '10.40.1.13:8080', service: 'prices' });
    expect(read(samples[8])).toMatchObject({ retries: 1, route: 'prices', attempts: [{ addr: '10.40.1.13:8080', status: 504 }, { addr: '10.40.1.14:8080', status: 200, failure_class: null }] });
  });
  test('what is another\'s is refused', () => {
    for (const line of ['', '{}', 'x', '{"proxy_addr":"a","status":200}', '{"request_uri":"/","status":200,"request_time":"0.1","proxy_host":"group"}', '{"request_method":"GET","request_uri":"/","upstream_addr":"1.1.1.1:80"}']) expect(apintoJson.sniff(Buffer.from(line), 0, line.length), line).toBe(0);
    expect(read(samples[0].slice(0, -3))).toMatchObject({ verdict: REJECTED, reason: 'no whole JSON object' });
  });
});
