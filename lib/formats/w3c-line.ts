/** A line of a W3C log to its values, and the values to a draft. Columns are parted by tabs or by blanks; then values with blanks stand in quotes. */
import { CLIENT, DETAILS, FLAGS, HOST, LOGS_ADDR, METHOD, PATH, REQUEST_ID, SERVICE, TRACE_ID, USER_AGENT, type Draft } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { epochMs } from './field-names';
import { takeTarget } from './nginx-request';
import { DASH, DOT, QUOTE, SLASH, SPACE, find, int, isDigit, seconds, status } from './scan';
import { hostEnd } from './scan-address';
import { clock, fraction, fractionEnd, isoTime, midnight } from './scan-time';
import * as W from './w3c-columns';
import { putQuery, putUri } from './w3c-uri';
import { toUtc } from './zone';

const MOST = 160, TAB = 9, DAY_MS = 86_400_000, HOUR_MS = 3_600_000;
export const valueFrom = new Int32Array(MOST), valueTo = new Int32Array(MOST);

/** What the line read last has beside the draft; -1 = none. */
export const told = { substatus: -1, win32: -1 };
/** The time of a "#Date:" line, for logs that have no date in their lines; NaN = none. */
export type Since = number;

/** Fills valueFrom and valueTo. Returns how many values there are, -1 when there are too many. */
export function splitValues(buf: Buffer, from: number, to: number): number {
  let i = from, n = 0, closed = true;
  while (i < to && buf[i] > SPACE) i++;
  const tabs = buf[i] === TAB && i < to;
  for (i = from; i < to;) {
    if (n === MOST) return -1;
    if (tabs) {
      const tab = find(buf, TAB, i, to);
      valueFrom[n] = i; valueTo[n++] = i = tab < 0 ? to : tab;
      i++;
      continue;
    }
    if (buf[i] === SPACE) { i++; continue; }
    if (buf[i] === QUOTE && closed) {
      const end = closingQuote(buf, i + 1, to);
      closed = end >= 0;
      if (closed) { valueFrom[n] = i + 1; valueTo[n++] = end; i = end + 1; continue; }
    }
    valueFrom[n] = i;
    while (i < to && buf[i] !== SPACE) i++;
    valueTo[n++] = i;
  }
  return n;
}
/** Of the line split last, whose values are parted by tabs: what it lacks at its end, up to `count`, is missing. False = it has no tabs. */
export function padValues(buf: Buffer, n: number, count: number): boolean {
  if (n < 2 || count > MOST || buf[valueTo[0]] !== TAB) return false;
  valueFrom.fill(0, n, count); valueTo.fill(0, n, count);
  return true;
}

/** The quote that a blank or the line's end follows; two of them stand for one. */
function closingQuote(buf: Buffer, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    if (buf[i] !== QUOTE) continue;
    if (i + 1 >= to || buf[i + 1] === SPACE) return i;
    if (buf[i + 1] === QUOTE) i++;
  }
  return -1;
}

/** Fills the draft from the values split last. Returns why it cannot, '' when it can. */
export function putValues(buf: Buffer, columns: W.W3cColumns, out: Draft, settings: ParseSettings, since: Since): string {
  const { codes } = columns;
  let day = NaN, time = NaN, stamp = NaN, local = false, host = -1, remote = -1, port = -1;
  told.substatus = told.win32 = -1;
  for (let n = 0; n < codes.length; n++) {
    const code = codes[n], a = valueFrom[n], b = valueTo[n];
    if (code === W.SKIP || b <= a || (b === a + 1 && buf[a] === DASH)) continue;
    switch (code) {
      case W.LOCAL_DATE: local = true; day = dayOf(buf, a, b); break;
      case W.DATE: day = dayOf(buf, a, b); break;
      case W.LOCAL_TIME: local = true; time = timeOf(buf, a, b); break;
      case W.TIME: time = timeOf(buf, a, b); break;
      case W.STAMP: stamp = isDigit(buf[a + 4]) ? epochMs(seconds(buf, a, b) / 1000) : isoTime(buf, a, b); break;
      case W.CLIENT_IP: { const end = hostEnd(buf, a, b), start = buf[a] === 91 ? a + 1 : a; if (end > start) out.span(CLIENT, start, end); break; }
      case W.METHODS: out.span(METHOD, a, b); break;
      case W.STEM: if (buf[a] === SLASH) out.span(PATH, a, b); else takeTarget(buf, a, b, out); break;
      case W.QUERIES: putQuery(buf, buf[a] === 63 ? a + 1 : a, b, out); break;
      case W.URI: putUri(buf, a, b, out); break;
      case W.HOSTS: out.span(HOST, a, Math.max(a, hostEnd(buf, a, b))); break;
      case W.HOST_FALLBACK: host = n; break;
      case W.STATUSES: out.status = status(buf, a, b); if (out.status === 0) { out.statusRaw = int(buf, a, b); if (out.statusRaw < 0) return 'its status is no number'; } break;
      case W.SUBSTATUS: told.substatus = int(buf, a, b); break;
      case W.WIN32: told.win32 = int(buf, a, b); if (told.win32 > 0) out.span(FLAGS, a, b); break;
      case W.SENT: out.bytesOut = int(buf, a, b); break;
      case W.RECEIVED: out.bytesIn = int(buf, a, b); break;
      case W.TAKEN: out.duration = durationOf(buf, a, b, columns.seconds); if (Number.isNaN(out.duration)) return 'its duration is no number'; break;
      case W.TAKEN_MS: out.duration = seconds(buf, a, b) / 1000; break;
      case W.FIRST_BYTE: out.firstByteMs = durationOf(buf, a, b, columns.seconds); break;
      case W.AGENT: out.span(USER_AGENT, a, b); break;
      case W.SERVICES: out.span(SERVICE, a, b); break;
      case W.REASON: out.span(DETAILS, a, b); break;
      case W.RESULT: out.span(FLAGS, a, b); break;
      case W.IDS: if (!out.has(REQUEST_ID)) out.span(REQUEST_ID, a, b); break;
      case W.TRACES: out.span(TRACE_ID, a, b); break;
      case W.REMOTE_IP: remote = n; break;
      case W.REMOTE_HOST: if (remote < 0) remote = n; break;
      case W.REMOTE_PORT: port = n; break;
    }
  }
  // The name that the viewer asked for, where the other one is the distribution's own.
  if (host >= 0) out.span(HOST, valueFrom[host], valueTo[host]);
  if (remote >= 0) putRemote(buf, remote, port, out);
  if (Number.isNaN(day) && since === since) { day = since - (since % DAY_MS); if (day + time < since - HOUR_MS) day += DAY_MS; }
  out.at = stamp === stamp ? stamp : day + time;
  if (Number.isNaN(out.at)) return Number.isNaN(day) ? 'no date' : 'no timestamp';
  if (local) { out.at = toUtc(out.at, settings.zone); out.tzAssumed = true; }
  return '';
}

/** "2026-03-12" */
function dayOf(buf: Buffer, a: number, b: number): number {
  return b - a === 10 && (buf[a + 4] === DASH || buf[a + 4] === SLASH) ? midnight(int(buf, a, a + 4), int(buf, a + 5, a + 7), int(buf, a + 8, b)) : NaN;
}
/** "09:20:01", with decimals or without. */
function timeOf(buf: Buffer, a: number, b: number): number {
  const end = fractionEnd(buf, a + 8, b);
  return b - a >= 8 && end === b && (end === a + 8 || buf[a + 8] === DOT) ? clock(buf, a, b) + fraction(buf, a + 8, end) : NaN;
}

/** IIS writes whole ms, those who keep to the W3C draft seconds with decimals. */
const durationOf = (buf: Buffer, a: number, b: number, always: boolean): number => seconds(buf, a, b) / (always || find(buf, DOT, a, b) >= 0 ? 1 : 1000);

function putRemote(buf: Buffer, remote: number, port: number, out: Draft): void {
  const i = out.addAttempt(), a = valueFrom[remote], b = valueTo[remote];
  out.logged |= LOGS_ADDR;
  if (port >= 0 && isDigit(buf[valueFrom[port]])) out.attemptAddr[i] = `${buf.toString('latin1', a, b)}:${buf.toString('latin1', valueFrom[port], valueTo[port])}`;
  else { out.addrFrom[i] = a; out.addrTo[i] = b; }
}
