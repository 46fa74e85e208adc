/**
 * APISIX's access layout: addr - user [time] http_host "request" status bytes request_time "referer" "agent" upstream_addr upstream_status
 * upstream_response_time "scheme://host uri" "request id". Plugins add fields behind, older versions lack the last two.
 */
import type { Answers, Format } from './format';
import { APISIX, classifyText, parseText, textKind } from './nginx-combined';
import { hostedHolds } from './nginx-text';

const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'list', clientAbort: true, requestId: true, zone: true };

export const apisixAccess: Format = {
  id: 'apisix-access', title: 'APISIX access log', signs: 'the host before the request, request time and upstream behind it', gateway: 'apisix', kind: 'access', answers,
  sniff: (buf, from, to) => (textKind(buf, from, to) === APISIX ? 0.9 : 0),
  holds: hostedHolds,
  parse: parseText,
  classify: classifyText,
};
