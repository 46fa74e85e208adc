/**
 * HAProxy, `option httplog` and `option httpslog`:
 * `client:port [accept] frontend backend/server TR/Tw/Tc/Tr/Ta status bytes cookie cookie state a/f/b/s/retries sq/bq {req} {resp} "request"`.
 * Times in ms. The date is the start of the call, in local time. HAProxy names the last server only, and counts the others.
 */
import { CALL, FILTERED, FLAGS, REJECTED, type Draft, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import type { Format } from './format';
import { readCaptures } from './haproxy-capture';
import { classifyHaproxy } from './haproxy-classify';
import { head, putClient, putNames, putTime, readBackend, readFrontend } from './haproxy-head';
import { isConnectionError, isNotice, readConnectionError, readNotice } from './haproxy-notice';
import { readRequest } from './haproxy-request';
import { readSession } from './haproxy-session';
import { find, int, SPACE, status } from './scan';

const PLUS = 43, QUEUE = 81;

function reject(out: Draft, reason: string): Verdict { out.reason = reason; return REJECTED; }

function parse(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  if (!readFrontend(buf, from, to)) {
    if (!isNotice(buf, from, to)) return reject(out, 'not an HAProxy line');
    readNotice(buf, from, to, out);
    return FILTERED;
  }
  if (isConnectionError(buf, to)) {
    putTime(buf, out, 0, settings);
    putClient(buf, out);
    readConnectionError(buf, to, out);
    out.reason = 'connection error';
    return FILTERED;
  }
  if (!readBackend(buf, to) || head.timerCount !== 5) return reject(out, 'no HTTP timers');
  let i = head.next;
  while (i < to && buf[i] === SPACE) i++;
  const statusEnd = find(buf, SPACE, i, to);
  if (statusEnd < 0) return reject(out, 'line cut');
  out.status = status(buf, i, statusEnd);
  const bytesEnd = find(buf, SPACE, statusEnd + 1, to);
  if (bytesEnd < 0) return reject(out, 'line cut');
  out.bytesOut = int(buf, buf[statusEnd + 1] === PLUS ? statusEnd + 2 : statusEnd + 1, bytesEnd);
  i = readSession(buf, bytesEnd + 1, to, out);
  if (i < 0) return reject(out, 'no termination state');

  const t = head.timers, lasted = t[4];
  putTime(buf, out, lasted > 0 ? lasted : 0, settings);
  putClient(buf, out);
  putTimers(out, t[0], t[1], t[2], t[3], lasted, putNames(buf, out));
  i = readCaptures(buf, i, to, out);
  if (!readRequest(buf, i, to, out)) out.warnings.push('no request');
  return Number.isNaN(out.at) ? reject(out, 'no timestamp') : CALL;
}

/** -1 = that phase did not finish; the time up to the end was then lost in it. */
function putTimers(out: Draft, request: number, queue: number, connect: number, response: number, total: number, server: boolean): void {
  if (total >= 0) out.duration = total;
  out.durationPartial = head.partial;
  if (queue >= 0) out.queueMs = queue;
  if (connect >= 0) out.connectMs = connect;
  if (response >= 0) out.firstByteMs = response;
  if (!server) return;
  // Queue and earlier tries are both in Tw, so what is left is the last server's. A session that died in the queue never got there.
  const queued = out.buf[out.spanFrom(FLAGS) + 1] === QUEUE;
  const left = queue < 0 || queued || head.partial ? NaN : total - queue - Math.max(request, 0);
  const a = out.addAttempt();
  out.addrFrom[a] = head.serverFrom; out.addrTo[a] = head.serverTo;
  if (connect >= 0) { out.attemptConnect[a] = connect; if (response >= 0) out.attemptFirstByte[a] = connect + response; }
  if (left >= 0) { out.attemptTotal[a] = left; out.upstreamMs = left; }
}

export const haproxyHttp = {
  id: 'haproxy-http', title: 'HAProxy HTTP log', signs: 'client, [date], frontend, backend/server and five timers', gateway: 'haproxy', kind: 'access',
  sniff(buf: Buffer, from: number, to: number): number {
    if (!readFrontend(buf, from, to)) return isNotice(buf, from, to) ? 0.7 : 0;
    if (isConnectionError(buf, to)) return 0.9;
    return readBackend(buf, to) && head.timerCount === 5 ? 0.97 : 0;
  },
  holds: (buf: Buffer, from: number, to: number): boolean => { const space = find(buf, SPACE, from, to); return space > from && buf[space + 1] === 91; },
  parse,
  classify(out: Draft): void { classifyHaproxy(out, false); },
  answers: { duration: true, connect: true, firstByte: true, body: true, instance: true, retries: 'count', clientAbort: true, requestId: false, zone: false },
} satisfies Format;
