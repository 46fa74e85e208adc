/**
 * Apache's error log, 2.4 `[Thu Mar 12 09:55:01.123456 2026] [module:level] [pid N:tid N] (errno)text: [client ip:port] AHnnnnn: message, referer: …`
 * and 2.2 `[date] [level] [client ip] message`. Local time without a zone. A line names the client but not its request, and the line about a
 * connect names only the upstream: what belongs to which call is for the join to say (lib/ingest/join.ts). errno, code and message are the
 * evidence.
 */
import { BY_GATEWAY, DETAILS, EVENT, EVIDENCE, FILTERED, LEVEL, METHOD, PATH, REJECTED, SERVICE, UPSTREAM_NAME, type Draft, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { client, errno, evidenceFrom, messageStart, peerFrom, peerTo, resolver } from './apache-error-brackets';
import { BAD_HEADER, clientSide, confidence, errorClass, kindOf, noRequest, reason, WORDS } from './apache-error-class';
import { at, dateEnd, levelEnd, levelFrom, levelTo, moduleFrom, moduleTo, zoned } from './apache-error-head';
import type { Answers, Format } from './format';
import { offsetByPrefix } from './prefix-offset';
import { COLON, COMMA, SLASH, SPACE, find, findText, int, isWord } from './scan';
import { toUtc } from './zone';

const OPEN = 91, PAREN = 40, PAREN_END = 41;

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

