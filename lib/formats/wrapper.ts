/**
 * Peels what stands in front of a line: syslog (wrapper-syslog.ts), structured data alone, container runtimes ("… stdout F "), "service | "
 * of compose and swarm, "[pod/name/container] " of kubectl and "pod container " of stern. Wrappers nest: at most six are peeled. What is wrapped into JSON is for wrapper-json.ts.
 */
import type { Wrapper } from './format';
import { find, isDigit, isWord, SPACE, startsWith } from './scan';
import { bareTag, bsdTime, header, isoPrefix, named, priority, skip, structuredData, tagEnd } from './wrapper-syslog';

const DEPTH = 6, LT = 60, OPEN = 91, CLOSE = 93, PIPE = 124, QUOTE = 34, ESCAPE = 27;

/** An empty wrapper, to be reused from line to line. */
export const newWrapper = (): Wrapper => ({ kind: '', from: 0, year: null, offsetMin: null, at: null });

/** Where the line inside begins (`from` when nothing is wrapped around it). Fills `w`; `w.kind` is "" for a bare line. Never throws. */
export function unwrap(buf: Buffer, from: number, to: number, w: Wrapper): number {
  w.kind = ''; w.from = from; w.year = w.offsetMin = w.at = null;
  for (let depth = 0; depth < DEPTH; depth++) {
    const next = peel(buf, w.from, to, w);
    if (next < 0) break;
    w.from = next;
  }
  return w.from;
}

/** Start of what is inside one wrapper, or -1. */
function peel(buf: Buffer, from: number, to: number, w: Wrapper): number {
  const c = buf[from];
  if (from >= to) return -1;
  if (c === LT) return priority(buf, from, to, w);
  if (c === ESCAPE) return colour(buf, from, to, w);
  if (isDigit(c)) return buf[from + 4] === 45 ? isoPrefix(buf, from, to, w, false) : -1;
  if (c === OPEN) {
    if (startsWith(buf, from, to, '[pod/')) { const end = find(buf, CLOSE, from, Math.min(to, from + 300)); return end > 0 && buf[end + 1] === SPACE ? named(w, 'pod', end + 2) : -1; }
    const end = structuredData(buf, from, to);
    return end > 0 && end < to ? named(w, 'structured-data', skip(buf, end, to)) : -1;
  }
  if (!isWord(c)) return c === SPACE ? composeName(buf, skip(buf, from, to), to, w) : -1;
  const at = bsdTime(buf, from, to, w);
  if (at > 0) { const after = header(buf, at, to); return named(w, 'syslog', after > 0 ? after : at); }
  const numbered = tagEnd(buf, from, to, true), tag = numbered > 0 ? numbered : bareTag(buf, from, to);
  return tag > 0 ? named(w, 'tag', tag) : composeName(buf, from, to, w);
}

/** What a terminal makes a colour of, as compose writes around its names: ESC [ 36 m. */
function colour(buf: Buffer, from: number, to: number, w: Wrapper): number {
  let i = from + 1;
  if (buf[i++] !== OPEN) return -1;
  while (i < to && i < from + 16 && (isDigit(buf[i]) || buf[i] === 59)) i++;
  return i < to && (buf[i] === 109 || buf[i] === 75) ? named(w, 'colour', i + 1) : -1;
}

/** "gateway-1  | ", "stack_gateway.1.x7k2@node-a    | "; "gateway-7d8dcc748-4v7tp envoy " where an object or "[2026-" follows. */
function composeName(buf: Buffer, from: number, to: number, w: Wrapper): number {
  const name = nameEnd(buf, from, to), bar = skip(buf, name, to);
  if (bar === name) return -1;
  if (buf[bar] === PIPE) return buf[bar + 1] === SPACE ? named(w, 'compose', bar + 2) : -1;
  const end = nameEnd(buf, bar, to);
  if (bar !== name + 1 || end === bar || buf[end] !== SPACE) return -1;
  return (buf[end + 1] === 123 && buf[end + 2] === QUOTE) || (buf[end + 1] === OPEN && isDigit(buf[end + 2]) && buf[end + 6] === 45) ? named(w, 'pod', end + 1) : -1;
}

function nameEnd(buf: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to && i - from < 100 && (isWord(buf[i]) || buf[i] === 45 || buf[i] === 46 || buf[i] === 64)) i++;
  return i;
}
