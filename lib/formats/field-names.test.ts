import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochMs, fieldOf, FIELD_NAMES, unitByValue } from './field-names';

describe('field names', () => {
  test.each([
    ['responseTime', 'duration', null], ['Response Time (ms)', 'duration', 'ms'], ['response-time', 'duration', null], ['duration_ms', 'duration', 'ms'], ['elapsedMs', 'duration', 'ms'], ['latency_us', 'duration', 'us'],
    ['took_in_seconds', 'duration', 's'], ['request_time', 'duration', 's'], ['event.duration', 'duration', 'ns'], ['time-taken', 'duration', 'ms'], ['DurationNanos', 'duration', 'ns'],
    ['http.response.status_code', 'status', null], ['res.statusCode', 'status', null], ['statusCode', 'status', null], ['ctx.http.status', 'status', null], ['req.url', 'url', null], ['url.path', 'path', null], ['req.method', 'method', null],
    ['@timestamp', 'time', null], ['ts', 'time', null], ['timestamp_ms', 'time', null], ['startTimeUnixNano', 'start', null], ['client.address', 'client', null], ['source.ip', 'client', null], ['remoteAddr', 'client', null],
    ['X-Request-Id', 'request_id', null], ['req.headers.x-request-id', 'request_id', null], ['traceId', 'trace_id', null], ['server.address', 'target', null], ['upstream_addr', 'target', null], ['peer.service', 'upstream', null],
    ['upstream_status', 'upstream_status', null], ['upstream_response_time', 'upstream_time', 's'], ['upstream.duration_ms', 'upstream_time', 'ms'], ['error.message', 'error', null], ['err.code', 'error', null], ['levelname', 'level', null], ['msg', 'message', null],
  ])('%s is %s', (name, field, unit) => { expect(fieldOf(name)).toMatchObject({ field, unit }); });
  test.each(['', '.', 'color', 'user', 'user.id', 'items_s', 'status_ms', 'foo.status', 'weight'])('%j is none', (name) => { expect(fieldOf(name)).toBeNull(); });
  test('law: no name throws, and what is found is a field', () => {
    fc.assert(fc.property(fc.string(), (name) => { const found = fieldOf(name); expect(found === null || FIELD_NAMES.includes(found.field)).toBe(true); }));
  });
  test('units by value', () => {
    expect([unitByValue(105, true), unitByValue(105_000_000, true), unitByValue(0.105, false), unitByValue(30.001, false), unitByValue(5012.5, false)]).toEqual(['ms', 'ns', 's', 's', 'ms']);
  });
  test('times of any unit', () => {
    const ms = Date.UTC(2026, 2, 12, 9, 20, 1);
    for (const scale of [1e-3, 1, 1e3, 1e6]) expect(epochMs(ms * scale)).toBeCloseTo(ms, 0);
    for (const none of [0, -1, 12345, 1e30, NaN]) expect(epochMs(none)).toBeNaN();
  });
});
