/** Lines of HAProxy's log that are no session: its own notices, and connections that failed before there was a request. */
import type { Draft } from '../call';
import { CLIENT, DETAILS, EVIDENCE } from '../call';
import { failureCode } from '../failure';
import { find, findText, SLASH, SPACE, startsWith } from './scan';
import { hostEnd } from './scan-address';
import { head } from './haproxy-head';

const tlsFailure = failureCode('tls_failure'), tlsTimeout = failureCode('tls_timeout');

const CONNECT = 'Connect from ';
const STARTS = [CONNECT, '[NOTICE]', '[WARNING]', '[ALERT]', 'Health check for ', 'Stopping ', 'Pausing ', 'Resuming ', 'Enabling ', 'Disabling '];

/** "Proxy x started.", "Server a/b is DOWN, reason: …", "backend x has no server available!" */
export function isNotice(buf: Buffer, from: number, to: number): boolean {
  for (const start of STARTS) if (startsWith(buf, from, to, start)) return start[0] === '[' || to - from < 400;
  const proxy = startsWith(buf, from, to, 'Proxy '), server = startsWith(buf, from, to, 'Server ') || startsWith(buf, from, to, 'Backup Server ');
  if (proxy) return findText(buf, from, to, ' started') > 0 || findText(buf, from, to, ' stopped') > 0;
  if (server) return findText(buf, from, to, ' is UP') > 0 || findText(buf, from, to, ' is DOWN') > 0 || findText(buf, from, to, ' is going DOWN') > 0 || findText(buf, from, to, ' is stopping') > 0;
  return startsWith(buf, from, to, 'backend ') && findText(buf, from, to, ' has no server available') > 0;
}

/** "Connect from 10.0.0.1:40780 to 10.0.0.9:443 (web/HTTP)", what is logged without tcplog and httplog, names its client and nothing else. */
export function readNotice(buf: Buffer, from: number, to: number, out: Draft): void {
  out.isRequest = false; out.reason = 'notice';
  if (!startsWith(buf, from, to, CONNECT)) return;
  const client = from + CONNECT.length, space = find(buf, SPACE, client, to);
  out.reason = 'connection opened';
  if (space > client) out.span(CLIENT, client, hostEnd(buf, client, space));
}

/** Behind `client [date] `: "frontend/listener: what went wrong". Expects `head` as readFrontend left it. */
export function isConnectionError(buf: Buffer, to: number): boolean {
  const from = head.frontendFrom, end = head.frontendTo;
  return buf[end - 1] === 58 && find(buf, SLASH, from, end) > from && end + 1 < to;
}

/** The words of a connection error, and its class where it is a failed TLS handshake. It is the client's, and no call was made. */
export function readConnectionError(buf: Buffer, to: number, out: Draft): void {
  const from = head.frontendTo + 1;
  out.isRequest = false;
  out.span(DETAILS, from, to);
  const timeout = findText(buf, from, to, 'imeout during SSL handshake') >= 0;
  if (!timeout && findText(buf, from, to, 'SSL') < 0 && findText(buf, from, to, 'TLS') < 0) return;
  out.failure = timeout ? tlsTimeout : tlsFailure;
  out.side = 'client';
  out.span(EVIDENCE, from, to);
}
