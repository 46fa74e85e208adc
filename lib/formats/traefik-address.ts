/** The server's address out of the URL that Traefik logs. */
import type { Draft } from '../call';
import { SLASH, find, findText } from './scan';

/** "http://user@10.0.0.1:80/path" → attempt 0 at 10.0.0.1:80. "-", "/" and "" name no server. */
export function takeServer(buf: Buffer, from: number, to: number, out: Draft): void {
  const scheme = findText(buf, from, Math.min(to, from + 12), '://');
  let start = scheme < 0 ? from : scheme + 3;
  const slash = find(buf, SLASH, start, to), end = slash < 0 ? to : slash;
  const at = find(buf, 64, start, end);
  if (at >= 0) start = at + 1;
  if (end <= start || (end - start === 1 && buf[start] === 45)) return;
  const i = out.attempts > 0 ? 0 : out.addAttempt();
  out.addrFrom[i] = start; out.addrTo[i] = end;
}
