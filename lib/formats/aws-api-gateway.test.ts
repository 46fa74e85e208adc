import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALL } from '../call';
import { awsApiGateway } from './aws-api-gateway';
import { formatTester, type Json } from './test-format';

const { read, samples, like } = formatTester(awsApiGateway, readFileSync(new URL('./aws-api-gateway.sample.log', import.meta.url), 'utf8'));

const line = (members: Json): string => JSON.stringify({ requestId: 'r', requestTime: '12/Mar/2026:08:20:05 +0000', resourcePath: '/prices', ...members });

describe('API Gateway', () => {
  test('the console\'s own formats: REST and HTTP', () => {
    expect(read(samples[0])).toMatchObject({ verdict: CALL, format: 'aws-api-gateway', timestamp: '2026-03-12T08:20:01.000Z', timestamp_kind: 'start', client_ip: '203.0.113.7', method: 'GET', path: '/flights/{id}', route: '/flights/{id}', status: 200, bytes_out: 8123, request_id: '48752d0f-0000-4cfa-a5a7-f3c6834d1901', duration_ms: null, attempts: [], failure_class: null, generated_by: 'unknown' });
    expect(read(samples[1])).toMatchObject({ path: '/flights/{id}', route: 'GET /flights/{id}', status: 200 });
  });
  test.each([
    [2, 'timeout_unspecified', 'exact'], [3, 'rate_limited', 'exact'], [4, 'connect_failed', 'ambiguous'], [5, 'upstream_protocol_error', 'exact'], [6, 'upstream_5xx', 'exact'], [7, 'timeout_unspecified', 'inferred'], [8, 'gateway_rejected', 'exact'], [9, 'gateway_error', 'exact'], [10, null, null],
  ])('sample %i is %s', (n, failure, sure) => expect(read(samples[n])).toMatchObject({ verdict: CALL, failure_class: failure, class_confidence: sure }));
  test('all that can be logged; the finer time counts', () => {
    expect(read(samples[2])).toMatchObject({ timestamp: '2026-03-12T08:20:03.125Z', path: '/prod/bookings', route: '/bookings', host: 'api.travel.example', duration_ms: 29_012, upstream_ms: 29_005, service: 'a1b2c3d4e5', trace_id: '1-5f84c7a1-0123456789abcdef01234567', attempts: [{ response_ms: 29_005, failure_class: 'timeout_unspecified' }], generated_by: 'gateway' });
  });
  test('keys of other spelling, in groups, with the names of the variables', () => {
    expect(read(JSON.stringify({ request_id: 'r', request_time: '12/Mar/2026:08:20:05 +0000', http_method: 'GET', resource_path: '/p', response_latency: 12, integration: { latency: 9, status: '503' }, status: '503' }))).toMatchObject({ verdict: CALL, duration_ms: 12, upstream_ms: 9, upstream_status: 503, failure_class: 'upstream_5xx' });
    expect(read(JSON.stringify({ 'context.requestId': 'r', 'context.requestTimeEpoch': 1773303603125, 'context.routeKey': 'POST /b', 'context.status': 200, 'context.integration.latency': 5 }))).toMatchObject({ timestamp: '2026-03-12T08:20:03.125Z', method: 'POST', path: '/b', upstream_ms: 5 });
    expect(read(JSON.stringify({ identity: { sourceIp: '203.0.113.9' }, time: '2026-03-12T08:20:05Z', requestId: 'r', routeKey: '$default', integrationLatency: '-', responseLatency: '3', status: '200' }))).toMatchObject({ client_ip: '203.0.113.9', timestamp: '2026-03-12T08:20:05.000Z', duration_ms: 3, upstream_ms: null, path: null, route: '$default' });
  });
  test.each<[Json, string | null, string | null]>([
    [{ status: 504, integrationErrorMessage: 'Execution failed due to a timeout error' }, 'timeout_unspecified', 'exact'], [{ status: 504, errorMessage: 'Endpoint request timed out' }, 'timeout_unspecified', 'exact'],
    [{ status: 504, errorResponseType: 'INTEGRATION_FAILURE', responseLatency: 400 }, 'timeout_unspecified', 'ambiguous'], [{ status: 504, integrationStatus: '504', integrationLatency: '15003' }, 'upstream_reported_timeout', 'inferred'], [{ status: 504, integrationStatus: '504', integrationLatency: '29001' }, 'timeout_unspecified', 'inferred'],
    [{ status: 429, errorResponseType: 'QUOTA_EXCEEDED' }, 'rate_limited', 'exact'], [{ status: 429, integrationStatus: 429 }, 'rate_limited', 'exact'], [{ status: 413, errorResponseType: 'REQUEST_TOO_LARGE' }, 'gateway_rejected', 'exact'],
    [{ status: 401, errorResponseType: 'UNAUTHORIZED' }, null, null], [{ status: 403, errorResponseType: 'MISSING_AUTHENTICATION_TOKEN' }, null, null], [{ status: 404 }, null, null],
    [{ status: 500, errorResponseType: 'AUTHORIZER_FAILURE' }, 'gateway_error', 'exact'], [{ status: 500, integrationErrorMessage: 'The IAM role configured on the integration or API Gateway doesn\'t have permissions to call the integration.' }, 'gateway_error', 'inferred'],
    [{ status: 503, integrationErrorMessage: 'connection refused' }, 'connect_refused', 'exact'], [{ status: 502, integrationStatus: 200, integrationErrorMessage: 'The response from the Lambda function doesn\'t match the format that API Gateway expects.' }, 'upstream_protocol_error', 'exact'], [{ status: 503 }, 'failure_unspecified', 'ambiguous'], [{ status: 502, integrationStatus: 200 }, 'failure_unspecified', 'ambiguous'], [{ status: 200, errorMessage: 'timed out' }, null, null],
  ])('%j is %s', (members, failure, sure) => expect(read(line(members))).toMatchObject({ failure_class: failure, class_confidence: sure }));
  test('the limit of a source', () => expect(read(line({ status: 504, responseLatency: 60_004 }), { limits: { connectMs: null, sendMs: null, readMs: 60_000 } })).toMatchObject({ failure_class: 'timeout_unspecified', class_confidence: 'inferred' }));
  test('what is another\'s is refused', () => {
    for (const other of ['', '{}', 'x', '{"requestId":"r","status":200,"message":"done"}', '{"request_id":"r","request_time":"0.105","status":200,"request_method":"GET","domainName":"x"}', '{"level":"info","stage":"prod","requestId":"r","error":"x","message":"y","time":"2026-03-12T08:20:05Z"}']) expect(awsApiGateway.sniff(Buffer.from(other), 0, other.length), other).toBe(0);
    expect(like(0, {})).toBe(samples[0]);
  });
});
