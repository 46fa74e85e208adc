import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, REJECTED, toRecord, type CallRecord } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { envoyText } from './envoy-text';
import { istioText } from './istio-text';
import { newWrapper, unwrap } from './wrapper';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft(), wrapper = newWrapper();
function read(line: string | Buffer, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: number; reason: string } {
  const buf = Buffer.from(line as string), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  const verdict = envoyText.parse(buf, unwrap(buf, 0, buf.length, wrapper), buf.length, draft, all);
  if (verdict === CALL) envoyText.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const sample = (id: string): string[] => readFileSync(new URL(`./${id}.sample.log`, import.meta.url), 'utf8').trim().split('\n');
const envoy = sample('envoy-text'), istio = sample('istio-text');
const of = (lines: string[], part: string): ReturnType<typeof read> => read(lines.find((l) => l.includes(part))!);
/** A line of Istio's with these flags and details. */
const line = (status: number, flags: string, details: string, rest: { cause?: string; host?: string; sent?: number; took?: number; service?: string } = {}): string =>
  `[2026-03-12T09:20:01.105Z] "GET /x HTTP/1.1" ${status} ${flags} ${details} - "${rest.cause ?? '-'}" 0 ${rest.sent ?? 0} ${rest.took ?? 7} ${rest.service ?? '-'} "-" "ua" "id" "h" "${rest.host ?? '10.0.0.1:80'}" outbound|80||h.svc - 10.96.0.1:80 10.0.0.7:1 - default`;

describe('Envoy text', () => {
  test('an ordinary call, field by field', () => {
    expect(read(envoy[0])).toMatchObject({
      verdict: CALL, format: 'envoy-text', gateway: 'envoy', timestamp: '2026-03-12T09:20:01.105Z', timestamp_kind: 'start', timestamp_start: '2026-03-12T09:20:01.105Z', tz_assumed: false,
      client_ip: '203.0.113.7', method: 'GET', path: '/flights/search', query: 'from=BER&to=LIS', host: 'travel.example', status: 200, status_raw: 200, upstream_status: 200, duration_ms: 190, first_byte_ms: 182,
      bytes_in: 0, bytes_out: 8123, request_id: '7b0f3c52-6a1e-4d0c-9a57-0f2c8f1f3a10', upstream_addr: '10.20.1.11:8080', flags_raw: null, details_raw: null, failure_class: null, generated_by: 'upstream', is_request: true, parse_warnings: [],
      attempts: [{ addr: '10.20.1.11:8080', status: 200, connect_ms: null, first_byte_ms: 182, response_ms: 190, group: 0, state: null, failure_class: null }],
    });
  });

  test.each([
    ['/pricing/quote', 'first_byte_timeout', 'exact', { status: 504, client_ip: '203.0.113.8', generated_by: 'gateway', is_timeout: true, flags_raw: 'UT', first_byte_ms: null, upstream_status: null }],
    ['/hotels/12 ', 'connect_timeout', 'inferred', { flags_raw: 'UF,URX' }],
    ['/hotels/13', 'connect_failed', 'exact', { duration_ms: 2 }],
    ['/hotels/14', 'upstream_closed', 'exact', { upstream_addr: '10.20.1.32:8082' }],
    ['/flights/4711', 'client_abort', 'exact', { status: null, status_raw: 0, client_ip: '2001:db8::7', generated_by: 'unknown' }],
    ['/cars/1', 'no_healthy_upstream', 'exact', { attempts: [] }],
    ['/cars/2', 'upstream_reported_timeout', 'exact', { generated_by: 'upstream', upstream_status: 504, upstream_addr: '[fd00:20::31]:8082', request_id: '5f6a0d8c-8a4b-4f9a-8f3c-5d3c0b8f1a07' }],
    ['10.20.2.6:5432', 'connect_failed', 'exact', { status: null, method: null, path: null, host: null, duration_ms: 0 }],
    ['/search?q', 'circuit_open', 'exact', { path: '/search', query: 'q=a b' }],
    ['/stream', 'body_timeout', 'inferred', { timestamp: '2026-03-12T09:20:06.500Z', status: 200, generated_by: 'upstream' }],
  ])('%s → %s', (part, failure_class, class_confidence, rest) => {
    const r = of(envoy, part);
    expect(r).toMatchObject({ verdict: CALL, format: 'envoy-text', failure_class, class_confidence, ...rest });
    for (const a of r.attempts) expect(a.failure_class).toBe(failure_class);
  });

  test('a TCP connection that ended in good order, an answer of Envoy\'s own, fields of one\'s own behind', () => {
    expect(of(envoy, '10.20.2.5')).toMatchObject({ verdict: CALL, failure_class: null, method: null, status: null, duration_ms: 60012, bytes_in: 1830, bytes_out: 90211 });
    expect(draft.stream).toBe(true);
    expect(of(envoy, '/old')).toMatchObject({ format: 'envoy-text', status: 301, upstream_addr: null, service: null, route: null, failure_class: null, generated_by: 'unknown' });
  });

  test('what a call\'s own time says of the attempt', () => {
    const took = (l: string): number | null => read(l).attempts[0].response_ms;
    expect(took(envoy[0].replace('200 - 0', '200 - 4711000'))).toBeNull();
    expect(took(envoy[0].replace('200 - 0', '200 DI 0'))).toBeNull();
    expect(took(envoy[2])).toBeNull();
  });

  test('cut and foreign lines', () => {
    for (const [text, reason] of [['', 'not an Envoy line'], ['[2026-03-12T09:20:01.105Z] x', 'not an Envoy line'], ['[2026-13-12T09:20:01.105Z] "GET / HTTP/1.1" 200 - 0 0 0 - "-" "-" "-" "-" "-"', 'no timestamp'],
      ['[2026-03-12T09:20:01.105Z] "GET / HTTP/1.1', 'cut inside the request'], ['[2026-03-12T09:20:01.105Z] "GET / HTTP/1.1" 200 -', 'no byte counts'], ['[2026-03-12T09:20:01.105Z] "GET / HTTP/1.1" 200 - 0 1 2 3 "-" "a', 'line cut'],
      ['[2026-03-12T09:20:01.105Z] "GET / HTTP/1.1" 200 12 0 0', 'no response flags'], ['[2026-03-12T09:20:01.105Z] "GET / HTTP/1.1" 900 - 0 0', 'no status'], ['[2026-03-12T09:20:01.105Z] "GET / HTTP/1.1" 200 - 0 x 0', 'line cut']]) expect(read(text), text).toMatchObject({ verdict: REJECTED, reason });
  });
});

describe('Istio text', () => {
  test('an ordinary call, field by field', () => {
    expect(read(istio[0])).toMatchObject({ verdict: CALL, format: 'istio-text', gateway: 'istio', details_raw: 'via_upstream', flags_raw: null, service: 'outbound|8080|v2|flights.travel.svc.cluster.local', upstream_name: 'outbound|8080|v2|flights.travel.svc.cluster.local', route: 'default', client_ip: '10.42.0.7', host: 'flights:8080', generated_by: 'upstream', failure_class: null });
  });
  test.each([
    ['/quote', 'first_byte_timeout', { details_raw: 'response_timeout' }], ['/hotels/12', 'connect_unreachable', { flags_raw: 'URX,UF' }], ['/hotels/13', 'connect_refused', { route: 'default', service: 'inbound|8080||' }], ['/hotels/14', 'connect_timeout', {}],
    ['/cars', 'no_healthy_upstream', { upstream_addr: null, service: 'outbound|8080||cars.travel.svc.cluster.local' }], ['/admin', 'gateway_rejected', { status: 403, evidence: 'rbac_access_denied_matched_policy[none]' }], ['/flights/4711', 'client_abort', { client_ip: '203.0.113.7', route: 'flights' }],
    ['/export', 'upstream_closed', { status: 200, generated_by: 'upstream', first_byte_ms: 11 }], ['10.42.2.5:5432', 'connect_refused', { details_raw: null }], ['legacy?id=7', 'first_byte_timeout', { service: 'PassthroughCluster', route: null, details_raw: null }],
  ])('%s → %s', (part, failure_class, rest) => expect(of(istio, part)).toMatchObject({ verdict: CALL, format: 'istio-text', failure_class, ...rest }));
  test('1.0: without details, and four fields behind the quotes', () => {
    const old = '[2026-03-12T09:20:01.105Z] "GET /x HTTP/1.1" 200 - 0 295 8 7 "-" "curl/7" "r" "pay:8000" "10.42.0.8:80"';
    expect(read(`${old} inbound|8000||pay.travel.svc.cluster.local - 10.42.0.8:80 10.42.0.7:46770`)).toMatchObject({ format: 'istio-text', service: 'inbound|8000||pay.travel.svc.cluster.local', client_ip: '10.42.0.7', route: null });
    expect(read(`${old} a b c d`)).toMatchObject({ format: 'envoy-text', service: null });
  });
  test('by way of a listener inside of Envoy', () => {
    const inner = (host: string, remote: string): CallRecord => read(`[2026-03-12T09:20:01.105Z] "GET /x HTTP/1.1" 200 - via_upstream - "-" 0 5 3 2 "-" "-" "r" "pay" "${host}" inbound-vip|80|http|pay.travel.svc.cluster.local envoy://internal_client_address/ 10.96.0.7:80 ${remote} - default`);
    expect(inner('envoy://connect_originate/10.42.0.8:8084', '10.42.0.7:80')).toMatchObject({ upstream_addr: '10.42.0.8:8084', client_ip: '10.42.0.7' });
    expect(inner('envoy://connect_originate/', 'envoy://internal_client_address/')).toMatchObject({ upstream_addr: null, client_ip: null });
  });
  test('with the mixer part alone, and without the route', () => expect(of(istio, '/legacy/1')).toMatchObject({ format: 'istio-text', status: 200, first_byte_ms: 11, service: 'inbound|9080|http|legacy.travel.svc.cluster.local', failure_class: null }));
});

describe('flags, details and words', () => {
  const BEFORE = 'upstream_reset_before_response_started', AFTER = 'upstream_reset_after_response_started';
  test.each<[number, string, string, string, Parameters<typeof line>[3]?]>([
    [503, 'UF', `${BEFORE}{connection_failure}`, 'connect_refused', { cause: 'delayed connect error: 111' }], [503, 'UF', `${BEFORE}{connection failure,delayed connect error: 113}`, 'connect_unreachable'],
    [503, 'UF', `${BEFORE}{remote_connection_failure|delayed_connect_error:_Connection_refused}`, 'connect_refused'], [503, 'UF', `${BEFORE}{remote_connection_failure,delayed_connect_error:_110}`, 'connect_timeout'],
    [503, 'UF', `${BEFORE}{local_connection_failure|immediate_connect_error:_101}`, 'connect_unreachable'], [503, 'UF', `${BEFORE}{remote_connection_failure|delayed_connect_error:_No_route_to_host}`, 'connect_unreachable'],
    [503, 'UF', `${BEFORE}{connection_timeout}`, 'connect_timeout'], [503, 'URX,UF', `${BEFORE}{connection_timeout}`, 'connect_timeout'], [503, 'UF', `${BEFORE}{connection_failure}`, 'connect_failed'],
    [503, 'UF', `${BEFORE}{connection_failure,TLS_error:_268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED}`, 'tls_failure'], [503, 'UF', `${BEFORE}{local_connection_failure|transport_socket_timeout}`, 'tls_timeout'],
    [503, 'UF', `${BEFORE}{immediate_connect_error:_99}`, 'connect_failed'], [503, 'UC', `${BEFORE}{connection_termination}`, 'upstream_closed'], [503, 'UC', `${BEFORE}{connection_termination}`, 'connection_reset', { cause: 'read error: Connection reset by peer' }],
    [503, 'UR', `${BEFORE}{remote_reset}`, 'connection_reset'], [503, 'LR', `${BEFORE}{local_reset}`, 'connection_reset'], [503, 'UO', `${BEFORE}{overflow}`, 'circuit_open'], [502, 'UPE', `${BEFORE}{protocol_error}`, 'upstream_protocol_error'],
    [200, 'UPE', `${AFTER}{protocol_error}`, 'upstream_protocol_error', { sent: 19 }], [503, '-', `${BEFORE}{connection_termination}`, 'upstream_closed'], [503, '-', `${BEFORE}{connection_timeout}`, 'connect_timeout'],
    [504, 'UT', 'upstream_response_timeout', 'first_byte_timeout'], [504, 'URX,UT', 'upstream_per_try_timeout', 'first_byte_timeout'], [504, '-', 'response_timeout', 'first_byte_timeout'], [200, 'UT', 'response_timeout', 'first_byte_timeout'],
    [200, 'UT', 'response_timeout', 'body_timeout', { sent: 4096, service: '30' }], [504, 'UT', 'response_timeout', 'connect_timeout', { host: '-' }], [504, 'UMSDR', 'upstream_max_stream_duration_reached', 'total_timeout'], [200, 'DT', 'duration_timeout', 'total_timeout'],
    [408, 'SI', 'stream_idle_timeout', 'idle_timeout'], [504, 'SI', 'stream_idle_timeout', 'idle_timeout'], [408, '-', 'request_overall_timeout', 'client_request_timeout'], [408, '-', 'request_header_timeout', 'client_request_timeout'], [504, '-', 'max_duration_timeout', 'total_timeout'],
    [503, 'DF', 'dns_resolution_failure', 'dns_failure'], [503, 'DF', 'dns_resolution_failure{c-ares:_Timeout_while_contacting_DNS_servers}', 'dns_timeout'], [503, 'NC', 'cluster_not_found', 'no_route'], [404, 'NR', 'route_not_found', 'no_route'],
    [503, 'UH', 'no_healthy_upstream', 'no_healthy_upstream'], [503, 'LH', '-', 'no_healthy_upstream'], [429, 'RL', 'local_rate_limited', 'rate_limited'], [500, 'RLSE', 'rate_limiter_error', 'gateway_error'], [403, 'UAEX', 'ext_authz_denied', 'gateway_rejected'],
    [401, '-', 'jwt_authn_access_denied{Jwt_is_missing}', 'gateway_rejected'], [400, 'DPE', 'http1.codec_error', 'client_protocol_error'], [400, 'IH', 'request_headers_failed_strict_check', 'client_protocol_error'], [503, 'OM', 'overload', 'gateway_overload'],
    [503, 'DO', 'drop_overload', 'gateway_overload'], [503, 'FI', 'fault_filter_abort', 'fault_injected'], [504, 'DI,FI', 'fault_filter_abort', 'fault_injected'], [200, 'DC', 'via_upstream', 'client_abort', { sent: 10, service: '3' }], [0, 'DR', 'http2.remote_reset', 'client_abort'],
    [0, 'DC,UF', 'downstream_remote_disconnect', 'client_abort'], [503, 'URX', 'via_upstream', 'upstream_5xx'], [504, 'URX', 'via_upstream', 'upstream_reported_timeout'], [502, '-', 'via_upstream', 'upstream_5xx'], [408, '-', 'via_upstream', 'upstream_reported_timeout'],
    [429, '-', 'via_upstream', 'rate_limited'], [503, '-', 'maintenance_mode', 'gateway_rejected'], [413, '-', 'request_payload_too_large', 'gateway_rejected'], [500, '-', 'response_payload_too_large', 'upstream_protocol_error'], [0, '-', '-', 'client_abort'],
  ])('%d %s %s → %s', (status, flags, details, failure_class, rest) => {
    const r = read(line(status, flags, details, rest));
    expect(r).toMatchObject({ verdict: CALL, format: 'istio-text', failure_class, is_timeout: failure_class.endsWith('_timeout') });
    expect(r.class_confidence).not.toBeNull(); expect(r.evidence).toBeTruthy();
    if (details === 'via_upstream') expect(r.generated_by).toBe('upstream');
  });
  test.each([[200, 'via_upstream'], [404, 'via_upstream'], [301, 'direct_response'], [404, '-'], [499, 'x']])('%d %s is no failure of a gateway', (status, details) => {
    const r = read(line(status, '-', details));
    if (status === 499) expect(r.failure_class).toBe('client_abort'); else expect(r.failure_class).toBeNull();
  });
  test('a client that left an injected delay is a client that left; RFCF, DI and URX alone are no causes', () => {
    expect(read(line(0, 'DI,DC', 'downstream_remote_disconnect')).failure_class).toBe('client_abort');
    for (const flags of ['DI', 'RFCF', 'URX', 'DI,URX']) expect(read(line(200, flags, 'via_upstream')).failure_class).toBeNull();
  });
  test('the connect limit: Envoy\'s and Istio\'s, several tries of it, the source\'s own', () => {
    const flagged = (took: number, settings = {}): string | null => read(line(503, 'UF', '-', { took }), settings).failure_class;
    expect([5003, 10_001, 15_010, 30_020].map((ms) => flagged(ms))).toEqual(['connect_timeout', 'connect_timeout', 'connect_timeout', 'connect_timeout']);
    expect([3, 1000, 7500].map((ms) => flagged(ms))).toEqual(['connect_failed', 'connect_failed', 'connect_failed']);
    const limits = { limits: { connectMs: 1000, sendMs: null, readMs: null } };
    expect([1004, 5003].map((ms) => flagged(ms, limits))).toEqual(['connect_timeout', 'connect_failed']);
  });
  test('evidence says what decided', () => {
    expect(read(line(503, 'UF', `${BEFORE}{connection_failure}`, { cause: 'delayed connect error: 111' })).evidence).toBe('response flags UF, delayed connect error: 111');
    expect(read(line(504, '-', 'via_upstream')).evidence).toBe('status 504, via_upstream');
  });
});

describe('laws', () => {
  const all = [...envoy, ...istio];
  const flag = fc.constantFrom('UH', 'UF', 'UO', 'NR', 'URX', 'NC', 'DC', 'LH', 'UT', 'LR', 'UR', 'UC', 'DI', 'FI', 'RL', 'UAEX', 'RLSE', 'IH', 'SI', 'DPE', 'UPE', 'UMSDR', 'OM', 'DF', 'DT', 'DO', 'DR', 'ZZ');
  test('flags are read in any order', () => fc.assert(fc.property(fc.uniqueArray(flag, { minLength: 1, maxLength: 4 }), fc.constantFrom(0, 200, 503, 504), fc.constantFrom('-', 'via_upstream', 'x{y}'), (flags, status, details) => {
    const a = read(line(status, flags.join(','), details)), b = read(line(status, [...flags].reverse().join(','), details));
    expect(a.failure_class).toBe(b.failure_class);
    expect(a.class_confidence === null).toBe(a.failure_class === null);
  })));
  test('any bytes, and any cut of a good line with changed bytes: no throw, and spans stay in the line', () => fc.assert(fc.property(fc.constantFrom(...all), fc.nat(500), fc.array(fc.tuple(fc.nat(500), fc.nat(255)), { maxLength: 4 }), fc.uint8Array({ maxLength: 60 }), (text, cut, changes, noise) => {
    const body = Buffer.from(text).subarray(0, cut), buf = Buffer.concat([Buffer.from('@@@'), body, noise, Buffer.from('@@@ ')]), to = buf.length - 4;
    for (const [at, byte] of changes) if (at < body.length) buf[3 + at] = byte;
    for (const format of [envoyText, istioText]) {
      draft.reset(buf);
      const from = unwrap(buf, 3, to, wrapper);
      format.sniff(buf, from, to); format.holds!(buf, from, to);
      if (format.parse(buf, from, to, draft, DEFAULT_SETTINGS) === CALL) format.classify(draft, DEFAULT_SETTINGS);
      for (let field = 0; field < 16; field++) if (draft.spanFrom(field) >= 0) { expect(draft.spanFrom(field)).toBeGreaterThanOrEqual(3); expect(draft.spanTo(field)).toBeLessThanOrEqual(to); expect(draft.spanTo(field)).toBeGreaterThanOrEqual(draft.spanFrom(field)); }
      toRecord(draft);
    }
  }), { numRuns: 1000 }));
  test('a line of 200 kB is read in linear time', () => {
    const head = '[2026-03-12T09:20:01.105Z] "GET /', mid = 'x HTTP/1.1" 503 UF ';
    for (const filler of [' ', '"', '" ', '" "', '?', '\\', '_', '{', 'a ', '0 ', 'connection failure ', '" 2']) {
      for (const text of [head + filler.repeat(200_000 / filler.length), head + mid + filler.repeat(200_000 / filler.length) + ' 0 0 0 - "-" "-" "-" "-" "-"', head + mid + '0 0 0 - "' + filler.repeat(200_000 / filler.length)]) {
        const started = performance.now();
        read(text); envoyText.sniff(Buffer.from(text), 0, text.length);
        expect(performance.now() - started, filler).toBeLessThan(QUADRATIC_MS);
      }
    }
  });
});
