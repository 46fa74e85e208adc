import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, REJECTED, toRecord, type CallRecord } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { awsAlb } from './aws-alb';
import { awsClb } from './aws-clb';
import type { Format } from './format';

const sample = (id: string): string[] => readFileSync(new URL(`${id}.sample.log`, import.meta.url), 'utf8').trim().split('\n');
const draft = new Draft();
const read = (format: Format, line: string, settings: Partial<ParseSettings> = {}): CallRecord => {
  const buf = Buffer.from(line), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  expect(format.parse(buf, 0, buf.length, draft, all), draft.reason).toBe(CALL);
  format.classify(draft, all);
  return toRecord(draft);
};
const alb = sample('aws-alb'), clb = sample('aws-clb');

describe('aws-alb', () => {
  test('a call that ended well', () => {
    expect(read(awsAlb, alb[0])).toMatchObject({
      gateway: 'aws-alb', format: 'aws-alb', timestamp: '2026-03-12T09:20:01.123Z', timestamp_kind: 'end', timestamp_start: '2026-03-12T09:20:01.010Z', client_ip: '203.0.113.7', method: 'GET', path: '/city/lisbon', query: 'nights=3', host: 'www.travel.example',
      status: 200, upstream_status: 200, duration_ms: 113, duration_derived: false, first_byte_ms: 112, gateway_ms: 1, upstream_name: 'web', request_id: '1-69b288d1-0f1e2d3c4b5a697887766554', flags_raw: 'forward', bytes_in: 412, bytes_out: 5310,
      failure_class: null, generated_by: 'upstream', attempts: [{ addr: '10.1.4.21:8080', status: 200, first_byte_ms: 112, failure_class: null }],
    });
  });
  test('a request that could not be read: the balancer it came to, no path', () => {
    expect(read(awsAlb, alb.find((l) => l.includes(':80- -'))!)).toMatchObject({ status: 400, method: null, path: null, host: 'travel-web-1.eu-west-1.elb.amazonaws.com' });
  });
  test('classes of the sample', () => {
    expect(alb.map((l) => { const r = read(awsAlb, l); return [r.status, r.failure_class, r.class_confidence, r.generated_by, r.attempts.map((a) => a.failure_class)]; })).toEqual([
      [200, null, null, 'upstream', [null]],
      [504, 'connect_timeout', 'inferred', 'gateway', ['connect_timeout']],
      [504, 'first_byte_timeout', 'inferred', 'gateway', ['first_byte_timeout']],
      [460, 'client_abort', 'exact', 'gateway', [null]],
      [503, 'no_healthy_upstream', 'inferred', 'gateway', []],
      [502, 'upstream_closed', 'ambiguous', 'gateway', ['upstream_closed']],
      [504, 'upstream_reported_timeout', 'exact', 'upstream', ['upstream_reported_timeout']],
      [502, 'upstream_protocol_error', 'exact', 'gateway', []],
      [403, 'gateway_rejected', 'exact', 'gateway', []],
      [400, 'client_protocol_error', 'exact', 'gateway', []],
      [101, null, null, 'upstream', [null]],
      [301, null, null, 'gateway', []],
    ]);
  });
  test('IPv6 stands without brackets: the port is behind the last colon', () => {
    expect(read(awsAlb, alb[2])).toMatchObject({ client_ip: '2001:db8:4::17', upstream_addr: '2001:db8:9::a2:8080', duration_ms: 60001.2, duration_derived: true });
  });
  test('the root of the trace, wherever it stands', () => expect(read(awsAlb, alb[1]).request_id).toBe('1-69b288d1-102132435465768798a9bacb'));
  test('a request that could not be read', () => expect(read(awsAlb, alb[9])).toMatchObject({ method: null, path: null, client_ip: '198.51.100.67', details_raw: 'Severe" "BadHeader' }));

  const line = (o: { t?: string; s?: string; target?: string; actions?: string; reason?: string; ms?: number }): string =>
    `http 2026-03-12T09:21:00.000000Z app/x/1 203.0.113.7:1 ${o.target ?? '10.0.0.1:80'} ${o.t ?? '-1 -1 -1'} ${o.s} 1 2 "GET http://h:80/ HTTP/1.1" "a" - - - "Root=1-2-3" "-" "-" 0 ${new Date(Date.UTC(2026, 2, 12, 9, 21) - (o.ms ?? 5)).toISOString().replace('Z', '000Z')} "${o.actions ?? 'forward'}" "-" "${o.reason ?? '-'}" "-" "-" "-" "-"`;
  test.each([
    ['408 of the client', { s: '408 -' }, 'client_request_timeout'], ['408 of the target', { s: '408 408', t: '0.0 1.0 0.0' }, 'upstream_reported_timeout'], ['500 of the target', { s: '500 500', t: '0.0 1.0 0.0' }, 'upstream_5xx'],
    ['429 of the target', { s: '429 429', t: '0.0 1.0 0.0' }, 'rate_limited'], ['404 of the target', { s: '404 404', t: '0.0 1.0 0.0' }, null], ['dispatched, no answer', { s: '504 -', t: '0.0 -1 -1', ms: 45_000 }, 'first_byte_timeout'],
    ['another idle timeout', { s: '504 -', ms: 30_000 }, 'first_byte_timeout'], ['504 at once', { s: '504 -' }, 'timeout_unspecified'], ['a header that cannot be read', { s: '502 -', t: '0.0 0.1 0.0' }, 'upstream_protocol_error'], ['closed before a response', { s: '502 -', t: '0.0 0.1 -1' }, 'upstream_closed'],
    ['Lambda not reached in time', { s: '504 -', target: '-', reason: 'LambdaConnectionTimeout' }, 'connect_timeout'], ['Lambda refused', { s: '502 -', target: '-', reason: 'LambdaThrottling' }, 'rate_limited'], ['Lambda failed', { s: '502 -', target: '-', reason: 'LambdaUnhandled' }, 'upstream_5xx'],
    ['identity provider too slow', { s: '500 -', target: '-', reason: 'AuthTokenEpRequestTimeout', actions: 'authenticate' }, 'timeout_unspecified'], ['not signed in', { s: '401 -', target: '-', reason: 'AuthInvalidCookie', actions: 'authenticate' }, 'gateway_rejected'],
    ['firewall too slow', { s: '503 -', target: '-', reason: 'WAFConnectionTimeout', actions: 'waf-failed' }, 'timeout_unspecified'], ['firewall failed', { s: '500 -', target: '-', actions: 'waf-failed' }, 'gateway_error'],
    ['a fixed page of maintenance', { s: '503 -', target: '-', actions: 'fixed-response' }, 'gateway_rejected'], ['too many forwarded addresses', { s: '463 -', target: '-' }, 'client_protocol_error'], ['561', { s: '561 -', target: '-', actions: 'authenticate' }, 'gateway_error'],
    ['a fixed 404', { s: '404 -', target: '-', actions: 'waf,fixed-response' }, null],
  ] as const)('%s', (_, o, failure) => expect(read(awsAlb, line(o)).failure_class).toBe(failure));

  test('limits of the source decide', () => {
    expect(read(awsAlb, line({ s: '504 -', ms: 30_000 }), { limits: { connectMs: null, sendMs: null, readMs: 30_000 } })).toMatchObject({ failure_class: 'first_byte_timeout', class_confidence: 'inferred' });
  });
  test('older generations stop earlier', () => {
    const fields = alb[1].split(' ');
    for (let n = fields.indexOf('"okhttp/4.12"'); n <= fields.length; n++) expect(read(awsAlb, fields.slice(0, n).join(' ')).status).toBe(504);
  });
  test('what is none of its lines', () => {
    for (const l of ['', 'http', 'http 2026', 'http 2026-03-12T09:20:01Z x', 'https 2026-03-12T09:20:01.1Z app/x 1.2.3.4:1 - 0 0 0 200 - 1 1', clb[0]]) {
      const buf = Buffer.from(l);
      draft.reset(buf);
      expect([awsAlb.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS), draft.reason === ''], l).toEqual([REJECTED, false]);
    }
  });
});

describe('aws-clb', () => {
  test('a call that ended well', () => {
    expect(read(awsClb, clb[0])).toMatchObject({
      gateway: 'aws-clb', format: 'aws-clb', timestamp: '2026-03-12T09:20:01.123Z', client_ip: '203.0.113.7', method: 'GET', path: '/city/lisbon', query: 'nights=3', host: 'www.travel.example', status: 200, duration_ms: 12.851,
      first_byte_ms: 12.785, attempts: [{ addr: '10.1.4.21:80', status: 200 }], failure_class: null, generated_by: 'upstream',
    });
  });
  test('classes of the sample', () => {
    expect(clb.map((l) => { const r = read(awsClb, l); return [r.status, r.failure_class, r.class_confidence]; })).toEqual([
      [200, null, null], [200, null, null], [504, 'first_byte_timeout', 'inferred'], [504, 'timeout_unspecified', 'ambiguous'], [503, 'no_healthy_upstream', 'inferred'], [408, 'client_request_timeout', 'exact'],
      [500, 'upstream_5xx', 'exact'], [null, null, null], [502, 'upstream_protocol_error', 'ambiguous'],
    ]);
  });
  test('a TCP listener has no request', () => expect(read(awsClb, clb[7])).toMatchObject({ method: null, path: null, host: null, status: null, upstream_addr: '10.1.4.25:1883', duration_ms: 1.138 }));
});

test('cut anywhere, a line is read or rejected with a reason', () => {
  fc.assert(fc.property(fc.constantFrom(...alb.map((l) => [awsAlb, l] as const), ...clb.map((l) => [awsClb, l] as const)), fc.nat(), ([format, line], cut) => {
    const buf = Buffer.from(line), to = cut % (buf.length + 1);
    draft.reset(buf);
    const verdict = format.parse(buf, 0, to, draft, DEFAULT_SETTINGS);
    if (verdict === REJECTED) expect(draft.reason).not.toBe(''); else { format.classify(draft, DEFAULT_SETTINGS); expect(toRecord(draft).client_ip).not.toBeNull(); }
  }), { numRuns: 500 });
});
