/** Targets and addresses as JSON logs have them: "/path?query" or a whole URL, with or without escaped slashes. */
import { CLIENT, HOST, PATH, QUERY, type Draft } from '../call';
import { jsonText } from './json-values';
import { takeTarget } from './nginx-request';
import { BACKSLASH, DASH, SLASH } from './scan';
import { hostEnd } from './scan-address';

/** Puts path and query; host too, where the target is a whole URL and nothing else named one. "" and "-" are missing. */
export function putTarget(buf: Buffer, from: number, to: number, out: Draft): void {
  if (from >= to || (to - from === 1 && buf[from] === DASH)) return;
  let escaped = false;
  for (let i = from; i < to; i++) if (buf[i] === BACKSLASH) { escaped = true; break; }
  if (!escaped) { takeTarget(buf, from, to, out); return; }
  let text = jsonText(buf, from, to);
  const scheme = text.charCodeAt(0) === SLASH ? -1 : text.slice(0, 12).indexOf('://');
  if (scheme > 0) {
    const slash = text.indexOf('/', scheme + 3), host = slash < 0 ? text.slice(scheme + 3) : text.slice(scheme + 3, slash);
    if (host !== '' && !out.has(HOST)) out.put(HOST, host);
    text = slash < 0 ? '/' : text.slice(slash);
  }
  const query = text.indexOf('?');
  out.put(PATH, query < 0 ? text : text.slice(0, query));
  if (query >= 0 && query + 1 < text.length) out.put(QUERY, text.slice(query + 1));
}

/** "10.0.0.1", "10.0.0.1:443", "[::1]:443" → the client's address alone. */
export function putClient(buf: Buffer, from: number, to: number, out: Draft): void {
  if (from >= to || (to - from === 1 && buf[from] === DASH)) return;
  const end = hostEnd(buf, from, to), start = buf[from] === 91 ? from + 1 : from;
  if (end > start) out.span(CLIENT, start, end);
}

/** "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01": where its trace id begins, -1 = it has none. 32 bytes. */
export const traceparentId = (buf: Buffer, from: number, to: number): number => (to - from >= 52 && buf[from + 2] === DASH && buf[from + 35] === DASH ? from + 3 : -1);

/** Where the record begins: a batch of one stands in brackets. -1 = no object. */
export function recordStart(buf: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to && (buf[i] <= 32 || buf[i] === 91)) i++;
  return i < to && buf[i] === 123 ? i : -1;
}

/** For `holds`: an object, or a batch of one. */
export const looksJson = (buf: Buffer, from: number, to: number): boolean => from < to && (buf[from] === 123 || buf[from] === 91);
