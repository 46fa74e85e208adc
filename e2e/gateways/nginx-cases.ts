/** What is done to a real nginx, and what must come out. */
import type { Manner } from './client';
import type { Location } from './nginx-config';
import * as does from './upstreams';
import type { Upstreams } from './upstreams';

export type Expected = {
  /** Status that the client saw and that is logged; 0 = the client saw none. */
  status: number; seen?: number;
  /** Class by the access line alone, of the call and of each attempt. */
  call: string | null; attempts: (string | null)[];
  /** Classes of the error lines, in order. */
  errors: string[];
  /** Class of the call once its error lines are joined; as `call` where nothing is said. */
  joined?: string | null;
};
export type Case = { location: Location; how?: Manner; before?: Manner; expect: Expected };

const big = Buffer.alloc(12_000_000, 'b');

export async function nginxCases(up: Upstreams, dns: { silent: string; negative: string }, ipv6: boolean, dir: string): Promise<Case[]> {
  const good = await up.serve(does.ok), hole = await up.blackhole(), refused = (): Promise<string> => up.refused(), mute = await up.serve(does.silent);
  const cases: Case[] = [
    { location: { path: '/ok', to: [good] }, expect: { status: 200, call: null, attempts: [null], errors: [] } },
    { location: { path: '/slow', to: [await up.serve(does.okAfter(300))] }, expect: { status: 200, call: null, attempts: [null], errors: [] } },
    { location: { path: '/missing', to: [await up.serve(does.status('404 Not Found'))] }, expect: { status: 404, call: null, attempts: [null], errors: [] } },
    { location: { path: '/refused', to: [await refused()] }, expect: { status: 502, call: 'connect_failed', attempts: ['connect_failed'], errors: ['connect_refused'], joined: 'connect_refused' } },
    { location: { path: '/hole', to: [hole] }, expect: { status: 504, call: 'connect_timeout', attempts: ['connect_timeout'], errors: ['connect_timeout'] } },
    { location: { path: '/mute', to: [mute] }, expect: { status: 504, call: 'first_byte_timeout', attempts: ['first_byte_timeout'], errors: ['first_byte_timeout'] } },
    { location: { path: '/stall-body', to: [await up.serve(does.stallsInBody)] }, expect: { status: 200, call: null, attempts: [null], errors: ['body_timeout'], joined: 'body_timeout' } },
    { location: { path: '/reset', to: [await up.serve(does.resets)] }, expect: { status: 502, call: 'upstream_closed', attempts: ['upstream_closed'], errors: ['connection_reset'], joined: 'connection_reset' } },
    { location: { path: '/close', to: [await up.serve(does.closes)] }, expect: { status: 502, call: 'upstream_closed', attempts: ['upstream_closed'], errors: ['upstream_closed'] } },
    { location: { path: '/close-body', to: [await up.serve(does.closesInBody)] }, expect: { status: 200, call: null, attempts: [null], errors: ['upstream_closed'], joined: 'upstream_closed' } },
    { location: { path: '/reset-body', to: [await up.serve(does.resetsInBody)] }, expect: { status: 200, call: null, attempts: [null], errors: ['connection_reset'], joined: 'connection_reset' } },
    { location: { path: '/own-504', to: [await up.serve(does.status('504 Gateway Timeout'))] }, expect: { status: 504, call: 'upstream_reported_timeout', attempts: ['upstream_reported_timeout'], errors: [] } },
    { location: { path: '/own-503', to: [await up.serve(does.status('503 Busy'))] }, expect: { status: 503, call: 'upstream_5xx', attempts: ['upstream_5xx'], errors: [] } },
    { location: { path: '/huge-header', to: [await up.serve(does.hugeHeader)] }, expect: { status: 502, call: 'upstream_closed', attempts: ['upstream_closed'], errors: ['upstream_protocol_error'], joined: 'upstream_protocol_error' } },
    { location: { path: '/broken-header', to: [await up.serve(does.brokenHeader)] }, expect: { status: 502, call: 'upstream_closed', attempts: ['upstream_closed'], errors: ['upstream_protocol_error'], joined: 'upstream_protocol_error' } },
    { location: { path: '/leave', to: [mute] }, how: { leaveAfter: 200 }, expect: { status: 499, seen: 0, call: 'client_abort', attempts: ['client_abort'], errors: ['client_abort'] } },
    { location: { path: '/leave-body', to: [await up.serve(does.trickles)] }, how: { leaveAfterFirstByte: 150 }, expect: { status: 200, call: null, attempts: [null], errors: ['client_abort'], joined: 'client_abort' } },
    { location: { path: '/read-nothing', to: [await up.serve(does.floods)] }, how: { readNothingFor: 1200 }, expect: { status: 200, seen: 0, call: null, attempts: [null], errors: ['client_stall_timeout'], joined: 'client_stall_timeout' } },
    { location: { path: '/slow-request', to: [good], more: 'proxy_request_buffering on;' }, how: { raw: 'POST /slow-request HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 100\r\n\r\nhalf' }, expect: { status: 408, seen: 0, call: 'client_request_timeout', attempts: [], errors: [] } },
    { location: { path: '/stuck-request', to: [await up.neverReads()] }, how: { method: 'POST', body: big }, expect: { status: 504, call: 'first_byte_timeout', attempts: ['first_byte_timeout'], errors: ['send_timeout'], joined: 'send_timeout' } },
    { location: { path: '/tls-mute', to: [await up.mute()], scheme: 'https' }, expect: { status: 504, call: 'connect_timeout', attempts: ['connect_timeout'], errors: ['tls_timeout'], joined: 'tls_timeout' } },
    { location: { path: '/tls-plain', to: [await up.onFirstBytes((s) => { s.end('HTTP/1.1 400 Bad Request\r\n\r\n'); })], scheme: 'https' }, expect: { status: 502, call: 'connect_failed', attempts: ['connect_failed'], errors: ['tls_failure'], joined: 'tls_failure' } },
    { location: { path: '/retry', to: [await refused(), good] }, expect: { status: 200, call: null, attempts: ['connect_failed', null], errors: ['connect_refused'] } },
    { location: { path: '/retry-3', to: [hole, await up.serve(does.silent), good] }, expect: { status: 200, call: null, attempts: ['connect_timeout', 'first_byte_timeout', null], errors: ['connect_timeout', 'first_byte_timeout'] } },
    { location: { path: '/all-bad', to: [await refused(), await up.serve(does.closes), await refused()] }, expect: { status: 502, call: 'connect_failed', attempts: ['connect_failed', 'upstream_closed', 'connect_failed'], errors: ['connect_refused', 'upstream_closed', 'connect_refused'], joined: 'connect_refused' } },
    { location: { path: '/no-live', to: [await refused(), await refused()], server: 'max_fails=1 fail_timeout=60s' }, before: {}, expect: { status: 502, call: 'no_healthy_upstream', attempts: ['no_healthy_upstream'], errors: ['connect_refused', 'connect_refused', 'no_healthy_upstream'] } },
    { location: { path: '/unix', to: [await up.serve(does.ok, { path: `${dir}/app.sock` })] }, expect: { status: 200, call: null, attempts: [null], errors: [] } },
    { location: { path: '/unix-gone', to: [`unix:${dir}/gone.sock`] }, expect: { status: 502, call: 'connect_failed', attempts: ['connect_failed'], errors: ['connect_failed'] } },
    { location: { path: '/unresolved', more: `resolver ${dns.negative} ipv6=off; resolver_timeout 500ms; set $u nowhere.invalid; proxy_pass http://$u:80;` }, expect: { status: 502, call: 'dns_failure', attempts: [], errors: ['dns_failure'] } },
    { location: { path: '/dns-mute', more: `resolver ${dns.silent} ipv6=off; resolver_timeout 500ms; set $u nowhere.invalid; proxy_pass http://$u:80;` }, expect: { status: 502, call: 'dns_failure', attempts: [], errors: ['dns_timeout'], joined: 'dns_timeout' } },
    { location: { path: '/limited', to: [good], more: 'limit_req zone=one;' }, before: {}, expect: { status: 503, call: 'failure_unspecified', attempts: [], errors: ['rate_limited'], joined: 'rate_limited' } },
    { location: { path: '/too-large', to: [good], more: 'client_max_body_size 1k;' }, how: { method: 'POST', body: Buffer.alloc(5000) }, expect: { status: 413, call: null, attempts: [], errors: ['gateway_rejected'] } },
    { location: { path: '/fallback', to: [await refused()], more: 'error_page 502 = @second;' }, expect: { status: 200, call: null, attempts: ['connect_failed', null], errors: ['connect_refused'] } },
    { location: { path: '@second', to: [good] }, how: { raw: 'NONSENSE\r\n\r\n' }, expect: { status: 400, call: 'client_protocol_error', attempts: [], errors: ['client_protocol_error'] } },
  ];
  if (ipv6) {
    cases.push(
      { location: { path: '/v6', to: [await up.serve(does.ok, '::1')] }, expect: { status: 200, call: null, attempts: [null], errors: [] } },
      { location: { path: '/v6-retry', to: [await up.refused('::1'), good] }, expect: { status: 200, call: null, attempts: ['connect_failed', null], errors: ['connect_refused'] } },
    );
  }
  return cases;
}
