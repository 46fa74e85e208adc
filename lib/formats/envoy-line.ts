/**
 * Reads a line of Envoy's default text layout and of Istio's, which is the same with more in the middle and behind:
 *   [start] "METHOD PATH PROTO" code flags [details termination "transport failure"] rx tx duration service_time
 *   "forwarded" "agent" "request id" "authority" "upstream host" [cluster local downstream_local downstream_remote sni route]
 * Istio before 1.9 has "mixer" "transport failure" in the middle. Nothing is escaped in it: a quote may stand inside of quotes.
 */
import { CALL, REJECTED, START, type Draft, type Verdict } from '../call';
import { E, begin, envoyTime, finish, take, takeLine } from './envoy-fields';
import { COLON, DASH, QUESTION, QUOTE, SPACE, find, isDigit, startsWith } from './scan';

export const NONE = 0, ENVOY = 1, ISTIO = 2;

const OPEN = 91, CLOSE = 93, TIME_MAX = 40;
/** Layout of the last line that `readLine` read. */
export let layout: typeof NONE | typeof ENVOY | typeof ISTIO = NONE;

/** Start of the time behind "[" (Emissary writes "ACCESS [" before it), or -1. */
function timeFrom(buf: Buffer, from: number, to: number): number {
  if (buf[from] === OPEN) return from + 1;
  return startsWith(buf, from, to, 'ACCESS [') ? from + 8 : -1;
}

/** Cheap: "[2026-" and a quote behind the bracket that closes. */
export function holdsLine(buf: Buffer, from: number, to: number): boolean {
  const i = timeFrom(buf, from, to);
  if (i < 0 || i + 30 >= to || buf[i + 4] !== DASH || buf[i + 7] !== DASH) return false;
  const close = find(buf, CLOSE, i + 19, Math.min(to, i + TIME_MAX));
  return close > 0 && buf[close + 1] === SPACE && buf[close + 2] === QUOTE;
}

function reject(out: Draft, reason: string): Verdict { out.reason = reason; return REJECTED; }

/** Fills `out` and sets `layout`. CALL, or REJECTED with the reason. */
export function readLine(buf: Buffer, from: number, to: number, out: Draft): Verdict {
  layout = NONE;
  if (!holdsLine(buf, from, to)) return reject(out, 'not an Envoy line');
  begin();
  const time = timeFrom(buf, from, to), timeTo = find(buf, CLOSE, time + 19, to);
  out.at = out.startAt = envoyTime(buf, time, timeTo); out.atKind = START;
  if (Number.isNaN(out.at)) return reject(out, 'no timestamp');
  let i = request(buf, timeTo + 3, to, out);
  if (i < 0) return reject(out, 'cut inside the request');
  let end = bareEnd(buf, i, to);
  take(E.CODE, buf, i, end, out, false);
  if (out.status === 0 && !isNone(buf, i, end)) return reject(out, 'no status');
  i = end + 1;
  end = bareEnd(buf, i, to);
  if (!isFlags(buf, i, end)) return reject(out, 'no response flags');
  take(E.FLAGS, buf, i, end, out, false);
  i = middle(buf, end + 1, to, out);
  if (i < 0) return reject(out, 'no byte counts');
  for (let n = 0; n < 4; n++) {
    end = bareEnd(buf, i, to);
    if (end === i || !isNumber(buf, i, end)) return reject(out, 'line cut');
    take(NUMBERS[n], buf, i, end, out, false);
    i = end + 1;
  }
  i = quotes(buf, i, to, out);
  if (i < 0) return reject(out, 'line cut');
  tail(buf, i, to, out);
  finish(out);
  return CALL;
}
const NUMBERS = [E.RECEIVED, E.SENT, E.DURATION, E.SERVICE_TIME];
const QUOTED = [E.FORWARDED, E.AGENT, E.REQUEST_ID, E.AUTHORITY, E.HOST];
const TAIL = [E.CLUSTER, E.SKIP, E.SKIP, E.REMOTE, E.SKIP, E.ROUTE];

const MARKS = new Uint8Array(256);
MARKS[QUOTE] = MARKS[SPACE] = MARKS[QUESTION] = 1;

/** The request line that begins at `from`; the position of the status behind it, -1 when it has no end. */
function request(buf: Buffer, from: number, to: number, out: Draft): number {
  const method = find(buf, SPACE, from, Math.min(to, from + 40));
  // Up to the blank behind the path in one walk, when an ordinary protocol follows.
  if (method > from && buf[method + 1] === 47) {
    const marks = MARKS;
    let i = method + 2, query = -1;
    for (; i < to; i++) {
      while (i + 3 < to && (marks[buf[i]] | marks[buf[i + 1]] | marks[buf[i + 2]] | marks[buf[i + 3]]) === 0) i += 4;
      const c = buf[i];
      if (marks[c] === 0) continue;
      if (c === QUESTION) { if (query < 0) query = i; continue; }
      break;
    }
    if (i < to && buf[i] === SPACE && startsWith(buf, i + 1, to, 'HTTP/')) {
      const close = find(buf, QUOTE, i + 6, Math.min(to, i + 12));
      if (close > 0 && buf[close + 1] === SPACE) {
        take(E.METHOD, buf, from, method, out, false);
        take(E.PATH, buf, method + 1, i, out, false);
        return close + 2;
      }
    }
  }
  for (let i = from; i + 2 < to; i++) {
    if (buf[i] !== QUOTE || buf[i + 1] !== SPACE || !(isDigit(buf[i + 2]) || buf[i + 2] === DASH)) continue;
    takeLine(buf, from, i, out, false);
    return i + 2;
  }
  return -1;
}

/** What Istio has between the flags and the byte counts; the position of these, -1 when there are none. */
function middle(buf: Buffer, from: number, to: number, out: Draft): number {
  layout = ENVOY;
  let i = from, first = -1, last = -1, lastTo = -1, quoted = -1, quotedTo = -1, bare = 0;
  while (i < to) {
    if (buf[i] === QUOTE) {
      const close = fieldEnd(buf, i + 1, to, false);
      if (close < 0) return -1;
      quoted = i + 1; quotedTo = close; layout = ISTIO;
      i = close + 2;
      continue;
    }
    const end = bareEnd(buf, i, to);
    if (end > i && isDigit(buf[i]) && isNumber(buf, i, end)) break;
    if (first < 0) first = i;
    last = i; lastTo = end; bare++;
    i = end + 1;
  }
  if (i >= to) return -1;
  // Older Envoys leave blanks in the details, so these are all but the last word.
  if (bare === 1) take(E.DETAILS, buf, last, lastTo, out, false);
  else if (bare > 1) { take(E.DETAILS, buf, first, last - 1, out, false); take(E.TERMINATION, buf, last, lastTo, out, false); }
  if (quoted >= 0) take(E.FAILURE, buf, quoted, quotedTo, out, false);
  return i;
}

/** The five quoted fields; the position behind them, -1 when one is cut. */
function quotes(buf: Buffer, from: number, to: number, out: Draft): number {
  let i = from;
  for (let n = 0; n < 5; n++) {
    if (buf[i] !== QUOTE || i >= to) return -1;
    const close = fieldEnd(buf, i + 1, to, n < 4);
    if (close < 0) return -1;
    take(QUOTED[n], buf, i + 1, close, out, false);
    i = close + 2;
  }
  return i;
}

/** Where the quote stands that a blank (and, `more`, another quote) follows; the line's last one, too. -1 = nowhere. */
function fieldEnd(buf: Buffer, from: number, to: number, more: boolean): number {
  for (let i = from; i < to; i++) {
    while (i + 3 < to && buf[i] !== QUOTE && buf[i + 1] !== QUOTE && buf[i + 2] !== QUOTE && buf[i + 3] !== QUOTE) i += 4;
    if (buf[i] !== QUOTE || i >= to) continue;
    if (more ? i + 2 < to && buf[i + 1] === SPACE && buf[i + 2] === QUOTE : i + 1 === to || buf[i + 1] === SPACE) return i;
  }
  return -1;
}

/** Istio's bare fields behind the quotes: up to 1.0 four, the last two of which are addresses. Others put fields of their own there: these are not guessed at. */
function tail(buf: Buffer, from: number, to: number, out: Draft): void {
  if (from >= to || buf[from] === QUOTE) return;
  const n = fields(buf, from, to);
  if (n < 4 || (n === 4 && !endsInAddresses(buf, from, to))) return;
  if (layout === ENVOY && find(buf, QUOTE, from, to) >= 0) return;
  layout = ISTIO;
  for (let n = 0, i = from; n < 6 && i < to; n++) {
    const end = bareEnd(buf, i, to);
    take(TAIL[n], buf, i, end, out, false);
    i = end + 1;
  }
}
/** "… 10.1.0.30:80 10.1.0.29:46770" */
function endsInAddresses(buf: Buffer, from: number, to: number): boolean {
  const last = buf.lastIndexOf(SPACE, to - 1), before = last > from ? buf.lastIndexOf(SPACE, last - 1) : -1;
  return before > from && find(buf, COLON, before, last) > 0 && find(buf, COLON, last, to) > 0;
}
function fields(buf: Buffer, from: number, to: number): number {
  let n = 1;
  for (let i = from; i < to; i++) if (buf[i] === SPACE && i + 1 < to) n++;
  return n;
}

function bareEnd(buf: Buffer, from: number, to: number): number { const end = find(buf, SPACE, from, to); return end < 0 ? to : end; }

/** Digits or "-". */
function isNumber(buf: Buffer, from: number, to: number): boolean {
  if (to - from === 1 && buf[from] === DASH) return true;
  for (let i = from; i < to; i++) if (!isDigit(buf[i])) return false;
  return from < to;
}
/** "0", "000", "-": there was no response. */
function isNone(buf: Buffer, from: number, to: number): boolean { return to > from && to - from <= 3 && isNumber(buf, from, to) && (buf[from] === 48 || buf[from] === DASH); }

/** "-", "UF,URX", "UpstreamRequestTimeout": words of letters. */
function isFlags(buf: Buffer, from: number, to: number): boolean {
  if (to - from === 1 && buf[from] === DASH) return true;
  for (let i = from; i < to; i++) { const c = buf[i] | 32; if ((c < 97 || c > 122) && buf[i] !== 44 && !isDigit(buf[i]) && buf[i] !== 95) return false; }
  return from < to && !isDigit(buf[from]);
}
