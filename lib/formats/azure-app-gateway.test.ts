import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALL, FILTERED } from '../call';
import { azureAppGateway } from './azure-app-gateway';
import { formatTester } from './test-format';

const { read, samples, like } = formatTester(azureAppGateway, readFileSync(new URL('./azure-app-gateway.sample.log', import.meta.url), 'utf8'));

describe('Azure Application Gateway', () => {
  test('v2: seconds, fields of its own', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'azure-app-gateway', timestamp: '2026-03-12T08:20:01.000Z', timestamp_kind: 'end', client_ip: '203.0.113.7', method: 'GET', host: 'travel.example', path: '/flights/search', query: 'from=BER', status: 200, upstream_status: 200, duration_ms: 105, upstream_ms: 101,
      route: 'flights-rule', upstream_name: 'flights', request_id: '592d1649f75a8d480a3c4dc6a9753001', bytes_in: 184, bytes_out: 8123, attempts: [{ addr: '10.40.1.11:8080', status: 200, response_ms: 101, failure_class: null }], failure_class: null,
    });
  });
  test('v1: ms, the server inside the query', () => {
    expect(read(samples[11])).toMatchObject({ timestamp: '2026-03-12T08:20:12.000Z', duration_ms: 205, path: '/flights/search', query: 'from=BER', upstream_addr: '10.40.1.11', upstream_status: 200, request_id: '874f1f0f-0000-41c9-b7bc-f3cfa74aa0b1' });
    expect(read(like(11, { 'properties.requestQuery': 'X-AzureApplicationGateway-CACHE-HIT=0&SERVER-ROUTED=10.40.1.11&SERVER-STATUS=502', 'properties.httpStatus': 502 }))).toMatchObject({ query: null, upstream_status: 502, failure_class: 'failure_unspecified' });
  });
  test.each([
    [1, 'timeout_unspecified', 'ambiguous'], [2, 'no_healthy_upstream', 'exact'], [3, 'upstream_closed', 'exact'], [4, 'client_abort', 'exact'], [5, 'client_request_timeout', 'exact'], [6, 'upstream_5xx', 'exact'], [7, 'client_protocol_error', 'exact'], [8, 'first_byte_timeout', 'inferred'], [9, 'connect_timeout', 'inferred'], [10, null, null],
  ])('sample %i is %s', (line, failure, sure) => expect(read(samples[line])).toMatchObject({ verdict: CALL, failure_class: failure, class_confidence: sure }));
  test.each<[string, number, string | null]>([
    ['ERRORINFO_CLIENT_TIMED_OUT', 200, 'client_stall_timeout'], ['ERRORINFO_CLIENT_CLOSED_REQUEST', 200, 'client_abort'], ['ERRORINFO_HTTPS_NO_CERT', 400, 'tls_failure'], ['ERRORINFO_HTTP_NO_HOST_HEADER', 400, 'client_protocol_error'], ['ERRORINFO_REQUEST_URI_INVALID', 400, 'client_protocol_error'],
    ['ERRORINFO_NO_ERROR', 504, 'upstream_reported_timeout'], ['ERRORINFO_NO_ERROR', 429, 'rate_limited'], ['ERRORINFO_NO_ERROR', 404, null], ['ERRORINFO_SOMETHING_NEW', 500, 'upstream_5xx'], ['UPSTREAM_NO_LIVE', 502, 'no_healthy_upstream'],
  ])('%s at %i is %s', (info, status, failure) => expect(read(like(6, { 'properties.error_info': info, 'properties.httpStatus': status, 'properties.serverStatus': String(status) }))).toMatchObject({ failure_class: failure }));
  test('a certificate that is missing is the client\'s side', () => expect(read(like(7, { 'properties.error_info': 'ERRORINFO_HTTPS_NO_CERT' }))).toMatchObject({ failure_side: 'client' }));
  test('a retry: lists as nginx writes them', () => expect(read(samples[10])).toMatchObject({ retries: 1, upstream_ms: 101, attempts: [{ addr: '10.40.1.11:8080', status: 502, response_ms: 2 }, { addr: '10.40.1.12:8080', status: 200, response_ms: 99, failure_class: null }] }));
  test('timeTaken: whole numbers beyond the server\'s time are ms, whole seconds are not', () => {
    const taken = (timeTaken: number, serverResponseLatency: string): number | null => read(like(1, { 'properties.timeTaken': timeTaken, 'properties.serverResponseLatency': serverResponseLatency })).duration_ms;
    expect([taken(205, '0.023'), taken(180, '180.001'), taken(20.003, '20.001'), taken(5, '0.001'), taken(120, '')]).toEqual([205, 180_000, 20_003, 5000, 120_000]);
  });
  test('lines of the firewall are no requests; others are refused', () => {
    expect(read(samples[12])).toMatchObject({ verdict: FILTERED, reason: 'another log of the gateway' });
    for (const line of ['', '{}', 'x', '{"category":"GatewayLogs"}', '{"category":"FrontDoorAccessLog","properties":{}}']) expect(azureAppGateway.sniff(Buffer.from(line), 0, line.length), line).toBe(0);
  });
});
