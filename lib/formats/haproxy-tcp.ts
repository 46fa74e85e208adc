/**
 * HAProxy, `option tcplog`: `client:port [accept] frontend backend/server Tw/Tc/Tt bytes state a/f/b/s/retries sq/bq`.
 * A session is a call without method, path and status.
 */
import { CALL, FLAGS, REJECTED, type Draft, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import type { Format } from './format';
import { classifyHaproxy } from './haproxy-classify';
import { head, putClient, putNames, putTime, readBackend, readFrontend } from './haproxy-head';
import { readSession } from './haproxy-session';
import { find, int, SPACE } from './scan';

const PLUS = 43, QUEUE = 81;

function reject(out: Draft, reason: string): Verdict { out.reason = reason; return REJECTED; }

function parse(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  if (!readFrontend(buf, from, to)) return reject(out, 'not an HAProxy line');
  if (!readBackend(buf, to) || head.timerCount !== 3) return reject(out, 'no TCP timers');
  let i = head.next;
  while (i < to && buf[i] === SPACE) i++;
  const bytesEnd = find(buf, SPACE, i, to);
  if (bytesEnd < 0) return reject(out, 'line cut');
  out.bytesOut = int(buf, buf[i] === PLUS ? i + 1 : i, bytesEnd);
  if (readSession(buf, bytesEnd + 1, to, out) < 0) return reject(out, 'no termination state');

  const queue = head.timers[0], connect = head.timers[1], total = head.timers[2];
  putTime(buf, out, total > 0 ? total : 0, settings);
  putClient(buf, out);
  if (total >= 0) out.duration = total;
  out.durationPartial = head.partial;
  if (queue >= 0) out.queueMs = queue;
  if (connect >= 0) out.connectMs = connect;
  const verdict = Number.isNaN(out.at) ? reject(out, 'no timestamp') : CALL;
  if (!putNames(buf, out)) return verdict;
  const a = out.addAttempt();
  out.addrFrom[a] = head.serverFrom; out.addrTo[a] = head.serverTo;
  if (connect >= 0) out.attemptConnect[a] = connect;
  if (queue >= 0 && !head.partial && total >= queue && buf[out.spanFrom(FLAGS) + 1] !== QUEUE) { out.attemptTotal[a] = total - queue; out.upstreamMs = total - queue; }
  return verdict;
}

export const haproxyTcp = {
  id: 'haproxy-tcp', title: 'HAProxy TCP log', signs: 'client, [date], frontend, backend/server and three timers', gateway: 'haproxy', kind: 'access',
  sniff(buf: Buffer, from: number, to: number): number { return readFrontend(buf, from, to) && readBackend(buf, to) && head.timerCount === 3 ? 0.95 : 0; },
  holds: (buf: Buffer, from: number, to: number): boolean => { const space = find(buf, SPACE, from, to); return space > from && buf[space + 1] === 91; },
  parse,
  classify(out: Draft): void { classifyHaproxy(out, true); },
  answers: { duration: true, connect: true, firstByte: false, body: false, instance: true, retries: 'count', clientAbort: true, requestId: false, zone: false },
} satisfies Format;
