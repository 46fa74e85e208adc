/**
 * AWS Application Load Balancer: the type of the connection, the fields of aws-elb.ts, then agent, TLS, target group, trace, rule and what was
 * done. Fields grew at the end over the years, so a line may stop behind any of them.
 */
import { CALL, DETAILS, FLAGS, REJECTED, REQUEST_ID, UPSTREAM_NAME, USER_AGENT, type Draft } from '../call';
import { elbTime, field, isElbFront, isNone, readElb, readField, timers, tokenEnd } from './aws-elb';
import { classifyAlb } from './aws-elb-classify';
import type { Format } from './format';
import { equals, findText, SLASH, startsWith } from './scan';

const TYPES = ['http', 'https', 'h2', 'ws', 'wss', 'grpc', 'grpcs'];
/** Fields behind the request, by number. */
const AGENT = 0, TARGET_GROUP = 3, TRACE = 4, CREATED = 8, ACTIONS = 9, ERROR_REASON = 11, CLASSIFIED = 14, CLASS_REASON = 15, COUNT = 16;

/** Where the time begins; -1 = no such type. */
function afterType(buf: Buffer, from: number, to: number): number {
  const end = tokenEnd(buf, from, to < from + 8 ? to : from + 8);
  for (let i = 0; i < TYPES.length; i++) if (equals(buf, from, end, TYPES[i])) return end + 1;
  return -1;
}

function readTail(buf: Buffer, from: number, to: number, out: Draft): void {
  let at = from, started = NaN;
  for (let n = 0; n < COUNT && readField(buf, at, to); n++, at = field.next) {
    const a = field.from, b = field.to;
    if (isNone(buf, a, b)) continue;
    switch (n) {
      case AGENT: out.span(USER_AGENT, a, b); break;
      case TARGET_GROUP: putTargetGroup(buf, a, b, out); break;
      case TRACE: putTrace(buf, a, b, out); break;
      case CREATED: started = elbTime(buf, a, b); break;
      case ACTIONS: out.span(FLAGS, a, b); break;
      case ERROR_REASON: out.span(DETAILS, a, b); break;
      case CLASSIFIED: if (!out.has(DETAILS) && !equals(buf, a, b, 'Acceptable')) out.span(DETAILS, a, b); break;
      case CLASS_REASON: if (out.spanTo(DETAILS) === a - 3 && out.has(DETAILS)) out.span(DETAILS, out.spanFrom(DETAILS), b); break;
    }
  }
  if (Number.isNaN(started)) return;
  out.startAt = Math.floor(started);
  if (Number.isNaN(out.duration) && timers.end >= started) { out.duration = timers.end - started; out.durationDerived = true; }
}

/** "arn:aws:elasticloadbalancing:region:account:targetgroup/name/id" → name. */
function putTargetGroup(buf: Buffer, from: number, to: number, out: Draft): void {
  const at = findText(buf, from, to, 'targetgroup/');
  if (at < 0) return;
  let end = at + 12;
  while (end < to && buf[end] !== SLASH) end++;
  if (end > at + 12) out.span(UPSTREAM_NAME, at + 12, end);
}

/** "Self=…;Root=1-67891233-abcdef": the part that all services of a call share. */
function putTrace(buf: Buffer, from: number, to: number, out: Draft): void {
  const root = startsWith(buf, from, to, 'Root=') ? from : findText(buf, from, to, ';Root=') + 1;
  let end = root > 0 ? root + 5 : to;
  while (end < to && buf[end] !== 59) end++;
  if (root > 0 && end > root + 5) out.span(REQUEST_ID, root + 5, end); else out.span(REQUEST_ID, from, to);
}

export const awsAlb: Format = {
  id: 'aws-alb', title: 'AWS Application Load Balancer', signs: 'the type of connection, a time, three durations and two statuses before the request', gateway: 'aws-alb', kind: 'access',
  answers: { duration: true, connect: false, firstByte: true, body: false, instance: true, retries: 'no', clientAbort: true, requestId: true, zone: true },
  sniff(buf, from, to) { const at = afterType(buf, from, to); return at > 0 && isElbFront(buf, at, to) ? 0.97 : 0; },
  holds: (buf, from, to) => afterType(buf, from, to) > 0,
  parse(buf, from, to, out) {
    out.format = 'aws-alb'; out.gateway = 'aws-alb';
    const at = afterType(buf, from, to);
    if (at < 0) { out.reason = 'not a line of an Application Load Balancer'; return REJECTED; }
    const behind = readElb(buf, at, to, out);
    if (behind < 0) return REJECTED;
    readTail(buf, behind + 1, to, out);
    return CALL;
  },
  classify: classifyAlb,
};
