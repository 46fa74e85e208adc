import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Draft, EVENT, FILTERED, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { apacheError } from './apache-error';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft();
function read(line: string | Buffer, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: Verdict; reason: string } {
  const buf = Buffer.from(line as string), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  const verdict = apacheError.parse(buf, 0, buf.length, draft, all);
  apacheError.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const samples = readFileSync(new URL('./apache-error.sample.log', import.meta.url), 'utf8').trimEnd().split('\n');
const D = '[Thu Mar 12 09:20:01.104233 2026]', head = (module: string, rest: string): string => `${D} [${module}:error] [pid 1:tid 2] ${rest}`;

describe('Apache error log', () => {
  test('the whole of a line: moment, level, client, upstream, class and the words that say so', () => {
    expect(read(samples[0])).toMatchObject({
      verdict: EVENT, format: 'apache-error', gateway: 'apache', timestamp: '2026-03-12T09:20:01.104Z', timestamp_kind: 'end', tz_assumed: true, level: 'error', client_ip: null, upstream_addr: '10.40.1.11:8080', failure_class: 'connect_refused', class_confidence: 'exact', generated_by: 'gateway',
      evidence: '(111)Connection refused: AH00957: HTTP: attempt to connect to 10.40.1.11:8080 (app-1.travel.example) failed', attempts: [{ addr: '10.40.1.11:8080', failure_class: 'connect_refused' }],
    });
    expect(read(samples[5])).toMatchObject({ client_ip: '10.20.0.9', upstream_addr: 'app-3.travel.example:8080', details_raw: expect.not.stringContaining('referer') });
    expect(read(samples[0], { zone: 'Europe/Berlin' }).timestamp).toBe('2026-03-12T08:20:01.104Z');
  });

  test.each([
    [1, FILTERED, null], [2, EVENT, 'connect_failed'], [3, EVENT, 'connect_timeout'], [4, EVENT, 'connect_failed'], [5, EVENT, 'first_byte_timeout'], [6, EVENT, 'upstream_closed'], [7, EVENT, 'body_timeout'], [8, EVENT, 'connection_reset'], [9, EVENT, 'send_timeout'],
    [10, EVENT, 'no_healthy_upstream'], [11, EVENT, 'dns_failure'], [12, EVENT, 'connect_failed'], [13, EVENT, 'upstream_protocol_error'], [14, EVENT, 'connect_timeout'], [15, FILTERED, null], [16, EVENT, 'connect_unreachable'], [17, FILTERED, null], [18, FILTERED, null], [19, EVENT, 'gateway_rejected'],
    [20, FILTERED, null], [21, EVENT, 'client_request_timeout'],
  ])('sample %i', (n, verdict, failure) => { expect(read(samples[n]), samples[n]).toMatchObject({ verdict, failure_class: failure }); });

  test.each([
    ['proxy', '(13)Permission denied: AH00957: HTTP: attempt to connect to 127.0.0.1:8080 (localhost) failed', 'connect_failed'],
    ['proxy', '(24)Too many open files: AH00957: HTTP: attempt to connect to 127.0.0.1:8080 (localhost) failed', 'gateway_overload'],
    ['proxy', 'AH00940: HTTP: disabled connection for (localhost)', 'no_healthy_upstream'],
    ['proxy', '[client 10.0.0.1:5] AH00898: Error during SSL Handshake with remote server returned by /x', 'tls_failure'],
    ['proxy', '(20014)Internal error (specific information not available): [client 10.0.0.1:5] AH01084: pass request body failed to 10.0.0.2:443 (api)', 'tls_failure'],
    ['proxy', '(32)Broken pipe: [client 10.0.0.1:5] AH01084: pass request body failed to 10.0.0.2:80 (api)', 'connection_reset'],
    ['proxy', '(EAI 3)Temporary failure in name resolution: [client 10.0.0.1:5] AH00898: DNS lookup failure for: api returned by /x', 'dns_timeout'],
    ['proxy_http', '(20014)Internal error: [client 10.0.0.1:5] AH01102: error reading status line from remote server api:80', 'upstream_closed'],
    ['proxy_http', '(103)Software caused connection abort: [client 10.0.0.1:5] AH01102: error reading status line from remote server api:80', 'upstream_closed'],
    ['proxy_http', '[client 10.0.0.1:5] AH01102: error reading status line from remote server api:80', 'upstream_closed'],
    ['proxy_http', '(70008)Partial results are valid but processing is incomplete: [client 10.0.0.1:5] AH01110: error reading response', 'upstream_closed'],
    ['proxy_http', '(104)Connection reset by peer: [client 10.0.0.1:5] AH01110: Network error reading response', 'connection_reset'],
    ['proxy', '[client 10.0.0.1:5] AH00898: Corrupt status line returned by remote server: FOO returned by /x', 'upstream_protocol_error'],
    ['proxy_fcgi', '(70007)The timeout specified has expired: [client ::1:5] AH01075: Error dispatching request to : (polling)', 'first_byte_timeout'],
    ['proxy_fcgi', '(70008)Partial results: [client 10.0.0.1:5] AH01075: Error dispatching request to : (reading input brigade)', 'client_abort'],
    ['proxy_fcgi', '(70007)The timeout: [client 10.0.0.1:5] AH01075: Error dispatching request to : (reading input brigade)', 'client_request_timeout'],
    ['proxy_fcgi', '(32)Broken pipe: [client 10.0.0.1:5] AH01075: Error dispatching request to : (passing brigade to output filters)', 'client_abort'],
    ['proxy_fcgi', '(22)Invalid argument: [client 10.0.0.1:5] AH01075: Error dispatching request to localhost:9000: ', 'upstream_protocol_error'],
    ['proxy_fcgi', '(32)Broken pipe: [client 10.0.0.1:5] AH01074: Failed writing Environment to : ', 'connection_reset'],
    ['proxy_fcgi', '[client 10.0.0.1:5] AH01079: failed to make connection to backend: php', 'connect_failed'],
    ['proxy_ajp', '(70007)The timeout specified has expired: [client 10.0.0.1:5] AH00878: read response failed from 10.0.0.3:8009 (tomcat)', 'first_byte_timeout'],
    ['proxy_ajp', '(110)Connection timed out: [client 10.0.0.1:5] AH00897: cping/cpong failed to 10.0.0.3:8009 (tomcat)', 'first_byte_timeout'],
    ['proxy_balancer', 'AH01170: balancer://flights: All workers are in error state', 'no_healthy_upstream'],
    ['cgi', '[client 10.0.0.1:5] AH01220: Timeout waiting for output from CGI script /srv/x', 'first_byte_timeout'],
    ['core', '(70007)The timeout specified has expired: [client 10.0.0.1:5] AH00574: ap_content_length_filter: apr_bucket_read() failed', 'timeout_unspecified'],
    ['cgi', '[client 10.0.0.1:5] End of script output before headers: x.cgi', 'upstream_protocol_error'],
    ['core', '[client 10.0.0.1:5] AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error.', 'gateway_error'],
    ['core', '[client 10.0.0.1:5] AH00126: Invalid URI in request GET /../x HTTP/1.1', 'client_protocol_error'],
    ['core', '[client 10.0.0.1:5] Requested content-length of 9 is larger than the configured limit of 5', 'gateway_rejected'],
    ['qos', '[client 10.0.0.1:5] mod_qos(031): access denied, QS_SrvMaxConnPerIP rule: max=10', 'rate_limited'],
    ['security2', '[client 10.0.0.1:5] [client 10.0.0.1] ModSecurity: Access denied with code 403 (phase 2). [uri "/x"] [unique_id "abc"]', 'gateway_rejected'],
    ['authz_core', '[client 10.0.0.1:5] AH01630: client denied by server configuration: /srv/www/admin', 'gateway_rejected'],
    ['fcgid', '(110)Connection timed out: [client 10.0.0.1:5] mod_fcgid: read data timeout in 40 seconds', 'first_byte_timeout'],
    ['fcgid', '(104)Connection reset by peer: [client 10.0.0.1:5] mod_fcgid: error reading data from FastCGI server', 'connection_reset'],
    ['fcgid', '(32)Broken pipe: [client 10.0.0.1:5] mod_fcgid: ap_pass_brigade failed in handle_request_ipc function', 'client_abort'],
    ['fcgid', "[client 10.0.0.1:5] mod_fcgid: can't apply process slot for /srv/php.fcgi", 'gateway_overload'],
    ['fastcgi', '[client 10.0.0.1:5] FastCGI: comm with server "/srv/php" aborted: idle timeout (30 sec)', 'first_byte_timeout'],
    ['fastcgi', '(104)Connection reset by peer: [client 10.0.0.1:5] FastCGI: comm with server "/srv/php" aborted: read failed', 'connection_reset'],
    ['fastcgi', '[client 10.0.0.1:5] FastCGI: incomplete headers (0 bytes) received from server "/srv/php"', 'upstream_protocol_error'],
    ['wsgi', "[client 10.0.0.1:5] Timeout when reading response headers from daemon process 'app': /srv/app.wsgi", 'first_byte_timeout'],
    ['wsgi', "[client 10.0.0.1:5] Truncated or oversized response headers received from daemon process 'app': /srv/app.wsgi", 'upstream_protocol_error'],
    ['dav', '(104)Connection reset by peer: [client 10.0.0.1:5] An error occurred while reading the request body (URI: /x)  [500, #0]', 'client_abort'],
    ['proxy', '[client 10.0.0.1:5] AH00898: Timeout on 100-Continue returned by /x', 'first_byte_timeout'],
    ['ssl', '[remote 10.0.0.2:443] AH02039: Certificate Verification: Error (20): unable to get local issuer certificate', 'tls_failure'],
    ['proxy_http', '(730060)A connection attempt failed: AH00957: HTTP: attempt to connect to 10.0.0.1:80 (x) failed', 'connect_timeout'],
  ])('%s: %s', (module, rest, failure) => { expect(read(head(module, rest))).toMatchObject({ verdict: EVENT, failure_class: failure }); });

  test.each([
    ['ssl', '[client 10.0.0.1:5] AH02008: SSL library error 1 in handshake (server x:443)'], ['ssl', '(70014)End of file found: [client 10.0.0.1:5] AH02006: SSL handshake stopped: connection was closed'],
    ['security2', '[client 10.0.0.1:5] ModSecurity: Warning. Matched phrase "x" at ARGS. [uri "/x"] [unique_id "abc"]'], ['auth_basic', '[client 10.0.0.1:5] AH01618: user x not found: /'],
    ['core', 'AH00094: Command line: \'/usr/sbin/apache2\''], ['mpm_event', 'AH00484: server reached MaxRequestWorkers setting'], ['proxy_http', '[client 10.0.0.1:5] AH01097: pass request body failed to 10.0.0.2:443 (api) from 10.0.0.1 ()'],
  ])('no failure of a call, %s: %s', (module, rest) => expect(read(head(module, rest)).verdict).toBe(FILTERED));

  test('paths, sockets, groups, clients of IPv6, ids of a layout of one\'s own', () => {
    expect(read(samples[6])).toMatchObject({ path: '/pricing/quote', method: null });
    expect(read(samples[13])).toMatchObject({ path: '/rates/today', method: 'GET' });
    expect(read(samples[12]).upstream_addr).toBe('unix:/run/php/travel.sock');
    expect(read(samples[10])).toMatchObject({ upstream_name: 'flights', service: 'flights', upstream_addr: null });
    expect(read(samples[4]).client_ip).toBe('2001:db8::7');
    expect(read(samples[3]).upstream_addr).toBe('[2001:db8::21]:8080');
    expect(read(samples[16])).toMatchObject({ timestamp: '2026-03-12T08:20:21.000Z', tz_assumed: false });
    expect(read(`${D} [proxy_http:error] [R:Zx81c] [C:Zx80a] (104)Connection reset by peer: [client [::1]:5000] AH01110: error reading response`)).toMatchObject({ request_id: 'Zx81c', client_ip: '::1', failure_class: 'connection_reset' });
  });

  test('who the client is: the first that is named, IPv6 without a port, over HTTP/2; the other end of mod_ssl is the upstream', () => {
    const client = (rest: string, module = 'proxy_http'): string | null => read(head(module, `${rest} AH01102: error reading status line from remote server app:80`)).client_ip;
    expect([client('[client ::1:37752] [client ::1]'), client('[client ::1]'), client('[client 2001:db8::7]'), client('[client 2001:db8:0:0:0:0:0:7]'), client('[client 2001:db8:::40]')]).toEqual(['::1', '::1', '2001:db8::7', '2001:db8:0:0:0:0:0:7', '2001:db8::']);
    expect([client('[remote 203.0.113.9:56370]'), client('[remote 10.0.0.2:443]', 'ssl')]).toEqual(['203.0.113.9', null]);
    expect(read(head('ssl', '[remote 10.0.0.2:443] AH02039: Certificate Verification: Error (20): unable to get local issuer certificate'))).toMatchObject({ failure_side: 'upstream', upstream_addr: '10.0.0.2:443', client_ip: null });
  });

  test('dates of an ErrorLogFormat', () => {
    const rest = '[proxy:error] [pid 1:tid 2] (111)Connection refused: AH00957: HTTP: attempt to connect to 10.0.0.1:80 (app) failed';
    expect(read(`[2026-03-12 09:20:01.104233 +0100] ${rest}`)).toMatchObject({ verdict: EVENT, timestamp: '2026-03-12T08:20:01.104Z', tz_assumed: false, failure_class: 'connect_refused' });
    expect(read(`[2026-03-12 09:20:01.104233] ${rest}`, { zone: 'Europe/Berlin' })).toMatchObject({ timestamp: '2026-03-12T08:20:01.104Z', tz_assumed: true });
    for (const line of ['[2026-03-12 09:20:01.104233] [error] x', '[2026-03-12 09:20:01.104233 x] [proxy:error] x', '[2026-03-12 09:20:01] production.ERROR: x']) expect(read(line).verdict, line).toBe(REJECTED);
  });

  test('other lines are left alone', () => {
    for (const line of ['', '[', '[Thu Mar 12]', '[Thu Mar 12 09:20:01 2026] started', '[Thu Mar 12 09:20:01 2026] [hello] x', '[Thu Foo 12 09:20:01 2026] [error] x', '[2026-03-12T09:20:01.000Z] "GET / HTTP/1.1" 200 -', '2026/03/12 09:20:01 [error] 31#31: *1 x']) {
      expect(apacheError.sniff(Buffer.from(line), 0, Buffer.byteLength(line)), line).toBe(0);
      expect(read(line).verdict).toBe(REJECTED);
    }
  });

  test('laws: cut and broken lines neither throw nor hang', () => {
    fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(400), fc.nat(400), fc.nat(255), (line, cut, at, byte) => {
      const buf = Buffer.from(line.slice(0, cut === 0 ? undefined : cut));
      if (buf.length > 0) buf[at % buf.length] = byte;
      const r = read(buf);
      expect([EVENT, FILTERED, REJECTED]).toContain(r.verdict);
    }), { numRuns: 2000 });
    const begun = performance.now();
    for (const filler of ['[', '(', ' ', '[client ', 'x']) read(head('proxy', filler.repeat(200_000 / filler.length)));
    expect(performance.now() - begun).toBeLessThan(QUADRATIC_MS);
  });
});
