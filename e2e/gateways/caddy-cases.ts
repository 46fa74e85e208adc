/** What is done to a real Caddy, and what must come out. */
import type { Proxied } from './caddy-config';
import type { Manner } from './client';
import * as does from './upstreams';
import type { Upstreams } from './upstreams';

export type Expected = {
  /** Statuses that versions log (null = none), and what the client saw where that is another one (0 = none). */
  status: (number | null)[]; seen?: number;
  /** Class by the access line alone, and with its error lines joined (left out = the same). */
  call: string | null; joined?: string | null;
};
export type Case = { proxied: Proxied; how?: Manner; expect: Expected };

const big = Buffer.alloc(12_000_000, 'b');

export async function caddyCases(up: Upstreams): Promise<Case[]> {
  const good = await up.serve(does.ok), hole = await up.blackhole(), refused = (): Promise<string> => up.refused(), mute = await up.serve(does.silent), unspecified = 'failure_unspecified';
  return [
    { proxied: { name: 'ok', to: [good] }, expect: { status: [200], call: null } },
    { proxied: { name: 'slow', to: [await up.serve(does.okAfter(300))] }, expect: { status: [200], call: null } },
    { proxied: { name: 'missing', to: [await up.serve(does.status('404 Not Found'))] }, expect: { status: [404], call: null } },
    { proxied: { name: 'refused', to: [await refused()] }, expect: { status: [502], call: unspecified, joined: 'connect_refused' } },
    { proxied: { name: 'hole', to: [hole] }, expect: { status: [502], call: 'connect_timeout' } },
    { proxied: { name: 'mute', to: [mute] }, expect: { status: [504], call: 'first_byte_timeout' } },
    // The length that the header promised is not reached; who cut it only the proxy's line says.
    { proxied: { name: 'stall-body', to: [await up.serve(does.stallsInBody)] }, expect: { status: [200], call: 'client_abort', joined: 'body_timeout' } },
    { proxied: { name: 'close-body', to: [await up.serve(does.closesInBody)] }, expect: { status: [200], call: 'client_abort', joined: 'upstream_closed' } },
    { proxied: { name: 'reset-body', to: [await up.serve(does.resetsInBody)] }, expect: { status: [200], call: 'client_abort', joined: 'connection_reset' } },
    { proxied: { name: 'reset', to: [await up.serve(does.resets)] }, expect: { status: [502], call: unspecified, joined: 'connection_reset' } },
    { proxied: { name: 'close', to: [await up.serve(does.closes)] }, expect: { status: [502], call: unspecified, joined: 'upstream_closed' } },
    { proxied: { name: 'own-504', to: [await up.serve(does.status('504 Gateway Timeout'))] }, expect: { status: [504], call: 'upstream_reported_timeout' } },
    { proxied: { name: 'own-503', to: [await up.serve(does.status('503 Busy'))] }, expect: { status: [503], call: 'upstream_5xx' } },
    { proxied: { name: 'own-429', to: [await up.serve(does.status('429 Slow Down'))] }, expect: { status: [429], call: 'rate_limited' } },
    { proxied: { name: 'no-http', to: [await up.serve(does.noHttp)] }, expect: { status: [502], call: unspecified, joined: 'upstream_protocol_error' } },
    { proxied: { name: 'leave', to: [mute] }, how: { leaveAfter: 200 }, expect: { status: [null, 499], seen: 0, call: 'client_abort' } },
    { proxied: { name: 'leave-body', to: [await up.serve(does.trickles)] }, how: { leaveAfterFirstByte: 150 }, expect: { status: [200], call: 'client_abort' } },
    { proxied: { name: 'read-nothing', to: [await up.serve(does.floods)] }, how: { readNothingFor: 1500 }, expect: { status: [200], seen: 0, call: 'client_abort' } },
    { proxied: { name: 'stuck-request', to: [await up.neverReads()] }, how: { method: 'POST', body: big }, expect: { status: [504], call: 'first_byte_timeout', joined: 'send_timeout' } },
    { proxied: { name: 'tls-mute', to: [await up.mute()], https: true }, expect: { status: [504], call: 'timeout_unspecified', joined: 'tls_timeout' } },
    { proxied: { name: 'tls-plain', to: [await up.onFirstBytes((s) => { s.end('HTTP/1.1 400 Bad Request\r\n\r\n'); })], https: true }, expect: { status: [502], call: unspecified, joined: 'tls_failure' } },
    { proxied: { name: 'retry', to: [await refused(), good] }, expect: { status: [200], call: null } },
    { proxied: { name: 'unresolved', to: ['nowhere.invalid:80'] }, expect: { status: [502], call: unspecified, joined: 'dns_failure' } },
  ];
}
