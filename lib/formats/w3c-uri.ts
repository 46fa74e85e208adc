/** What a W3C log has of the request's target: a URI with or without its host, and a query to which Application Request Routing may have added. */
import { HOST, LOGS_ADDR, LOGS_STATUS, PATH, QUERY, REQUEST_ID, type Draft } from '../call';
import { takeTarget } from './nginx-request';
import { COLON, DASH, DOT, SLASH, find, findText, isWord, startsWith, status } from './scan';
import { hostEnd } from './scan-address';

export function putUri(buf: Buffer, a: number, b: number, out: Draft): void {
  const query = find(buf, 63, a, b), end = query < 0 ? b : query;
  const path = buf[a] === SLASH ? a : bareHost(buf, a, end);
  if (path > a && !out.has(HOST)) out.span(HOST, a, hostEnd(buf, a, path));
  if (path >= 0) out.span(PATH, path, end); else takeTarget(buf, a, end, out);
  if (query >= 0 && query + 1 < b && !out.has(QUERY)) out.span(QUERY, query + 1, b);
}

/** "www.travel.example/page" as proxies log it: where the path begins; -1 = it is no such thing. */
function bareHost(buf: Buffer, a: number, b: number): number {
  let dots = 0;
  for (let i = a; i < b; i++) {
    const c = buf[i];
    if (c === SLASH) return dots > 0 && buf[i - 1] !== COLON ? i : -1;
    if (c === DOT && i > a) dots++; else if (c !== DASH && c !== COLON && !isWord(c)) return -1;
  }
  return -1;
}

/** What Application Request Routing appends: `X-ARR-CACHE-HIT=0&SERVER-ROUTED=10.0.0.5&SERVER-STATUS=200&X-ARR-LOG-ID=…`. */
const ARR = ['X-ARR-CACHE-HIT=', 'SERVER-ROUTED=', 'SERVER-STATUS=', 'X-ARR-LOG-ID='];

export function putQuery(buf: Buffer, from: number, to: number, out: Draft): void {
  let cut = -1;
  // The appended part is at the end, and only with it does a query hold "-ARR-" or "SERVER-".
  const marker = find(buf, 45, from, to);
  if (marker >= 0) for (const key of ARR) { const at = findText(buf, from, to, key); if (at >= 0 && (at === from || buf[at - 1] === 38) && (cut < 0 || at < cut)) cut = at; }
  const end = cut < 0 ? to : cut === from ? from : cut - 1;
  if (end > from) out.span(QUERY, from, end);
  if (cut < 0) return;
  for (let a = cut; a < to;) {
    let b = find(buf, 38, a, to);
    if (b < 0) b = to;
    if (startsWith(buf, a, b, 'SERVER-ROUTED=') && b > a + 14) {
      out.logged |= LOGS_ADDR;
      const i = out.attempts === 0 ? out.addAttempt() : 0;
      out.addrFrom[i] = a + 14; out.addrTo[i] = b;
    } else if (startsWith(buf, a, b, 'SERVER-STATUS=')) {
      out.logged |= LOGS_STATUS;
      out.upstreamStatus = status(buf, a + 14, b);
    } else if (startsWith(buf, a, b, 'X-ARR-LOG-ID=') && b > a + 13) out.span(REQUEST_ID, a + 13, b);
    a = b + 1;
  }
  if (out.attempts > 0) out.attemptStatus[0] = out.upstreamStatus;
}
