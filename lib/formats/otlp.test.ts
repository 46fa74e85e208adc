import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, EVENT, FILTERED, REJECTED, toRecord, type CallRecord } from '../call';
import { JsonRecords } from '../ingest/json-records';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { otlp } from './otlp';
import { QUADRATIC_MS } from './test-time';

const samples = readFileSync(new URL('otlp.sample.log', import.meta.url), 'utf8').trimEnd().split('\n'), draft = new Draft();
function read(line: string | Buffer): CallRecord & { verdict: number; reason: string } {
  const buf = Buffer.from(line as string);
  draft.reset(buf);
  const verdict = otlp.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS);
  otlp.classify(draft, DEFAULT_SETTINGS);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
type Value = string | number;
const attributes = (o: Record<string, Value>): unknown[] => Object.entries(o).map(([key, v]) => ({ key, value: typeof v === 'string' ? { stringValue: v } : { intValue: String(v) } }));
const span = (kind: number, o: Record<string, Value>, more: object = {}): ReturnType<typeof read> => read(JSON.stringify({ resource: { attributes: attributes({ 'service.name': 's' }) }, scope: {}, span: { traceId: 'AB', name: 'x', kind, startTimeUnixNano: '1773307201000000000', endTimeUnixNano: '1773307201105000000', attributes: attributes(o), ...more } }));

describe('the sample', () => {
  test.each([
    [0, { verdict: CALL, timestamp: '2026-03-12T09:20:01.000Z', timestamp_kind: 'start', timestamp_end: '2026-03-12T09:20:26.003Z', service: 'gateway', method: 'GET', path: '/flights/77', query: 'from=BER', route: '/flights/{id}', status: 504, host: 'travel.example', client_ip: '10.20.0.7', duration_ms: 25_003.5, trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', failure_class: 'timeout_unspecified' }],
    [1, { verdict: CALL, upstream_name: 'pricing.internal', status: null, retries: 1, attempts: [{ addr: 'pricing.internal:8080', response_ms: 15_001, failure_class: 'first_byte_timeout' }], failure_class: 'first_byte_timeout', details_raw: 'Read timed out', path: '/quote' }],
    [2, { verdict: FILTERED, reason: 'a span within a program' }],
    [3, { verdict: CALL, trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', upstream_name: 'payments', attempts: [{ addr: '10.40.2.9:443', status: 503, response_ms: 250 }], failure_class: 'upstream_5xx', class_confidence: 'exact', generated_by: 'upstream', method: 'POST', path: '/charge' }],
    [4, { verdict: FILTERED, reason: 'application log without a call', level: 'INFO', service: 'search', details_raw: 'cache warmed' }],
    [5, { verdict: CALL, timestamp: '2026-03-12T09:20:05.000Z', upstream_name: 'pricing', duration_ms: 15_000, request_id: '4f1c0aa2', failure_class: 'timeout_unspecified', service: 'search' }],
    [6, { verdict: CALL, method: 'GET', path: '/hotels', status: 200, duration_ms: 105, failure_class: null }],
    [7, { verdict: CALL, path: '/ok', query: 'a=1', status: 200, duration_ms: 12.346, failure_class: null }],
  ])('line %i', (i, want) => expect(read(samples[i])).toMatchObject(want));
});

describe('spans', () => {
  test.each([
    [3, { 'error.type': 'timeout' }, {}, 'timeout_unspecified'], [3, { 'error.type': 'ECONNREFUSED' }, { status: { code: 2 } }, 'connect_refused'], [3, { 'http.response.status_code': 504 }, {}, 'upstream_reported_timeout'], [3, { 'http.response.status_code': 404 }, { status: { code: 2 } }, null],
    [3, {}, { status: { code: 2, message: 'dial tcp 10.0.0.1:80: i/o timeout' } }, 'connect_timeout'], [3, {}, { status: { code: 2 } }, 'failure_unspecified'], [2, { 'http.response.status_code': 500 }, { status: { code: 2 } }, 'failure_unspecified'], [2, { 'http.response.status_code': 200 }, {}, null],
    [2, { 'rpc.grpc.status_code': 4 }, {}, 'total_timeout'], [2, {}, {}, null],
  ])('kind %i %j %j: %s', (kind, o, more, want) => expect(span(kind, o, more)).toMatchObject({ verdict: CALL, failure_class: want }));
  test('key and value in either order, snake case, a value that is a number', () => {
    expect(read('{"span":{"kind":2,"start_time_unix_nano":1773307201000000000,"end_time_unix_nano":"1773307202000000000","attributes":[{"value":{"intValue":"200"},"key":"http.status_code"}]}}')).toMatchObject({ verdict: CALL, status: 200, duration_ms: 1000, timestamp: '2026-03-12T09:20:01.000Z' });
  });
  test('what has no call', () => {
    expect(span(1, {}).verdict).toBe(FILTERED);
    expect(read('{"resourceSpans":[]}').verdict).toBe(FILTERED);
    expect(read('{"resource":{}}').verdict).toBe(REJECTED);
    expect(read('{"a":1}').verdict).toBe(REJECTED);
    expect(read('{"logRecord":{"timeUnixNano":"1773307206000000000","severityNumber":17,"body":{"stringValue":"request failed: ETIMEDOUT request_id=4f1c"}}}')).toMatchObject({ verdict: EVENT, request_id: '4f1c', failure_class: 'timeout_unspecified' });
  });
  test('a whole export document, through the stage that takes it apart', () => {
    const one = JSON.parse(samples[0]) as { resource: object; scope: object; span: object }, stage = new JsonRecords();
    const text = Buffer.concat([Buffer.from(stage.push(Buffer.from(JSON.stringify({ resourceSpans: [{ resource: one.resource, scopeSpans: [{ scope: one.scope, spans: [one.span, one.span] }] }] })))), stage.end()]).toString();
    expect(text).toBe(`${samples[0]}\n${samples[0]}\n`);
  });
});

describe('laws', () => {
  const survives = (bytes: Uint8Array): void => { read(Buffer.from(bytes)); otlp.sniff(Buffer.from(bytes), 0, bytes.length); };
  test('cut and flipped lines', () => fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat(), (l, cut, flip) => { const b = Buffer.from(l); b[flip % b.length] ^= 1 << (flip % 8); survives(b.subarray(0, cut % (b.length + 1))); })));
  test('a line of 200 kB in linear time', () => {
    for (const l of [`{"span":{"kind":2,"attributes":[${'{"key":"a","value":{}},'.repeat(9000)}{}]}}`, `{"span":{"events":[${'{"attributes":['.repeat(14_000)}`, `{"logRecord":{"severityNumber":17,"body":{"stringValue":"${'timeout from '.repeat(15_000)}"}}}`, `{"span":{"status":{"code":2},"events":[${'"attributes",'.repeat(15_000)}1]}}`]) { const t = performance.now(); survives(Buffer.from(l)); expect(performance.now() - t).toBeLessThan(QUADRATIC_MS); }
  });
});
