/** What is done to a real HAProxy, and what must come out. */
import type { Manner } from './client';
import type { Backend, Listener } from './haproxy-config';
import { freePort } from './program';
import * as does from './upstreams';
import type { Upstreams } from './upstreams';

export type Expected = {
  /** Status as logged (null = -1) and as the client saw it (left out = the same). */
  status: number | null; seen?: number;
  failure: string | null; confidence?: string; flags: string; server: string | null; retries?: number; redispatched?: boolean;
};
export type Case = { backend: Backend; how?: Manner; alongside?: Manner; expect: Expected };
export type TcpCase = { listener: Listener; how: Manner; expect: Omit<Expected, 'status' | 'seen'> };

const big = Buffer.alloc(12_000_000, 'b');

export async function haproxyCases(up: Upstreams, ipv6: boolean, dir: string): Promise<Case[]> {
  const good = await up.serve(does.ok), hole = await up.blackhole(), refused = (): Promise<string> => up.refused(), mute = await up.serve(does.silent);
  const cases: Case[] = [
    { backend: { name: 'ok', to: [good] }, expect: { status: 200, failure: null, flags: '----', server: 's1' } },
    { backend: { name: 'slow', to: [await up.serve(does.okAfter(300))] }, expect: { status: 200, failure: null, flags: '----', server: 's1' } },
    { backend: { name: 'missing', to: [await up.serve(does.status('404 Not Found'))] }, expect: { status: 404, failure: null, flags: '----', server: 's1' } },
    { backend: { name: 'refused', to: [await refused()] }, expect: { status: 503, failure: 'connect_refused', confidence: 'ambiguous', flags: 'SC--', server: 's1' } },
    { backend: { name: 'hole', to: [hole] }, expect: { status: 503, failure: 'connect_timeout', confidence: 'exact', flags: 'sC--', server: 's1' } },
    { backend: { name: 'mute', to: [mute] }, expect: { status: 504, failure: 'first_byte_timeout', confidence: 'exact', flags: 'sH--', server: 's1' } },
    { backend: { name: 'stall-body', to: [await up.serve(does.stallsInBody)] }, expect: { status: 200, failure: 'body_timeout', confidence: 'exact', flags: 'sD--', server: 's1' } },
    { backend: { name: 'reset', to: [await up.serve(does.resets)] }, expect: { status: 502, failure: 'upstream_closed', flags: 'SH--', server: 's1' } },
    { backend: { name: 'close', to: [await up.serve(does.closes)] }, expect: { status: 502, failure: 'upstream_closed', flags: 'SH--', server: 's1' } },
    { backend: { name: 'reset-body', to: [await up.serve(does.resetsInBody)] }, expect: { status: 200, failure: 'connection_reset', flags: 'SD--', server: 's1' } },
    { backend: { name: 'close-body', to: [await up.serve(does.closesInBody)] }, expect: { status: 200, failure: 'connection_reset', flags: 'SD--', server: 's1' } },
    { backend: { name: 'own-504', to: [await up.serve(does.status('504 Gateway Timeout'))] }, expect: { status: 504, failure: 'upstream_reported_timeout', flags: '----', server: 's1' } },
    { backend: { name: 'own-503', to: [await up.serve(does.status('503 Busy'))] }, expect: { status: 503, failure: 'upstream_5xx', flags: '----', server: 's1' } },
    { backend: { name: 'own-429', to: [await up.serve(does.status('429 Slow Down'))] }, expect: { status: 429, failure: 'rate_limited', flags: '----', server: 's1' } },
    { backend: { name: 'huge-header', to: [await up.serve(does.hugeHeader)] }, expect: { status: 502, failure: 'upstream_protocol_error', flags: 'PH--', server: 's1' } },
    { backend: { name: 'no-http', to: [await up.serve(does.noHttp)] }, expect: { status: 502, failure: 'upstream_protocol_error', flags: 'PH--', server: 's1' } },
    { backend: { name: 'leave', to: [mute] }, how: { leaveAfter: 200 }, expect: { status: 400, seen: 0, failure: 'client_abort', flags: 'CH--', server: 's1' } },
    // Without abortonclose a client that leaves is not noticed: the wait goes on, and the log blames the server.
    { backend: { name: 'leave-unseen', to: [mute], more: ['no option abortonclose'] }, how: { leaveAfter: 200 }, expect: { status: 504, seen: 0, failure: 'first_byte_timeout', flags: 'sH--', server: 's1' } },
    { backend: { name: 'leave-body', to: [await up.serve(does.trickles)] }, how: { leaveAfterFirstByte: 150 }, expect: { status: 200, failure: 'client_abort', flags: 'CD--', server: 's1' } },
    { backend: { name: 'read-nothing', to: [await up.serve(does.floods)], more: ['timeout server 10s'] }, how: { readNothingFor: 4000 }, expect: { status: 200, seen: 0, failure: 'client_stall_timeout', flags: 'cD--', server: 's1' } },
    { backend: { name: 'stuck-request', to: [await up.neverReads()] }, how: { method: 'POST', body: big }, expect: { status: null, seen: 0, failure: 'send_timeout', flags: 'sD--', server: 's1' } },
    // A client that does not finish its body: HAProxy goes on waiting for the server, and blames it.
    { backend: { name: 'slow-body', to: [mute], more: ['timeout server 3500ms'] }, how: { raw: 'POST /slow-body HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 100\r\n\r\nhalf' }, expect: { status: 504, failure: 'first_byte_timeout', flags: 'sH--', server: 's1' } },
    { backend: { name: 'no-server', to: [] }, expect: { status: 503, failure: 'no_healthy_upstream', flags: 'SC--', server: null } },
    { backend: { name: 'disabled', to: [good], server: 'disabled' }, expect: { status: 503, failure: 'no_healthy_upstream', flags: 'SC--', server: null } },
    { backend: { name: 'queue', to: [await up.serve(does.okAfter(1500))], more: ['timeout server 5s'], server: 'maxconn 1' }, alongside: {}, expect: { status: 503, failure: 'queue_timeout', confidence: 'exact', flags: 'sQ--', server: null } },
    { backend: { name: 'denied', to: [good], more: ['http-request deny deny_status 403'] }, expect: { status: 403, failure: 'gateway_rejected', flags: 'PR--', server: null } },
    { backend: { name: 'limited', to: [good], more: ['http-request deny deny_status 429'] }, expect: { status: 429, failure: 'rate_limited', flags: 'PR--', server: null } },
    { backend: { name: 'tarpit', to: [good], more: ['timeout tarpit 200ms', 'http-request tarpit'] }, expect: { status: 500, failure: 'gateway_rejected', flags: 'PT--', server: null } },
    { backend: { name: 'redirect', to: [good], more: ['http-request redirect location /ok'] }, expect: { status: 302, failure: null, flags: 'LR--', server: null } },
    { backend: { name: 'stats', to: [], more: ['stats enable', 'stats uri /stats'] }, expect: { status: 200, failure: null, flags: 'LR--', server: null } },
    { backend: { name: 'blocked-answer', to: [good], more: ['http-response deny'] }, expect: { status: 502, failure: 'upstream_protocol_error', flags: 'PH--', server: 's1' } },
    { backend: { name: 'retry-same', to: [await refused()], more: ['retries 2'] }, expect: { status: 503, failure: 'connect_refused', flags: 'SC--', server: 's1', retries: 2 } },
    { backend: { name: 'retry', to: [await refused(), await refused(), good], more: ['retries 2', 'option redispatch 1', 'balance roundrobin'] }, expect: { status: 200, failure: null, flags: '----', server: 's3', retries: 2, redispatched: true } },
    { backend: { name: 'retry-hole', to: [hole, good], more: ['retries 2', 'option redispatch 1', 'balance roundrobin'] }, expect: { status: 200, failure: null, flags: '----', server: 's2', retries: 1, redispatched: true } },
    { backend: { name: 'all-holes', to: [hole, hole, hole], more: ['retries 2', 'option redispatch 1', 'balance roundrobin'] }, expect: { status: 503, failure: 'connect_timeout', flags: 'sC--', server: 's3', retries: 2, redispatched: true } },
    { backend: { name: 'tls-plain', to: [await up.onFirstBytes((s) => { s.end('HTTP/1.1 400 Bad Request\r\n\r\n'); })], server: 'ssl verify none' }, expect: { status: 503, failure: 'connect_refused', flags: 'SC--', server: 's1' } },
    { backend: { name: 'tls-mute', to: [await up.mute()], server: 'ssl verify none' }, expect: { status: 503, failure: 'connect_timeout', flags: 'sC--', server: 's1' } },
    { backend: { name: 'unix', to: [await up.serve(does.ok, { path: `${dir}/h.sock` })] }, expect: { status: 200, failure: null, flags: '----', server: 's1' } },
    { backend: { name: 'unix-gone', to: [`unix:${dir}/gone.sock`] }, expect: { status: 503, failure: 'connect_refused', flags: 'SC--', server: 's1' } },
  ];
  if (ipv6) cases.push({ backend: { name: 'v6', to: [await up.serve(does.ok, '::1')] }, expect: { status: 200, failure: null, flags: '----', server: 's1' } });
  return cases;
}

export async function tcpCases(up: Upstreams): Promise<TcpCase[]> {
  const echo = (name: string, to: string[], rest: Partial<Listener> = {}): Promise<Listener> => freePort().then((port) => ({ name, to, port, ...rest }));
  const talk = { raw: 'GET / HTTP/1.1\r\n\r\n' };
  return [
    { listener: await echo('fine', [await up.serve(does.ok)]), how: talk, expect: { failure: null, flags: '--', server: 's1' } },
    { listener: await echo('refused', [await up.refused()]), how: talk, expect: { failure: 'connect_refused', flags: 'SC', server: 's1' } },
    { listener: await echo('hole', [await up.blackhole()]), how: talk, expect: { failure: 'connect_timeout', flags: 'sC', server: 's1' } },
    { listener: await echo('silent', [await up.serve(does.silent)]), how: talk, expect: { failure: 'idle_timeout', flags: 'sD', server: 's1' } },
    { listener: await echo('quiet-client', [await up.serve(does.silent)], { more: ['timeout server 10s', 'timeout client 800ms'] }), how: talk, expect: { failure: 'idle_timeout', flags: 'cD', server: 's1' } },
    { listener: await echo('reset', [await up.serve(does.resets)]), how: talk, expect: { failure: 'connection_reset', flags: 'SD', server: 's1' } },
    { listener: await echo('leave', [await up.serve(does.trickles)]), how: { ...talk, leaveAfterFirstByte: 150 }, expect: { failure: 'client_abort', flags: 'CD', server: 's1' } },
    { listener: await echo('nobody', []), how: talk, expect: { failure: 'no_healthy_upstream', flags: 'SC', server: null } },
  ];
}
