import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALL, REJECTED } from '../call';
import { gcpLb } from './gcp-lb';
import { formatTester } from './test-format';

const { read, samples, like } = formatTester(gcpLb, readFileSync(new URL('./gcp-lb.sample.log', import.meta.url), 'utf8'));

describe('Google Cloud load balancer', () => {
  test('an ordinary call', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'gcp-lb', gateway: 'gcp', timestamp: '2026-03-12T08:20:01.125Z', timestamp_kind: 'start', client_ip: '203.0.113.7', method: 'GET', host: 'travel.example', path: '/flights/search', query: 'from=BER', status: 200, upstream_status: 200, duration_ms: 105.123,
      route: 'travel-map', service: 'flights', upstream_addr: '10.40.1.11', bytes_in: 577, bytes_out: 8123, trace_id: '241d69833e64b3bf83fabac8c873d901', details_raw: 'response_sent_by_backend', generated_by: 'upstream', failure_class: null,
    });
    expect(read(samples[1])).toMatchObject({ upstream_status: null, attempts: [], generated_by: 'gateway', failure_class: null });
  });
  test.each([
    [2, 'first_byte_timeout'], [3, 'connect_failed'], [4, 'no_healthy_upstream'], [5, 'upstream_closed'], [6, 'client_abort'], [7, 'upstream_5xx'], [8, 'gateway_rejected'], [9, 'client_request_timeout'], [10, 'first_byte_timeout'], [11, 'connect_timeout'], [12, 'no_healthy_upstream'], [13, null],
  ])('sample %i is %s', (line, failure) => expect(read(samples[line])).toMatchObject({ verdict: CALL, failure_class: failure, class_confidence: failure === null ? null : 'exact' }));
  test.each<[string, number, string | null]>([
    ['backend_timeout', 101, 'idle_timeout'], ['backend_timeout', 200, 'body_timeout'], ['backend_timeout', 502, 'first_byte_timeout'], ['backend_connection_closed_after_partial_response_sent', 200, 'upstream_closed'], ['client_disconnected_after_partial_response', 200, 'client_abort'],
    ['client_timed_out', 200, 'client_stall_timeout'], ['client_timed_out', 0, 'client_request_timeout'], ['response_sent_by_backend', 504, 'upstream_reported_timeout'], ['response_sent_by_backend', 404, null], ['response_from_cache', 200, null], ['throttled_by_security_policy', 429, 'rate_limited'],
    ['headers_too_long', 413, 'gateway_rejected'], ['invalid_request_headers', 400, 'client_protocol_error'], ['internal_error', 502, 'gateway_error'], ['config_not_found', 404, 'gateway_error'], ['ssl_certificate_san_verification_failed', 502, 'tls_failure'], ['server_cert_not_provided', 503, 'tls_failure'],
    ['client_cert_not_provided', 0, 'tls_failure'], ['fault_filter_abort', 503, 'fault_injected'], ['handled_by_identity_aware_proxy', 302, null], ['handled_by_identity_aware_proxy', 502, 'gateway_error'], ['websocket_closed', 101, null], ['backend_response_headers_too_long', 502, 'upstream_protocol_error'], ['some_new_word', 503, 'failure_unspecified'],
  ])('%s at %i is %s', (statusDetails, status, failure) => expect(read(like(0, { 'jsonPayload.statusDetails': statusDetails, 'httpRequest.status': status }))).toMatchObject({ failure_class: failure }));
  test.each<[string, string | null]>([
    ['error="connection_refused"', 'connect_refused'], ['error="dns_timeout"; details="x"', 'dns_timeout'], ['error="http_request_error"; details="client_disconnected_before_any_response"', 'client_abort'], ['error="http_request_error"; details="denied_by_authz_policy"', 'gateway_rejected'],
    ['error="http_response_incomplete"', 'upstream_closed'], ['error="tls_certificate_error"', 'tls_failure'], ['error="connection_limit_reached"', 'circuit_open'], ['error=proxy_internal_error;details=x', 'gateway_error'], ['lb; received-status=503', 'failure_unspecified'],
  ])('proxyStatus %s is %s', (proxyStatus, failure) => expect(read(like(10, { 'jsonPayload.proxyStatus': proxyStatus, 'httpRequest.status': 503, 'httpRequest.serverIp': undefined }))).toMatchObject({ failure_class: failure }));
  test('a regional 5xx without proxyStatus is the backend\'s', () => expect(read(like(13, { 'httpRequest.status': 500 }))).toMatchObject({ failure_class: 'upstream_5xx', class_confidence: 'inferred', generated_by: 'upstream' }));
  test('certificates of clients are the client\'s side', () => expect(read(like(0, { 'jsonPayload.statusDetails': 'client_cert_validation_failed' }))).toMatchObject({ failure_side: 'client' }));
  test('other resources with an httpRequest are not load balancers', () => {
    const run = like(0, { 'resource.type': 'cloud_run_revision', jsonPayload: {} });
    expect([run, '', '{}', 'x', '{"httpRequest":{}}'].map((l) => gcpLb.sniff(Buffer.from(l), 0, l.length))).toEqual([0, 0, 0, 0, 0]);
    expect(read(run)).toMatchObject({ verdict: REJECTED, reason: 'no httpRequest of a load balancer' });
  });
});
