/** What stands between the level and the message of a line of Apache's error log: brackets (process, client, peer, log id) and the system's error. Results stand in this module. */
import { CLIENT, REQUEST_ID, type Draft } from '../call';
import { moduleFrom, moduleTo } from './apache-error-head';
import { COLON, SPACE, equals, find, findText, int, isDigit, startsWith } from './scan';
import { hostEnd } from './scan-address';

const OPEN = 91, CLOSE = 93, PAREN = 40, PAREN_END = 41, DASH = 45;

export let errno = NaN, resolver = false, client = false, evidenceFrom = 0, peerFrom = 0, peerTo = 0;
/**
 * Walks "[pid 1:tid 2] [client 10.0.0.1:5000] (111)Connection refused: " in whatever order and with whatever else stands in brackets.
 * @returns where the message begins.
 */
export function messageStart(buf: Buffer, from: number, to: number, out: Draft): number {
  errno = NaN; resolver = false; client = false; evidenceFrom = peerFrom = peerTo = -1;
  let i = from;
  for (;;) {
    while (i < to && buf[i] === SPACE) i++;
    if (i < to && buf[i] === OPEN) {
      const close = find(buf, CLOSE, i, to), inner = i + 1;
      if (close < 0) return i;
      // "[client [2001:db8::1]:5000]" has brackets of its own.
      const end = buf[close + 1] === COLON && isDigit(buf[close + 2]) ? find(buf, CLOSE, close + 1, to) : close;
      if (end < 0) return i;
      if (!takeToken(buf, inner, end, out)) return i;
      i = end + 1;
    } else if (i < to && buf[i] === PAREN && evidenceFrom < 0) {
      const close = find(buf, PAREN_END, i, Math.min(to, i + 24)), colon = close < 0 ? -1 : findText(buf, close, to, ': ');
      if (close < 0 || colon < 0) return i;
      resolver = startsWith(buf, i + 1, close, 'EAI ');
      errno = int(buf, resolver ? i + 5 : startsWith(buf, i + 1, close, 'OS ') ? i + 4 : i + 1, close);
      if (errno < 0) { errno = NaN; return i; }
      evidenceFrom = i;
      i = colon + 2;
    } else return i;
  }
}

/** A bracket in front of the message; false when it is a part of the message. */
function takeToken(buf: Buffer, from: number, to: number, out: Draft): boolean {
  const remote = startsWith(buf, from, to, 'remote ');
  // mod_ssl calls its other end so, the upstream; a request over HTTP/2 so calls its client.
  if (remote && equals(buf, moduleFrom, moduleTo, 'ssl')) { peerFrom = from + 7; peerTo = to; return true; }
  if (remote || startsWith(buf, from, to, 'client ')) {
    const start = from + 7, end = clientEnd(buf, start, to), v6 = buf[start] === OPEN ? 1 : 0;
    if (!client && end > start + v6 && !(end === start + 1 && buf[start] === DASH)) { out.span(CLIENT, start + v6, end); client = true; }
    return true;
  }
  // The log id of ErrorLogFormat's %L, and mod_unique_id's; "C:" is the connection's.
  if (startsWith(buf, from, to, 'R:')) { if (to - from > 3) out.span(REQUEST_ID, from + 2, to); return true; }
  return startsWith(buf, from, to, 'pid ') || startsWith(buf, from, to, 'tid ') || startsWith(buf, from, to, 'host ') || startsWith(buf, from, to, 'vhost ') || startsWith(buf, from, to, 'request ') || startsWith(buf, from, to, 'connection ')
    || startsWith(buf, from, to, 'file ') || startsWith(buf, from, to, 'C:') || startsWith(buf, from, to, 'L:') || startsWith(buf, from, to, 'P:') || startsWith(buf, from, to, 'A:');
}

/** "10.0.0.1:5000", "10.0.0.1", "::1:54684", "::1", "[::1]:5000": Apache puts the port behind a bare IPv6 address, too; modules leave it out. */
function clientEnd(buf: Buffer, from: number, to: number): number {
  if (buf[from] === OPEN) return hostEnd(buf, from, to);
  let last = -1, colons = 0, double = false;
  for (let i = from; i < to; i++) if (buf[i] === COLON) { colons++; last = i; if (buf[i + 1] === COLON && i + 2 < to) double = true; }
  if (colons === 0) return to;
  // What is left without the last group must be an address.
  const half = buf[last - 1] === COLON && (last - 2 < from || buf[last - 2] !== COLON), short = colons === 7 && !double;
  return half || short ? to : last;
}
