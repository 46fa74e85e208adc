/** AWS Classic Load Balancer: the fields of aws-elb.ts, then agent, cipher and protocol since 2015. TCP listeners have no statuses and "- - - " for a request. */
import { CALL, LOGS_ADDR, METHOD, REJECTED, USER_AGENT } from '../call';
import { field, isElbFront, isNone, readElb, readField } from './aws-elb';
import { classifyClb } from './aws-elb-classify';
import type { Format } from './format';
import { isDigit } from './scan';

export const awsClb: Format = {
  id: 'aws-clb', title: 'AWS Classic Load Balancer', signs: 'a time, the balancer, two addresses and three durations before the request', gateway: 'aws-clb', kind: 'access',
  answers: { duration: true, connect: false, firstByte: true, body: false, instance: true, retries: 'no', clientAbort: false, requestId: false, zone: true },
  sniff: (buf, from, to) => (isDigit(buf[from]) && isElbFront(buf, from, to) ? 0.95 : 0),
  holds: (buf, from, to) => to - from > 28 && isDigit(buf[from]) && buf[from + 10] === 84,
  parse(buf, from, to, out) {
    out.format = 'aws-clb'; out.gateway = 'aws-clb';
    const behind = readElb(buf, from, to, out);
    if (behind < 0) return REJECTED;
    if (readField(buf, behind + 1, to) && !isNone(buf, field.from, field.to)) out.span(USER_AGENT, field.from, field.to);
    if (out.status === 0 && !out.has(METHOD)) out.logged = LOGS_ADDR;
    return CALL;
  },
  classify: classifyClb,
};
