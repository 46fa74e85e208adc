import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { haproxyHttp } from './haproxy-http';
import { haproxyTcp } from './haproxy-tcp';
import { newWrapper, unwrap } from './wrapper';

const draft = new Draft(), wrapper = newWrapper();
function read(line: string): CallRecord & { verdict: Verdict; reason: string } {
  const buf = Buffer.from(line);
  draft.reset(buf); draft.format = haproxyTcp.id; draft.gateway = haproxyTcp.gateway;
  const verdict = haproxyTcp.parse(buf, unwrap(buf, 0, buf.length, wrapper), buf.length, draft, DEFAULT_SETTINGS);
  haproxyTcp.classify(draft);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const samples = readFileSync(new URL('./haproxy-tcp.sample.log', import.meta.url), 'utf8').trim().split('\n');

describe('HAProxy TCP log', () => {
  test('every sample is this format alone', () => {
    for (const line of samples) {
      const buf = Buffer.from(line), from = unwrap(buf, 0, buf.length, wrapper);
      expect(haproxyTcp.sniff(buf, from, buf.length), line).toBeGreaterThan(0.5);
      expect(haproxyHttp.sniff(buf, from, buf.length), line).toBe(0);
    }
  });

  test('a session, field by field', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, timestamp: '2026-03-12T09:20:01.345Z', timestamp_kind: 'start', tz_assumed: true, client_ip: '10.20.0.7', method: null, path: null, status: null, bytes_out: 512,
      duration_ms: 1200, queue_ms: 0, connect_ms: 0, first_byte_ms: null, upstream_ms: 1200, retries: 0, redispatched: false, route: 'redis', service: 'be_redis', upstream_name: 'r1', failure_class: null, generated_by: 'unknown',
      attempts: [{ addr: 'r1', status: null, connect_ms: 0, first_byte_ms: null, response_ms: 1200, failure_class: null }],
    });
  });

  test.each([
    [1, 'connect_timeout', { retries: 3, connect_ms: null, upstream_ms: 5002, is_timeout: true }],
    [2, 'no_healthy_upstream', { upstream_name: null, attempts: [], queue_ms: null }],
    [3, 'idle_timeout', { failure_side: 'network', is_timeout: true }],
    [4, 'idle_timeout', { failure_side: 'network', is_timeout: true }],
    [5, 'client_abort', { bytes_out: 64, redispatched: true, retries: 1, client_ip: 'fd00:20::7' }],
    [6, 'connection_reset', { class_confidence: 'inferred' }],
    [7, 'queue_timeout', { queue_ms: 2000, upstream_ms: null }],
  ])('sample %i → %s', (index, failure_class, rest) => {
    expect(read(samples[index])).toMatchObject({ verdict: CALL, failure_class, ...rest });
  });

  test('HTTP lines and cut lines are not taken', () => {
    expect(read('10.20.0.7:1 [12/Mar/2026:09:20:01.345] web be/s 0/0/1/2/3 200 1 - - ---- 1/1/1/1/0 0/0 "GET / HTTP/1.1"')).toMatchObject({ verdict: REJECTED, reason: 'no TCP timers' });
    expect(read('10.20.0.7:1 [12/Mar/2026:09:20:01.345] web be/s 0/0/1 12')).toMatchObject({ verdict: REJECTED, reason: 'line cut' });
  });
});
