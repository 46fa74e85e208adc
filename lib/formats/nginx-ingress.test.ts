import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { CALL, Draft, FILTERED, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { apisixAccess } from './apisix-access';
import type { Format } from './format';
import { nginxIngress } from './nginx-ingress';

const draft = new Draft();
function read(format: Format, line: string | Buffer, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: Verdict; reason: string } {
  const buf = Buffer.from(line), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  const verdict = format.parse(buf, 0, buf.length, draft, all);
  format.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const samples = (name: string): string[] => readFileSync(new URL(`./${name}.sample.log`, import.meta.url), 'utf8').trim().split('\n');
const ingress = samples('nginx-ingress'), apisix = samples('apisix-access');

describe('ingress-nginx', () => {
  const about = (part: string, settings?: Partial<ParseSettings>): ReturnType<typeof read> => read(nginxIngress, ingress.find((line) => line.includes(part))!, settings);

  test('an ordinary call, field by field', () => {
    expect(read(nginxIngress, ingress[0])).toMatchObject({
      verdict: CALL, format: 'nginx-ingress', timestamp: '2026-03-12T08:20:01.000Z', client_ip: '10.20.0.7', method: 'GET', path: '/flights/search', query: 'from=BER', status: 200, bytes_out: 8123, bytes_in: 462, duration_ms: 105,
      upstream_ms: 104, service: 'shop-flights-8080', upstream_name: 'shop-flights-8080', request_id: '4f1c0aa2b5d14ed7a7a0c1d2e3f40516', retries: 0, generated_by: 'upstream', failure_class: null,
      attempts: [{ addr: '10.40.1.11:8080', status: 200, connect_ms: null, first_byte_ms: null, response_ms: 104 }],
    });
  });
  test('lists, and what the known limits say', () => {
    expect(about('retried')).toMatchObject({ retries: 1, failure_class: null, attempts: [{ status: 504, failure_class: 'connect_timeout' }, { status: 200, failure_class: null }] });
    expect(about('blackhole')).toMatchObject({ retries: 2, failure_class: 'connect_timeout', class_confidence: 'inferred' });
    expect(about('silent')).toMatchObject({ failure_class: 'first_byte_timeout', class_confidence: 'inferred', upstream_addr: '[2001:db8::5]:8080' });
    expect(about('silent', { limits: { connectMs: 60_000, sendMs: null, readMs: null } })).toMatchObject({ failure_class: 'timeout_unspecified', class_confidence: 'ambiguous' });
    expect(about('own504')).toMatchObject({ failure_class: 'upstream_reported_timeout', class_confidence: 'exact', generated_by: 'upstream' });
  });
  test('nothing tried, no service', () => {
    expect(about('/nowhere')).toMatchObject({ attempts: [], retries: 0, service: 'upstream-default-backend', failure_class: 'failure_unspecified', generated_by: 'gateway' });
    expect(about('" 400 ')).toMatchObject({ attempts: [], service: null, method: null, failure_class: 'client_protocol_error' });
  });
  test('the layouts before there was an alternative, before there was a request id', () => {
    expect(about('/older')).toMatchObject({ client_ip: '10.20.0.7', service: 'shop-flights-8080', bytes_in: 462, duration_ms: 59_656, upstream_addr: '10.40.1.11:8080', request_id: null, failure_class: 'client_abort', attempts: [{ status: null, response_ms: 59_656 }] });
    expect(about('/old ')).toMatchObject({ service: 'shop-flights-8080', upstream_addr: '[2001:db8::6]:8080', retries: 1, request_id: '00000000000000000000000000000009', failure_class: 'connect_timeout' });
  });
  test('lines of the controller are set aside', () => {
    expect(about('controller.go')).toMatchObject({ verdict: FILTERED, reason: 'controller log', is_request: false });
    for (const line of ['W0312 09:20:10.205839 7 no file', 'Warning: x', 'E0312', 'I0312 09:20:10.205839       7 controller.go:1207']) expect(read(nginxIngress, line).verdict, line).toBe(REJECTED);
  });
  test('other lines are rejected', () => {
    for (const line of ['', 'x', ingress[0].slice(0, 150), ingress[0].replace('[] ', '').replace(' 200 4f', ' x 4f'), ingress[0].replace('[] ', '').replace(' 0.104 ', ' x '), ingress[0].replace(' 0.105 ', ' x ')]) expect(read(nginxIngress, line).verdict, line).toBe(REJECTED);
  });
});

describe('APISIX', () => {
  test('an ordinary call, field by field', () => {
    expect(read(apisixAccess, apisix[0])).toMatchObject({
      verdict: CALL, format: 'apisix-access', gateway: 'apisix', timestamp: '2026-03-12T08:20:01.000Z', client_ip: '10.20.0.7', host: 'travel.example:9080', path: '/flights/search', query: 'from=BER', status: 200, bytes_out: 8123, duration_ms: 105,
      upstream_ms: 104, retries: 0, request_id: '4f1c0aa2b5d14ed7a7a0c1d2e3f40516', attempts: [{ addr: '10.40.1.11:8080', status: 200, response_ms: 104 }],
    });
  });
  test('retries, nothing tried, the older layout', () => {
    expect(read(apisixAccess, apisix[1])).toMatchObject({ retries: 1, failure_class: null, request_id: '0aa2b5d1-4ed7-a7a0-c1d2-e3f405164f1c', attempts: [{ status: 504, failure_class: 'timeout_unspecified' }, { status: 200 }] });
    expect(read(apisixAccess, apisix[2])).toMatchObject({ attempts: [], retries: 0, failure_class: 'rate_limited' });
    expect(read(apisixAccess, apisix[4])).toMatchObject({ format: 'apisix-access', attempts: [], retries: 0, duration_ms: 2670, upstream_ms: null, request_id: '00000000000000000000000000000005', failure_class: null });
    expect(read(apisixAccess, apisix[3])).toMatchObject({ format: 'apisix-access', failure_class: 'timeout_unspecified', duration_ms: 60_001 });
  });
});

test('laws: cut and flipped lines of both', () => fc.assert(fc.property(fc.constantFrom(...ingress, ...apisix), fc.nat(), fc.array(fc.tuple(fc.nat(), fc.nat(7)), { maxLength: 4 }), (line, cut, flips) => {
  const buf = Buffer.from(line);
  for (const [i, bit] of flips) buf[i % buf.length] ^= 1 << bit;
  for (const format of [nginxIngress, apisixAccess]) {
    const record = read(format, buf.subarray(0, cut % (buf.length + 1)));
    if (record.verdict === REJECTED) expect(record.reason).not.toBe('');
    format.sniff(buf, 0, buf.length);
  }
})));
