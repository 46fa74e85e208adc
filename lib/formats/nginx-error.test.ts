import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { Draft, EVENT, FILTERED, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { nginxError } from './nginx-error';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft();
function read(line: string | Buffer, settings: Partial<ParseSettings> = {}, offsetMin = NaN): CallRecord & { verdict: Verdict; reason: string } {
  const buf = Buffer.from(line), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  draft.prefixOffsetMin = offsetMin;
  const verdict = nginxError.parse(buf, 0, buf.length, draft, all);
  nginxError.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const samples = readFileSync(new URL('./nginx-error.sample.log', import.meta.url), 'utf8').trim().split('\n');
const at = (second: number): string => samples.find((s) => s.includes(`09:20:${String(second).padStart(2, '0')} `))!;

describe('nginx error log', () => {
  test('an ordinary failure, field by field', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: EVENT, format: 'nginx-error', timestamp: '2026-03-12T09:20:01.000Z', timestamp_kind: 'end', tz_assumed: true, level: 'error', client_ip: '10.20.0.7', method: 'GET', path: '/flights/search', query: 'from=BER',
      host: 'travel.example', status: null, upstream_addr: '10.40.1.11:8080', failure_class: 'first_byte_timeout', is_timeout: true, class_confidence: 'exact', is_request: true,
      details_raw: 'upstream timed out (110: Connection timed out) while reading response header from upstream', evidence: 'upstream timed out (110: Connection timed out) while reading response header from upstream',
      attempts: [{ addr: '10.40.1.11:8080', failure_class: 'first_byte_timeout' }],
    });
  });

  test.each([
    [2, 'connect_timeout', '10.40.2.11:8080'], [3, 'tls_timeout', '10.40.2.12:8443'], [4, 'send_timeout', 'unix:/run/app.sock'], [5, 'body_timeout', 'unix:/run/php.sock'], [6, 'idle_timeout', '[2001:db8::5]:8080'],
    [7, 'connect_refused', '10.40.3.11:8080'], [8, 'connect_unreachable', '10.40.3.12:8080'], [9, 'connect_failed', 'unix:/run/none.sock'], [10, 'connection_reset', '10.40.3.11:8080'], [11, 'upstream_closed', '10.40.3.11:8080'],
    [13, 'dns_failure', null], [14, 'dns_timeout', null], [15, 'tls_failure', '10.40.2.12:8443'], [16, 'upstream_protocol_error', '10.40.2.11:8080'], [17, 'rate_limited', null], [21, 'gateway_overload', '10.40.2.11:8080'],
    [22, 'connect_refused', '10.40.5.11:5432'], [23, 'connect_timeout', '10.40.2.11:8080'], [30, 'gateway_rejected', null], [31, 'gateway_rejected', null], [32, 'upstream_closed', '10.40.4.11:9000'],
    [34, 'gateway_overload', '10.40.3.11:8080'], [35, 'gateway_error', '10.40.2.11:8080'], [36, 'dns_failure', null], [37, 'no_healthy_upstream', null], [38, 'connection_reset', '10.40.4.13:8080'], [39, 'gateway_error', null], [42, 'gateway_overload', 'seats'], [43, 'gateway_rejected', null],
  ])('09:20:%i → %s', (second, failure_class, upstream_addr) => {
    expect(read(at(second))).toMatchObject({ verdict: EVENT, failure_class, class_confidence: 'exact', upstream_addr, generated_by: 'gateway' });
  });

  test('a stream that was ended by the upstream: why it does not say', () => {
    expect(read(at(33))).toMatchObject({ verdict: EVENT, failure_class: 'connection_reset', class_confidence: 'ambiguous', upstream_addr: '10.40.4.12:50051' });
  });

  test('what the client did is no failure of the attempt', () => {
    for (const [second, failure_class] of [[18, 'client_abort'], [19, 'client_request_timeout'], [20, 'client_stall_timeout'], [41, 'client_abort']] as const) {
      const record = read(at(second));
      expect(record).toMatchObject({ verdict: EVENT, failure_class, failure_side: 'client' });
      for (const a of record.attempts) expect(a.failure_class).toBeNull();
    }
  });

  test('a group without live servers is a name, no instance', () => {
    expect(read(at(12))).toMatchObject({ failure_class: 'no_healthy_upstream', service: 'cars', upstream_name: 'cars', upstream_addr: null, attempts: [] });
  });

  test('user and password of an upstream are left out; a cut last field is taken as it is', () => {
    expect(JSON.stringify(read(at(15)).attempts)).not.toContain('secret');
    expect(read(at(15)).request_id).toBe('4f1c0aa2b5d14ed7a7a0c1d2e3f40516');
    expect(read(at(23)).host).toBe('travel.exa');
  });

  test.each([
    [24, 'echo of a failed attempt'], [25, 'buffered to a temporary file'], [26, 'file not found'], [27, 'connection of a client without a request'], [28, 'no failure of a call'], [29, 'idle connection of a client closed'], [40, 'refused by an access rule'], [44, 'remark of a firewall that learns'],
  ])('09:20:%i is filtered: %s', (second, reason) => expect(read(at(second))).toMatchObject({ verdict: FILTERED, reason }));

  test('the zone: configured, or told by the prefix', () => {
    expect(read(samples[0], { zone: 'Europe/Berlin' })).toMatchObject({ timestamp: '2026-03-12T08:20:01.000Z', tz_assumed: true });
    expect(read(samples[0], { zone: 'Europe/Berlin' }, 330)).toMatchObject({ timestamp: '2026-03-12T03:50:01.000Z', tz_assumed: false });
    expect(read(`1773303601000\t2026-03-12T09:20:01.000Z\t${samples[0]}`)).toMatchObject({ verdict: EVENT, timestamp: '2026-03-12T09:20:01.000Z' });
  });

  test('raw quotes in a request do not end it', () => {
    expect(read('2026/03/12 09:20:01 [error] 1#1: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1, server: , request: "GET /a", "b HTTP/1.1", upstream: "http://10.0.0.2:80/a", host: "h"')).toMatchObject({ path: '/a", "b', upstream_addr: '10.0.0.2:80', host: 'h' });
  });

  test('only its own lines', () => {
    for (const line of samples) expect(nginxError.sniff(Buffer.from(line), 0, Buffer.byteLength(line)), line).toBeGreaterThan(0.5);
    for (const line of ['', '2026/03/12 09:20:01 hello', '2026/03/12 09:20:01 [error] no pid', '2026-03-12 09:20:01 [error] 1#1: x', '2026/13/12 09:20:01 [error] 1#1: x']) expect(nginxError.sniff(Buffer.from(line), 0, line.length), line).toBe(0);
    expect(read('hello')).toMatchObject({ verdict: REJECTED, reason: 'no nginx error line' });
  });
});

describe('laws', () => {
  const survives = (bytes: Uint8Array): void => { const r = read(Buffer.from(bytes)); if (r.verdict !== EVENT) expect(r.reason).not.toBe(''); else expect(r.failure_class).not.toBeNull(); };
  test('any bytes', () => fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), survives)));
  test('any text behind the head', () => fc.assert(fc.property(fc.string({ maxLength: 200 }), (s) => survives(Buffer.from(`2026/03/12 09:20:01 [error] 1#1: *1 ${s}`)))));
  test('cut lines', () => fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(), (line, n) => survives(Buffer.from(line).subarray(0, n % (line.length + 1))))));
  test('flipped bits', () => fc.assert(fc.property(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 5 }), (line, flips) => {
    const buf = Buffer.from(line);
    for (const [i, bit] of flips) buf[i % buf.length] ^= 1 << bit;
    survives(buf);
  })));
});

test('a line of 2 MB is read in linear time', () => {
  for (const filler of ['"', ', ', ', a: "', '", ', ':', '/', 'x', '.sock', '@']) {
    for (const head of ['2026/03/12 09:20:01 [error] 1#1: *1 ', `${samples[0].slice(0, samples[0].indexOf('flights'))}`, `${samples[0].slice(0, samples[0].indexOf('10.40'))}`]) {
      const started = performance.now();
      read(head + filler.repeat(2_000_000 / filler.length));
      expect(performance.now() - started, head + filler).toBeLessThan(QUADRATIC_MS);
    }
  }
});
