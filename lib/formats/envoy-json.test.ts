import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, FILTERED, REJECTED, toRecord, type CallRecord } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { envoyJson } from './envoy-json';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft();
function read(line: string | object): CallRecord & { verdict: number; reason: string } {
  const buf = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line));
  draft.reset(buf);
  const verdict = envoyJson.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS);
  if (verdict === CALL) envoyJson.classify(draft, DEFAULT_SETTINGS);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const sniff = (line: string | object): number => { const buf = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line)); return envoyJson.sniff(buf, 0, buf.length); };
const samples = readFileSync(new URL('./envoy-json.sample.log', import.meta.url), 'utf8').trim().split('\n');
const base = { start_time: '2026-03-12T09:20:01.105Z', method: 'GET', path: '/x', protocol: 'HTTP/1.1', response_code: 200, response_flags: '-', duration: 7, upstream_host: '10.0.0.1:80', upstream_cluster: 'c', bytes_received: 0, bytes_sent: 5 };

describe('Envoy JSON', () => {
  test('Istio\'s keys, field by field', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'envoy-json', timestamp: '2026-03-12T09:20:01.105Z', timestamp_kind: 'start', client_ip: '10.42.0.13', method: 'GET', path: '/flights/search', query: 'from=BER', host: 'travel.example', status: 200, upstream_status: 200,
      duration_ms: 190, first_byte_ms: 182, bytes_in: 0, bytes_out: 8123, upstream_addr: '10.42.1.5:9080', service: 'inbound|9080||', route: 'default', request_id: '7b0f3c52-6a1e-4d0c-9a57-0f2c8f1f3a10', details_raw: 'via_upstream', flags_raw: null, generated_by: 'upstream', failure_class: null,
    });
  });
  test.each([
    ['Envoy Gateway', 1, { failure_class: 'first_byte_timeout', host: 'pricing.example', path: '/quote', query: 'lang=de', client_ip: '203.0.113.8', service: 'httproute/travel/pricing/rule/0', request_id: '3b6f2252-2d5c-49fe-bd89-104e9b617701' }],
    ['Contour', 2, { failure_class: 'connect_timeout', class_confidence: 'inferred', timestamp: '2026-03-12T09:20:03.001Z', service: 'travel/hotels/8080/da39a3ee5e' }],
    ['all values as texts', 3, { failure_class: 'connect_refused', status: 503, duration_ms: 77, retries: 2, upstream_addr: '[fd00:42::31]:8080', request_id: null, first_byte_ms: null, bytes_out: 145 }],
    ['a body cut off', 4, { failure_class: 'upstream_closed', status: 200, first_byte_ms: 7, upstream_addr: null, generated_by: 'upstream' }],
    ['camel case and a gRPC status', 5, { failure_class: 'upstream_reported_timeout', status: 200, duration_ms: 1002, upstream_addr: '10.42.1.21:9000', evidence: 'grpc-status DeadlineExceeded' }],
    ['a request that could not be read', 6, { failure_class: 'client_protocol_error', method: null, path: null, host: null, upstream_addr: null, service: null }],
    ['a TCP connection that was refused by policy', 8, { failure_class: 'gateway_rejected', status: null, status_raw: 0, method: null, client_ip: '10.42.0.7' }],
  ])('%s', (_, i, want) => expect(read(samples[i])).toMatchObject({ verdict: CALL, ...want }));
  test('logs of calls that go on', () => expect(read(samples[7])).toMatchObject({ verdict: FILTERED, reason: 'not the end of a call', is_request: false }));

  test('any spelling of the names; names in any order', () => {
    const named = (spell: (name: string) => string): CallRecord => read(Object.fromEntries(Object.entries(base).map(([k, v]) => [spell(k), v])));
    const want = { ...read(base) };
    for (const spell of [(k: string) => k.toUpperCase(), (k: string) => k.replaceAll('_', '-'), (k: string) => k.replace(/_([a-z])/g, (__, c: string) => c.toUpperCase())]) expect(named(spell)).toEqual(want);
    fc.assert(fc.property(fc.shuffledSubarray(Object.entries(base), { minLength: Object.keys(base).length }), (members) => { expect(read(Object.fromEntries(members))).toEqual(want); }));
  });
  test('kgateway\'s and Gloo\'s names', () => expect(read({ start_time: '2026-03-12T09:20:01.105Z', method: 'POST', path: '/pay?id=7', protocol: 'HTTP/1.1', response_code: 503, response_flags: 'URX,UF', bytes_received: 312, bytes_sent: 91, total_duration: 842, resp_backend_service_time: '-', req_x_forwarded_for: '203.0.113.7', request_id: 'r7', authority: 'travel.example:8080', backendHost: '10.42.1.5:8083', backendCluster: 'kube_travel_pay_8083' })).toMatchObject({
    verdict: CALL, duration_ms: 842, client_ip: '203.0.113.7', upstream_addr: '10.42.1.5:8083', service: 'kube_travel_pay_8083', failure_class: 'connect_failed',
  }));
  test('times: texts, seconds, ms, ns; the start before the time of writing', () => {
    for (const start_time of ['2026-03-12T09:20:01.105Z', '2026-03-12T10:20:01.105+01:00', '2026-03-12 09:20:01.105', '1773307201.105', 1773307201.105, 1773307201105, '1773307201105000000']) expect(read({ ...base, start_time }).timestamp, String(start_time)).toBe('2026-03-12T09:20:01.105Z');
    expect(read({ time: '2026-03-12T09:25:00Z', ...base }).timestamp).toBe('2026-03-12T09:20:01.105Z');
    expect(read({ ...base, time: '2026-03-12T09:25:00Z' }).timestamp).toBe('2026-03-12T09:20:01.105Z');
  });
  test('what several fields say together', () => {
    expect(read({ ...base, 'x-envoy-original-path': '/before?q=1', path: '/after' })).toMatchObject({ path: '/before', query: 'q=1' });
    expect(read({ ...base, path: '/after?q=1', x_envoy_original_path: '/before' })).toMatchObject({ path: '/before', query: null });
    expect(read({ ...base, path: '/a\u0000"b\\?c="d"' })).toMatchObject({ path: '/a\u0000"b\\', query: 'c="d"' });
    expect(read({ ...base, response_duration: 5, response_tx_duration: 3, request_duration: 1 })).toMatchObject({ first_byte_ms: 4, attempts: [{ first_byte_ms: 4, response_ms: 7 }] });
    expect(read({ ...base, grpc_status: 'OK' }).failure_class).toBeNull();
    expect(read({ ...base, grpc_status: '14' })).toMatchObject({ failure_class: 'upstream_5xx' });
    expect(read({ ...base, traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', upstream_host: '/run/app.sock', x_forwarded_for: '1.2.3.4, 10.0.0.1' })).toMatchObject({ trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', upstream_addr: 'unix:/run/app.sock', client_ip: '1.2.3.4' });
    expect(read({ ...base, response_code: 503, response_flags: 'UpstreamConnectionFailure', upstream_transport_failure_reason: 'delayed connect error: 111' })).toMatchObject({ failure_class: 'connect_refused' });
    expect(read({ ...base, response_code: 504, response_flags: 'UT', upstream_host: null })).toMatchObject({ failure_class: 'first_byte_timeout' });
    expect(read({ ...base, response_code: 504, response_flags: 'UT', upstream_host: '-' })).toMatchObject({ failure_class: 'connect_timeout', class_confidence: 'ambiguous' });
  });
  test('other products and other JSON are left alone', () => {
    for (const line of [{ start_time: '2026-03-12T09:20:01Z', status: 200, path: '/', duration: 3 }, { time_iso8601: '2026-03-12T09:20:01Z', status: 200, upstream_addr: '1.2.3.4:5', request_time: 1 }, { timestamp: '2026-03-12T09:20:01Z', level: 'info', method: 'GET', path: '/', duration: 3, protocol: 'HTTP/1.1', user_agent: 'x' }, { start_time: 1773307201105, route_id: '1', apisix_latency: 1, upstream_latency: 3, response: { status: 200 } }, {}, [], 'x', '{"response_flags":']) expect(sniff(line), JSON.stringify(line)).toBe(0);
    expect(read('x')).toMatchObject({ verdict: REJECTED, reason: 'no JSON object' });
    expect(read({ a: 1 })).toMatchObject({ verdict: REJECTED, reason: 'no Envoy keys' });
    expect(read({ ...base, start_time: 'soon' })).toMatchObject({ verdict: REJECTED, reason: 'no timestamp' });
  });
});

describe('laws', () => {
  test('cut and flipped lines', () => fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat(), (line, cut, flip) => {
    const buf = Buffer.from(line);
    buf[flip % buf.length] ^= 1 << (flip % 8);
    const part = buf.subarray(0, cut % (buf.length + 1));
    read(part.toString('latin1')); sniff(part.toString('latin1'));
  }), { numRuns: 500 }));
  test('paths with any text come back', () => fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }).filter((s) => !s.includes('?')), (text) => { expect(read({ ...base, path: `/x${text}` }).path).toBe(`/x${text}`); })));
  test('a line of 200 kB is read in linear time', () => {
    for (const filler of ['"', '\\', '","', '{', '[', '"a":1,', '\\u0000', 'connection failure ']) {
      const line = `{"start_time":"2026-03-12T09:20:01Z","response_flags":"UF","upstream_host":"h:1","response_code":503,"response_code_details":"${filler.repeat(200_000 / filler.length)}"}`, started = performance.now();
      read(line); sniff(line);
      expect(performance.now() - started, filler).toBeLessThan(QUADRATIC_MS);
    }
  });
});
