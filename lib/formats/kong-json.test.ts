import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALL, REJECTED } from '../call';
import { kongJson } from './kong-json';
import { kongText } from './kong-text';
import { nginxError } from './nginx-error';
import { formatTester } from './test-format';

const sampleOf = (id: string): string => readFileSync(new URL(`./${id}.sample.log`, import.meta.url), 'utf8');
const { read, samples, like } = formatTester(kongJson, sampleOf('kong-json'));

describe('Kong JSON', () => {
  test('an ordinary call', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'kong-json', gateway: 'kong', timestamp: '2026-03-12T08:20:01.000Z', timestamp_kind: 'start', client_ip: '10.20.0.7', method: 'GET', path: '/flights/search', query: 'from=BER', host: 'travel.example', status: 200, upstream_status: 200,
      duration_ms: 105, gateway_ms: 4, first_byte_ms: 100, upstream_ms: 100, service: 'flights', upstream_name: 'flights.internal', route: 'flights-search', bytes_in: 412, bytes_out: 8123, request_id: '4f1c0aa2b5d14ed7a7a0c1d2e3f40500', retries: 0, generated_by: 'upstream', failure_class: null,
      attempts: [{ addr: '10.40.1.11:8080', status: 200, first_byte_ms: 100, response_ms: 101, failure_class: null }],
    });
  });
  test.each([
    [1, 'first_byte_timeout', 'inferred', 'gateway'], [2, 'connect_timeout', 'inferred', 'gateway'], [3, null, null, 'upstream'], [4, 'connect_failed', 'ambiguous', 'gateway'], [5, 'no_healthy_upstream', 'ambiguous', 'gateway'], [6, 'upstream_reported_timeout', 'exact', 'upstream'],
    [7, 'no_route', 'exact', 'gateway'], [8, 'rate_limited', 'exact', 'gateway'], [9, 'client_abort', 'exact', 'gateway'], [10, 'upstream_closed', 'ambiguous', 'gateway'], [11, 'upstream_5xx', 'exact', 'upstream'], [12, null, null, 'unknown'],
  ])('sample %i is %s', (line, failure, sure, by) => expect(read(samples[line])).toMatchObject({ verdict: CALL, failure_class: failure, class_confidence: sure, generated_by: by }));
  test('a retry made good: the try before has its state and its time, the last one the call\'s status', () => {
    expect(read(samples[3])).toMatchObject({ retries: 1, failure_class: null, upstream_ms: 104, attempts: [{ addr: '10.40.1.11:8080', status: 504, response_ms: 5001, state: 'failed', failure_class: 'connect_timeout' }, { addr: '10.40.1.12:8080', status: 200, first_byte_ms: 104, failure_class: null }] });
  });
  test('Kong 1 counts the wait from the first try on', () => {
    expect(read(like(3, { 'latencies.proxy': 5105, source: undefined, upstream_status: undefined, 'response.headers': { server: 'gunicorn' } }))).toMatchObject({ upstream_ms: 5105, attempts: [{ response_ms: 5001 }, { first_byte_ms: 104 }] });
  });
  test('the first versions list no tries', () => {
    expect(read(like(0, { tries: undefined, source: undefined, upstream_status: undefined }))).toMatchObject({ generated_by: 'upstream', retries: null, attempts: [], upstream_ms: 100 });
    expect(read(like(5, { tries: undefined, source: undefined, 'latencies.proxy': undefined }))).toMatchObject({ generated_by: 'gateway' });
  });
  test('limits: those of the service, unless the source has its own; alike they cannot tell', () => {
    const alike = { 'service.connect_timeout': 60000 };
    expect(read(like(1, alike))).toMatchObject({ failure_class: 'timeout_unspecified', class_confidence: 'ambiguous', evidence: '504, proxy is the limit' });
    expect(read(like(1, alike), { limits: { connectMs: 2000, sendMs: null, readMs: null } })).toMatchObject({ failure_class: 'first_byte_timeout' });
    expect(read(like(1, { 'service.write_timeout': 30000, 'latencies.proxy': 30001 }))).toMatchObject({ failure_class: 'send_timeout', evidence: '504, proxy is the write timeout' });
    expect(read(like(1, { 'latencies.proxy': 12000 }))).toMatchObject({ failure_class: 'timeout_unspecified', evidence: '504' });
  });
  test('without source and server header a 502 or 504 is Kong\'s as a rule', () => {
    const plain = { source: undefined, 'response.headers': {} };
    expect(read(like(1, plain))).toMatchObject({ failure_class: 'first_byte_timeout', generated_by: 'unknown' });
    expect(read(like(11, plain))).toMatchObject({ failure_class: 'upstream_5xx', class_confidence: 'inferred' });
  });
  test('no try: a name that nobody answers for takes long', () => {
    expect(read(like(5, { 'latencies.kong': 10004 }))).toMatchObject({ failure_class: 'dns_timeout', class_confidence: 'ambiguous', attempts: [], retries: 0 });
    expect(read(like(5, { 'response.status': 500 }))).toMatchObject({ failure_class: 'gateway_error' });
    expect(read(like(5, { tries: {} }))).toMatchObject({ failure_class: 'no_healthy_upstream', attempts: [], retries: 0 });
  });
  test('old versions: an api instead of service and route, sizes as texts', () => {
    const old = like(10, { api: { name: 'flights', upstream_connect_timeout: 1000, upstream_read_timeout: 2000 }, service: undefined, route: undefined, 'response.status': 504, 'latencies.proxy': 2003 });
    expect(read(old)).toMatchObject({ service: 'flights', bytes_in: 412, bytes_out: 318, failure_class: 'first_byte_timeout' });
  });
  test('layer 4', () => expect(read(samples[12])).toMatchObject({ method: null, path: null, status: 200, duration_ms: 1204, gateway_ms: 2, service: 'ledger', attempts: [{ addr: '10.40.2.5:5432' }] }));
  test('what is missing stays missing; IPv6; more tries than are kept', () => {
    expect(read('{"latencies":{"kong":1,"proxy":-1,"request":2},"started_at":1773303601000}')).toMatchObject({ verdict: CALL, upstream_ms: null, status: null, attempts: [], retries: null, client_ip: null });
    expect(read(like(0, { 'tries.0.ip': '2001:db8::1' }))).toMatchObject({ upstream_addr: '[2001:db8::1]:8080' });
    expect(read(like(0, { tries: Array.from({ length: 40 }, () => ({ ip: '10.0.0.1', port: 80 })) })).attempts.length).toBe(32);
    expect(read(like(0, { 'request.headers.user-agent': ['a', 'b'], 'request.headers.traceparent': '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }))).toMatchObject({ trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' });
  });
  test('a batch of one; what is cut or another\'s', () => {
    expect(read(` [${samples[1]}]`)).toMatchObject({ verdict: CALL, failure_class: 'first_byte_timeout' });
    expect(read(samples[0].slice(0, -9))).toMatchObject({ verdict: REJECTED, reason: 'no whole JSON object' });
    for (const line of ['', '{}', '[]', 'x', '{"latencies":{"request":1}}', '{"started_at":1}', '{"latency":1,"start_time":1}']) expect(kongJson.sniff(Buffer.from(line), 0, line.length), line).toBe(0);
  });
});

describe('Kong text', () => {
  const { read: readText, samples: lines } = formatTester(kongText, sampleOf('kong-text')), { read: readError } = formatTester(nginxError, '');
  test('combined and the request id', () => {
    expect(readText(lines[0])).toMatchObject({ format: 'kong-text', gateway: 'kong', timestamp: '2026-03-12T08:20:01.000Z', client_ip: '10.20.0.7', path: '/flights/search', query: 'from=BER', status: 200, bytes_out: 8123, request_id: '4f1c0aa2b5d14ed7a7a0c1d2e3f40501' });
    expect(lines.map((l) => readText(l).failure_class)).toEqual([null, null, 'timeout_unspecified', 'failure_unspecified', 'client_abort', 'rate_limited', 'failure_unspecified', null]);
  });
  test('without it a line is nginx\'s', () => expect(kongText.sniff(Buffer.from(lines[0].split(' kong_')[0]), 0, lines[0].split(' kong_')[0].length)).toBe(0));
  test('its error lines are nginx\'s, with the same request id', () => {
    const line = '2026/03/12 09:20:03 [error] 1408#0: *1521 upstream timed out (110: Operation timed out) while reading response header from upstream, client: 10.20.0.7, server: kong, request: "GET /flights/search?from=MUC HTTP/2.0", upstream: "http://10.40.1.11:8080/flights/search?from=MUC", host: "travel.example", request_id: "4f1c0aa2b5d14ed7a7a0c1d2e3f40503"';
    expect(nginxError.sniff(Buffer.from(line), 0, line.length)).toBeGreaterThan(0.5);
    expect(readError(line)).toMatchObject({ request_id: '4f1c0aa2b5d14ed7a7a0c1d2e3f40503', failure_class: 'first_byte_timeout' });
  });
});
