/**
 * Apache's error log, 2.4 `[Thu Mar 12 09:55:01.123456 2026] [module:level] [pid N:tid N] (errno)text: [client ip:port] AHnnnnn: message, referer: …`
 * and 2.2 `[date] [level] [client ip] message`. Local time without a zone. A line names the client but not its request, and the line about a
 * connect names only the upstream: what belongs to which call is for the join to say (lib/ingest/join.ts). errno, code and message are the
 * evidence.
 */
import { BY_GATEWAY, CLIENT, DETAILS, EVENT, EVIDENCE, FILTERED, LEVEL, METHOD, PATH, REJECTED, REQUEST_ID, SERVICE, UPSTREAM_NAME, type Draft, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { BAD_HEADER, clientSide, confidence, errorClass, kindOf, noRequest, reason, WORDS } from './apache-error-class';
import type { Answers, Format } from './format';
import { offsetByPrefix } from './prefix-offset';
import { COLON, COMMA, SLASH, SPACE, equals, find, findText, int, isDigit, isWord, startsWith } from './scan';
import { hostEnd } from './scan-address';
import { CLF_LENGTH, clfTime, clock, dateTimeLocal, fraction, fractionEnd, midnight, month, zoneOffset } from './scan-time';
import { toUtc } from './zone';

const OPEN = 91, CLOSE = 93, PAREN = 40, PAREN_END = 41, DASH = 45;
const LEVELS = ['error', 'warn', 'notice', 'info', 'crit', 'alert', 'emerg', 'debug', 'trace1', 'trace2', 'trace3', 'trace4', 'trace5', 'trace6', 'trace7', 'trace8'];

let at = NaN, zoned = false;
/**
 * "[Thu Mar 12 09:55:01.123456 2026]" at `from`, or the same moment in CLF or as "[2026-03-12 09:55:01.123456 +0100]" (ErrorLogFormat's %{cu}t):
 * behind it, or -1. Sets `at` (the clock on the wall, or UTC when `zoned`).
 */
function dateEnd(buf: Buffer, from: number, to: number): number {
  zoned = false; at = NaN;
  if (to - from < 24 || buf[from] !== OPEN) return -1;
  if (buf[from + 5] === DASH) return isoDateEnd(buf, from, to);
  if (isDigit(buf[from + 1])) {
    at = clfTime(buf, from + 1, to); zoned = true;
    return at === at && buf[from + 1 + CLF_LENGTH] === CLOSE ? from + 2 + CLF_LENGTH : -1;
  }
  if (buf[from + 4] !== SPACE || buf[from + 8] !== SPACE) return -1;
  const mon = month(buf, from + 5, to);
  if (mon === 0) return -1;
  let i = from + 9;
  if (buf[i] === SPACE) i++;
  let end = i;
  while (end < to && isDigit(buf[end])) end++;
  const day = int(buf, i, end);
  i = end + 1;
  const time = clock(buf, i, to), part = fractionEnd(buf, i + 8, to);
  if (buf[end] !== SPACE || buf[part] !== SPACE || part + 6 > to || buf[part + 5] !== CLOSE) return -1;
  at = midnight(int(buf, part + 1, part + 5), mon, day) + time + fraction(buf, i + 8, part);
  return at === at ? part + 6 : -1;
}

/** A bracket with such a date and "[module:level]" behind it: others write their lines with it, too. */
function isoDateEnd(buf: Buffer, from: number, to: number): number {
  const local = dateTimeLocal(buf, from + 1, to), part = fractionEnd(buf, from + 20, to), end = find(buf, CLOSE, part, Math.min(to, part + 8));
  if (local !== local || end < 0) return -1;
  const zone = end === part ? 0 : zoneOffset(buf, buf[part] === SPACE ? part + 1 : part, end), level = levelEnd(buf, end + 1, to);
  if (zone !== zone || level < 0 || levelFrom === moduleTo) return -1;
  zoned = end > part;
  at = local + fraction(buf, from + 20, part) - zone;
  return end + 1;
}

let levelFrom = 0, levelTo = 0, moduleFrom = 0, moduleTo = 0;
/** "[module:level]" or "[level]" behind the date: behind it, or -1. */
function levelEnd(buf: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to && buf[i] === SPACE) i++;
  if (buf[i] !== OPEN) return -1;
  const close = find(buf, CLOSE, i, Math.min(to, i + 48));
  if (close < 0) return -1;
  const colon = find(buf, COLON, i + 1, close);
  moduleFrom = moduleTo = i + 1;
  if (colon >= 0) moduleTo = colon;
  levelFrom = colon < 0 ? i + 1 : colon + 1; levelTo = close;
  for (const level of LEVELS) if (equals(buf, levelFrom, levelTo, level)) return close + 1;
  return -1;
}

let errno = NaN, resolver = false, client = false, evidenceFrom = 0, peerFrom = 0, peerTo = 0;
/**
 * Walks "[pid 1:tid 2] [client 10.0.0.1:5000] (111)Connection refused: " in whatever order and with whatever else stands in brackets.
 * @returns where the message begins.
 */
function messageStart(buf: Buffer, from: number, to: number, out: Draft): number {
  errno = NaN; resolver = false; client = false; evidenceFrom = peerFrom = peerTo = -1;
  let i = from;
  for (;;) {
    while (i < to && buf[i] === SPACE) i++;
    if (i < to && buf[i] === OPEN) {
      const close = find(buf, CLOSE, i, to), inner = i + 1;
      if (close < 0) return i;
      // "[client [2001:db8::1]:5000]" has brackets of its own.
      const end = buf[close + 1] === COLON && isDigit(buf[close + 2]) ? find(buf, CLOSE, close + 1, to) : close;
      if (end < 0) return i;
      if (!takeToken(buf, inner, end, out)) return i;
      i = end + 1;
    } else if (i < to && buf[i] === PAREN && evidenceFrom < 0) {
      const close = find(buf, PAREN_END, i, Math.min(to, i + 24)), colon = close < 0 ? -1 : findText(buf, close, to, ': ');
      if (close < 0 || colon < 0) return i;
      resolver = startsWith(buf, i + 1, close, 'EAI ');
      errno = int(buf, resolver ? i + 5 : startsWith(buf, i + 1, close, 'OS ') ? i + 4 : i + 1, close);
      if (errno < 0) { errno = NaN; return i; }
      evidenceFrom = i;
      i = colon + 2;
    } else return i;
  }
}

/** A bracket in front of the message; false when it is a part of the message. */
function takeToken(buf: Buffer, from: number, to: number, out: Draft): boolean {
  const remote = startsWith(buf, from, to, 'remote ');
  // mod_ssl calls its other end so, the upstream; a request over HTTP/2 so calls its client.
  if (remote && equals(buf, moduleFrom, moduleTo, 'ssl')) { peerFrom = from + 7; peerTo = to; return true; }
  if (remote || startsWith(buf, from, to, 'client ')) {
    const start = from + 7, end = clientEnd(buf, start, to), v6 = buf[start] === OPEN ? 1 : 0;
    if (!client && end > start + v6 && !(end === start + 1 && buf[start] === DASH)) { out.span(CLIENT, start + v6, end); client = true; }
    return true;
  }
  // The log id of ErrorLogFormat's %L, and mod_unique_id's; "C:" is the connection's.
  if (startsWith(buf, from, to, 'R:')) { if (to - from > 3) out.span(REQUEST_ID, from + 2, to); return true; }
  return startsWith(buf, from, to, 'pid ') || startsWith(buf, from, to, 'tid ') || startsWith(buf, from, to, 'host ') || startsWith(buf, from, to, 'vhost ') || startsWith(buf, from, to, 'request ') || startsWith(buf, from, to, 'connection ')
    || startsWith(buf, from, to, 'file ') || startsWith(buf, from, to, 'C:') || startsWith(buf, from, to, 'L:') || startsWith(buf, from, to, 'P:') || startsWith(buf, from, to, 'A:');
}

/** "10.0.0.1:5000", "10.0.0.1", "::1:54684", "::1", "[::1]:5000": Apache puts the port behind a bare IPv6 address, too; modules leave it out. */
function clientEnd(buf: Buffer, from: number, to: number): number {
  if (buf[from] === OPEN) return hostEnd(buf, from, to);
  let last = -1, colons = 0, double = false;
  for (let i = from; i < to; i++) if (buf[i] === COLON) { colons++; last = i; if (buf[i + 1] === COLON && i + 2 < to) double = true; }
  if (colons === 0) return to;
  // What is left without the last group must be an address.
  const half = buf[last - 1] === COLON && (last - 2 < from || buf[last - 2] !== COLON), short = colons === 7 && !double;
  return half || short ? to : last;
}

/** Behind the message, where ", referer: " begins. */
function refererAt(buf: Buffer, from: number, to: number): number { const i = findText(buf, from, to, ', referer: '); return i < 0 ? to : i; }

const BEFORE_ADDRESS = ['attempt to connect to Unix domain socket ', 'attempt to connect to ', 'from remote server ', 'pass request body failed to ', 'read response failed from ', 'dialog to ', 'request failed to ', 'cping/cpong failed to ', 'Error dispatching request to '];

function takeUpstream(buf: Buffer, from: number, to: number, out: Draft): void {
  const balancer = findText(buf, from, to, 'balancer://');
  if (balancer >= 0) {
    const name = balancer + 11;
    let end = name;
    while (end < to && (isWord(buf[end]) || buf[end] === 45 || buf[end] === 46)) end++;
    if (end > name) { out.span(SERVICE, name, end); out.span(UPSTREAM_NAME, name, end); }
    return;
  }
  for (const words of BEFORE_ADDRESS) {
    const found = findText(buf, from, to, words);
    if (found < 0) continue;
    const start = found + words.length;
    let end = start;
    while (end < to && buf[end] !== SPACE && buf[end] !== COMMA && buf[end] !== PAREN) end++;
    if (end > start && buf[end - 1] === COLON) end--;
    // "localhost" alone is the proxy's name for it, "*" an address that was never looked up.
    if (end <= start || (find(buf, COLON, start, end) < 0 && buf[start] !== SLASH) || buf[start] === 42 || buf[start] === COLON) return;
    const i = out.addAttempt();
    if (buf[start] === SLASH) out.attemptAddr[i] = `unix:${buf.toString('utf8', start, end)}`; else { out.addrFrom[i] = start; out.addrTo[i] = end; }
    return;
  }
}

/** "… returned by /cars (GET)", "… returned by /cars". */
function takePath(buf: Buffer, from: number, to: number, out: Draft): void {
  const words = ' returned by ', found = findText(buf, from, to, words), start = found + words.length;
  if (found < 0 || buf[start] !== SLASH) return;
  let end = to;
  if (buf[to - 1] === PAREN_END) { let open = to - 1; while (open > start && buf[open] !== PAREN) open--; if (open > start && buf[open - 1] === SPACE) { out.span(METHOD, open + 1, to - 1); end = open - 1; } }
  out.span(PATH, start, end);
}

let line: Buffer = Buffer.alloc(0), messageFrom = 0, messageTo = 0;
const message = (): string => line.toString('latin1', messageFrom, messageTo), moduleName = (): string => line.toString('latin1', moduleFrom, moduleTo);

function parse(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  out.format = 'apache-error'; out.gateway = 'apache';
  const date = dateEnd(buf, from, to), level = date < 0 ? -1 : levelEnd(buf, date, to);
  if (level < 0) { out.reason = 'no Apache error line'; return REJECTED; }
  const local = at, offset = zoned ? 0 : offsetByPrefix(out, local);
  if (zoned || offset === offset) out.at = local - offset; else { out.at = toUtc(local, settings.zone); out.tzAssumed = true; }
  out.span(LEVEL, levelFrom, levelTo);
  const start = messageStart(buf, level, to, out), end = refererAt(buf, start, to);
  out.span(DETAILS, evidenceFrom >= 0 ? evidenceFrom : start, end);
  const ah = buf[start] === 65 && buf[start + 1] === 72 && start + 7 < end ? int(buf, start + 2, start + 7) : -1, kind = kindOf(ah);
  line = buf; messageFrom = start; messageTo = Math.min(end, start + 2048);
  const failure = errorClass(kind, message, errno, resolver, moduleName, client, peerFrom >= 0);
  out.isRequest = !noRequest && (client || failure !== 0);
  if (kind === WORDS || kind === BAD_HEADER) takePath(buf, start, end, out);
  if (failure === 0) { out.reason = reason; return FILTERED; }
  out.failure = failure; out.confidence = confidence;
  out.span(EVIDENCE, evidenceFrom >= 0 ? evidenceFrom : start, end);
  if (clientSide) { out.side = 'client'; if (isHandshake(buf, start, end)) { out.reason = 'connection of a client without a request'; return FILTERED; } return EVENT; }
  takeUpstream(buf, start, end, out);
  if (out.attempts === 0 && peerFrom >= 0) { const i = out.addAttempt(); out.addrFrom[i] = peerFrom; out.addrTo[i] = peerTo; }
  if (out.attempts > 0) out.attemptFailure[0] = failure;
  return EVENT;
}

const isHandshake = (buf: Buffer, from: number, to: number): boolean => findText(buf, from, to, 'SSL ') >= 0;

const answers: Answers = { duration: false, connect: true, firstByte: true, body: true, instance: true, retries: 'no', clientAbort: true, requestId: false, zone: false };

export const apacheError: Format = {
  id: 'apache-error', title: 'Apache error log', signs: '[date] [module:level] [pid …] and a message', gateway: 'apache', kind: 'error', answers,
  sniff(buf, from, to) { const date = dateEnd(buf, from, to); return date >= 0 && levelEnd(buf, date, to) >= 0 ? 0.97 : 0; },
  holds: (buf, from, to) => buf[from] === OPEN && dateEnd(buf, from, to) >= 0,
  parse,
  /** The message decides verdict and class alike, so `parse` has set both. */
  classify(out) { if (out.failure !== 0 && out.side !== 'client') out.generatedBy = BY_GATEWAY; },
};

