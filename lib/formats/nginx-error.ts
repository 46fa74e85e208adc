/**
 * nginx error log: `2026/03/12 09:20:01 [error] 31#31: *7 MESSAGE, client: …, server: …, request: "…", upstream: "…", host: "…"`.
 * Local time without a zone. A line about the failure of a call is an EVENT; start-up, notices, echoes and files that are not there
 * are FILTERED with their reason. The message stays in DETAILS, and is the evidence.
 */
import type { Draft} from '../call';
import { BY_GATEWAY, CLIENT, DETAILS, EVENT, EVIDENCE, FILTERED, HOST, LEVEL, REJECTED, REQUEST_ID, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import type { Answers, Format } from './format';
import { ambiguous, clientSide, errorClass, noLive, reason } from './nginx-error-class';
import { takeRequest } from './nginx-request';
import { takeUpstreamUrl } from './nginx-upstream-url';
import { offsetByPrefix } from './prefix-offset';
import { COLON, COMMA, QUOTE, SPACE, equals, find, findText, isDigit, startsWith } from './scan';
import { hostEnd } from './scan-address';
import { dateTimeLocal } from './scan-time';
import { toUtc } from './zone';

/** Some shippers put "epoch TAB iso TAB" in front. */
function start(buf: Buffer, from: number, to: number): number {
  let tabs = 0;
  for (let i = from, stop = Math.min(to, from + 60); i < stop && tabs < 2; i++) if (buf[i] === 9) { tabs++; from = i + 1; }
  return from;
}

/** Position after "[level] " of a line with this head, or -1. */
function levelEnd(buf: Buffer, from: number, to: number): number {
  if (to - from < 24 || buf[from + 4] !== 47 || buf[from + 19] !== SPACE || buf[from + 20] !== 91 || !isDigit(buf[from])) return -1;
  const close = find(buf, 93, from + 21, Math.min(to, from + 32));
  return close > from + 21 ? close + 1 : -1;
}

function sniff(buf: Buffer, from: number, to: number): number {
  const at = start(buf, from, to), level = levelEnd(buf, at, to);
  if (level < 0) return 0;
  const hash = find(buf, 35, level, Math.min(to, level + 24));
  if (hash < 0 || !isDigit(buf[hash - 1]) || Number.isNaN(dateTimeLocal(buf, at, to))) return 0;
  return 0.98;
}

function parse(buf: Buffer, begin: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  out.format = 'nginx-error'; out.gateway = 'nginx';
  const from = start(buf, begin, to), level = levelEnd(buf, from, to);
  if (level < 0 || Number.isNaN(dateTimeLocal(buf, from, to))) { out.reason = 'no nginx error line'; return REJECTED; }
  takeLocalTime(buf, from, out, settings);
  out.span(LEVEL, from + 21, level - 1);
  // pid#tid: *connection
  let i = level;
  const hash = find(buf, COLON, level, Math.min(to, level + 40));
  if (hash >= 0) i = hash + 1;
  while (i < to && buf[i] === SPACE) i++;
  if (buf[i] === 42) { const space = find(buf, SPACE, i, to); i = space < 0 ? to : space + 1; }
  const fields = fieldsAt(buf, i, to);
  out.span(DETAILS, i, fields);
  takeFields(buf, fields, to, out);
  const hasRequest = requested, upstream = upstreamFrom >= 0;
  out.isRequest = hasRequest || upstream;

  const failure = errorClass(buf, i, fields);
  if (failure !== 0) {
    out.failure = failure; out.confidence = ambiguous ? 2 : 0; out.span(EVIDENCE, i, fields);
    if (clientSide) out.side = 'client';
  }
  if (upstream) {
    takeUpstreamUrl(buf, upstreamFrom, upstreamTo, out, noLive);
    if (out.attempts > 0 && !clientSide) out.attemptFailure[0] = failure;
  }
  if (failure === 0) { out.reason = reason; return FILTERED; }
  if (!out.isRequest) { out.reason = clientSide ? 'connection of a client without a request' : 'not about a call'; return FILTERED; }
  return EVENT;
}

function takeLocalTime(buf: Buffer, from: number, out: Draft, settings: ParseSettings): void {
  const local = dateTimeLocal(buf, from, from + 19), offset = offsetByPrefix(out, local);
  if (!Number.isNaN(offset)) { out.at = local - offset; return; }
  out.at = toUtc(local, settings.zone);
  out.tzAssumed = true;
}

/** Where ", client: " begins (or the first field there is); `to` when there are none. */
function fieldsAt(buf: Buffer, from: number, to: number): number {
  const client = findText(buf, from, to, ', client: ');
  if (client >= 0) return client;
  const server = findText(buf, from, to, ', server: ');
  if (server >= 0) return server;
  const context = findText(buf, from, to, ', context: ');
  return context >= 0 ? context : to;
}

let requested = false, upstreamFrom = -1, upstreamTo = -1;

/** `, name: value` from left to right; quoted values are raw, so one ends where the next field begins. The last may be cut. */
function takeFields(buf: Buffer, from: number, to: number, out: Draft): void {
  requested = false; upstreamFrom = -1;
  let i = from;
  while (i < to && buf[i] === COMMA) {
    const name = i + 2, colon = find(buf, COLON, name, Math.min(to, name + 24));
    if (colon < 0) return;
    let value = colon + 1;
    if (buf[value] === SPACE && value < to) value++;
    let end: number;
    if (value < to && buf[value] === QUOTE) { end = rawEnd(buf, ++value, to); i = Math.min(to, end + 1); }
    else { end = value; while (end < to && !(buf[end] === COMMA && (end + 1 === to || buf[end + 1] === SPACE))) end++; i = end; }
    if (end <= value) continue;
    if (equals(buf, name, colon, 'client')) {
      const cut = buf[value] === 117 && startsWith(buf, value, end, 'unix:') ? end : hostEnd(buf, value, end);
      out.span(CLIENT, buf[value] === 91 ? value + 1 : value, cut);
    } else if (equals(buf, name, colon, 'request')) { requested = true; takeRequest(buf, value, end, out); }
    else if (equals(buf, name, colon, 'upstream')) { upstreamFrom = value; upstreamTo = end; }
    else if (equals(buf, name, colon, 'host')) out.span(HOST, value, end);
    else if (equals(buf, name, colon, 'request_id')) out.span(REQUEST_ID, value, end);
  }
}

/** A quote that ends the line, or that `, name: ` follows. */
function rawEnd(buf: Buffer, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    if (buf[i] !== QUOTE) continue;
    if (i + 1 === to) return i;
    if (buf[i + 1] === COMMA && buf[i + 2] === SPACE && i + 3 < to && buf[i + 3] >= 97 && buf[i + 3] <= 122) return i;
  }
  return to;
}

const answers: Answers = { duration: false, connect: true, firstByte: true, body: true, instance: true, retries: 'list', clientAbort: true, requestId: true, zone: false };

export const nginxError: Format = {
  id: 'nginx-error', title: 'nginx error log', signs: 'date, [level], pid#tid and a message', gateway: 'nginx', kind: 'error', answers,
  sniff,
  holds: (buf, from, to) => levelEnd(buf, start(buf, from, to), to) > 0,
  parse,
  /** The message decides verdict and class alike, so `parse` has set both. */
  classify(out) { if (out.failure !== 0 && out.side !== 'client') out.generatedBy = BY_GATEWAY; },
};
