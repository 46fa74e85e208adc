/** ingress-nginx's own access layout: combined, then what its upstreams did, with the service's name in brackets. */
import { CALL, Draft, REJECTED } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { INGRESS_LIMITS } from './default-limits';
import type { Answers, Format } from './format';
import { finish } from './nginx-attempts';
import { classifyNginx } from './nginx-classify';
import { isIngressTail, takeIngressTail } from './nginx-ingress-tail';
import { readFront, textHolds } from './nginx-text';

const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'list', clientAbort: true, requestId: true, zone: true };
const probe = new Draft();
let limits: ParseSettings | null = null, withConnect: ParseSettings = DEFAULT_SETTINGS;

export const nginxIngress: Format = {
  id: 'nginx-ingress', title: 'ingress-nginx', signs: 'two names in brackets, then the upstreams\' lists', gateway: 'nginx', kind: 'access', answers,
  sniff(buf, from, to) {
    probe.reset(buf);
    const tail = readFront(buf, from, to, probe, DEFAULT_SETTINGS);
    return tail >= 0 && isIngressTail(buf, tail, to) ? 0.97 : 0;
  },
  holds: textHolds,
  parse(buf, from, to, out, settings) {
    out.format = 'nginx-ingress'; out.gateway = 'nginx';
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
