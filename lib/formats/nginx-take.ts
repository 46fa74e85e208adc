/**
 * Puts one value of an nginx line into the draft. All nginx access formats (combined, key=value, log_format, JSON) end up here.
 * The upstream lists are only noted; `finish` turns them into attempts when the whole line was read.
 */
import type { Draft} from '../call';
import { CLIENT, HOST, METHOD, PATH, QUERY, REQUEST_ID, ROUTE, SERVICE, TRACE_ID, UPSTREAM_NAME, USER_AGENT } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { F } from './nginx-fields';
import { takeRequest, takeTarget } from './nginx-request';
import { BACKSLASH, COMMA, DASH, QUOTE, SLASH, SPACE, int, seconds, startsWith, status } from './scan';
import { hostEnd } from './scan-address';
import { CLF_LENGTH, clfTime, dateTimeLocal, fraction, fractionEnd, isoTime } from './scan-time';
import { unescape } from './unescape';
import { zoneOf } from './zone';

/**
 * The lists over the attempts. One reused object; `finish` (nginx-attempts) reads it. Bits by kind: `met` on this line, `noted` as a span
 * that waits for `finish`, in `millis`econds.
 */
export const lists = { from: new Int32Array(6), to: new Int32Array(6), met: 0, noted: 0, millis: 0 };
export const ADDR = 0, STATUS = 1, CONNECT = 2, HEADER = 3, RESPONSE = 4, LENGTH = 5;

/** How exact the time taken so far is: a finer one replaces it. */
let timeRank = 0, addressOfClient = false;

/** Before the first `take` of a line. */
export function begin(): void {
  lists.met = lists.noted = lists.millis = 0; timeRank = 0; addressOfClient = false;
}

/** A value [from, to) without its quotes. "-" and "" are missing, whatever the field. */
export function take(field: number, buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): void {
  if (field >= F.ADDR) { takeUpstream(field, buf, from, to, out); return; }
  if (from >= to || (to - from === 1 && buf[from] === DASH)) return;
  switch (field) {
    case F.CLIENT: takeClient(buf, from, to, out); addressOfClient = true; return;
    case F.FORWARDED: if (!addressOfClient) takeClient(buf, from, to, out); return;
    case F.TIME: takeTime(buf, from, to, out, settings); return;
    case F.MSEC: takeEpoch(buf, from, to, out); return;
    // Some call $uri their request.
    case F.REQUEST: if (buf[from] === SLASH) { if (!out.has(PATH)) takeTarget(buf, from, to, out); } else takeRequest(buf, from, to, out); return;
    case F.METHOD: if (!out.has(METHOD)) out.span(METHOD, from, to); return;
    case F.REQUEST_URI: if (!out.has(PATH)) takeTarget(buf, from, to, out); return;
    case F.URI: if (!out.has(PATH)) takeTarget(buf, from, to, out); return;
    case F.ARGS: if (!out.has(QUERY)) text(QUERY, buf, from, to, out); return;
    case F.HOST: text(HOST, buf, from, to, out); return;
    case F.SERVER_NAME: if (!out.has(HOST) && !(to - from === 1 && buf[from] === 95)) out.span(HOST, from, to); return;
    case F.STATUS: out.status = status(buf, from, to); return;
    case F.BODY_BYTES: if (out.bytesOut < 0) out.bytesOut = int(buf, from, to); return;
    case F.BYTES_OUT: { const n = int(buf, from, to); if (n >= 0) out.bytesOut = n; return; }
    case F.BYTES_IN: out.bytesIn = int(buf, from, to); return;
    case F.REQUEST_TIME: { const t = seconds(buf, from, to); if (!Number.isNaN(t)) out.duration = t; return; }
    case F.REQUEST_TIME_MS: { const t = seconds(buf, from, to); if (!Number.isNaN(t)) out.duration = t / 1000; return; }
    case F.REQUEST_ID: out.span(REQUEST_ID, from, to); return;
    case F.OTHER_REQUEST_ID: if (!out.has(REQUEST_ID)) out.span(REQUEST_ID, from, to); return;
    case F.TRACE_PARENT: if (to - from >= 52 && buf[from + 2] === DASH && buf[from + 35] === DASH) out.span(TRACE_ID, from + 3, from + 35); return;
    case F.TRACE_ID: if (!out.has(TRACE_ID)) out.span(TRACE_ID, from, to); return;
    case F.USER_AGENT: out.span(USER_AGENT, from, to); return;
  }
}

function takeUpstream(field: number, buf: Buffer, from: number, to: number, out: Draft): void {
  switch (field) {
    case F.ADDR_OR_AGENT:
      // "ua" is the upstream's address to some and the user agent to others: agents have a "/" or a "(", addresses have neither.
      if (isAgent(buf, from, to)) out.span(USER_AGENT, from, to); else note(ADDR, from, to, out);
      return;
    case F.ADDR: note(ADDR, from, to, out); return;
    case F.ATTEMPT_STATUS: note(STATUS, from, to, out); return;
    case F.CONNECT: note(CONNECT, from, to, out); return;
    case F.HEADER: note(HEADER, from, to, out); return;
    case F.RESPONSE: note(RESPONSE, from, to, out); return;
    case F.LENGTH: note(LENGTH, from, to, out); return;
    case F.CONNECT_MS: note(CONNECT, from, to, out); lists.millis |= 1 << CONNECT; return;
    case F.HEADER_MS: note(HEADER, from, to, out); lists.millis |= 1 << HEADER; return;
    case F.RESPONSE_MS: note(RESPONSE, from, to, out); lists.millis |= 1 << RESPONSE; return;
    case F.BODY_BYTES: if (out.bytesOut < 0) out.bytesOut = int(buf, from, to); return;
  }
  if (from >= to || (to - from === 1 && buf[from] === DASH)) return;
  if (field === F.UPSTREAM_NAME) out.span(UPSTREAM_NAME, from, to);
  else if (field === F.SERVICE) out.span(SERVICE, from, to);
  else if (field === F.ROUTE) out.span(ROUTE, from, to);
}

/** The first field of a kind wins: a line that names one twice has its second for something else. */
function note(kind: number, from: number, to: number, out: Draft): void {
  const bit = 1 << kind;
  if ((lists.met & bit) !== 0) return;
  lists.from[kind] = from; lists.to[kind] = to;
  lists.met |= bit; lists.noted |= bit; out.logged |= bit;
}

function isAgent(buf: Buffer, from: number, to: number): boolean {
  if (startsWith(buf, from, to, 'unix:')) return false;
  for (let i = from; i < to; i++) if (buf[i] === 47 || buf[i] === 40) return true;
  return false;
}

function text(field: number, buf: Buffer, from: number, to: number, out: Draft): void {
  for (let i = from; i < to; i++) if (buf[i] === BACKSLASH) { out.put(field, unescape(buf, from, to)); return; }
  out.put(field, null);
  out.span(field, from, to);
}

/** $remote_addr that needs no care: neither port nor list. */
export function takeAddress(from: number, to: number, out: Draft): void { out.span(CLIENT, from, to); addressOfClient = true; }

/** The last of a list is who spoke to the gateway; what stands before it is only claimed. Port and brackets are cut. */
function takeClient(buf: Buffer, from: number, to: number, out: Draft): void {
  let start = to;
  while (start > from && buf[start - 1] !== SPACE && buf[start - 1] !== COMMA && buf[start - 1] !== QUOTE) start--;
  if (start === to) return;
  const end = hostEnd(buf, start, to);
  out.span(CLIENT, buf[start] === 91 ? start + 1 : start, end);
}

/** CLF, ISO 8601, "2026-03-12 09:20:01" (in the configured zone) or an epoch. */
function takeTime(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): void {
  if (buf[from] === 91 && buf[to - 1] === 93) { from++; to--; }
  if (timeRank >= 2) return;
  let t = to - from === CLF_LENGTH ? clfTime(buf, from, to) : NaN;
  if (Number.isNaN(t)) t = isoTime(buf, from, to);
  if (Number.isNaN(t)) {
    const local = dateTimeLocal(buf, from, to);
    if (Number.isNaN(local)) { takeEpoch(buf, from, to, out); return; }
    if (timeRank > 0) return;
    const d = new Date(local), end = fractionEnd(buf, from + 19, to);
    t = zoneOf(settings.zone).toUtc(d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate(), d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds(), fraction(buf, from + 19, end));
    out.tzAssumed = true; out.at = t; timeRank = 0.5;
    return;
  }
  // Two times of one line differ by their exactness only; one with a fraction says more.
  const rank = t % 1000 !== 0 ? 1.5 : 1;
  if (rank > timeRank) { out.at = t; out.tzAssumed = false; timeRank = rank; }
}

/** Seconds with decimals ($msec), or whole seconds, ms, µs by the number of digits. */
function takeEpoch(buf: Buffer, from: number, to: number, out: Draft): void {
  let t = seconds(buf, from, to);
  if (Number.isNaN(t)) return;
  if (t >= 1e17) t /= 1e6; else if (t >= 1e14) t /= 1e3;
  if (t < 1e11 || t > 1e13) return;
  out.at = t; out.tzAssumed = false; timeRank = 2;
}
