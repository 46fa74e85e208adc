/** What each directive of Apache's LogFormat says, put into the draft; moments in pieces are gathered and put together at the line's end. */
import { CLIENT, END, FLAGS, HOST, LOGS_ADDR, METHOD, PATH, QUERY, REQUEST_ID, TRACE_ID, UPSTREAM_NAME, USER_AGENT, type Draft } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { beginClock, clock } from './apache-strftime';
import { traceparentId } from './json-target';
import { takeRequest, takeTarget } from './nginx-request';
import { BACKSLASH, DASH, QUESTION, SPACE, findText, int, isHex, status } from './scan';
import { hostEnd } from './scan-address';
import { midnight } from './scan-time';
import { unescape } from './unescape';
import { zoneOf } from './zone';

/** What a directive stands for. */
export const enum A { SKIP = 0, CLIENT, TIME, REQUEST, METHOD, PATH, QUERY, STATUS, BYTES, SENT, RECEIVED, HOST, AGENT, ID, OTHER_ID, TRACEPARENT, TRACE, US, MS, S, FIRST_BYTE, STATE, WORKER, BALANCER, FORWARDED, STRFTIME, SEC, MSEC, USEC, MSEC_FRAC, USEC_FRAC }

let hasClock = false, hasClient = false;
/** Before a line. */
export function begin(): void { beginClock(); hasClock = hasClient = false; }
/** A piece of a moment was read. */
export function sawClock(): void { hasClock = true; }

/** Takes the value at [from, to) for a directive. `end`: it is a time of the call's end. */
export function take(field: A, buf: Buffer, from: number, to: number, out: Draft, end: boolean): void {
  if (field === A.SKIP || from >= to || (to - from === 1 && buf[from] === DASH)) return;
  switch (field) {
    case A.CLIENT: { const stop = hostEnd(buf, from, to); hasClient = true; out.span(CLIENT, buf[from] === 91 ? from + 1 : from, stop); return; }
    // The last of a list is who spoke to this gateway's proxy; it counts only where no address is logged.
    case A.FORWARDED: { if (hasClient) return; let start = to; while (start > from && buf[start - 1] !== SPACE && buf[start - 1] !== 44) start--; if (start < to) out.span(CLIENT, start, to); return; }
    case A.REQUEST: takeRequest(buf, from, to, out); return;
    case A.METHOD: if (!out.has(METHOD)) out.span(METHOD, from, to); return;
    case A.PATH: if (!out.has(PATH)) takeTarget(buf, from, to, out); return;
    case A.QUERY: { const start = buf[from] === QUESTION ? from + 1 : from; if (!out.has(QUERY) && start < to) text(QUERY, buf, start, to, out); return; }
    case A.STATUS: out.status = status(buf, from, to); return;
    case A.BYTES: if (out.bytesOut < 0) out.bytesOut = int(buf, from, to); return;
    case A.SENT: { const n = int(buf, from, to); if (n >= 0) out.bytesOut = n; return; }
    case A.RECEIVED: out.bytesIn = int(buf, from, to); return;
    case A.HOST: if (!out.has(HOST)) text(HOST, buf, from, to, out); return;
    case A.AGENT: out.span(USER_AGENT, from, to); return;
    case A.ID: text(REQUEST_ID, buf, from, to, out); return;
    case A.OTHER_ID: if (!out.has(REQUEST_ID)) text(REQUEST_ID, buf, from, to, out); return;
    case A.TRACEPARENT: { const id = traceparentId(buf, from, to); if (id >= 0) out.span(TRACE_ID, id, id + 32); return; }
    case A.TRACE: if (isHex(buf, from, to)) out.span(TRACE_ID, from, to); return;
    case A.US: { const n = int(buf, from, to); if (n >= 0) out.duration = n / 1000; return; }
    case A.MS: { const n = int(buf, from, to); if (n >= 0 && !(out.duration % 1 !== 0 && out.duration >= 0)) out.duration = n; return; }
    // Whole seconds: anything finer in the same line says more.
    case A.S: { const n = int(buf, from, to); if (n >= 0 && Number.isNaN(out.duration)) out.duration = n * 1000; return; }
    case A.FIRST_BYTE: { const n = int(buf, from, to); if (n >= 0) out.firstByteMs = n / 1000; return; }
    case A.STATE: out.span(FLAGS, from, to); return;
    case A.WORKER: { const scheme = findText(buf, from, to, '://'), start = scheme < 0 ? from : scheme + 3; let stop = start; while (stop < to && buf[stop] !== 47) stop++; if (stop > start) { const i = out.addAttempt(); out.addrFrom[i] = start; out.addrTo[i] = stop; out.logged |= LOGS_ADDR; } return; }
    case A.BALANCER: { const scheme = findText(buf, from, to, '://'); out.span(UPSTREAM_NAME, scheme < 0 ? from : scheme + 3, to); return; }
    case A.SEC: clock.epoch = int(buf, from, to) * 1000; break;
    case A.MSEC: clock.epoch = int(buf, from, to); break;
    case A.USEC: clock.epoch = int(buf, from, to - 3); break;
    default: return;
  }
  hasClock = true;
  if (end) out.atKind = END;
}

function text(field: number, buf: Buffer, from: number, to: number, out: Draft): void {
  for (let i = from; i < to; i++) if (buf[i] === BACKSLASH) { out.put(field, unescape(buf, from, to)); return; }
  out.span(field, from, to);
}

/** The clock's pieces as a moment; a finer fraction is added to whole seconds, also to those of %t. */
export function putClock(out: Draft, settings: ParseSettings): void {
  if (!hasClock) return;
  const part = Number.isNaN(clock.ms) ? 0 : clock.ms;
  if (!Number.isNaN(clock.epoch) && clock.epoch > 0) { out.at = clock.epoch + (clock.epoch % 1000 === 0 ? part : 0); return; }
  if (clock.year === 0) { if (out.at % 1000 === 0) out.at += part; return; }
  const hour = clock.pm < 0 ? clock.hour : (clock.hour % 12) + clock.pm * 12;
  if (hour > 23 || clock.minute > 59 || clock.second > 60) { out.at = NaN; return; }
  const local = midnight(clock.year, clock.month, clock.day) + ((hour * 60 + clock.minute) * 60 + clock.second) * 1000 + part;
  if (!Number.isNaN(clock.zone)) { out.at = local - clock.zone; return; }
  out.at = zoneOf(settings.zone).fromWall(local); out.tzAssumed = true;
}
