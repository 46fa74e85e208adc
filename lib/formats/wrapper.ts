/**
 * Peels what stands in front of a line: syslog (wrapper-syslog.ts), structured data alone, container runtimes ("… stdout F "), "service | "
 * of compose. Wrappers nest: at most four are peeled. What is wrapped into JSON is for wrapper-json.ts.
 */
import type { Wrapper } from './format';
import { isDigit, isWord, SPACE } from './scan';
import { bsdTime, header, isoPrefix, named, priority, skip, structuredData, tagEnd } from './wrapper-syslog';

const DEPTH = 4, LT = 60, OPEN = 91, PIPE = 124;

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
  if (isDigit(c)) return buf[from + 4] === 45 ? isoPrefix(buf, from, to, w, false) : -1;
  if (c === OPEN) { const end = structuredData(buf, from, to); return end > 0 && end < to ? named(w, 'structured-data', skip(buf, end, to)) : -1; }
  if (!isWord(c)) return -1;
  const at = bsdTime(buf, from, to, w);
  if (at > 0) { const after = header(buf, at, to); return named(w, 'syslog', after > 0 ? after : at); }
  const tag = tagEnd(buf, from, to, true);
  return tag > 0 ? named(w, 'tag', tag) : composeName(buf, from, to, w);
}

/** "gateway-1  | " */
function composeName(buf: Buffer, from: number, to: number, w: Wrapper): number {
  let i = from;
  while (i < to && i - from < 100 && (isWord(buf[i]) || buf[i] === 45 || buf[i] === 46)) i++;
  const bar = skip(buf, i, to);
  return bar > i && buf[bar] === PIPE && buf[bar + 1] === SPACE ? named(w, 'compose', bar + 2) : -1;
}
