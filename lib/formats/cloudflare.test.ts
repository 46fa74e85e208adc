import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALL, REJECTED, type CallRecord } from '../call';
import { cloudflare } from './cloudflare';
import { formatTester } from './test-format';

const { read, samples, like } = formatTester(cloudflare, readFileSync(new URL('./cloudflare.sample.log', import.meta.url), 'utf8'));

describe('Cloudflare Logpush', () => {
  test('an ordinary call', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'cloudflare', timestamp: '2026-03-12T08:20:02.000Z', timestamp_kind: 'start', timestamp_end: '2026-03-12T08:20:02.105Z', client_ip: '203.0.113.7', method: 'GET', host: 'travel.example', path: '/flights/search', query: 'from=BER', status: 200, upstream_status: 200, request_id: '87a1b2c3d4e5f001',
      duration_ms: 105, duration_derived: true, connect_ms: 24, first_byte_ms: 75, upstream_ms: 100, bytes_in: 567, bytes_out: 8123, failure_class: null, attempts: [{ addr: '198.51.100.11', status: 200, connect_ms: 24, first_byte_ms: 99, response_ms: 100, failure_class: null }],
    });
    expect(read(samples[1])).toMatchObject({ attempts: [], upstream_status: null, connect_ms: null, generated_by: 'gateway', failure_class: null });
  });
  test.each([
    [2, 'connect_timeout', 'exact'], [3, 'first_byte_timeout', 'exact'], [4, 'connect_refused', 'exact'], [5, 'upstream_reported_timeout', 'exact'], [6, 'upstream_5xx', 'exact'], [7, 'client_abort', 'exact'], [8, 'tls_failure', 'exact'], [9, 'connect_unreachable', 'exact'], [10, 'failure_unspecified', 'exact'], [14, null, null], [15, 'gateway_error', 'exact'], [16, 'failure_unspecified', 'ambiguous'],
  ])('sample %i is %s', (line, failure, sure) => expect(read(samples[line])).toMatchObject({ verdict: CALL, failure_class: failure, class_confidence: sure }));
  test('a look-up of the edge in its own cache that found nothing is no timeout', () => {
    const asked = (source: string, status = 504, origin = 0): CallRecord => read(like(0, { ClientRequestSource: source, EdgeResponseStatus: status, OriginResponseStatus: origin, OriginIP: '', OriginResponseDurationMs: 0 }));
    expect(['earlyHintsCache', 'edgeWorkerCacheAPI', 'eyeball', 'edgeWorkerFetch'].map((source) => asked(source).failure_class)).toEqual([null, null, 'timeout_unspecified', 'timeout_unspecified']);
    expect(asked('earlyHintsCache', 522).failure_class).toBe('connect_timeout');
    expect(asked('edgeWorkerCacheAPI', 504, 504).failure_class).toBe('upstream_reported_timeout');
  });
  test.each([[526, 'tls_failure'], [530, 'dns_failure'], [504, 'timeout_unspecified'], [502, 'failure_unspecified'], [429, 'rate_limited'], [408, 'client_request_timeout'], [403, null]])('a %i that the origin did not send is %s', (status, failure) => expect(read(like(1, { EdgeResponseStatus: status }))).toMatchObject({ failure_class: failure }));
  test('an origin\'s failure that the edge made good stays an attempt\'s', () => expect(read(like(0, { OriginResponseStatus: 503 }))).toMatchObject({ failure_class: null, attempts: [{ status: 503, failure_class: 'upstream_5xx' }] }));
  test('times of every kind are the same moment', () => {
    const at = (start: unknown, end: unknown): CallRecord => read(like(0, { EdgeStartTimestamp: start, EdgeEndTimestamp: end }));
    for (const [start, end] of [[1773303602000000000, 1773303602105000000], ['1773303602000000000', '1773303602105000000'], [1773303602000, 1773303602105], ['2026-03-12T08:20:02.000Z', '2026-03-12T08:20:02.105Z']]) expect(at(start, end)).toMatchObject({ timestamp: '2026-03-12T08:20:02.000Z', duration_ms: 105, duration_derived: true });
    // Whole seconds make no duration: the time to the first byte is a part of it.
    for (const [start, end] of [[1773303602, 1773303602], ['2026-03-12T08:20:02Z', '2026-03-12T08:20:02Z']]) expect(at(start, end)).toMatchObject({ timestamp: '2026-03-12T08:20:02.000Z', duration_ms: 102, duration_is_partial: true });
    expect(read(like(16, { EdgeStartTimestamp: 1773303602, EdgeEndTimestamp: 1773303702 }))).toMatchObject({ duration_ms: 100_000 });
    expect(read(samples[0].replace('1773303602105000000', '1773303602105500000')).duration_ms).toBe(105.5);
  });
  test('old fields; a connection that was used again; a path without its query', () => {
    expect(read(like(16, { OriginResponseTime: 35_000_000, OriginResponseStatus: 502 }))).toMatchObject({ upstream_ms: 35, failure_class: 'upstream_5xx' });
    expect(read(samples[13])).toMatchObject({ connect_ms: null, first_byte_ms: 75 });
    expect(read(like(0, { ClientRequestURI: undefined }))).toMatchObject({ path: '/flights/search', query: null });
  });
  test('what is another\'s is refused', () => {
    for (const line of ['', '{}', 'x', '{"EdgeStartTimestamp":1}', '{"Datetime":"2026-03-12T08:20:02Z","RayID":"x","Action":"block"}']) expect(cloudflare.sniff(Buffer.from(line), 0, line.length), line).toBe(0);
    expect(read(samples[0].slice(0, -3))).toMatchObject({ verdict: REJECTED, reason: 'no whole JSON object' });
  });
});
