/**
 * Application logs in plain text: a time, a level, a message; as log4j, logback, Spring, Python, zap and winston write them, or logfmt.
 * Messages of warnings and errors that name a failed call are read ("Calling pricing timed out after 15 s"); all others, and the lines
 * of a stack behind them, are set aside.
 */
import { CALL, DETAILS, EVENT, EVIDENCE, FILTERED, LEVEL, REJECTED, REQUEST_ID, TRACE_ID, UPSTREAM_NAME, type Draft, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { readLogfmt } from './app-logfmt';
import { failedCall, requestIdIn, traceIdIn } from './app-message';
import { NO_CALL, takeFailedCall } from './failed-call';
import type { Answers, Format } from './format';
import { OwnFields } from './own-fields';
import { classifyOwn } from './own-classify';
import { COLON, EQUALS, find, findText, isDigit, isWord, QUOTE, SLASH, SPACE, startsWith } from './scan';
import { dateTimeLocal, fraction, fractionEnd, zoneOffset } from './scan-time';
import { toUtc } from './zone';

const OPEN = 91, CLOSE = 93, MAX_MESSAGE = 2000;
/** The level stands within so many bytes behind the time. */
const REACH = 100;
/** Levels in lower case → how bad: 0 informs, 1 warns or worse. */
const LEVELS = new Map<string, number>([['trace', 0], ['debug', 0], ['info', 0], ['notice', 0], ['verbose', 0], ['fine', 0], ['dbg', 0], ['inf', 0], ['information', 0], ['warn', 1], ['warning', 1], ['wrn', 1], ['error', 1], ['err', 1], ['severe', 1], ['crit', 1], ['critical', 1], ['fatal', 1], ['panic', 1], ['dpanic', 1], ['alert', 1], ['emerg', 1]]);

const fields = new OwnFields();
let clockEnd = 0, levelFrom = 0, levelTo = 0, bad = 0, local = NaN, offset = NaN;

/** Finds time and level at the start of a line; whether both are there. */
function head(buf: Buffer, from: number, to: number): boolean {
  let i = from;
  levelFrom = -1;
  // "ERROR 2026-03-12 …"
  if (i < to && !isDigit(buf[i]) && buf[i] !== OPEN) { i = levelAt(buf, i, to); if (i < 0) return false; if (buf[i] === COLON) i++; while (i < to && (buf[i] === SPACE || buf[i] === 9)) i++; }
  const bracket = buf[i] === OPEN;
  if (bracket) i++;
  local = dateTimeLocal(buf, i, to);
  if (Number.isNaN(local)) return false;
  let end = fractionEnd(buf, i + 19, to);
  local += fraction(buf, i + 19, end) || 0;
  let zone = end;
  while (zone < to && zone < end + 7 && buf[zone] !== SPACE && buf[zone] !== 9 && buf[zone] !== CLOSE && (buf[zone] !== COLON || zone > end)) zone++;
  offset = zone > end ? zoneOffset(buf, end, zone) : NaN;
  if (zone > end && Number.isNaN(offset)) return false;
  end = zone;
  // "2026-03-12 09:20:01.500 +01:00 [ERR]"
  if (buf[end] === SPACE && (buf[end + 1] === 43 || buf[end + 1] === 45)) {
    for (zone = end + 1; zone < to && zone < end + 8 && buf[zone] !== SPACE && buf[zone] !== CLOSE;) zone++;
    const apart = zoneOffset(buf, end + 1, zone);
    if (!Number.isNaN(apart)) { offset = apart; end = zone; }
  }
  if (bracket) { if (buf[end] !== CLOSE) return false; end++; }
  // nginx's error log has slashes, its level in brackets and a process behind them; Envoy's own log goes on with a bracket at once.
  if ((buf[i + 4] === SLASH && buf[end + 1] === OPEN && isProcess(buf, end + 2, to)) || buf[end] === OPEN) return false;
  clockEnd = end;
  if (levelFrom >= 0) return true;
  for (let at = end, stop = Math.min(to, end + REACH); at < stop;) {
    // What is quoted is no level: access logs go on with their request.
    while (at < stop && !isWord(buf[at])) if (buf[at++] === QUOTE) return false;
    if (levelAt(buf, at, to) > 0) return true;
    while (at < stop && buf[at] !== SPACE && buf[at] !== 9 && buf[at] !== OPEN && buf[at] !== CLOSE && buf[at] !== 124) at++;
  }
  return false;
}

/** "error] 31#31:" */
function isProcess(buf: Buffer, from: number, to: number): boolean {
  const close = find(buf, CLOSE, from, Math.min(to, from + 12));
  let i = close + 2;
  while (close > 0 && i < to && isDigit(buf[i])) i++;
  return close > 0 && i > close + 2 && buf[i] === 35;
}

/** End of a level's word at `from`, or -1. */
function levelAt(buf: Buffer, from: number, to: number): number {
  let end = from;
  while (end < to && end - from < 12 && (buf[end] | 32) >= 97 && (buf[end] | 32) <= 122) end++;
  if (end - from < 3 || end - from > 11 || (end < to && (isWord(buf[end]) || buf[end] === EQUALS || buf[end] === 46 || buf[end] === SLASH))) return -1;
  const level = LEVELS.get(buf.toString('latin1', from, end).toLowerCase());
  if (level === undefined) return -1;
  levelFrom = from; levelTo = end; bad = level;
  return end;
}

/** A line that belongs to the one before: a stack, or the head of one. */
function isStack(buf: Buffer, from: number, to: number): boolean {
  let i = from;
  while (i < to && (buf[i] === SPACE || buf[i] === 9)) i++;
  if (i > from) return startsWith(buf, i, to, 'at ') || startsWith(buf, i, to, 'File "') || startsWith(buf, i, to, '... ') || startsWith(buf, i, to, 'Suppressed: ');
  return startsWith(buf, i, to, 'Caused by: ') || startsWith(buf, i, to, 'Traceback (most recent call last)') || startsWith(buf, i, to, 'goroutine ');
}

/** "time=", "ts=", "level=", "logger=" or the like first: pairs all the way. */
function isLogfmt(buf: Buffer, from: number, to: number): boolean {
  let i = from;
  while (i < to && i < from + 40 && (isWord(buf[i]) || buf[i] === 46 || buf[i] === 45)) i++;
  return i > from && i + 1 < to && buf[i] === EQUALS && !isDigit(buf[from]);
}

/** Pairs of a call, and not nginx's variables, which nginx-upstream.ts reads. */
const isAccess = (buf: Buffer, from: number, to: number): boolean => fields.has('status') && (fields.has('path') || fields.has('url')) && findText(buf, from, to, 'request_time=') < 0 && findText(buf, from, to, 'body_bytes_sent=') < 0 && findText(buf, from, to, 'upstream_') < 0;

/** Where `fields` has its pairs from, and those bytes: what `sniff` has read need not be read again by the `parse` that follows as a rule. */
let readBuf: Buffer | null = null, readFrom = -1, pairs = 0, readBytes = 0;
const read = Buffer.alloc(4096);

function readPairs(buf: Buffer, from: number, to: number): void {
  fields.begin(buf);
  pairs = readLogfmt(buf, from, to, fields);
  readBuf = to - from <= read.length ? buf : null; readFrom = from; readBytes = to - from;
  if (readBuf !== null) buf.copy(read, 0, from, to);
}
const isRead = (buf: Buffer, from: number, to: number): boolean => readBuf === buf && readFrom === from && readBytes === to - from && buf.compare(read, 0, readBytes, from, to) === 0;

function sniff(buf: Buffer, from: number, to: number): number {
  if (isLogfmt(buf, from, to)) { readPairs(buf, from, to); return pairs >= 3 && fields.has('time') && (fields.has('level') || fields.has('message') || isAccess(buf, from, to)) ? 0.6 : 0; }
  return isStack(buf, from, to) || head(buf, from, to) ? 0.55 : 0;
}

function parse(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  out.format = 'app-text'; out.gateway = 'application';
  if (isLogfmt(buf, from, to)) {
    if (!isRead(buf, from, to)) readPairs(buf, from, to);
    if (pairs < 3 || !fields.has('time')) { out.reason = 'no application log line'; return REJECTED; }
    return fields.finish(out, settings);
  }
  if (!head(buf, from, to)) {
    if (!isStack(buf, from, to)) { out.reason = 'no application log line'; return REJECTED; }
    out.isRequest = false; out.reason = 'a stack trace';
    return FILTERED;
  }
  if (Number.isNaN(offset)) { out.at = toUtc(local, settings.zone); out.tzAssumed = true; } else out.at = local - offset;
  out.span(LEVEL, levelFrom, levelTo);
  let start = Math.max(levelTo, clockEnd);
  while (start < to && (buf[start] <= SPACE || buf[start] === CLOSE || buf[start] === 58 || buf[start] === 45 || buf[start] === 124)) start++;
  if (start < to) out.span(DETAILS, start, to);
  const text = bad === 0 ? '' : buf.toString('utf8', start, Math.min(to, start + MAX_MESSAGE)), failed = bad === 0 ? null : failedCall(messageOf(text));
  if (failed === null) { out.isRequest = false; out.reason = NO_CALL; return FILTERED; }
  // Ids stand before the message ("[rid=4f1c]") or behind it.
  const line = buf.toString('utf8', clockEnd, Math.min(to, clockEnd + MAX_MESSAGE)), id = requestIdIn(line), trace = traceIdIn(line);
  if (id !== null) out.put(REQUEST_ID, id);
  if (trace !== null) out.put(TRACE_ID, trace);
  out.failure = failed.failure; out.confidence = failed.confidence;
  out.put(EVIDENCE, failed.words);
  takeFailedCall(out, failed);
  if (out.attempts > 0 || out.has(UPSTREAM_NAME)) return CALL;
  if (id !== null) return EVENT;
  out.isRequest = false; out.reason = NO_CALL; out.failure = 0;
  return FILTERED;
}

/** Without "1 --- [thread] c.e.Client : " of Spring, "[thread] logger - " of logback, "name - " of Python, so that a message begins where it says something. */
const messageOf = (text: string): string => text.replace(/^(?:\d{1,7} --- )?(?:\[[^\]]{0,80}\] ?){0,4}(?:[\w.$/-]{1,100}(?::\d{1,6})? {0,40}(?:-|:) )?/, '');

const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'no', clientAbort: false, requestId: true, zone: true };

export const appText: Format = {
  id: 'app-text', title: 'Application log', signs: 'a time, a level and a message, or key=value pairs', gateway: 'application', kind: 'error', answers,
  sniff,
  holds: (buf, from, to) => from < to && (isDigit(buf[from]) || buf[from] === OPEN || buf[from] === SPACE || buf[from] === 9 || isWord(buf[from])) && (isLogfmt(buf, from, to) ? sniff(buf, from, to) > 0 : head(buf, from, to) || isStack(buf, from, to)),
  parse,
  classify: classifyOwn,
};
