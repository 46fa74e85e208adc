/** The quoted request of an HTTP line, and what `option httpslog` puts behind it. */
import type { Draft } from '../call';
import { HOST, METHOD, PATH, QUERY } from '../call';
import { COLON, find, isDigit, isWord, QUESTION, QUOTE, SLASH, SPACE } from './scan';

const LT = 60;

/** Reads `"METHOD URI VERSION"` at `from`. "<BADREQ>" and "" have neither. A line cut at syslog's limit ends inside the quotes. */
export function readRequest(buf: Buffer, from: number, to: number, out: Draft): boolean {
  if (from >= to || buf[from] !== QUOTE) return false;
  // HAProxy writes quotes inside the request as #22, so the first one closes it.
  let end = find(buf, QUOTE, from + 1, to);
  if (end < 0) { out.warnings.push('request cut'); end = to; } else if (end + 1 < to) readTls(buf, end + 1, to, out);
  if (end === from + 1 || buf[from + 1] === LT) return true;
  const method = find(buf, SPACE, from + 1, end), methodTo = method < 0 ? end : method;
  for (let i = from + 1; i < methodTo; i++) if (!isWord(buf[i]) && buf[i] !== 45) return true;
  out.span(METHOD, from + 1, methodTo);
  if (method < 0) return true;
  const uri = method + 1;
  let last = end;
  for (let i = end - 1; i > uri; i--) if (buf[i] === SPACE) { last = i; break; }
  // Only a version ends the URI; without one a blank belongs to what the client sent.
  if (last < end && !isVersion(buf, last + 1, end)) last = end;
  readUri(buf, uri, last, out);
  return true;
}

/** "HTTP/1.1", "ICE/1.0", "RTSP/1.0" */
function isVersion(buf: Buffer, from: number, to: number): boolean {
  const slash = find(buf, SLASH, from, Math.min(to, from + 10));
  return slash > from && slash + 2 <= to && isDigit(buf[slash + 1]) && to - slash <= 4;
}

function readUri(buf: Buffer, from: number, to: number, out: Draft): void {
  let path = from;
  if (from >= to) return;
  if (buf[from] !== SLASH) {
    // "http://host/path" of HTTP/2 and proxies; "host:port" of CONNECT; "*" of OPTIONS.
    let i = from;
    while (i < to && isWord(buf[i])) i++;
    if (buf[i] === COLON && buf[i + 1] === SLASH && buf[i + 2] === SLASH && i + 3 < to) {
      path = find(buf, SLASH, i + 3, to);
      const hostTo = path < 0 ? to : path;
      if (hostTo > i + 3) out.span(HOST, i + 3, hostTo);
      if (path < 0) { out.put(PATH, '/'); return; }
    }
  }
  const mark = find(buf, QUESTION, path, to);
  out.span(PATH, path, mark < 0 ? to : mark);
  if (mark >= 0 && mark + 1 < to) out.span(QUERY, mark + 1, to);
}

/** ` err/…/… sni/version/cipher`: the name that the client asked for, if nothing better is known. */
function readTls(buf: Buffer, from: number, to: number, out: Draft): void {
  const second = find(buf, SPACE, from + 1, to);
  if (second < 0) return;
  const end = find(buf, SLASH, second + 1, to);
  if (end > second + 2 && !out.has(HOST)) out.span(HOST, second + 1, end);
}
