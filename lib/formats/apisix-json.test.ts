import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALL, REJECTED } from '../call';
import { apisixJson } from './apisix-json';
import { formatTester } from './test-format';

const { read, samples, like } = formatTester(apisixJson, readFileSync(new URL('./apisix-json.sample.log', import.meta.url), 'utf8'));

describe('APISIX JSON', () => {
  test('an ordinary call', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'apisix-json', gateway: 'apisix', timestamp: '2026-03-12T08:20:01.000Z', timestamp_kind: 'start', client_ip: '10.20.0.7', method: 'GET', path: '/flights/search', query: 'from=BER', host: 'travel.example', status: 200,
      duration_ms: 106, gateway_ms: 5, upstream_ms: 101, route: 'flights-search', service: 'flights', bytes_in: 194, bytes_out: 8123, retries: 0, failure_class: null, attempts: [{ addr: '10.40.1.11:8080', response_ms: 101, failure_class: null }],
    });
    expect(read(samples[1])).toMatchObject({ verdict: CALL, upstream_addr: '10.40.1.12:8080' });
  });
  test.each([
    [2, 'timeout_unspecified', 'ambiguous'], [3, 'timeout_unspecified', 'ambiguous'], [4, 'connect_failed', 'ambiguous'], [5, 'upstream_closed', 'ambiguous'], [6, 'no_healthy_upstream', 'ambiguous'], [7, 'rate_limited', 'inferred'],
    [8, 'upstream_5xx', 'exact'], [9, null, null], [10, 'no_route', 'exact'], [11, 'client_abort', 'exact'], [12, null, null], [13, 'first_byte_timeout', 'inferred'],
  ])('sample %i is %s', (line, failure, sure) => expect(read(samples[line])).toMatchObject({ verdict: CALL, failure_class: failure, class_confidence: sure }));
  test('limits of the source part the phases', () => {
    expect(read(samples[3], { limits: { connectMs: 3000, sendMs: null, readMs: null } })).toMatchObject({ failure_class: 'connect_timeout', evidence: '504, upstream_latency is the connect timeout' });
    expect(read(samples[3], { limits: { connectMs: null, sendMs: null, readMs: 3000 } })).toMatchObject({ failure_class: 'first_byte_timeout' });
  });
  test('a list of upstreams is one try each; one number for them all is their sum', () => {
    expect(read(samples[9])).toMatchObject({ retries: 1, upstream_ms: 3041, attempts: [{ addr: '10.40.1.11:8080', response_ms: 3001 }, { addr: '10.40.1.12:8080', response_ms: 40, failure_class: null }] });
    expect(read(like(9, { upstream_latency: 3041 }))).toMatchObject({ upstream_ms: 3041, attempts: [{ response_ms: null }, { response_ms: null }] });
  });
  test('old records lack latencies; other statuses', () => {
    expect(read(like(0, { apisix_latency: undefined, upstream_latency: undefined, latency: 0, service_id: '' }))).toMatchObject({ duration_ms: 0, gateway_ms: null, upstream_ms: null, service: null, attempts: [{ addr: '10.40.1.11:8080' }] });
    expect(read(like(6, { 'response.status': 500 }))).toMatchObject({ failure_class: 'gateway_error' });
    expect(read(like(6, { 'response.status': 429 }))).toMatchObject({ failure_class: 'rate_limited' });
    expect(read(like(0, { 'response.status': 503 }))).toMatchObject({ failure_class: 'upstream_5xx', class_confidence: 'inferred' });
  });
  test('a log_format of one\'s own', () => {
    expect(read(samples[12])).toMatchObject({ timestamp: '2026-03-12T08:20:13.000Z', timestamp_kind: 'end', client_ip: '10.20.0.7', host: 'travel.example', route: 'flights-search', status: null });
    expect(read(samples[13])).toMatchObject({ path: '/prices/7731', status: 504, duration_ms: 25_003, connect_ms: 1, service: 'prices', evidence: '504, upstream_header_time is -' });
    expect(read('{"route_id":"r","@timestamp":"2026-03-12T08:20:13Z","host":"h","client_ip":"10.0.0.1","request":{"method":"GET","uri":"/x?a=1"},"response":{"status":502}}')).toMatchObject({ method: 'GET', path: '/x', query: 'a=1', status: 502, failure_class: 'failure_unspecified' });
  });
  test('what is another\'s is refused', () => {
    for (const line of ['', '{}', '[]', 'x', '{"start_time":1773303601000,"latency":1}', '{"route_id":"1","msg":"x"}', '{"route_id":"1","time":"2026-03-12T08:20:13Z","level":"info"}']) expect(apisixJson.sniff(Buffer.from(line), 0, line.length), line).toBe(0);
    expect(read(samples[0].slice(0, -3))).toMatchObject({ verdict: REJECTED, reason: 'no whole JSON object' });
  });
});
