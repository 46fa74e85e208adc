import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { nginxProxyManager } from './nginx-proxy-manager';

const draft = new Draft();
function read(line: string | Buffer): CallRecord & { verdict: Verdict; reason: string } {
  const buf = Buffer.from(line as string);
  draft.reset(buf);
  const verdict = nginxProxyManager.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS);
  nginxProxyManager.classify(draft, DEFAULT_SETTINGS);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const samples = readFileSync(new URL('./nginx-proxy-manager.sample.log', import.meta.url), 'utf8').trim().split('\n');

describe('Nginx Proxy Manager', () => {
  test('a proxied call, field by field', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'nginx-proxy-manager', gateway: 'nginx', timestamp: '2026-03-12T08:20:01.000Z', timestamp_kind: 'end', client_ip: '10.20.0.7', method: 'GET', host: 'travel.example', path: '/flights/search', query: 'from=BER',
      status: 200, upstream_status: 200, bytes_out: 8123, upstream_name: 'flights', retries: 0, duration_ms: null, failure_class: null, attempts: [{ status: 200 }],
    });
  });
  test.each([
    [1, { client_ip: '2001:db8::7', status: 504, upstream_name: 'pricing', failure_class: 'timeout_unspecified' }],
    [2, { status: 200, retries: 1, failure_class: null, attempts: [{ status: 502 }, { status: 200 }] }],
    [3, { status: 444, path: '/.env', attempts: [], upstream_name: null, failure_class: 'gateway_rejected' }],
    [4, { status: 301, upstream_name: 'flights', attempts: [], failure_class: null }],
    [5, { status: 499, upstream_status: null, failure_class: 'client_abort' }],
    [6, { host: 'cars.example', client_ip: '10.20.0.7', method: 'GET', path: '/cars', query: 'lang=de', duration_ms: 60_001, status: 504, bytes_out: 412, failure_class: 'timeout_unspecified' }],
    [7, { client_ip: '203.0.113.9', method: null, path: null, failure_class: 'client_protocol_error' }],
  ])('sample %i', (n, want) => expect(read(samples[n]), samples[n]).toMatchObject({ verdict: CALL, ...want }));

  test('other lines that begin with a time are left alone', () => {
    for (const line of ['', '[', samples[0].slice(0, 60), samples[6].replace('60.001', 'soon'), samples[6].replace('10.20.0.7', 'someone'), '[12/Mar/2026:09:20:01 +0100] [proxy:error] [pid 1] x', '[12/Mar/2026:09:20:01 +0100] 10.0.0.1 TLSv1.2 AES "GET / HTTP/1.1" 1375']) {
      expect(read(line).verdict, line).toBe(REJECTED);
      expect(nginxProxyManager.sniff(Buffer.from(line), 0, Buffer.byteLength(line)), line).toBe(0);
    }
  });
  test('laws: cut and flipped lines', () => fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(), fc.array(fc.tuple(fc.nat(), fc.nat(7)), { maxLength: 4 }), (line, cut, flips) => {
    const buf = Buffer.from(line);
    for (const [i, bit] of flips) buf[i % buf.length] ^= 1 << bit;
    const record = read(buf.subarray(0, cut % (buf.length + 1)));
    if (record.verdict === REJECTED) expect(record.reason).not.toBe('');
  })));
});
