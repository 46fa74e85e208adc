import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALL, REJECTED, type CallRecord } from '../call';
import { azureApim } from './azure-apim';
import { formatTester } from './test-format';

const { read, samples, like } = formatTester(azureApim, readFileSync(new URL('./azure-apim.sample.log', import.meta.url), 'utf8'));

describe('Azure API Management', () => {
  test('an ordinary call, as exported and as a row of the table', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'azure-apim', timestamp: '2026-03-12T08:20:01.123Z', timestamp_kind: 'start', client_ip: '203.0.113.7', method: 'GET', host: 'api.travel.example', path: '/flights/search', query: 'from=BER', status: 200, upstream_status: 200, duration_ms: 152, upstream_ms: 87,
      service: 'flights', route: 'search', bytes_in: 526, bytes_out: 41_583, request_id: '3f06647e-0000-4f6a-9c1e-530eb9f15201', attempts: [{ addr: 'flights.internal:8443', status: 200, response_ms: 87, failure_class: null }], failure_class: null, generated_by: 'upstream',
    });
    expect(read(samples[14])).toMatchObject({ timestamp: '2026-03-12T08:20:15.500Z', path: '/flights/search', status: 200, duration_ms: 152, upstream_ms: 87, upstream_addr: 'flights.internal' });
  });
  test.each([
    [1, 'connect_timeout', 'exact'], [2, 'first_byte_timeout', 'inferred'], [3, 'connect_refused', 'exact'], [4, 'dns_failure', 'exact'], [5, 'tls_failure', 'exact'], [6, 'client_abort', 'exact'], [7, 'upstream_5xx', 'exact'], [8, 'upstream_reported_timeout', 'exact'], [9, 'rate_limited', 'exact'], [10, 'no_route', 'exact'],
    [11, null, null], [12, 'gateway_error', 'exact'], [13, 'upstream_closed', 'exact'],
  ])('sample %i is %s', (line, failure, sure) => expect(read(samples[line])).toMatchObject({ verdict: CALL, failure_class: failure, class_confidence: sure }));
  const error = (reason: string, message: string, status = 500): CallRecord => read(like(1, { 'properties.lastError.reason': reason, 'properties.lastError.message': message, 'properties.responseCode': status }));
  test('a lost backend without words, and a wait that was cancelled', () => {
    expect(error('BackendConnectionFailure', 'multiple')).toMatchObject({ failure_class: 'connect_failed', class_confidence: 'ambiguous', attempts: [{ failure_class: 'connect_failed' }] });
    expect(error('BackendConnectionFailure', 'The request was canceled due to the configured HttpClient.Timeout of 20 seconds elapsing.')).toMatchObject({ failure_class: 'first_byte_timeout', class_confidence: 'inferred' });
    expect(error('CallerIpBlocked', 'Caller IP address is blocked.', 403)).toMatchObject({ failure_class: 'gateway_rejected' });
    expect(error('BackendConnectionFailure', 'multiple', 200)).toMatchObject({ failure_class: null });
  });
  test('a line of a self-hosted gateway: the same fields at the top', () => {
    const line = JSON.stringify({ isRequestSuccess: false, totalTime: 230_041, category: 'GatewayLogs', callerIpAddress: '203.0.113.7', timeGenerated: '2026-03-12T08:20:01.9939659Z', correlationId: 'c1', method: 'GET', url: 'https://gw.travel.example/flights?from=BER', responseCode: 500, responseSize: 191, backendTime: 230_020, apiId: 'flights', operationId: 'search',
      backendUrl: 'http://flights.internal/v1', lastError: { source: 'request-forwarder', reason: 'BackendConnectionFailure', message: 'Underlying transport connection was unexpectedly closed.' }, errors: [{ reason: 'other', message: 'other' }] });
    expect(azureApim.sniff(Buffer.from(line), 0, line.length)).toBeGreaterThan(0.5);
    expect(read(line)).toMatchObject({ verdict: CALL, timestamp: '2026-03-12T08:20:01.993Z', duration_ms: 230_041, upstream_ms: 230_020, path: '/flights', query: 'from=BER', service: 'flights', details_raw: 'BackendConnectionFailure', failure_class: 'upstream_closed', class_confidence: 'exact', attempts: [{ addr: 'flights.internal', failure_class: 'upstream_closed' }] });
  });
  test('no answer: the client was gone', () => expect(read(like(6, { 'properties.lastError': undefined }))).toMatchObject({ status: null, failure_class: 'client_abort', class_confidence: 'inferred', evidence: 'responseCode 0' }));
  test('a 500 or 504 without an answer of the backend at the limit', () => {
    const at = (responseCode: number, backendTime: number, readMs: number | null): CallRecord => read(like(2, { 'properties.lastError': undefined, 'properties.responseCode': responseCode, 'properties.backendTime': backendTime }), { limits: { connectMs: null, sendMs: null, readMs } });
    expect(at(504, 60_002, 60_000)).toMatchObject({ failure_class: 'timeout_unspecified', class_confidence: 'inferred' });
    expect(at(504, 700, null)).toMatchObject({ failure_class: 'timeout_unspecified', class_confidence: 'ambiguous' });
    expect(at(500, 300_001, null)).toMatchObject({ failure_class: 'timeout_unspecified' });
    expect(at(500, 20, null)).toMatchObject({ failure_class: 'failure_unspecified' });
  });
  test.each([
    ['https://flights.internal:8443/search', 'flights.internal:8443'], ['https:\\/\\/flights.internal:8443\\/search', 'flights.internal:8443'], ['http://user:word@flights.internal?a=1', 'flights.internal'], ['flights.internal:80/x', 'flights.internal:80'], ['https://[::1]:8443/', '[::1]:8443'],
  ])('the backend in %s', (url, addr) => {
    const line = samples[0].replace(/"backendUrl":"[^"]*"/, () => `"backendUrl":"${url}"`);
    expect(read(line)).toMatchObject({ upstream_addr: addr, upstream_name: addr });
  });
  test('no backend was called', () => expect(read(samples[9])).toMatchObject({ attempts: [], upstream_ms: null, upstream_status: null }));
  test('what is another\'s is refused', () => {
    for (const line of ['', '{}', 'x', '{"category":"GatewayLogs"}', '{"category":"WebSocketConnectionLogs","properties":{"method":"GET"}}']) expect(azureApim.sniff(Buffer.from(line), 0, line.length), line).toBe(0);
    expect(read(samples[0].slice(0, -3))).toMatchObject({ verdict: REJECTED, reason: 'no whole JSON object' });
  });
});
