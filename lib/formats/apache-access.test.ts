import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, toRecord, type CallRecord, type Verdict } from '../call';
import { LineReader } from '../ingest/line-reader';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { apacheAccess } from './apache-access';
import { nginxCombined } from './nginx-combined';

function read(line: string, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: Verdict } {
  const reader = new LineReader({ ...DEFAULT_SETTINGS, ...settings }), buf = Buffer.from(line), verdict = reader.read(buf, 0, buf.length);
  return { ...toRecord(reader.draft), verdict };
}
const samples = readFileSync(new URL('./apache-access.sample.log', import.meta.url), 'utf8').trimEnd().split('\n');
const line = (request: string, rest: string): string => `10.0.0.1 - - [12/Mar/2026:09:20:01 +0100] "${request}" ${rest}`;
const PLAIN = line('GET /x HTTP/1.1', '503 190 "-" "curl"');

describe('Apache access log', () => {
  test('every sample is read as a call that begins at its time', () => {
    for (const s of samples) expect(read(s), s).toMatchObject({ verdict: CALL, format: 'apache-access', gateway: 'apache', timestamp_kind: 'start', tz_assumed: false });
  });

  test.each([
    [0, { client_ip: '10.20.0.7', method: 'GET', path: '/flights/search', query: 'from=BER', status: 200, bytes_out: 8123, duration_ms: null, failure_class: null }],
    [1, { status: 304, bytes_out: null, failure_class: null }],
    [2, { host: 'travel.example:443', client_ip: '10.20.0.9', status: 503, failure_class: 'failure_unspecified', class_confidence: 'ambiguous' }],
    [3, { client_ip: '10.20.0.9', status: 504, failure_class: 'timeout_unspecified', evidence: 'status 504' }],
    [4, { client_ip: 'client-7.travel.example', status: 502 }],
    [5, { client_ip: '2001:db8::17', duration_ms: 60_004.012 }],
    [6, { duration_ms: 153.038, failure_class: 'client_abort', evidence: 'connection status X', flags_raw: 'X' }],
    [7, { method: null, path: null, failure_class: 'client_protocol_error' }],
    [8, { status: 408, failure_class: 'client_request_timeout' }],
    [9, { status: null, failure_class: null }],
    [10, { failure_class: 'rate_limited' }],
    [11, { failure_class: 'connect_timeout', class_confidence: 'inferred', evidence: 'status 503, the duration is the connect limit' }],
    [12, { client_ip: '10.20.0.7', host: null, method: 'GET', path: '/flights/search', query: 'from=BER', status: null, bytes_out: 8123, failure_class: null }],
    [13, { method: null, failure_class: 'client_protocol_error' }],
  ])('sample %i', (n, want) => expect(read(samples[n]), samples[n]).toMatchObject(want));

  test('the read limit, as it was set', () => {
    const late = line('GET /x HTTP/1.1', '504 381 "-" "-" 5/5003000');
    expect(read(late)).toMatchObject({ failure_class: 'timeout_unspecified', class_confidence: 'ambiguous' });
    expect(read(late, { limits: { connectMs: null, sendMs: null, readMs: 5000 } })).toMatchObject({ failure_class: 'first_byte_timeout', class_confidence: 'inferred' });
  });

  test('a plain combined line has no sign of its own: it is the combined format\'s, unless Apache was chosen', () => {
    expect(apacheAccess.sniff(Buffer.from(PLAIN), 0, PLAIN.length)).toBe(0);
    expect(nginxCombined.sniff(Buffer.from(PLAIN), 0, PLAIN.length)).toBeGreaterThan(0.5);
    expect(read(PLAIN)).toMatchObject({ format: 'nginx-combined', timestamp_kind: 'end' });
    expect(read(PLAIN, { format: 'apache-access' })).toMatchObject({ format: 'apache-access', gateway: 'apache', timestamp_kind: 'start', failure_class: 'failure_unspecified' });
  });

  test('numbers whose unit nobody names are left alone', () => {
    for (const rest of ['200 5 "-" "curl" 12345', '200 5 "-" "curl" 3/999', '200 5 "-" "curl" 12 34']) expect(read(line('GET /x HTTP/1.1', rest))).toMatchObject({ verdict: CALL, format: 'nginx-combined', duration_ms: null });
    expect(read(line('GET /x HTTP/1.1', '200 5 "-" "curl" 12345us'))).toMatchObject({ format: 'apache-access', duration_ms: 12.345 });
  });

  test('escapes tell who wrote them', () => {
    expect(read(line('\\x16\\x03\\xFC', '400 5 "-" "-"')).format).toBe('nginx-combined');
    for (const request of ['\\x16\\xfc', 'say \\"hi\\"', '\\n\\n', 'a\\\\b']) expect(read(line(request, '400 5 "-" "-"')).format, request).toBe('apache-access');
  });

  test('law: a line is read alike whichever of the family is asked first', () => {
    const plain = [PLAIN, line('GET /a HTTP/1.1', '200 5 "-" "x" "-"'), '10.0.0.1 - [12/Mar/2026:09:20:01 +0100] "GET /b HTTP/1.1" 200 5 "-" "x"'], all = [...samples, ...plain];
    fc.assert(fc.property(fc.shuffledSubarray(all, { minLength: 2 }), (mixed) => {
      const reader = new LineReader(DEFAULT_SETTINGS);
      for (const l of mixed) { const buf = Buffer.from(l); reader.read(buf, 0, buf.length); expect(toRecord(reader.draft)).toEqual({ ...read(l), verdict: undefined }); }
    }), { numRuns: 100 });
  });
});
