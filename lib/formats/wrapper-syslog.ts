/**
 * Syslog in front of a line: RFC 3164 with and without <pri>, RFC 5424, ISO times as rsyslog and journald write them, a bare
 * "haproxy[1234]:" tag, structured data. The clock of a container runtime ("… stdout F ") is its own and says nothing of the line's zone.
 */
import type { Wrapper } from './format';
import { isDigit, isWord, SPACE, startsWith } from './scan';
import { clock, dateTimeLocal, fraction, fractionEnd, month, zoneOffset } from './scan-time';

const GT = 62, OPEN = 91, CLOSE = 93, COLON = 58, BACKSLASH = 92, QUOTE = 34;

export function named(w: Wrapper, kind: string, from: number): number { w.kind = kind; return from; }
export const skip = (buf: Buffer, from: number, to: number): number => { while (from < to && buf[from] === SPACE) from++; return from; };
const tokenEnd = (buf: Buffer, from: number, to: number): number => { while (from < to && buf[from] !== SPACE) from++; return from; };

/** "<134>" and then RFC 5424 ("1 time host app …") or RFC 3164 ("Dec  9 13:01:26 host tag: …"), or a tag at once. */
export function priority(buf: Buffer, from: number, to: number, w: Wrapper): number {
  let i = from + 1;
  while (i < to && i < from + 5 && isDigit(buf[i])) i++;
  if (i === from + 1 || i >= to || buf[i] !== GT) return -1;
  i = skip(buf, i + 1, to);
  if (buf[i] === 49 && buf[i + 1] === SPACE) {
    const end = fiveFields(buf, i + 2, to, w);
    if (end > 0) return named(w, 'syslog-5424', end);
  }
  const iso = isDigit(buf[i]) ? isoPrefix(buf, i, to, w, true) : -1;
  if (iso > 0) return iso;
  const at = bsdTime(buf, i, to, w), after = header(buf, at > 0 ? at : i, to);
  return named(w, 'syslog', after > 0 ? after : at > 0 ? at : i);
}

/** RFC 5424 after its version: time host app procid msgid data. */
function fiveFields(buf: Buffer, from: number, to: number, w: Wrapper): number {
  const end = buf[from] === 45 && buf[from + 1] === SPACE ? from + 1 : isoEnd(buf, from, to, w);
  return end > 0 ? syslogBody(buf, end + 1, to) : -1;
}

/** "host app procid msgid data message" of RFC 5424; its message start, or -1. */
function syslogBody(buf: Buffer, from: number, to: number): number {
  let i = from;
  for (let field = 0; field < 4; field++) {
    const end = tokenEnd(buf, i, to);
    if (end === i || end >= to) return -1;
    // The process id is a number or nil: this tells the header from free text.
    if (field === 2 && !(end === i + 1 && buf[i] === 45) && !isDigit(buf[i])) return -1;
    i = end + 1;
  }
  let end = buf[i] === 45 ? i + 1 : -1;
  if (buf[i] === OPEN) { end = i; while (end < to && buf[end] === OPEN) { const e = structuredData(buf, end, to); if (e < 0) return -1; end = e; } }
  if (end < 0 || (end < to && buf[end] !== SPACE)) return -1;
  i = skip(buf, end, to);
  return startsWith(buf, i, to, '\xef\xbb\xbf') ? i + 3 : i;
}

/** End of "[id@number key="value" …]", or -1. Anything else in brackets is not structured data. */
export function structuredData(buf: Buffer, from: number, to: number): number {
  let i = from + 1;
  while (i < to && (isWord(buf[i]) || buf[i] === 45)) i++;
  if (i === from + 1 || buf[i] !== 64 || !isDigit(buf[i + 1])) return -1;
  for (let quoted = false; i < to; i++) {
    const c = buf[i];
    if (quoted && c === BACKSLASH) i++;
    else if (c === QUOTE) quoted = !quoted;
    else if (!quoted && c === CLOSE) return i + 1;
  }
  return -1;
}

/** "2026-03-12T09:20:01.123+03:00 " and a header; -1 when no header follows, for many formats begin with such a time themselves. */
export function isoPrefix(buf: Buffer, from: number, to: number, w: Wrapper, sure: boolean): number {
  const year = w.year, offset = w.offsetMin, at = w.at, end = isoEnd(buf, from, to, w);
  if (end < 0) return -1;
  let i = skip(buf, end, to);
  if (startsWith(buf, i, to, 'stdout ') || startsWith(buf, i, to, 'stderr ')) {
    w.year = year; w.offsetMin = offset; w.at = at;
    const flag = buf[i + 7];
    return (flag === 70 || flag === 80) && buf[i + 8] === SPACE ? named(w, 'container', i + 9) : named(w, 'container', i + 7);
  }
  const after = facility(buf, i, to);
  if (after > 0) { i = after; sure = true; }
  // "date time" with a blank begins a line of a W3C log, too, whose columns may look like a header of RFC 5424.
  const message = header(buf, i, to, sure || buf[from + 10] !== SPACE);
  if (message > 0) return named(w, 'syslog-iso', message);
  // "2026-03-12T09:20:01.500000+00:00 stream {…": CloudWatch as its command line shows it.
  const stream = tokenEnd(buf, i, to);
  if (buf[from + 10] !== SPACE && stream > i && buf[stream + 1] === 123 && buf[stream + 2] === QUOTE && stream + 2 < to && !isLevel(buf, i, stream)) return named(w, 'syslog-iso', stream + 1);
  if (sure || isLogLine(buf, i, to)) return named(w, 'syslog-iso', i);
  w.year = year; w.offsetMin = offset; w.at = at;
  return -1;
}

/** Whether a line with a time of its own begins here: "… [12/Mar/2026:", "[2026-03-12T", "[Thu Mar 12", "2026/03/12 09:" or JSON. Then the time before it is a prefix. */
function isLogLine(buf: Buffer, from: number, to: number): boolean {
  if (buf[from] === 123 || (buf[from + 4] === 47 && buf[from + 7] === 47)) return from + 8 < to;
  if (buf[from] === OPEN && ((buf[from + 5] === 45 && buf[from + 8] === 45 && isDigit(buf[from + 1])) || (buf[from + 4] === SPACE && month(buf, from + 5, to) > 0))) return true;
  const last = Math.min(to - 8, from + 128);
  for (let i = from; i < last; i++) if (buf[i] === OPEN && isDigit(buf[i + 1]) && buf[i + 3] === 47 && buf[i + 7] === 47) return true;
  return false;
}

/** End of "edge: " before HAProxy's "10.0.0.1:40780 [12/Mar/2026:", or -1: a lone word with a colon is a tag only where a line follows it. */
export function bareTag(buf: Buffer, from: number, to: number): number {
  const line = tagEnd(buf, from, to, false), client = line > 0 ? tokenEnd(buf, line, to) : to;
  if (client + 10 >= to || buf[client + 1] !== OPEN || buf[client + 4] !== 47 || buf[client + 8] !== 47) return -1;
  let port = client;
  while (port > line && isDigit(buf[port - 1])) port--;
  return port < client && buf[port - 1] === COLON ? line : -1;
}

/** End of an ISO time at `from` that a space follows, or -1. Keeps its year, and with a zone its offset and moment. */
function isoEnd(buf: Buffer, from: number, to: number, w: Wrapper): number {
  const local = dateTimeLocal(buf, from, to);
  if (Number.isNaN(local)) return -1;
  const part = fractionEnd(buf, from + 19, to), end = tokenEnd(buf, part, to);
  if (end >= to) return -1;
  const offset = end === part ? NaN : zoneOffset(buf, part, end);
  if (end !== part && Number.isNaN(offset)) return -1;
  w.year = new Date(local).getUTCFullYear();
  if (end !== part) { w.offsetMin = offset / 60_000; w.at = local + fraction(buf, from + 19, part) - offset; }
  return end;
}

/** "local2.info " */
function facility(buf: Buffer, from: number, to: number): number {
  let i = from, dots = 0;
  for (; i < to && buf[i] !== SPACE && i - from < 20; i++) if (buf[i] === 46) dots++; else if (!isWord(buf[i])) return -1;
  if (dots !== 1 || i >= to || buf[i] !== SPACE) return -1;
  for (const severity of ['.info', '.notice', '.warning', '.warn', '.err', '.error', '.crit', '.alert', '.emerg', '.debug']) {
    if (i - from > severity.length && startsWith(buf, i - severity.length, i, severity)) return i + 1;
  }
  return -1;
}

/** "Dec  9 13:01:26 " or "Dec  9 2013 13:01:26 ": its end, or -1. */
export function bsdTime(buf: Buffer, from: number, to: number, w: Wrapper): number {
  if (month(buf, from, to) === 0 || buf[from + 3] !== SPACE) return -1;
  let i = skip(buf, from + 3, to);
  const day = i;
  while (i < to && isDigit(buf[i])) i++;
  if (i === day || i - day > 2 || buf[i] !== SPACE) return -1;
  let year = 0;
  i++;
  if (i + 5 < to && buf[i + 4] === SPACE) {
    for (let k = 0; k < 4; k++) { if (!isDigit(buf[i + k])) return -1; year = year * 10 + buf[i + k] - 48; }
    i += 5;
  }
  if (Number.isNaN(clock(buf, i, to))) return -1;
  i = fractionEnd(buf, i + 8, to);
  if (i >= to || buf[i] !== SPACE) return -1;
  if (year > 0) w.year = year;
  return skip(buf, i, to);
}

/** What follows a syslog time: "tag: ", "host tag: ", "host name [pid:28229]info  ", "host app procid msgid data ". The message start, or -1. */
export function header(buf: Buffer, from: number, to: number, fields = true): number {
  const host = tokenEnd(buf, from, to);
  if (isLevel(buf, from, host)) return -1;
  const first = tagEnd(buf, from, to, false);
  if (first > 0) return first;
  // "- name - LEVEL - message" is how Python's logging goes on: without a version before it, a header has a host.
  if (host >= to || host === from || (buf[from] === 45 && host === from + 1)) return -1;
  const name = skip(buf, host, to), second = tagEnd(buf, name, to, false);
  if (second > 0) return second;
  const third = tokenEnd(buf, name, to) + 1;
  if (startsWith(buf, third, to, '[pid:')) return skip(buf, tokenEnd(buf, third, to), to);
  return fields ? syslogBody(buf, from, to) : -1;
}

const LEVELS = ['error', 'warn', 'info', 'debug', 'trace', 'fatal', 'warning', 'notice', 'critical', 'severe', 'verbose'];
/** "ERROR", "[warn]", "info:": the level of an application's own line, which no host and no program is called. */
export function isLevel(buf: Buffer, from: number, to: number): boolean {
  const a = buf[from] === OPEN ? from + 1 : from;
  let b = to;
  while (b > a && (buf[b - 1] === COLON || buf[b - 1] === CLOSE)) b--;
  if (b - a < 4 || b - a > 8) return false;
  for (const level of LEVELS) {
    if (level.length !== b - a) continue;
    let i = 0;
    while (i < level.length && (buf[a + i] | 32) === level.charCodeAt(i)) i++;
    if (i === level.length) return true;
  }
  return false;
}

/** End of "haproxy[1234]: ", "nginx: " or "[HAPROXY][3241]: ", blanks after it included, or -1. `pid`: only with a number in brackets. */
export function tagEnd(buf: Buffer, from: number, to: number, pid: boolean): number {
  let i = from, number = false, letter = false;
  for (; i < to && i - from < 64; i++) {
    const c = buf[i];
    if (c === COLON) break;
    if (c === OPEN) number = isDigit(buf[i + 1]);
    else if (c === CLOSE) { if (buf[i + 1] !== COLON && buf[i + 1] !== OPEN) return -1; }
    else if (!isWord(c) && c !== 45 && c !== 46 && c !== 47) return -1;
    else if (c > 57) letter = true;
  }
  if (!letter || i >= to || buf[i] !== COLON || (i + 1 < to && buf[i + 1] !== SPACE) || (pid && !number)) return -1;
  return skip(buf, i + 1, to);
}
