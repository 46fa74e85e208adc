/** What is done to a real Apache, and what must come out. */
import type { Proxied } from './apache-config';
import type { Manner } from './client';
import * as does from './upstreams';
import type { Upstreams } from './upstreams';

export type Expected = {
  /** Status as logged, and as the client saw it (left out = the same; 0 = none). */
  status: number; seen?: number;
  /** Class by the access line alone, and with its error lines joined (left out = the same). */
  call: string | null; joined?: string | null;
  /** Classes of the error lines that name the client, in order. */
  errors: string[];
};
export type Case = { proxied: Proxied; how?: Manner; before?: Manner; expect: Expected };

const big = Buffer.alloc(12_000_000, 'b');

export async function apacheCases(up: Upstreams): Promise<Case[]> {
  const good = await up.serve(does.ok), hole = await up.blackhole(), refused = (): Promise<string> => up.refused(), mute = await up.serve(does.silent);
  const unspecified = 'failure_unspecified', pair = ['connect_failed'], reading = (first: string): string[] => [first, 'upstream_closed'];
  return [
    { proxied: { name: 'ok', to: [good] }, expect: { status: 200, call: null, errors: [] } },
    { proxied: { name: 'slow', to: [await up.serve(does.okAfter(300))] }, expect: { status: 200, call: null, errors: [] } },
    { proxied: { name: 'missing', to: [await up.serve(does.status('404 Not Found'))] }, expect: { status: 404, call: null, errors: [] } },
    { proxied: { name: 'refused', to: [await refused()] }, expect: { status: 503, call: unspecified, joined: 'connect_refused', errors: pair } },
    { proxied: { name: 'hole', to: [hole] }, expect: { status: 503, call: 'connect_timeout', joined: 'connect_timeout', errors: pair } },
    { proxied: { name: 'mute', to: [mute] }, expect: { status: 502, call: 'first_byte_timeout', errors: reading('first_byte_timeout') } },
    { proxied: { name: 'stall-body', to: [await up.serve(does.stallsInBody)] }, expect: { status: 200, call: null, joined: 'body_timeout', errors: ['body_timeout'] } },
    { proxied: { name: 'reset', to: [await up.serve(does.resets)] }, expect: { status: 502, call: unspecified, joined: 'connection_reset', errors: reading('connection_reset') } },
    { proxied: { name: 'close', to: [await up.serve(does.closes)] }, expect: { status: 502, call: unspecified, joined: 'upstream_closed', errors: reading('upstream_closed') } },
    { proxied: { name: 'close-body', to: [await up.serve(does.closesInBody)] }, expect: { status: 200, call: null, joined: 'upstream_closed', errors: ['upstream_closed'] } },
    { proxied: { name: 'reset-body', to: [await up.serve(does.resetsInBody)] }, expect: { status: 200, call: null, joined: 'connection_reset', errors: ['connection_reset'] } },
    // An access line does not tell whose status it is.
    { proxied: { name: 'own-504', to: [await up.serve(does.status('504 Gateway Timeout'))] }, expect: { status: 504, call: 'timeout_unspecified', errors: [] } },
    { proxied: { name: 'own-503', to: [await up.serve(does.status('503 Busy'))] }, expect: { status: 503, call: unspecified, errors: [] } },
    { proxied: { name: 'own-429', to: [await up.serve(does.status('429 Slow Down'))] }, expect: { status: 429, call: 'rate_limited', errors: [] } },
    { proxied: { name: 'huge-header', to: [await up.serve(does.hugeHeader)] }, expect: { status: 502, call: unspecified, joined: 'upstream_protocol_error', errors: ['upstream_protocol_error'] } },
    { proxied: { name: 'broken-header', to: [await up.serve(does.brokenHeader)] }, expect: { status: 502, call: unspecified, joined: 'upstream_protocol_error', errors: ['upstream_protocol_error'] } },
    // Apache does not look whether the client is still there while it waits.
    { proxied: { name: 'leave', to: [mute] }, how: { leaveAfter: 200 }, expect: { status: 502, seen: 0, call: 'first_byte_timeout', errors: reading('first_byte_timeout') } },
    { proxied: { name: 'leave-body', to: [await up.serve(does.trickles)] }, how: { leaveAfterFirstByte: 150 }, expect: { status: 200, call: 'client_abort', errors: [] } },
    { proxied: { name: 'read-nothing', to: [await up.serve(does.floods)] }, how: { readNothingFor: 4000 }, expect: { status: 200, seen: 0, call: 'client_abort', errors: [] } },
    { proxied: { name: 'slow-body', to: [good] }, how: { raw: 'POST /slow-body HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 100\r\n\r\nhalf' }, expect: { status: 408, call: 'client_request_timeout', errors: ['client_request_timeout'] } },
    { proxied: { name: 'stuck-request', to: [await up.neverReads()] }, how: { method: 'POST', body: big }, expect: { status: 504, call: 'first_byte_timeout', joined: 'send_timeout', errors: ['send_timeout'] } },
    // A handshake that gets no answer and one that fails look alike.
    { proxied: { name: 'tls-mute', to: [await up.mute()], scheme: 'https' }, expect: { status: 500, call: unspecified, joined: 'tls_failure', errors: ['tls_failure', 'tls_failure'] } },
    { proxied: { name: 'tls-plain', to: [await up.onFirstBytes((s) => { s.end('HTTP/1.1 400 Bad Request\r\n\r\n'); })], scheme: 'https' }, expect: { status: 500, call: unspecified, joined: 'tls_failure', errors: ['tls_failure', 'tls_failure'] } },
    { proxied: { name: 'retry', to: [await refused(), good] }, expect: { status: 200, call: null, errors: pair } },
    { proxied: { name: 'retry-hole', to: [hole, good] }, expect: { status: 200, call: null, errors: pair } },
    { proxied: { name: 'all-bad', to: [await refused(), await refused()] }, expect: { status: 503, call: unspecified, joined: 'connect_refused', errors: [...pair, ...pair] } },
    { proxied: { name: 'no-worker', to: [await refused()], worker: 'retry=60', balancer: 'forcerecovery=Off' }, before: {}, expect: { status: 503, call: unspecified, joined: 'no_healthy_upstream', errors: [...pair, 'no_healthy_upstream'] } },
    { proxied: { name: 'unresolved', to: ['nowhere.invalid:80'] }, expect: { status: 500, call: unspecified, joined: 'dns_failure', errors: ['dns_failure'] } },
    { proxied: { name: 'fcgi-refused', to: [await refused()], scheme: 'fcgi' }, expect: { status: 503, call: unspecified, joined: 'connect_refused', errors: pair } },
    { proxied: { name: 'fcgi-mute', to: [await up.mute()], scheme: 'fcgi' }, expect: { status: 504, call: 'first_byte_timeout', errors: ['first_byte_timeout'] } },
    { proxied: { name: 'fcgi-reset', to: [await up.onFirstBytes((s) => { setTimeout(() => s.resetAndDestroy(), 50); })], scheme: 'fcgi' }, expect: { status: 503, call: unspecified, joined: 'connection_reset', errors: ['connection_reset'] } },
    { proxied: { name: 'ajp-refused', to: [await refused()], scheme: 'ajp' }, expect: { status: 503, call: unspecified, joined: 'connect_refused', errors: pair } },
    { proxied: { name: 'ajp-mute', to: [await up.mute()], scheme: 'ajp' }, expect: { status: 503, call: unspecified, joined: 'first_byte_timeout', errors: ['first_byte_timeout'] } },
    { proxied: { name: 'ajp-close', to: [await up.onFirstBytes((s) => { s.end(); })], scheme: 'ajp' }, expect: { status: 503, call: unspecified, joined: 'upstream_closed', errors: ['upstream_closed'] } },
  ];
}
