/**
 * W3C extended logs: IIS, HTTP.sys' error log, Advanced Logging, NetScaler, CloudFront. A `#Fields:` line says what the columns are until the
 * next one; lines of IIS that have lost it are known by their shape. Times are UTC unless a column is "-local".
 */
import { CALL, Draft, FILTERED, METHOD, PATH, REJECTED, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import type { Answers, Format } from './format';
import { shapeOf } from './iis-shape';
import { startsWith } from './scan';
import { dateTimeLocal } from './scan-time';
import { classifyW3c } from './w3c-classify';
import * as W from './w3c-columns';
import { padValues, putValues, splitValues, type Since } from './w3c-line';

const HASH = 35;
const DIRECTIVES = ['#Fields:', '#Software:', '#Version:', '#Date:', '#Start-Date:', '#End-Date:', '#Remark:', '#StartDate:', '#EndDate:', '#GMT-Offset:'];
const probe = new Draft();

function isDirective(buf: Buffer, from: number, to: number): boolean {
  if (buf[from] !== HASH || from >= to) return false;
  for (let i = 0; i < DIRECTIVES.length; i++) if (startsWith(buf, from, to, DIRECTIVES[i])) return true;
  return false;
}

function directive(out: Draft): Verdict { out.isRequest = false; out.reason = 'directive'; return FILTERED; }
function reject(out: Draft, reason: string): Verdict { out.reason = reason; return REJECTED; }

/** A line whose values are split. */
function fill(buf: Buffer, columns: W.W3cColumns, out: Draft, settings: ParseSettings, since: Since): Verdict {
  out.gateway = columns.gateway;
  const wrong = putValues(buf, columns, out, settings, since);
  if (wrong !== '') return reject(out, wrong);
  // HTTP.sys notes connections that ended without a request, too.
  if (out.status === 0 && !out.has(METHOD) && !out.has(PATH)) { out.isRequest = false; out.reason = 'connection without a request'; return FILTERED; }
  return CALL;
}

function answersOf(c: W.W3cColumns | null): Answers {
  const has = (...codes: number[]): boolean => c !== null && W.has(c, ...codes);
  return { duration: c === null || has(W.TAKEN, W.TAKEN_MS), connect: false, firstByte: has(W.FIRST_BYTE), body: false, instance: has(W.REMOTE_HOST, W.REMOTE_IP), retries: 'no', clientAbort: c === null || has(W.WIN32, W.REASON), requestId: has(W.IDS), zone: !has(W.LOCAL_TIME, W.LOCAL_DATE) };
}

/** Lines behind a `#Fields:` line, or in columns that a user named; `line`: the one in the file. */
export function w3cFormat(id: string, title: string, columns: W.W3cColumns, since: Since, line = ''): Format {
  const n = columns.codes.length, first = columns.codes[0], least = columns.codes.indexOf(W.STATUSES) < 0 ? n : columns.codes.indexOf(W.STATUSES);
  const read = (buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict => {
    // What is not a line of values behind a header is a directive, known or not, or a comment.
    if (buf[from] === HASH && from < to) return directive(out);
    const count = splitValues(buf, from, to);
    if (count === n || (count > least && count < n && padValues(buf, count, n))) return fill(buf, columns, out, settings, since);
    const shape = shapeOf(buf, from, to);
    return shape !== null ? fill(buf, shape, out, settings, since) : reject(out, count < n ? 'fewer values than #Fields names' : 'more values than #Fields names');
  };
  const format: Format = {
    id, title, gateway: columns.gateway, signs: 'the columns of the #Fields line', kind: 'access', answers: answersOf(columns),
    sniff(buf, from, to) { probe.reset(buf); return read(buf, from, to, probe, DEFAULT_SETTINGS) === REJECTED ? 0 : 0.95; },
    holds: (buf, from, to) => buf[from] === HASH || (from < to && ((first !== W.DATE && first !== W.LOCAL_DATE) || buf[from + 4] === 45)),
    // A restart of the server writes the same header again.
    behind: (buf, from, to) => (line !== '' && to - from === line.length && startsWith(buf, from, to, line) ? format : next(buf, from, to, id, title, columns, since, line, format)),
    parse(buf, from, to, out, settings) { out.format = id; out.gateway = columns.gateway; return read(buf, from, to, out, settings); },
    classify: classifyW3c,
  };
  return format;
}

/** The format behind a header line, given what the lines before it said. */
function next(buf: Buffer, from: number, to: number, id: string, title: string, columns: W.W3cColumns | null, since: Since, line: string, now: Format | null): Format | null {
  if (from >= to || buf[from] !== HASH) return null;
  if (startsWith(buf, from, to, '#Date: ')) {
    const at = dateTimeLocal(buf, from + 7, to);
    return Number.isNaN(at) || at === since ? now : columns === null ? headless(at) : w3cFormat(id, title, columns, at, line);
  }
  const names = W.fieldNames(buf, from, to);
  return names === null ? null : w3cFormat(id, title, W.w3cColumns(names), since, buf.toString('latin1', from, to));
}

/** Before any `#Fields:` line. */
function headless(since: Since): Format {
  return {
    id: 'iis-w3c', title: 'IIS / W3C extended log', signs: 'a #Fields line, or the columns of IIS in their order', gateway: 'iis', kind: 'access', answers: answersOf(null),
    sniff: (buf, from, to) => (isDirective(buf, from, to) || shapeOf(buf, from, to) !== null ? 0.92 : 0),
    holds: (buf, from, to) => to - from > 20 && (buf[from] === HASH || ((buf[from + 10] === 32 || buf[from + 10] === 9) && buf[from + 13] === 58)),
    behind: (buf, from, to) => next(buf, from, to, 'iis-w3c', 'IIS / W3C extended log', null, since, '', null),
    parse(buf, from, to, out, settings) {
      out.format = 'iis-w3c'; out.gateway = 'iis';
      if (isDirective(buf, from, to)) return directive(out);
      const columns = shapeOf(buf, from, to);
      return columns === null ? reject(out, 'no #Fields line, and not the columns of IIS') : fill(buf, columns, out, settings, since);
    },
    classify: classifyW3c,
  };
}

export const iisW3c: Format = headless(NaN);
