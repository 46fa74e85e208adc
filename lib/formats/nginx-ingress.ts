/**
 * ingress-nginx's own access layout: combined, then what its upstreams did, with the service's name in brackets. The controller writes its
 * own lines ("W0312 09:20:01.205839  7 controller.go:1207] …") between them.
 */
import { CALL, Draft, FILTERED, REJECTED } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { INGRESS_LIMITS } from './default-limits';
import type { Answers, Format } from './format';
import { finish } from './nginx-attempts';
import { classifyNginx } from './nginx-classify';
import { isIngressTail, takeIngressTail } from './nginx-ingress-tail';
import { readFront, textHolds } from './nginx-text';
import { COLON, DOT, SPACE, find, isDigit } from './scan';

/** The head of klog: level, month and day, time, thread, file and line. */
function isControllerLine(buf: Buffer, from: number, to: number): boolean {
  const level = buf[from];
  if (!(level === 73 || level === 87 || level === 69 || level === 70) || to - from < 30 || buf[from + 5] !== SPACE || buf[from + 8] !== COLON || buf[from + 11] !== COLON || buf[from + 14] !== DOT) return false;
  for (let i = from + 1; i < from + 5; i++) if (!isDigit(buf[i])) return false;
  const close = find(buf, CLOSE, from + 21, Math.min(to, from + 120));
  return close > 0 && isDigit(buf[close - 1]) && find(buf, COLON, from + 21, close) > 0;
}
const CLOSE = 93;

const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'list', clientAbort: true, requestId: true, zone: true };
const probe = new Draft();
let limits: ParseSettings | null = null, withConnect: ParseSettings = DEFAULT_SETTINGS;

export const nginxIngress: Format = {
  id: 'nginx-ingress', title: 'ingress-nginx', signs: 'two names in brackets, then the upstreams\' lists', gateway: 'nginx', kind: 'access', answers,
  sniff(buf, from, to) {
    probe.reset(buf);
    const tail = readFront(buf, from, to, probe, DEFAULT_SETTINGS);
    return tail >= 0 ? (isIngressTail(buf, tail, to) ? 0.97 : 0) : isControllerLine(buf, from, to) ? 0.9 : 0;
  },
  holds: (buf, from, to) => isControllerLine(buf, from, to) || textHolds(buf, from, to),
  parse(buf, from, to, out, settings) {
    out.format = 'nginx-ingress'; out.gateway = 'nginx';
    if (isControllerLine(buf, from, to)) { out.isRequest = false; out.reason = 'controller log'; return FILTERED; }
    const tail = readFront(buf, from, to, out, settings);
    if (tail < 0) { out.reason ||= 'no timestamp'; return REJECTED; }
    if (!takeIngressTail(buf, tail, to, out, settings)) { out.reason = 'no ingress-nginx line'; return REJECTED; }
    finish(out);
    return CALL;
  },
  classify(out, settings) {
    if (settings !== limits) {
      limits = settings;
      withConnect = settings.limits.connectMs === null ? { ...settings, limits: { ...settings.limits, connectMs: INGRESS_LIMITS.connectMs } } : settings;
    }
    classifyNginx(out, withConnect);
  },
};
