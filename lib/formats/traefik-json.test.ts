import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, REJECTED, toRecord, type CallRecord } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { traefikJson } from './traefik-json';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft();
function read(line: string | object, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: number; reason: string } {
  const buf = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line)), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  const verdict = traefikJson.parse(buf, 0, buf.length, draft, all);
  if (verdict === CALL) traefikJson.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const sniff = (line: string | object): number => { const buf = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line)); return traefikJson.sniff(buf, 0, buf.length); };
const samples = readFileSync(new URL('./traefik-json.sample.log', import.meta.url), 'utf8').trim().split('\n');
const base = { StartUTC: '2026-03-12T09:20:01.105Z', DownstreamStatus: 200, OriginStatus: 200, Duration: 7_500_000, OriginDuration: 7_000_000, RouterName: 'r@file', ServiceName: 's@file', ServiceAddr: '10.0.0.1:80', RequestMethod: 'GET', RequestPath: '/x', RetryAttempts: 0 };

describe('Traefik JSON', () => {
  test('version 2 and 3, field by field', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'traefik-json', gateway: 'traefik', timestamp: '2026-03-12T09:20:01.105Z', timestamp_kind: 'start', timestamp_start: '2026-03-12T09:20:01.105Z', tz_assumed: false, client_ip: '203.0.113.7', method: 'GET', path: '/flights/search', query: 'from=BER', host: 'travel.example',
      status: 200, upstream_status: 200, duration_ms: 190.357, upstream_ms: 189.325, gateway_ms: 1.033, bytes_in: 0, bytes_out: 8123, retries: 0, route: 'flights@docker', service: 'flights@docker', upstream_name: 'flights@docker', upstream_addr: '172.20.0.11:8080',
      request_id: '7b0f3c52-6a1e-4d0c-9a57-0f2c8f1f3a10', failure_class: null, generated_by: 'upstream', attempts: [{ addr: '172.20.0.11:8080', status: 200, response_ms: 189.325, failure_class: null }],
    });
  });
  test.each([
    ['a dial that ran out of time', 1, { failure_class: 'connect_timeout', class_confidence: 'inferred', client_ip: '203.0.113.8', generated_by: 'gateway', upstream_addr: 'pricing:8081', bytes_in: 412 }],
    ['an error of the network after two retries', 2, { failure_class: 'failure_unspecified', retries: 2, generated_by: 'gateway', path: '/hotels/12', query: 'x=1', upstream_addr: '172.20.0.31:8082' }],
    ['version 1', 3, { failure_class: 'upstream_5xx', route: 'Host-cars-example-2', service: 'backend-cars', upstream_addr: '172.20.0.41:80', host: 'cars.example', generated_by: 'upstream' }],
    ['no server, local start only', 4, { failure_class: 'no_healthy_upstream', class_confidence: 'exact', timestamp: '2026-03-12T09:20:05.759Z', client_ip: '2001:db8::7', attempts: [] }],
    ['most fields dropped', 5, { failure_class: 'rate_limited', timestamp: '2026-03-12T09:20:06.000Z', timestamp_kind: 'end', generated_by: 'unknown' }],
    ['a client that left, a trace', 6, { failure_class: 'client_abort', trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' }],
    ['no router', 7, { failure_class: null, status: 404, upstream_status: null, route: null, generated_by: 'gateway' }],
  ])('%s', (_, i, want) => expect(read(samples[i])).toMatchObject({ verdict: CALL, ...want }));

  test.each<[object, string | null]>([
    [{ OriginStatus: 504, DownstreamStatus: 504, OriginContentSize: 15, OriginDuration: 10_002_000_000 }, 'timeout_unspecified'], [{ OriginStatus: 504, DownstreamStatus: 200, OriginContentSize: 15 }, 'timeout_unspecified'],
    [{ OriginStatus: 504, DownstreamStatus: 504, OriginContentSize: 15, OriginDuration: 30_001_000_000, RetryAttempts: 1, Duration: 60_004_000_000 }, 'connect_timeout'], [{ OriginStatus: 504, DownstreamStatus: 504, OriginContentSize: 400 }, 'upstream_reported_timeout'],
    [{ OriginStatus: 502, DownstreamStatus: 502, OriginContentSize: 11 }, 'failure_unspecified'], [{ OriginStatus: 503, DownstreamStatus: 503, OriginContentSize: 300 }, 'upstream_5xx'], [{ OriginStatus: 503, DownstreamStatus: 503, ServiceAddr: undefined }, 'upstream_5xx'], [{ OriginStatus: 0, DownstreamStatus: 503, ServiceAddr: undefined }, 'no_healthy_upstream'],
    [{ OriginStatus: 503, DownstreamStatus: 201, ServiceAddr: undefined, ServiceName: undefined }, 'upstream_5xx'], [{ OriginStatus: undefined, DownstreamStatus: 503, ServiceAddr: undefined }, 'failure_unspecified'], [{ OriginStatus: undefined, DownstreamStatus: 504, Duration: 30_002_000_000, OriginDuration: undefined, ServiceAddr: undefined }, 'connect_timeout'],
    [{ OriginStatus: undefined, DownstreamStatus: 503, DownstreamContentSize: 19, ServiceAddr: undefined, ServiceName: undefined }, 'circuit_open'], [{ OriginStatus: 429, DownstreamStatus: 429 }, 'rate_limited'], [{ OriginStatus: 404, DownstreamStatus: 404 }, null], [{ OriginStatus: 502, DownstreamStatus: 200, RetryAttempts: 1 }, 'failure_unspecified'],
    [{ OriginStatus: 200, DownstreamStatus: 200, RetryAttempts: 2 }, null], [{ OriginStatus: 0, DownstreamStatus: 0 }, null],
  ])('%j → %s', (change, failure_class) => expect(read({ ...base, ...change }).failure_class).toBe(failure_class));

  test('the error itself, where it is logged, decides; who answered a call whose server is not logged', () => {
    expect(read({ ...base, OriginStatus: 502, DownstreamStatus: 502, OriginError: 'dial tcp 10.0.0.9:80: connect: connection refused' })).toMatchObject({ failure_class: 'connect_refused', class_confidence: 'exact', generated_by: 'gateway', details_raw: 'dial tcp 10.0.0.9:80: connect: connection refused' });
    expect(read({ ...base, OriginStatus: 504, DownstreamStatus: 504, OriginError: 'net/http: timeout awaiting response headers' }).failure_class).toBe('first_byte_timeout');
    expect(read({ ...base, ServiceAddr: undefined })).toMatchObject({ generated_by: 'upstream', attempts: [] });
    expect(read({ ...base, ServiceAddr: undefined, ServiceName: undefined, RouterName: 'ping@internal' }).generated_by).toBe('gateway');
    expect(read({ ...base, ServiceAddr: undefined, OriginStatus: undefined }).generated_by).toBe('unknown');
    expect(read({ ...base, ServiceAddr: undefined, OriginStatus: undefined, Overhead: 400_000 }).generated_by).toBe('gateway');
  });

  test('values as texts, names in any order', () => {
    const want = read(base);
    expect(read({ ...base, DownstreamStatus: '200', OriginStatus: '200', Duration: '7500000', OriginDuration: '7ms', RetryAttempts: '0' })).toEqual(want);
    fc.assert(fc.property(fc.shuffledSubarray(Object.entries(base), { minLength: Object.keys(base).length }), (members) => { expect(read(Object.fromEntries(members))).toEqual(want); }));
    expect(read({ ...base, ServiceAddr: undefined, ServiceURL: { Scheme: 'http', User: null, Host: '10.0.0.9:81', Path: '/a' } })).toMatchObject({ upstream_addr: '10.0.0.9:81' });
    expect(read({ ...base, RequestAddr: 'h:81' })).toMatchObject({ host: 'h:81' });
    expect(read({ ...base, RequestAddr: 'h:81', RequestHost: 'h' })).toMatchObject({ host: 'h' });
  });
  test('the time of writing without a zone is read in the source\'s', () => expect(read({ ...base, StartUTC: undefined, time: '2026-07-12T09:20:01' }, { zone: 'Europe/Berlin' })).toMatchObject({ timestamp: '2026-07-12T07:20:01.000Z', tz_assumed: true, timestamp_kind: 'end' }));

  test('other products and other JSON are left alone', () => {
    for (const line of [{ '@t': '2026-03-12T09:20:01Z', RequestMethod: 'GET', RequestPath: '/', StatusCode: 200, Elapsed: 3 }, { time: '2026-03-12T09:20:01Z', level: 'error', msg: 'boom' }, { Timestamp: '2026-03-12T09:20:01Z', Duration: 3, ServiceName: 'x' }, { time: 'x', Duration: 3, RequestMethod: 'GET', RequestPath: '/', RequestHost: 'h' }, {}, '[]', '{"StartUTC":']) expect(sniff(line), JSON.stringify(line)).toBe(0);
    expect(read('x')).toMatchObject({ verdict: REJECTED, reason: 'no JSON object' });
    expect(read({ a: 1 })).toMatchObject({ verdict: REJECTED, reason: 'no Traefik keys' });
    expect(read({ ...base, StartUTC: 'soon' })).toMatchObject({ verdict: REJECTED, reason: 'no timestamp' });
  });
});

describe('laws', () => {
  test('cut and flipped lines', () => fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat(), (line, cut, flip) => {
    const buf = Buffer.from(line);
    buf[flip % buf.length] ^= 1 << (flip % 8);
    const part = buf.toString('latin1', 0, cut % (buf.length + 1));
    read(part); sniff(part);
  }), { numRuns: 500 }));
  test('a line of 200 kB is read in linear time', () => {
    for (const filler of ['"', '\\', '","', '{', '[', '"a":1,', '/', 'http://']) {
      const line = `{"StartUTC":"2026-03-12T09:20:01Z","DownstreamStatus":504,"ServiceURL":"http://${filler.repeat(200_000 / filler.length)}"}`, started = performance.now();
      read(line); sniff(line);
      expect(performance.now() - started, filler).toBeLessThan(QUADRATIC_MS);
    }
  });
});
