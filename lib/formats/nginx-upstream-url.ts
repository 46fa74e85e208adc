/** The `upstream: "…"` of an nginx error line → an attempt's address, or the name of a group that had nobody left. */
import type { Draft} from '../call';
import { SERVICE, UPSTREAM_NAME } from '../call';
import { COLON, SLASH, find, findText, startsWith } from './scan';

/**
 * "http://10.4.1.23:8000/ws", "fastcgi://127.0.0.1:9000", "http://unix:/tmp/app.sock/path", "https://user:secret@[::1]:443/", stream's
 * "10.0.0.1:25". User and password are left out.
 * @param isGroup the message says "no live upstreams": then the host is the group's name, and there was no attempt.
 */
export function takeUpstreamUrl(buf: Buffer, from: number, to: number, out: Draft, isGroup: boolean): void {
  const scheme = findText(buf, from, Math.min(to, from + 16), '://');
  let start = scheme < 0 ? from : scheme + 3;
  let end: number;
  if (startsWith(buf, start, to, 'unix:')) end = socketEnd(buf, start, to);
  else {
    end = find(buf, SLASH, start, to);
    if (end < 0) end = to;
    for (let i = start; i < end; i++) if (buf[i] === 64) start = i + 1;
  }
  if (end <= start) return;
  if (isGroup) { out.span(SERVICE, start, end); out.span(UPSTREAM_NAME, start, end); return; }
  const i = out.addAttempt();
  out.addrFrom[i] = start; out.addrTo[i] = end;
}

/** A socket's path runs into the URI that follows it: it ends at ":" or behind ".sock". */
function socketEnd(buf: Buffer, from: number, to: number): number {
  const colon = find(buf, COLON, from + 5, to), sock = findText(buf, from, to, '.sock');
  if (sock >= 0 && (colon < 0 || sock < colon)) {
    for (let i = sock + 5; i < to; i++) if (buf[i] === SLASH || buf[i] === COLON) return i;
    return to;
  }
  return colon < 0 ? to : colon;
}
