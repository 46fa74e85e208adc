import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, EVENT, FILTERED, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { caddyJson } from './caddy-json';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft();
function read(line: string | Buffer, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: Verdict; reason: string } {
  const buf = Buffer.from(line as string), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  const verdict = caddyJson.parse(buf, 0, buf.length, draft, all);
  caddyJson.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const samples = readFileSync(new URL('./caddy-json.sample.log', import.meta.url), 'utf8').trimEnd().split('\n');
const access = (rest: object): string => JSON.stringify({ level: 'info', ts: 1773303601.5, logger: 'http.log.access', msg: 'handled request', request: { remote_ip: '10.0.0.1', method: 'GET', host: 'a', uri: '/x' }, duration: 0.1, size: 0, status: 200, ...rest });
const error = (msg: string, status: number): string => JSON.stringify({ level: 'error', ts: 1773303601.5, logger: 'http.log.error', msg, request: { remote_ip: '10.0.0.1', method: 'GET', host: 'a', uri: '/x' }, duration: 0.1, status });
const aborting = (error: string): string => JSON.stringify({ level: 'warn', ts: 1773303601.5, logger: 'http.handlers.reverse_proxy', msg: 'aborting with incomplete response', error });

describe('Caddy JSON', () => {
  test('an ordinary call, field by field', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: CALL, format: 'caddy-json', gateway: 'caddy', timestamp: '2026-03-12T08:20:01.123Z', timestamp_kind: 'end', tz_assumed: false, level: 'info', client_ip: '10.20.0.7', method: 'GET', path: '/flights/search', query: 'from=BER', host: 'travel.example',
      status: 200, duration_ms: 105.25, bytes_in: 0, bytes_out: 8123, request_id: '4f1c0aa2', attempts: [], failure_class: null,
    });
  });

  test.each([
    [1, { verdict: CALL, failure_class: 'timeout_unspecified', class_confidence: 'ambiguous', client_ip: '10.20.0.7', generated_by: 'gateway' }],
    [2, { verdict: EVENT, status: 504, duration_ms: 1003.201, failure_class: 'first_byte_timeout', class_confidence: 'exact', evidence: 'timeout awaiting response headers', attempts: [] }],
    [3, { verdict: EVENT, status: 502, failure_class: 'connect_timeout', upstream_addr: '10.40.1.11:8080', attempts: [{ failure_class: 'connect_timeout' }] }],
    [4, { verdict: EVENT, failure_class: 'connect_refused', upstream_addr: '[2001:db8::5]:8080' }],
    [5, { verdict: EVENT, failure_class: 'dns_failure', upstream_addr: null }],
    [6, { verdict: EVENT, failure_class: 'no_healthy_upstream', status: 503 }],
    [7, { verdict: EVENT, failure_class: 'upstream_closed', upstream_addr: '10.40.1.12:8080', path: '/export', evidence: 'aborting with incomplete response: reading: unexpected EOF' }],
    [8, { verdict: EVENT, failure_class: 'body_timeout', upstream_addr: '10.40.1.13:8080', client_ip: null }],
    [9, { verdict: CALL, failure_class: 'client_abort', class_confidence: 'ambiguous', evidence: 'size 2000 of 100000' }],
    [10, { verdict: CALL, status: null, failure_class: 'client_abort', class_confidence: 'ambiguous' }],
    [11, { verdict: CALL, status: null, failure_class: null }],
    [12, { verdict: CALL, timestamp: '2026-03-12T08:20:12.250Z', client_ip: '2001:db8::17', duration_ms: 1250, failure_class: 'upstream_reported_timeout', generated_by: 'upstream' }],
    [13, { verdict: CALL, failure_class: 'client_abort', class_confidence: 'exact' }],
    [14, { verdict: CALL, failure_class: 'upstream_5xx', class_confidence: 'exact', upstream_addr: '10.40.1.14:8080', upstream_status: 503, first_byte_ms: 8.5, upstream_ms: 9.25, request_id: 'rid-15', attempts: [{ status: 503, failure_class: 'upstream_5xx' }] }],
    [15, { verdict: FILTERED, reason: 'echo of a failed attempt' }], [16, { verdict: FILTERED }],
  ])('sample %i', (n, want) => expect(read(samples[n]), samples[n]).toMatchObject(want));

  test.each([
    ['dial tcp: lookup api on 10.0.0.53:53: read udp 10.0.0.1:1->10.0.0.53:53: i/o timeout', 502, 'dns_timeout', null], ['dial tcp 10.0.0.2:80: connect: no route to host', 502, 'connect_unreachable', '10.0.0.2:80'], ['dial unix /run/app.sock: connect: connection refused', 502, 'connect_refused', 'unix:/run/app.sock'],
    ['net/http: TLS handshake timeout', 504, 'tls_timeout', null], ['tls: first record does not look like a TLS handshake', 502, 'tls_failure', null], ['x509: certificate signed by unknown authority', 502, 'tls_failure', null],
    ['readfrom tcp 10.0.0.1:1->10.0.0.2:80: write tcp 10.0.0.1:1->10.0.0.2:80: i/o timeout', 504, 'send_timeout', '10.0.0.2:80'], ['read tcp 10.0.0.1:1->10.0.0.2:80: i/o timeout', 504, 'first_byte_timeout', '10.0.0.2:80'], ['read tcp 10.0.0.1:1->10.0.0.2:80: read: connection reset by peer', 502, 'connection_reset', '10.0.0.2:80'],
    ['readfrom tcp 10.0.0.1:5000->10.40.0.9:80: write tcp 10.0.0.1:5000->10.40.0.9:80: write: broken pipe', 502, 'upstream_closed', '10.40.0.9:80'], ['dialing backend: dial unix /run/fpm.sock: connect: no such file or directory', 502, 'connect_failed', 'unix:/run/fpm.sock'], ['dialing backend: dial tcp 10.40.0.9:9000: operation was canceled', 502, 'client_abort', '10.40.0.9:9000'],
    ['EOF', 502, 'upstream_closed', null], ['net/http: HTTP/1.x transport connection broken: malformed HTTP status code "mail"', 502, 'upstream_protocol_error', null], ['context deadline exceeded', 504, 'total_timeout', null], ['context canceled', 499, 'client_abort', null],
    ['stream error: stream ID 5; INTERNAL_ERROR; received from peer', 502, 'connection_reset', null], ['http2: server sent GOAWAY and closed the connection', 502, 'upstream_closed', null], ['template: no such file', 500, 'gateway_error', null], ['something new', 502, 'failure_unspecified', null], ['something new', 504, 'timeout_unspecified', null],
  ])('%s (%i) → %s', (msg, status, failure, addr) => expect(read(error(msg, status))).toMatchObject({ verdict: EVENT, failure_class: failure, upstream_addr: addr }));

  test('a handler\'s 404 is no failure', () => expect(read(error('', 404))).toMatchObject({ verdict: FILTERED, failure_class: null }));

  test.each([
    ['reading: context canceled', 'client_abort', 'client'], ['context canceled', 'client_abort', 'client'], ['writing: write tcp 10.0.0.1:80->10.0.0.9:5: write: broken pipe', 'client_abort', 'client'], ['write tcp 10.0.0.1:80->10.0.0.9:5: i/o timeout', 'client_stall_timeout', 'client'], ['http2: stream closed', 'client_abort', 'client'],
    ['reading: read tcp 10.0.0.1:1->10.0.0.2:80: read: connection reset by peer', 'connection_reset', 'upstream'], ['reading: context deadline exceeded', 'body_timeout', 'upstream'], ['unexpected EOF', 'upstream_closed', 'upstream'],
  ])('a response cut by %s → %s', (text, failure, side) => expect(read(aborting(text))).toMatchObject({ verdict: EVENT, failure_class: failure, failure_side: side }));

  test('what an access line alone can say', () => {
    expect(read(access({ status: 502, duration: 3.01 }))).toMatchObject({ failure_class: 'connect_timeout', class_confidence: 'inferred' });
    expect(read(access({ status: 504, duration: 5.001 }), { limits: { connectMs: null, sendMs: null, readMs: 5000 } })).toMatchObject({ failure_class: 'first_byte_timeout', class_confidence: 'inferred' });
    expect(read(access({ status: 502 }))).toMatchObject({ failure_class: 'failure_unspecified', generated_by: 'gateway' });
    expect(read(access({ status: 502, size: 9, resp_headers: { 'Content-Length': ['9'], 'Last-Modified': ['x'] } }))).toMatchObject({ failure_class: 'failure_unspecified', generated_by: 'unknown' });
    expect(read(access({ status: 502, size: 9, resp_headers: { 'Content-Length': ['9'] } }))).toMatchObject({ failure_class: 'upstream_5xx', generated_by: 'upstream' });
    expect(read(access({ size: 3, resp_headers: { 'Content-Length': ['9'] }, request: { method: 'HEAD', uri: '/x' } }))).toMatchObject({ failure_class: null });
    expect(read(access({ status: 304, resp_headers: { 'Content-Length': ['9'] } }))).toMatchObject({ failure_class: null });
    expect(read(access({ status: 401, level: 'error' }))).toMatchObject({ failure_class: null });
    // A WebSocket, as Caddy 2.6 writes it; without an upgrade it is a client that left.
    const headers = { Upgrade: ['websocket'], Connection: ['Upgrade'] };
    expect(read(access({ status: 0, size: 0, duration: 0.2, resp_headers: headers }))).toMatchObject({ failure_class: null });
    expect(read(access({ status: 0, size: 0, duration: 0.2, resp_headers: {} }))).toMatchObject({ failure_class: 'client_abort' });
  });

  test('times and durations as the encoder was told to write them', () => {
    for (const ts of [1773303601.25, 1773303601250, 1773303601250.5, '1773303601250000000', '2026-03-12T08:20:01.250Z', '2026-03-12T09:20:01.250+0100', '2026-03-12T09:20:01.25+01:00', '2026/03/12 08:20:01.250']) expect(read(access({ ts: ts as number })).timestamp, String(ts)).toBe('2026-03-12T08:20:01.250Z');
    expect(read(access({ ts: '12/Mar/2026:09:20:01 +0100' as never })).timestamp).toBe('2026-03-12T08:20:01.000Z');
    expect(read(access({ ts: '2026/03/12 09:20:01' as never }), { zone: 'Europe/Berlin' })).toMatchObject({ timestamp: '2026-03-12T08:20:01.000Z', tz_assumed: true });
    expect(read(access({ duration: 0 })).duration_ms).toBe(0);
    expect(read(access({ duration: 1_500_000_000 })).duration_ms).toBe(1500);
    expect(read(access({ duration: '1m2.5s' as never })).duration_ms).toBe(62_500);
    expect(read(access({ duration: 2701 }))).toMatchObject({ duration_ms: null, parse_warnings: ['the unit of the duration is not known'] });
    expect(read(access({}).replace(':0.1,', ':1e-05,')).duration_ms).toBe(0.01);
  });

  test('keys in any order; other products\' JSON is left alone', () => {
    const { status, request, ...rest } = JSON.parse(samples[0]);
    expect(read(JSON.stringify({ status, request, ...rest }))).toMatchObject({ verdict: CALL, duration_ms: 105.25, path: '/flights/search' });
    for (const line of ['', '{', '{}', '[]', '{"level":"info","ts":1773303601.2,"msg":"serving initial configuration"}', '{"level":"info","ts":1773303601.2,"logger":"app","msg":"handled request"}', '{"logger":"http.log.access","msg":"x"}', samples[0].slice(0, -5)]) {
      expect(caddyJson.sniff(Buffer.from(line), 0, Buffer.byteLength(line)), line).toBe(0);
      expect(read(line).verdict).toBe(REJECTED);
    }
  });

  test('laws: cut and broken lines neither throw nor hang', () => {
    fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(900), fc.nat(900), fc.nat(255), (line, cut, at, byte) => {
      const buf = Buffer.from(line.slice(0, cut === 0 ? undefined : cut));
      if (buf.length > 0) buf[at % buf.length] = byte;
      expect([CALL, EVENT, FILTERED, REJECTED]).toContain(read(buf).verdict);
    }), { numRuns: 2000 });
    const begun = performance.now();
    for (const filler of ['dial ', '->', 'x', '\\\\']) { read(error(filler.repeat(200_000 / filler.length), 502)); read(aborting(filler.repeat(200_000 / filler.length))); }
    expect(performance.now() - begun).toBeLessThan(QUADRATIC_MS);
  });
});
