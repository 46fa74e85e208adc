/** Apache's own LogFormat, compiled to a scanner: literals and directives in turn. */
import { CALL, Draft, END, REJECTED, START, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { classifyApache } from './apache-classify';
import { A, begin, putClock, sawClock, take } from './apache-layout-fields';
import { readApacheLayout, type LayoutPiece } from './apache-layout-text';
import { clock, readPiece, strftimePieces, type Piece } from './apache-strftime';
import type { Answers, Format } from './format';
import type { Compiled, Dialect } from './dialect';
import { takeQuotedRequest } from './nginx-request';
import { BACKSLASH, COLON, QUESTION, QUOTE, SPACE, int } from './scan';
import { CLF_LENGTH, clfTime } from './scan-time';

const NAMES: Record<string, A> = { h: A.CLIENT, a: A.CLIENT, t: A.TIME, r: A.REQUEST, m: A.METHOD, U: A.PATH, q: A.QUERY, s: A.STATUS, b: A.BYTES, B: A.BYTES, O: A.SENT, I: A.RECEIVED, v: A.HOST, V: A.HOST, D: A.US, T: A.S, X: A.STATE, L: A.OTHER_ID, '^FB': A.FIRST_BYTE };
const HEADERS: Record<string, A> = { 'user-agent': A.AGENT, host: A.HOST, 'x-request-id': A.ID, 'x-correlation-id': A.OTHER_ID, 'request-id': A.OTHER_ID, 'x-amzn-trace-id': A.OTHER_ID, traceparent: A.TRACEPARENT, 'x-b3-traceid': A.TRACE, 'x-trace-id': A.TRACE, 'x-forwarded-for': A.FORWARDED };
const VARIABLES: Record<string, A> = { UNIQUE_ID: A.OTHER_ID, REQUEST_ID: A.ID, BALANCER_WORKER_NAME: A.WORKER, BALANCER_NAME: A.BALANCER };
const TIMES: Record<string, A> = { sec: A.SEC, msec: A.MSEC, usec: A.USEC, msec_frac: A.MSEC_FRAC, usec_frac: A.USEC_FRAC };

type Step = { field: A; /** Of %{…}t. */ pieces: Piece[]; end: boolean; stop: Buffer; quoted: boolean; /** The time in its brackets comes next: a user's name may hold blanks. */ beforeTime: boolean };

function stepOf(p: { name: string; arg: string | null }): { field: A; pieces: Piece[]; end: boolean } | string {
  const plain = (field: A): { field: A; pieces: Piece[]; end: boolean } => ({ field, pieces: [], end: false });
  const { name, arg } = p;
  if (name === 't' && arg !== null) {
    const end = arg.startsWith('end:'), text = arg.replace(/^(?:begin|end):/, '');
    if (text === '') return { field: A.TIME, pieces: [], end };
    if (Object.hasOwn(TIMES, text)) return { field: TIMES[text], pieces: [], end };
    const pieces = strftimePieces(text);
    return typeof pieces === 'string' ? pieces : { field: A.STRFTIME, pieces, end };
  }
  if (name === 'T') return plain(arg === null || arg === 's' ? A.S : arg === 'ms' ? A.MS : arg === 'us' ? A.US : A.SKIP);
  if (name === 'i' || name === 'o') return plain(HEADERS[(arg ?? '').toLowerCase()] ?? A.SKIP);
  if (name === 'e' || name === 'n' || name === 'x') return plain(VARIABLES[arg ?? ''] ?? HEADERS[(arg ?? '').toLowerCase().replaceAll('_', '-')] ?? A.SKIP);
  // %{c}a is who connected, in front of a trusted proxy's word; %{c}h likewise.
  if ((name === 'a' || name === 'h') && arg === 'c') return plain(A.SKIP);
  if (arg !== null && name !== 'X') return plain(A.SKIP);
  return plain(NAMES[name] ?? A.SKIP);
}

export const apacheLayout: Dialect = {
  id: 'apache-log-format', title: 'Apache LogFormat', example: 'LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D" timed',
  recognises: (paste) => /^\s*(?:LogFormat|CustomLog|GlobalLog|TransferLog|ErrorLogFormat)\b/i.test(paste) || (!/^\s*(?:error-)?log-format\b|^\s*log_format\b|%\[/.test(paste) && /%[<>]s|%!?[\d,]*\{[A-Za-z][^}]*\}[a-zA-Z]|%h %l %u/.test(paste)),
  compile,
};

function compile(paste: string): Compiled {
  const read = readApacheLayout(paste), at = Math.max(0, paste.search(/\S/));
  if ('message' in read) return { ok: false, ...read };
  const known: string[] = [], skipped: string[] = [], fields = new Set<A>(), steps: Step[] = [];
  let lead = '';
  for (let i = 0; i < read.pieces.length; i++) {
    const p = read.pieces[i];
    if ('literal' in p) { if (steps.length === 0) lead = p.literal; continue; }
    const made = stepOf(p);
    if (typeof made === 'string') return { ok: false, message: `${made} in ${written(p)} is not read. Use %Y, %m, %b, %d, %H, %M, %S and %z there.`, at: Math.max(0, paste.indexOf(written(p))) };
    (made.field === A.SKIP ? skipped : known).push(written(p));
    fields.add(made.field);
    const before: LayoutPiece | undefined = read.pieces[i - 1], next = read.pieces[i + 1], stop = next !== undefined && 'literal' in next ? next.literal : '';
    if (stop === '' && next !== undefined && !isFixed(made.field) && !(made.field === A.PATH && 'name' in next && next.name === 'q')) return { ok: false, message: `Nothing stands between ${written(p)} and ${written(next as { name: string; arg: string | null })}, so where the one ends cannot be told. Put a blank between them.`, at };
    // The path ends where "?" begins the query.
    steps.push({ ...made, stop: Buffer.from(stop), quoted: before !== undefined && 'literal' in before && before.literal.endsWith('"') && stop.startsWith('"'), beforeTime: isTime(read.pieces[i + 2]) });
  }
  const has = (...f: A[]): boolean => f.some((x) => fields.has(x));
  if (!has(A.TIME, A.STRFTIME, A.SEC, A.MSEC, A.USEC)) return { ok: false, message: 'The format does not log the time. Lines can be read only with %t in it.', at };
  if (!has(A.STATUS)) return { ok: false, message: 'The format does not log the status. Lines can be read only with %>s in it.', at };
  const answers: Answers = { duration: has(A.US, A.MS, A.S), connect: false, firstByte: has(A.FIRST_BYTE), body: false, instance: has(A.WORKER), retries: 'no', clientAbort: has(A.STATE), requestId: has(A.ID, A.OTHER_ID), zone: has(A.TIME, A.SEC, A.MSEC, A.USEC) || steps.some((s) => s.pieces.some((x) => x.fill === 'zone' || x.fill === 'epoch')) };
  return { ok: true, name: read.nickname, variables: known, skipped, format: scanner(read.nickname, Buffer.from(lead), steps, answers) };
}
const written = (p: { name: string; arg: string | null }): string => `%${p.arg === null ? '' : `{${p.arg}}`}${p.name}`;
const isTime = (p: LayoutPiece | undefined): boolean => p !== undefined && 'name' in p && p.name === 't' && p.arg === null;
/** Values that end by themselves. */
const isFixed = (f: A): boolean => f === A.TIME || f === A.STRFTIME || f === A.MSEC_FRAC || f === A.USEC_FRAC || f === A.STATUS || f === A.STATE;

const probe = new Draft();

function scanner(nickname: string | null, lead: Buffer, steps: readonly Step[], answers: Answers): Format {
  const parse = (buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict => {
    out.format = 'apache-log-format'; out.gateway = 'apache';
    begin();
    out.atKind = START;
    if (!scan(buf, from, to, lead, steps, out)) { out.reason = 'does not match the LogFormat'; return REJECTED; }
    putClock(out, settings);
    if (Number.isNaN(out.at)) { out.reason = 'no timestamp'; return REJECTED; }
    return CALL;
  };
  return {
    id: 'apache-log-format', title: nickname === null ? 'Apache LogFormat' : `Apache LogFormat ${nickname}`, gateway: 'apache', kind: 'access', answers, parse,
    sniff(buf, from, to) { probe.reset(buf); return parse(buf, from, to, probe, DEFAULT_SETTINGS) === CALL ? 1 : 0; },
    holds: (buf, from, to) => stands(buf, from, to, lead),
    classify: classifyApache,
  };
}

function scan(buf: Buffer, from: number, to: number, lead: Buffer, steps: readonly Step[], out: Draft): boolean {
  if (!stands(buf, from, to, lead)) return false;
  let at = from + lead.length;
  for (const step of steps) {
    const end = valueEnd(buf, at, to, step, out);
    if (end < 0 || !stands(buf, end, to, step.stop)) return false;
    at = end + step.stop.length;
  }
  while (at < to && buf[at] === SPACE) at++;
  return at >= to;
}

const stands = (buf: Buffer, at: number, to: number, text: Buffer): boolean => {
  if (at + text.length > to) return false;
  for (let i = 0; i < text.length; i++) if (buf[at + i] !== text[i]) return false;
  return true;
};

/** Takes the value at `from`; where it ends, -1 when it is none. */
function valueEnd(buf: Buffer, from: number, to: number, step: Step, out: Draft): number {
  const { field, stop } = step;
  if (field === A.TIME && buf[from] === 91) {
    const t = clfTime(buf, from + 1, to);
    if (Number.isNaN(t)) return -1;
    if (Number.isNaN(out.at) || !step.end) { out.at = t; out.atKind = step.end ? END : START; }
    if (step.end) out.endAt = t; else out.startAt = t;
    return buf[from + 1 + CLF_LENGTH] === 93 ? from + 2 + CLF_LENGTH : -1;
  }
  if (field === A.STRFTIME) { let i = from; for (const p of step.pieces) { i = readPiece(p, buf, i, to); if (i < 0) return -1; } sawClock(); if (step.end) out.atKind = END; return i; }
  if (field === A.MSEC_FRAC || field === A.USEC_FRAC) { const n = field === A.MSEC_FRAC ? 3 : 6, part = int(buf, from, from + n); if (part < 0 || from + n > to) return -1; clock.ms = n === 3 ? part : part / 1000; sawClock(); return from + n; }
  if (step.quoted && field === A.REQUEST && stop[0] === QUOTE) return takeQuotedRequest(buf, from, to, out);
  let end = from;
  if (step.quoted) { while (end < to && buf[end] !== QUOTE) end += buf[end] === BACKSLASH ? 2 : 1; if (end >= to) return -1; }
  else if (stop.length === 0) { if (field === A.STATUS) end = from + 3; else if (field === A.STATE) end = from + 1; else if (field === A.PATH) { while (end < to && buf[end] !== QUESTION && buf[end] !== SPACE) end++; } else end = to; }
  else {
    let last = -1;
    for (;; end++) {
      if (end >= to) { if (last >= 0) break; return -1; }
      if (buf[end] === stop[0] && stands(buf, end, to, stop)) { if (step.beforeTime && buf[end + stop.length] !== 91) continue; last = end; if (field !== A.CLIENT || stop[0] !== COLON) break; }
      // "2001:db8::1:5000": the last colon is the port's.
      if (last >= 0 && buf[end] === SPACE) break;
    }
    end = last;
  }
  if (end > to) return -1;
  take(field, buf, from, end, out, step.end);
  return end;
}
