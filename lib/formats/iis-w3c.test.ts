import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, EVENT, FILTERED, REJECTED, toRecord, type CallRecord } from '../call';
import { LineReader } from '../ingest/line-reader';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { compileLayout, DIALECTS } from './layout';
import { w3cLayout } from './w3c-layout';

const NAMES = { [CALL]: 'call', [EVENT]: 'event', [FILTERED]: 'filtered', [REJECTED]: 'rejected' };
type Read = CallRecord & { verdict: string; reason: string };
/** What becomes of each line, the lines before it known. */
function read(lines: string[], settings: Partial<ParseSettings> = {}, preamble: string | null = null): Read[] {
  const reader = new LineReader({ ...DEFAULT_SETTINGS, ...settings });
  reader.restart(preamble === null ? null : Buffer.from(preamble));
  return lines.map((l) => { const verdict = NAMES[reader.read(Buffer.from(l), 0, Buffer.byteLength(l))]; return { ...toRecord(reader.draft), verdict, reason: reader.reason }; });
}
const calls = (lines: string[], settings: Partial<ParseSettings> = {}): Read[] => read(lines, settings).filter((r) => r.verdict === 'call');
const sample = readFileSync(new URL('./iis-w3c.sample.log', import.meta.url), 'utf8').trim().split('\n');
const FIELDS = sample[3];

describe('iis-w3c', () => {
  test('directives are filtered, calls are read', () => {
    expect(read(sample).map((r) => r.verdict)).toEqual([...Array<string>(4).fill('filtered'), ...Array<string>(13).fill('call')]);
    expect(read(sample)[4]).toMatchObject({
      format: 'iis-w3c', gateway: 'iis', timestamp: '2026-03-12T09:20:01.000Z', timestamp_kind: 'end', tz_assumed: false, client_ip: '203.0.113.7', method: 'GET', path: '/city/lisbon', query: 'nights=3', status: 200, duration_ms: 112, failure_class: null, attempts: [],
    });
  });
  test('what Application Request Routing appends to the query is no query', () => {
    expect(read(sample)[5]).toMatchObject({ query: null, upstream_status: 200, upstream_addr: '10.3.1.11', request_id: '0b1f3c52-77a1-4c2e-9a53-5c8d1d2a7f10', generated_by: 'upstream', attempts: [{ addr: '10.3.1.11', status: 200 }] });
    expect(read(sample)[6]).toMatchObject({ query: 'q=porto', upstream_addr: '10.3.1.12', upstream_status: null });
  });
  test('classes of the sample', () => {
    expect(calls(sample).map((r) => [r.status, r.failure_class, r.class_confidence, r.attempts.map((a) => a.failure_class)])).toEqual([
      [200, null, null, []], [200, null, null, [null]], [502, 'first_byte_timeout', 'ambiguous', ['first_byte_timeout']], [502, 'connect_timeout', 'inferred', []], [502, 'connect_refused', 'inferred', []], [502, 'upstream_closed', 'exact', []],
      [200, 'client_abort', 'exact', []], [200, 'client_stall_timeout', 'exact', []], [500, 'upstream_5xx', 'exact', ['upstream_5xx']], [502, 'no_healthy_upstream', 'exact', []], [503, 'gateway_overload', 'exact', []], [404, null, null, []], [301, null, null, []],
    ]);
  });
  const like = (status: string, ms = 5, query = '-'): string[] => [FIELDS, `2026-03-12 09:20:01 10.3.0.5 GET /a ${query} 443 - 203.0.113.7 a - ${status} ${ms}`];
  test.each([
    ['502 3 12007', 'dns_failure'], ['502 3 12175', 'tls_failure'], ['502 3 12152', 'upstream_protocol_error'], ['502 3 12031', 'connection_reset'], ['502 3 2147954402', 'first_byte_timeout'], ['502 3 10061', 'connect_refused'], ['502 3 64', 'upstream_closed'],
    ['502 1 0', 'first_byte_timeout'], ['502 3 0', 'connect_failed'], ['500 19 0', 'gateway_error'], ['500 0 0', 'failure_unspecified'], ['503 0 0', 'no_healthy_upstream'], ['504 0 0', 'timeout_unspecified'], ['408 0 0', 'client_request_timeout'],
    ['200 0 1236', 'client_abort'], ['200 0 995', 'client_abort'], ['403 502 0', 'rate_limited'], ['429 0 0', 'rate_limited'], ['401 2 5', null], ['404 0 2', null], ['304 0 0', null],
  ])('%s is %s', (status, failure) => expect(calls(like(status))[0].failure_class).toBe(failure));
  test('limits of the source decide', () => {
    expect(calls(like('502 3 12002', 10_000), { limits: { connectMs: 10_000, sendMs: null, readMs: 30_000 } })[0]).toMatchObject({ failure_class: 'connect_timeout', class_confidence: 'inferred' });
    expect(calls(like('502 3 12002', 30_100), { limits: { connectMs: null, sendMs: null, readMs: 30_000 } })[0]).toMatchObject({ failure_class: 'first_byte_timeout', class_confidence: 'inferred' });
  });
  test('a server behind ARR that reports a timeout', () => expect(calls(like('504 0 0', 5, 'SERVER-ROUTED=10.0.0.1&SERVER-STATUS=504'))[0]).toMatchObject({ failure_class: 'upstream_reported_timeout', generated_by: 'upstream' }));

  test('the columns may change within the file', () => {
    expect(calls(['#Fields: date time c-ip cs-uri-stem sc-status', '2026-03-12 09:20:01 203.0.113.7 /a 200', '#Fields: time-taken sc-status cs-uri-stem time date', '77 201 /b 09:20:02 2026-03-12']).map((r) => [r.timestamp, r.path, r.status, r.duration_ms])).toEqual([
      ['2026-03-12T09:20:01.000Z', '/a', 200, null], ['2026-03-12T09:20:02.000Z', '/b', 201, 77]]);
  });
  test('without a date in its lines the #Date line has it, past midnight too', () => {
    expect(calls(['#Date: 2026-03-12 23:59:50', '#Fields: time cs-uri-stem sc-status', '23:59:51 /a 200', '00:00:04 /b 200']).map((r) => r.timestamp)).toEqual(['2026-03-12T23:59:51.000Z', '2026-03-13T00:00:04.000Z']);
    expect(read(['#Fields: time cs-uri-stem sc-status', '23:59:51 /a 200'])[1]).toMatchObject({ verdict: 'rejected', reason: 'no date' });
  });
  test('local columns are in the zone of the source; quotes hold blanks', () => {
    expect(calls(['#Fields:   date-local time-local  cs-uri-stem cs(Host) cs(User-Agent) c-ip sc-status TimeTakenMS', '2026-07-12 09:20:01.250 /a "www.travel.example" "Mozilla/5.0 ""X"" (Linux)" "2001:db8::1" 200 31'], { zone: 'Europe/Berlin' })[0]).toMatchObject({
      timestamp: '2026-07-12T07:20:01.250Z', tz_assumed: true, host: 'www.travel.example', client_ip: '2001:db8::1', duration_ms: 31 });
  });
  test('a line that does not fit the columns is said so', () => {
    expect(read([FIELDS, '2026-03-12 09:20:01 10.3.0.5 GET /a'])[1]).toMatchObject({ verdict: 'rejected', reason: 'fewer values than #Fields names' });
    expect(read(['#Fields: date time sc-status', '2026-03-12 09:20:01 200 more'])[1]).toMatchObject({ verdict: 'rejected', reason: 'more values than #Fields names' });
  });
  test('the preamble of a chunk is known and not counted', () => expect(read(['77 /b 09:20:02'], {}, '#Date: 2026-03-12 09:00:00\r\n#Fields: sc-status cs-uri-stem time\r\n')[0].verdict).toBe('call'));

  test('CloudFront: tabs, seconds, its own words', () => {
    const fields = '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end';
    const line = (status: string, result: string, detail: string): string => `2026-03-12\t09:20:01\tFRA56-P4\t512\t203.0.113.7\tGET\td111.cloudfront.net\t/a\t${status}\t-\tMozilla/5.0%20(X11)\tq=1\t-\t${result}\tAbCd==\twww.travel.example\thttps\t90\t30.102\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\t${result}\tHTTP/2.0\t-\t-\t50111\t0.250\t${detail}\ttext/html\t512\t-\t-`;
    const found = calls(['#Version: 1.0', fields, line('200', 'Hit', 'Hit'), line('504', 'Error', 'OriginCommError'), line('502', 'Error', 'OriginConnectError'), line('502', 'Error', 'OriginDnsError'), line('000', 'Error', 'ClientCommError'), line('503', 'CapacityExceeded', 'CapacityExceeded'), line('500', 'Error', 'Error')]);
    expect(found[0]).toMatchObject({ gateway: 'cloudfront', host: 'www.travel.example', duration_ms: 30_102, first_byte_ms: 250, request_id: 'AbCd==', bytes_out: 512, bytes_in: 90, query: 'q=1' });
    expect(found.map((r) => r.failure_class)).toEqual([null, 'timeout_unspecified', 'connect_failed', 'dns_failure', 'client_abort', 'gateway_overload', 'upstream_5xx']);
  });
  test('CloudFront: columns that are cut off at the end are missing; without a status nothing is said of the end', () => {
    expect(calls(['#Fields: date time cs-uri-stem sc-status x-edge-result-type time-taken', '2026-03-12\t09:20:01\t/a\t200\tHit'])[0]).toMatchObject({ status: 200, duration_ms: null });
    expect(calls(['#Fields: date time x-edge-location c-ip x-event cs-uri-stem', '2026-03-12\t09:20:01\tFRA2\t203.0.113.7\tplay\t/a'])[0]).toMatchObject({ status: null, status_raw: null, failure_class: null });
  });
  test('any directive or comment behind a header is no request; a URI may begin with its host', () => {
    expect(read(['#GMT-Offset: -0800', '#Fields: date time cs-uri sc-status', '# a note', '2026-03-12 09:20:01 www.travel.example:8443/a?q=1 200'])).toMatchObject([{ verdict: 'filtered' }, { verdict: 'filtered' }, { verdict: 'filtered' }, { verdict: 'call', host: 'www.travel.example', path: '/a', query: 'q=1' }]);
  });
  test('HTTP.sys: why a connection ended', () => {
    const fields = '#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename', line = (rest: string): string => `2026-03-12 09:20:01 203.0.113.7 2780 10.3.0.5 80 ${rest}`;
    const found = read([fields, line('HTTP/1.1 GET /a?b=1 503 1 AppOffline TravelPool'), line('- - - - - Timer_ConnectionIdle -'), line('HTTP/1.1 POST /up - 1 Timer_EntityBody TravelPool'), line('HTTP/1.1 GET /s - 1 Connection_Dropped TravelPool'), line('HTTP/1.1 GET /q 503 1 QueueFull TravelPool'), line('HTTP/1.1 GET /z 400 - Hostname -')]).slice(1);
    expect(found.map((r) => [r.verdict, r.failure_class])).toEqual([['call', 'no_healthy_upstream'], ['filtered', null], ['call', 'client_request_timeout'], ['call', 'client_abort'], ['call', 'gateway_overload'], ['call', 'client_protocol_error']]);
    expect(found[0]).toMatchObject({ path: '/a', query: 'b=1', service: 'TravelPool', details_raw: 'AppOffline' });
  });
  test('NetScaler and servers that keep to the draft log seconds', () => {
    expect(calls(['#Fields: date time c-ip sc-servicename cs-method cs-uri-stem sc-status time-taken', '2026-03-12 09:20:01 203.0.113.7 HTTP GET /a 200 2'])[0]).toMatchObject({ gateway: 'netscaler', service: 'HTTP', duration_ms: 2000 });
    expect(calls(['#Fields: date time cs-method cs-uri sc-status time-taken', '2026-03-12 09:20:01 GET /a 200 0.017'])[0].duration_ms).toBe(17);
  });
});

describe('without its #Fields line', () => {
  test.each([
    ['IIS 6', '2026-03-12 09:20:01 10.3.0.5 GET /a - 80 - 203.0.113.7 Mozilla/5.0 200 0 0', { status: 200, duration_ms: null }],
    ['IIS 7 and later', '2026-03-12 09:20:01 10.3.0.5 GET /a q=1 80 user 203.0.113.7 Mozilla/5.0 - 200 0 64 12', { query: 'q=1', duration_ms: 12, failure_class: 'client_abort' }],
    ['all columns', '2026-03-12 09:20:01 W3SVC1 WEB1 fe80::1 GET /a - 80 - 2001:db8::1 HTTP/2 agent c=1 https://x.example/ x.example 200 0 0 900 80 12', { host: 'x.example', bytes_out: 900, bytes_in: 80, duration_ms: 12, service: 'W3SVC1', client_ip: '2001:db8::1' }],
    ['with a cookie', '2026-03-12 09:20:01 10.3.0.5 GET /a - 80 - 203.0.113.7 agent c=1 https://x.example/ 200 0 0 12', { host: null, duration_ms: 12 }],
    ['with bytes and no time', '2026-03-12 09:20:01 10.3.0.5 GET /a - 80 - 203.0.113.7 agent - 200 0 0 900 80', { bytes_out: 900, duration_ms: null }],
    ['the site alone, as Azure names it', '2026-03-12 09:20:01 TRAVEL GET /a - 80 - 203.0.113.7 agent - - x.example 200 0 0 900 80 12', { service: 'TRAVEL', client_ip: '203.0.113.7', host: 'x.example', duration_ms: 12 }],
    ['the computer before the server', '2026-03-12 09:20:01 web01 10.3.0.5 GET /a - 80 - 203.0.113.7 agent - 502 3 12002 30010', { service: null, failure_class: 'first_byte_timeout', duration_ms: 30_010 }],
    ['the client before a proxy at the end', '2026-03-12 09:20:01 10.3.0.5 GET /a - 80 - 10.3.0.1 agent - 200 0 0 900 80 12 203.0.113.7', { client_ip: '10.3.0.1', bytes_out: 900, bytes_in: 80, duration_ms: 12 }],
    ['a list of such clients, and a port', '2026-03-12 09:20:01 WEB1 fe80::1%3 GET /a - 444 TRAVEL\\ada fe80::2%3 agent - 200 0 0 12 203.0.113.7,10.0.0.4 36391', { client_ip: 'fe80::2%3', bytes_out: null, duration_ms: 12 }],
    ['no such client', '2026-03-12 09:20:01 10.3.0.5 GET /a - 80 - 203.0.113.7 agent - 404 0 2 12 -', { status: 404, duration_ms: 12 }],
  ])('%s', (_, line, want) => expect(read([line])[0]).toMatchObject({ verdict: 'call', path: '/a', method: 'GET', ...want }));
  test.each(['2026-03-12 09:20:01 10.3.0.5 GET /a - 80 - 203.0.113.7 agent - 200 0 0 12 later', '2026-03-12 09:20:01 10.3.0.5 GET /a - 80 - 203.0.113.7 agent - 2000 0 0 12', '2026-03-12 09:20:01 10.3.0.5 anna 203.0.113.7 21 ControlChannelClosed - - 0 0 5d1f -'])('%s is no such line', (line) => expect(read([line])[0].verdict).toBe('rejected'));
  test('HTTP.sys', () => {
    const found = read(['2026-03-12 09:20:01 203.0.113.7 2780 10.3.0.5 80 HTTP/1.1 GET /a?b=1 503 1 QueueFull TravelPool', '2026-03-12 09:20:01 fe80::7%3 2780 fe80::5%3 80 - - - - - Timer_ConnectionIdle -', '2026-03-12 09:20:01 203.0.113.7 2780 10.3.0.5 443 HTTP/2.0 GET /a 1 400 - BadRequest -']);
    expect(found.map((r) => [r.verdict, r.status, r.failure_class])).toEqual([['call', 503, 'gateway_overload'], ['filtered', null, null], ['call', 400, 'client_protocol_error']]);
    expect(found[0]).toMatchObject({ path: '/a', query: 'b=1', service: 'TravelPool', client_ip: '203.0.113.7' });
  });
  test('CloudFront, of any year', () => {
    const line = '2026-03-12\t09:20:01\tFRA56-P4\t512\t203.0.113.7\tGET\td111.cloudfront.net\t/a\t504\t-\tMozilla/5.0\tq=1\t-\tError\tAbCd==\twww.travel.example\thttps\t90\t30.102';
    expect(read([line])[0]).toMatchObject({ verdict: 'call', gateway: 'cloudfront', duration_ms: 30_102, first_byte_ms: null, flags_raw: 'Error', failure_class: 'timeout_unspecified' });
    expect(read([`${line}\t-\tTLSv1.3\tX\tError\tHTTP/2.0\t-\t-\t50111\t0.250\tOriginConnectError\ttext/html\t512`])[0]).toMatchObject({ first_byte_ms: 250, failure_class: 'connect_failed' });
  });
  test('pasted columns read what has another order', () => {
    const made = compileLayout('  #Fields: time date sc-status cs-uri-stem x-unknown\n');
    expect(made).toMatchObject({ ok: true, variables: ['time', 'date', 'sc-status', 'cs-uri-stem'], skipped: ['x-unknown'] });
    expect(calls(['09:20:01 2026-03-12 504 /a -'], { logFormats: ['#Fields: time date sc-status cs-uri-stem x-unknown'] })[0]).toMatchObject({ format: 'w3c-fields', status: 504, path: '/a' });
    // A header in the file knows better than the paste.
    expect(calls(['#Fields: date time cs-uri-stem sc-status time-taken', '2026-03-12 09:20:01 /b 200 7'], { logFormats: ['#Fields: time date sc-status cs-uri-stem x-unknown'] })[0]).toMatchObject({ path: '/b', duration_ms: 7 });
  });
  test.each([['#Fields:', 'names of the columns'], ['#Fields: time sc-status', 'date and time'], ['#Fields: date time c-ip', 'how a call ended'], ['#Fields: date time sc-status\n2026-03-12 09:20:01 200', 'leave out']])('%s is refused', (paste, words) => {
    const made = compileLayout(paste);
    expect(made.ok).toBe(false);
    if (!made.ok) expect(made.message).toContain(words);
  });
  test('no other dialect claims it', () => expect(DIALECTS.filter((d) => d.recognises(w3cLayout.example)).map((d) => d.id)).toEqual(['w3c-fields']));
});

test('any names, any line: read or rejected with a reason', () => {
  const names = fc.array(fc.oneof(fc.constantFrom(...FIELDS.slice(9).split(' '), 'date-local', 'time-local', 'cs-uri', 's-reason', 'r-ip', 'r-port', 'timestamp', 'TimeTakenMS'), fc.string({ maxLength: 8 })), { maxLength: 20 });
  const values = fc.array(fc.oneof(fc.constantFrom('2026-03-12', '09:20:01', '-', '"', '""', '"a b"', 'SERVER-STATUS=', 'SERVER-ROUTED=&', '502', '12002', '10.0.0.1', '[::1]:80', '/a?b'), fc.string({ maxLength: 12 })), { maxLength: 20 });
  fc.assert(fc.property(names, values, fc.constantFrom(' ', '\t', '  '), (n, v, gap) => {
    const [, found] = read([`#Fields: ${n.join(' ')}`, v.join(gap)]);
    if (found.verdict !== 'call') expect(found.reason).not.toBe('');
  }), { numRuns: 1000 });
});
