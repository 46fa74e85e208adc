/** The request line and its target: method, path, query. */
import type { Draft} from '../call';
import { HOST, METHOD, PATH, QUERY } from '../call';
import { BACKSLASH, QUESTION, QUOTE, SLASH, SPACE, find, isDigit, quoteEnd, startsWith } from './scan';
import { unescape } from './unescape';

const MAX_METHOD = 32;
/** Bytes of a request line that are no plain part of its path: one look-up a byte instead of four comparisons. */
const MARKS = new Uint8Array(256);
MARKS[QUOTE] = MARKS[BACKSLASH] = MARKS[SPACE] = MARKS[QUESTION] = 1;

/** End of a method (letters, "-" and "_") at `from`; -1 when it is none: "- - HTTP/1.0" has none. Whether it exists is for the status to say. */
function methodEnd(buf: Buffer, from: number, to: number): number {
  let i = from;
  if (buf[from] === 45) return -1;
  const limit = to - from < MAX_METHOD ? to : from + MAX_METHOD;
  while (i < limit && (((buf[i] | 32) >= 97 && (buf[i] | 32) <= 122) || buf[i] === 45 || buf[i] === 95)) i++;
  return i > from && i < to && buf[i] === SPACE ? i : -1;
}

/**
 * "GET /path?query HTTP/1.1". Whatever is no such line (a TLS hello on a plain port) leaves method and path missing.
 * @returns whether it was one.
 */
export function takeRequest(buf: Buffer, from: number, to: number, out: Draft): boolean {
  const method = methodEnd(buf, from, to);
  if (method < 0) return false;
  let end = to;
  // The target may hold spaces, so the protocol is looked for at the end.
  for (let i = to - 1, stop = Math.max(method + 1, to - 10); i > stop; i--) {
    if (buf[i] === SPACE) { if (startsWith(buf, i + 1, to, 'HTTP/')) end = i; break; }
  }
  if (end <= method + 1) return false;
  const c = buf[method + 1];
  const connect = method - from === 7 && startsWith(buf, from, to, 'CONNECT');
  if (c !== SLASH && c !== 42 && !connect && schemeEnd(buf, method + 1, end) < 0 && !(end < to)) return false;
  out.span(METHOD, from, method);
  takeTarget(buf, method + 1, end, out);
  return true;
}

/**
 * The same for a request line inside quotes that begins at `from`, in one walk when it is an ordinary one.
 * @returns where its closing quote stands; -1 when it is cut.
 */
export function takeQuotedRequest(buf: Buffer, from: number, to: number, out: Draft): number {
  const method = methodEnd(buf, from, to);
  if (method > 0 && buf[method + 1] === SLASH) {
    const space = targetEnd(buf, method + 1, to);
    if (space >= 0 && isVersion(buf, space + 1, to)) {
      const query = targetQuery;
      out.span(METHOD, from, method);
      if (query < 0) out.span(PATH, method + 1, space);
      else { out.span(PATH, method + 1, query); if (query + 1 < space) out.span(QUERY, query + 1, space); }
      return space + 9;
    }
  }
  const close = quoteEnd(buf, from, to);
  if (close > from) takeRequest(buf, from, close, out);
  return close;
}

let targetQuery = -1;
/** The space behind a target without quotes and escapes, or -1; `targetQuery` is where its first "?" stands, -1 without one. */
function targetEnd(buf: Buffer, from: number, to: number): number {
  const marks = MARKS;
  targetQuery = -1;
  for (let i = from; i < to; i++) {
    // Four at a time while there is nothing to see.
    while (i + 3 < to && (marks[buf[i]] | marks[buf[i + 1]] | marks[buf[i + 2]] | marks[buf[i + 3]]) === 0) i += 4;
    const c = buf[i];
    if (marks[c] === 0) continue;
    if (c === SPACE) return i;
    if (c !== QUESTION) return -1;
    if (targetQuery < 0) targetQuery = i;
  }
  return -1;
}

/** Whether HTTP/1.1" (or another version of three characters) stands at `from`, with its quote. */
function isVersion(buf: Buffer, from: number, to: number): boolean {
  return from + 8 < to && buf[from + 8] === QUOTE && buf[from] === 72 && buf[from + 1] === 84 && buf[from + 2] === 84 && buf[from + 3] === 80 && buf[from + 4] === SLASH
    && isDigit(buf[from + 5]) && buf[from + 6] === 46 && isDigit(buf[from + 7]);
}

/** End of "http://" (any scheme) at `from`, or -1. */
function schemeEnd(buf: Buffer, from: number, to: number): number {
  for (let i = from, stop = Math.min(to - 2, from + 12); i < stop; i++) {
    const c = buf[i] | 32;
    if (buf[i] === 58) return i > from && buf[i + 1] === SLASH && buf[i + 2] === SLASH ? i + 3 : -1;
    if (c < 97 || c > 122) return -1;
  }
  return -1;
}

/** "/path?query", also with scheme and host before it; these name the host when nothing else does. */
export function takeTarget(buf: Buffer, from: number, to: number, out: Draft): void {
  if (from < to && buf[from] !== SLASH) {
    const host = schemeEnd(buf, from, to);
    if (host >= 0) {
      const slash = find(buf, SLASH, host, to), end = slash < 0 ? to : slash;
      if (end > host && !out.has(HOST)) out.span(HOST, host, end);
      from = slash;
      if (slash < 0) { out.put(PATH, '/'); return; }
    }
  }
  let query = -1, escaped = false, i = from;
  for (; i < to; i++) {
    const c = buf[i];
    if (c === QUESTION) { query = i; break; }
    if (c === BACKSLASH) escaped = true;
  }
  if (escaped) out.put(PATH, unescape(buf, from, i)); else if (i > from) out.span(PATH, from, i);
  if (query < 0 || query + 1 >= to) return;
  if (find(buf, BACKSLASH, query + 1, to) >= 0) out.put(QUERY, unescape(buf, query + 1, to)); else out.span(QUERY, query + 1, to);
}
