/**
 * Traefik's common log format: addr - user [start] "request" status size "referer" "agent" count "router" "server URL" 87ms.
 * The status is the origin's, "-" where none answered; the time is the start. Nothing is escaped; old versions leave quotes out.
 */
import { CALL, CLIENT, LOGS_ADDR, LOGS_BYTES, LOGS_STATUS, REJECTED, ROUTE, START, USER_AGENT, type Draft, type Verdict } from '../call';
import type { Answers, Format } from './format';
import { takeQuotedRequest, takeRequest } from './nginx-request';
import { COLON, COMMA, DASH, QUOTE, SPACE, find, int, isDigit, status } from './scan';
import { hostEnd } from './scan-address';
import { CLF_LENGTH, clfTime } from './scan-time';
import { takeServer } from './traefik-address';
import { classifyTraefik } from './traefik-classify';
import { readTraefikTail, tail } from './traefik-clf-tail';

/** A list of proxies longer than this is no reason to read on. */
const MAX_HEAD = 2048;
/** 1.4 writes a status that there is none of as "%!d(<nil>)". */
const PERCENT = 37;

function reject(out: Draft, reason: string): Verdict { out.reason = reason; return REJECTED; }

/** Position of the "[" of the time, or -1. */
function timeAt(buf: Buffer, from: number, to: number): number {
  for (let i = from, stop = Math.min(to - CLF_LENGTH - 3, from + MAX_HEAD); i < stop; i++) if (buf[i] === 91 && buf[i + 12] === COLON && buf[i + 27] === 93) return i;
  return -1;
}

/** Ends in a duration behind a quote, has a time and a request: cheap. */
function holds(buf: Buffer, from: number, to: number): boolean {
  if (to - from < 60 || buf[to - 1] !== 115) return false;
  const time = timeAt(buf, from, to);
  return time > from && buf[time + 29] === QUOTE;
}

function parse(buf: Buffer, from: number, to: number, out: Draft): Verdict {
  const time = timeAt(buf, from, to);
  if (time <= from || buf[time + 29] !== QUOTE) return reject(out, 'not a Traefik line');
  const i = request(buf, time + 29, to, out);
  if (i < 0) return reject(out, 'cut inside the request');
  const statusTo = find(buf, SPACE, i, to), sizeTo = statusTo < 0 ? -1 : find(buf, SPACE, statusTo + 1, to);
  if (sizeTo < 0 || !readTraefikTail(buf, sizeTo, to)) return reject(out, 'no router and server behind the bytes');
  out.at = out.startAt = clfTime(buf, time + 1, to); out.atKind = START;
  if (Number.isNaN(out.at)) return reject(out, 'no timestamp');
  out.status = status(buf, i, statusTo);
  if (out.status === 0) out.statusRaw = int(buf, i, statusTo);
  out.bytesOut = int(buf, statusTo + 1, sizeTo);
  takeClient(buf, from, time, out);
  takeAgent(buf, sizeTo + 1, out);
  out.duration = tail.duration;
  out.logged = LOGS_ADDR | LOGS_STATUS | LOGS_BYTES;
  if (tail.routerTo > tail.routerFrom && !isDash(buf, tail.routerFrom, tail.routerTo)) out.span(ROUTE, tail.routerFrom, tail.routerTo);
  takeServer(buf, tail.urlFrom, tail.urlTo, out);
  if (out.attempts > 0) {
    // Traefik's own share is far below the unit of the line, and how often it tried again is not in it.
    out.attemptTotal[0] = out.duration;
    out.attemptStatus[0] = out.upstreamStatus = out.status; out.attemptBytes[0] = out.bytesOut;
  }
  return CALL;
}

const isDash = (buf: Buffer, from: number, to: number): boolean => to - from === 1 && buf[from] === DASH;

/** The request in quotes that opens at `open`; the position of the status behind it, -1 = cut. A query may hold quotes. */
function request(buf: Buffer, open: number, to: number, out: Draft): number {
  const closes = (at: number): boolean => at + 2 < to && buf[at + 1] === SPACE && (isDigit(buf[at + 2]) || buf[at + 2] === DASH || buf[at + 2] === PERCENT);
  // Fields that are configured away are dashes.
  if (buf[open + 1] === DASH && buf[open + 2] === SPACE) { const close = find(buf, QUOTE, open + 1, to); return close >= 0 && closes(close) ? close + 2 : -1; }
  const close = takeQuotedRequest(buf, open + 1, to, out);
  if (close >= 0 && closes(close)) return close + 2;
  for (let i = open + 1; i < to; i++) if (buf[i] === QUOTE && closes(i)) { takeRequest(buf, open + 1, i, out); return i + 2; }
  return -1;
}

/** "10.0.0.1", or the X-Forwarded-For that the client sent: its first address. */
function takeClient(buf: Buffer, from: number, time: number, out: Draft): void {
  let end = from;
  while (end < time && buf[end] !== SPACE && buf[end] !== COMMA) end++;
  const stop = hostEnd(buf, from, end), start = buf[from] === 91 ? from + 1 : from;
  if (stop > start && !isDash(buf, start, stop)) out.span(CLIENT, start, stop);
}

function takeAgent(buf: Buffer, from: number, out: Draft): void {
  let i = from;
  if (buf[i] === QUOTE) { i++; while (i < tail.agentTo && !(buf[i] === QUOTE && buf[i + 1] === SPACE)) i++; i += 2; } else { i = find(buf, SPACE, i, tail.agentTo) + 1; if (i === 0) return; }
  let end = tail.agentTo;
  if (buf[i] === QUOTE && end - 1 > i && buf[end - 1] === QUOTE) { i++; end--; }
  if (end > i && !isDash(buf, i, end)) out.span(USER_AGENT, i, end);
}

/** For `sniff`: whether the whole line has the shape. */
function isLine(buf: Buffer, from: number, to: number): boolean {
  if (!holds(buf, from, to)) return false;
  const time = timeAt(buf, from, to);
  return readTraefikTail(buf, time + 30, to) && !Number.isNaN(clfTime(buf, time + 1, to));
}

const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'no', clientAbort: true, requestId: false, zone: true };

export const traefikClf: Format = {
  id: 'traefik-clf', title: 'Traefik access log', signs: 'a common log line with a count, "router", "server URL" and a time such as 87ms at its end', gateway: 'traefik', kind: 'access', answers,
  sniff: (buf, from, to) => (isLine(buf, from, to) ? 0.95 : 0),
  holds,
  parse(buf, from, to, out) { out.format = 'traefik-clf'; out.gateway = 'traefik'; return parse(buf, from, to, out); },
  classify: classifyTraefik,
};
