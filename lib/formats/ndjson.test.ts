import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, EVENT, FILTERED, REJECTED, toRecord, type CallRecord } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { failedCall } from './app-message';
import { appText } from './app-text';
import type { Format } from './format';
import { ndjson } from './ndjson';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft(), samples = (id: string): string[] => readFileSync(new URL(`${id}.sample.log`, import.meta.url), 'utf8').trimEnd().split('\n');
function read(format: Format, line: string | Buffer, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: number; reason: string } {
  const buf = Buffer.from(line as string), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  const verdict = format.parse(buf, 0, buf.length, draft, all);
  format.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const json = (o: object, settings: Partial<ParseSettings> = {}): ReturnType<typeof read> => read(ndjson, JSON.stringify(o), settings);
const T = { time: '2026-03-12T09:20:01.500Z' };

describe('access records of any layout', () => {
  test.each([
    [{ duration: 0.105 }, 105], [{ duration: 105 }, 105], [{ duration: 105_000_000 }, 105], [{ duration_us: 105_000 }, 105], [{ latency: '105ms' }, 105], [{ latency: '1.5s' }, 1500], [{ latency: '1m2s' }, 62_000], [{ took: '350µs' }, 0.35], [{ responseTime: 105 }, 105],
    [{ elapsedMs: '105' }, 105], [{ request_time: '0.105' }, 105], [{ 'http.server.request.duration': 0.105 }, 105], [{ timings: { total_time_ms: 105 } }, 105], [{ duration: -1 }, null], [{ duration: '-' }, null], [{ duration: 1.05e-4 }, 0.105],
  ])('duration of %j', (o, ms) => expect(json({ ...T, method: 'GET', path: '/x', status: 200, ...o }, { format: 'ndjson' }).duration_ms).toBe(ms));
  test.each([['2026-03-12T09:20:01.500Z', false], ['2026-03-12T10:20:01,500+01:00', false], ['2026-03-12 10:20:01.500 +0100', false], [1773307201500, false], ['1773307201.5', false], [1773307201500000, false], ['12/Mar/2026:09:20:01 +0000', false], ['2026-03-12 09:20:01.500', true], ['Thu, 12 Mar 2026 09:20:01 GMT', false]])('time %j', (time, assumed) => {
    const r = json({ ts: time, status: 200, path: '/' });
    expect([Math.floor(Date.parse(r.timestamp!) / 1000), r.tz_assumed]).toEqual([1773307201, assumed]);
  });
  test('nested keys, ECS and OpenTelemetry names', () => {
    expect(json({ '@timestamp': T.time, 'http.request.method': 'GET', http: { response: { status_code: 502 } }, url: { full: 'https://shop.example/a/b?c=1' }, 'server.address': '10.0.0.1', trace: { id: 'ABCDEF' }, error: { message: 'connect ECONNREFUSED 10.0.0.1:80' } })).toMatchObject({
      verdict: CALL, method: 'GET', status: 502, host: 'shop.example', path: '/a/b', query: 'c=1', trace_id: 'abcdef', failure_class: 'connect_refused', class_confidence: 'exact', attempts: [{ addr: '10.0.0.1', failure_class: 'connect_refused' }] });
  });
  test('words of an error beat the status, limits beat a bare 504', () => {
    expect(json({ ...T, path: '/', status: 500, error: 'read tcp 10.0.0.1:1->10.0.0.2:2: i/o timeout' })).toMatchObject({ failure_class: 'first_byte_timeout' });
    expect(json({ ...T, path: '/', status: 504, duration: 30_010 }, { limits: { connectMs: null, sendMs: null, readMs: 30_000 } })).toMatchObject({ failure_class: 'first_byte_timeout', class_confidence: 'inferred' });
    expect(json({ ...T, path: '/', status: 504, duration: 30_010 })).toMatchObject({ failure_class: 'timeout_unspecified' });
    expect(json({ ...T, path: '/', status: 404 })).toMatchObject({ failure_class: null });
    expect(json({ ...T, path: '/', status: 503, upstream: 'search', backend_status: 503 })).toMatchObject({ failure_class: 'upstream_5xx', upstream_name: 'search', attempts: [{ addr: 'search', status: 503 }] });
  });
  test('Serilog, Rails and log4j: their names and units', () => {
    expect(json({ '@t': T.time, '@mt': 'HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0.0000} ms', RequestMethod: 'GET', RequestPath: '/x', StatusCode: 200, Elapsed: 12.3456 })).toMatchObject({ verdict: CALL, method: 'GET', path: '/x', duration_ms: 12.346 });
    expect(json({ Timestamp: T.time, Level: 'Information', MessageTemplate: 'x', Properties: { RequestMethod: 'GET', RequestPath: '/x', StatusCode: 504, Elapsed: 512.5 } })).toMatchObject({ status: 504, duration_ms: 512.5 });
    expect(json({ '@t': T.time, '@l': 'Error', '@m': 'Call to http://rates/r failed', '@x': 'HttpRequestException: No connection could be made because the target machine actively refused it. (rates:8080)' })).toMatchObject({ verdict: CALL, level: 'Error', path: '/r', failure_class: 'connect_refused', attempts: [{ addr: 'rates:8080' }] });
    expect(json({ '@t': T.time, '@mt': 'started' })).toMatchObject({ verdict: FILTERED });
    expect(json({ ...T, method: 'GET', path: '/x', controller: 'Trips', action: 'index', status: 200, duration: 58.33, view: 40.4 })).toMatchObject({ duration_ms: 58.33 });
    expect(json({ instant: { epochSecond: 1773307201, nanoOfSecond: 5e8 }, level: 'ERROR', loggerName: 'c.e.Client', message: 'GET http://rates:8080/r failed: connect timed out' })).toMatchObject({ timestamp: '2026-03-12T09:20:01.000Z', failure_class: 'connect_timeout', upstream_name: 'rates:8080' });
  });
  test('an httpRequest is a load balancer\'s only on its resource', () => {
    const o = { httpRequest: { requestMethod: 'GET', requestUrl: 'https://api.example/slow?x=1', status: 504, latency: '300.0s', remoteIp: '203.0.113.7' }, timestamp: T.time, trace: 'projects/p/traces/4BF9' };
    expect(json({ ...o, resource: { type: 'cloud_run_revision' } })).toMatchObject({ verdict: CALL, status: 504, duration_ms: 300_000, host: 'api.example', path: '/slow', client_ip: '203.0.113.7', trace_id: '4bf9' });
    for (const more of [{ resource: { type: 'http_load_balancer' } }, { resource: { type: 'internal_http_lb_rule' } }, { jsonPayload: { statusDetails: 'backend_timeout' } }]) expect(json({ ...o, ...more }).verdict).toBe(REJECTED);
  });
  test('what is no record', () => {
    for (const o of [{ a: 1 }, { status: 200 }, { ...T, latencies: {}, tries: [], status: 200, path: '/' }, { ...T, log: 'x', stream: 'stdout' }, { ...T, logger: 'http.log.access.log0', msg: 'handled request', level: 'info', status: 200 }]) expect(json(o).verdict, JSON.stringify(o)).toBe(REJECTED);
    expect(read(ndjson, 'plain').verdict).toBe(REJECTED);
    expect(json({ ...T, level: 'info', msg: 'timeout set to 15 s for pricing' })).toMatchObject({ verdict: FILTERED, reason: 'application log without a call', failure_class: null });
    expect(json({ ...T, level: 'error', msg: 'disk is full' }).verdict).toBe(FILTERED);
  });
});

describe('failed calls that applications tell of', () => {
  test.each([
    ['Calling pricing timed out after 15 s', { upstream: 'pricing', durationMs: 15_000 }], ['GET https://x.example/y failed: ETIMEDOUT after 5001ms', { method: 'GET', url: 'https://x.example/y', durationMs: 5001 }],
    ['Post "http://pay.internal/charge": dial tcp 10.0.0.1:80: connect: connection refused', { method: 'POST', url: 'http://pay.internal/charge', addr: '10.0.0.1:80' }], ['request to hotels-api failed, reason: connect ECONNREFUSED 10.0.0.4:8080', { upstream: 'hotels-api', addr: '10.0.0.4:8080' }],
    ['I/O error on GET request for "http://rates:8080/r": Read timed out', { url: 'http://rates:8080/r' }], ['pricing timed out after 3.5s', { upstream: 'pricing', durationMs: 3500 }], ['timeout of 2000ms exceeded', { durationMs: 2000, upstream: null, url: null }], ['getaddrinfo ENOTFOUND db.internal', { upstream: 'db.internal' }],
    ['upstream search: context deadline exceeded', { upstream: 'search' }],
  ])('%s', (text, want) => expect(failedCall(text)).toMatchObject(want));
  test.each([
    ["HTTPConnectionPool(host='rates', port=8080): Read timed out. (read timeout=10)", { upstream: 'rates', addr: 'rates:8080', durationMs: 10_000 }], ["HTTPSConnectionPool(host='rates.example', port=443): Max retries exceeded with url: /r?x=1 (Caused by NewConnectionError('[Errno 111] Connection refused'))", { upstream: 'rates.example', url: '/r?x=1' }],
    ['read tcp 10.0.0.1:51234->10.0.0.9:8080: read: connection reset by peer', { addr: '10.0.0.9:8080' }], ['Name or service not known (rates:8080)', { addr: 'rates:8080' }], ['cURL error 7: Failed to connect to rates port 80: Connection refused', { addr: 'rates:80', upstream: 'rates' }], ['getaddrinfo ENOTFOUND rates', { upstream: 'rates' }],
  ])('whom the words of Python, Go and .NET name: %s', (text, want) => expect(failedCall(text)).toMatchObject(want));
  test.each(['all is well', 'cache refreshed in 15 ms', 'Validation failed: name is missing', 'user not found'])('%s: none', (text) => expect(failedCall(text)).toBeNull());

  test('are calls with upstream, duration and class; without a target they explain the call with their request id', () => {
    expect(json({ ...T, level: 'warn', msg: 'Calling pricing timed out after 15 s', reqId: 'r1' })).toMatchObject({ verdict: CALL, upstream_name: 'pricing', duration_ms: 15_000, failure_class: 'timeout_unspecified', request_id: 'r1', attempts: [{ addr: 'pricing', response_ms: 15_000, failure_class: 'timeout_unspecified' }] });
    expect(json({ ...T, level: 'error', msg: 'request failed', err: { code: 'ETIMEDOUT' }, reqId: 'r1' })).toMatchObject({ verdict: EVENT, request_id: 'r1', failure_class: 'timeout_unspecified' });
    expect(json({ ...T, level: 'error', msg: 'request failed', err: { code: 'ETIMEDOUT' } })).toMatchObject({ verdict: FILTERED, failure_class: null });
  });
  test('a whole URL beside an error and no status is that of a call that was made; a message beside an error says whom', () => {
    expect(json({ ...T, level: 'error', err: { message: 'timeout of 5000ms exceeded', config: { url: 'https://pay.example/charge', method: 'post' } }, msg: 'charge failed' })).toMatchObject({ verdict: CALL, upstream_name: 'pay.example', path: '/charge', duration_ms: 5000, attempts: [{ addr: 'pay.example', response_ms: 5000, failure_class: 'total_timeout' }] });
    expect(json({ ...T, level: 'error', error: 'read tcp 10.0.0.1:5->10.0.0.9:80: connection reset by peer', message: 'GET http://rates/r failed' })).toMatchObject({ verdict: CALL, method: 'GET', path: '/r', upstream_name: 'rates', failure_class: 'connection_reset', attempts: [{ addr: '10.0.0.9:80' }] });
    expect(json({ ...T, level: 'error', status: 502, path: '/x', message: 'rates: connect ECONNREFUSED 10.0.0.9:80' })).toMatchObject({ failure_class: 'connect_refused' });
    expect(json({ ...T, level: 'info', status: 502, path: '/x', message: 'rates: connect ECONNREFUSED 10.0.0.9:80' })).toMatchObject({ failure_class: 'failure_unspecified' });
    expect(json({ asctime: '2026-03-12 09:20:01,500', levelname: 'ERROR', message: "HTTPConnectionPool(host='rates', port=8080): Read timed out. (read timeout=10)" })).toMatchObject({ verdict: CALL, tz_assumed: true, upstream_name: 'rates', failure_class: 'first_byte_timeout', attempts: [{ addr: 'rates:8080', response_ms: 10_000 }] });
  });
  test.each([
    ['2026-03-12 09:20:01,500 ERROR [http-1] c.e.Client - Calling pricing timed out after 15 s', { verdict: CALL, upstream_name: 'pricing', duration_ms: 15_000, level: 'ERROR', tz_assumed: true }],
    ['2026-03-12T10:20:01.500+01:00 WARN 1 --- [exec-1] c.e.Client : GET http://a.b/c failed: connect ETIMEDOUT', { verdict: CALL, method: 'GET', path: '/c', failure_class: 'connect_timeout', tz_assumed: false }],
    ['2026-03-12 09:20:01,500 - app.client - ERROR - request_id=4f1c upstream said: Connection reset by peer', { verdict: CALL }],
    ['[2026-03-12T09:20:01.500Z] error: ETIMEDOUT (request id: 4f1c)', { verdict: EVENT, request_id: '4f1c' }],
    ['2026-03-12T09:20:01.500Z\tINFO\tready', { verdict: FILTERED }], ['ERROR 2026-03-12 09:20:01 gave up', { verdict: FILTERED }], ['    at a.b.C(C.java:1)', { verdict: FILTERED, reason: 'a stack trace' }],
    ['time=2026-03-12T09:20:01.500Z level=error msg="calling rates: context deadline exceeded" rid=8 took=10s', { verdict: CALL, upstream_name: 'rates', duration_ms: 10_000, request_id: '8' }],
    ['level=info ts=2026-03-12T09:20:01.500Z msg=request method=GET path=/x status=504 duration=12ms', { verdict: CALL, status: 504, duration_ms: 12, failure_class: 'timeout_unspecified' }],
    ['[2026-03-12 09:20:01 +0000] [12] [CRITICAL] WORKER TIMEOUT (pid:34)', { verdict: FILTERED }], ['2026-03-12 10:20:01.500 +01:00 [ERR] calling rates timed out', { verdict: CALL, upstream_name: 'rates', tz_assumed: false }],
    ['2026/03/12 09:20:01 [ERROR] GET http://rates/r: dial tcp 10.0.0.9:80: connect: connection refused', { verdict: CALL, path: '/r', attempts: [{ addr: '10.0.0.9:80' }] }], ['2026-03-12 09:20:01,500:WARN:calling rates timed out', { verdict: CALL, upstream_name: 'rates' }],
    ['error: 2026-03-12T09:20:01.500Z calling rates timed out', { verdict: CALL, upstream_name: 'rates', level: 'error' }], ['[2026-03-12T09:20:01.500+00:00] app.ERROR: cURL error 28: Operation timed out after 5001 milliseconds with 0 bytes (see https://curl.example/errors) for http://rates/r []', { verdict: CALL, path: '/r', duration_ms: 5001, upstream_name: 'rates' }],
    ['logger=proxy orgId=1 t=2026-03-12T09:20:01.500Z level=info msg=done method=GET path=/x status=502 time_ms=3 duration=3.1ms', { verdict: CALL, status: 502, duration_ms: 3.1 }], ['remote=203.0.113.7 time=2026-03-12T09:20:01.500Z method=GET path=/x status=504', { verdict: CALL, status: 504 }],
    ['plain words', { verdict: REJECTED }], ['2026/03/12 09:20:01 [error] 7#7: x', { verdict: REJECTED }], ['[2026-03-12 09:20:01.500][7][warning][upstream] x', { verdict: REJECTED }],
  ])('as text: %s', (line, want) => {
    const r = read(appText, line);
    expect(r).toMatchObject(want);
    if (r.verdict === CALL || r.verdict === EVENT) expect(Math.floor(Date.parse(r.timestamp!) / 1000)).toBe(1773307201);
  });
});

describe('laws', () => {
  const all = [...samples('ndjson').map((l) => ({ f: ndjson, l })), ...samples('app-text').map((l) => ({ f: appText, l }))];
  const survives = (bytes: Uint8Array): void => { for (const f of [ndjson, appText]) { read(f, Buffer.from(bytes)); f.sniff(Buffer.from(bytes), 0, bytes.length); } };
  test('cut and flipped lines', () => fc.assert(fc.property(fc.constantFrom(...all), fc.nat(), fc.nat(), ({ l }, cut, flip) => { const b = Buffer.from(l); b[flip % b.length] ^= 1 << (flip % 8); survives(b.subarray(0, cut % (b.length + 1))); })));
  test('any JSON object', () => fc.assert(fc.property(fc.dictionary(fc.constantFrom('time', 'status', 'msg', 'err', 'duration', 'http', 'upstream', 'url', 'level', 'x'), fc.jsonValue()), (o) => survives(Buffer.from(JSON.stringify(o))))));
  test('a line of 200 kB in linear time', () => {
    for (const l of [`{"time":"2026-03-12T09:20:01Z","level":"error","msg":"${'calling '.repeat(25_000)}timed out"}`, `{${'"a":{'.repeat(33_000)}`, `2026-03-12 09:20:01 ERROR ${'timeout from '.repeat(15_000)}`, `time=x level=error ${'k="v '.repeat(40_000)}`, `{"time":"x",${'"status":1,'.repeat(18_000)}"a":1}`]) { const t = performance.now(); survives(Buffer.from(l)); expect(performance.now() - t).toBeLessThan(QUADRATIC_MS); }
  });
});
