/**
 * Amazon API Gateway's access log (REST, HTTP and WebSocket APIs): $context variables under keys of the user's choice, as a rule those of the
 * variables themselves, at the top or in groups. What is unset is "-". Times are ms.
 */
import { CALL, CLIENT, DETAILS, Draft, END, FLAGS, HOST, LOGS_STATUS, LOGS_TOTAL, METHOD, PATH, REJECTED, REQUEST_ID, ROUTE, SERVICE, START, TRACE_ID, UPSTREAM_NAME } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { classifyApiGateway, seen } from './aws-api-gateway-classify';
import { AWS_KEYS, A, GROUP } from './aws-api-gateway-keys';
import { epochMs } from './field-names';
import type { Answers, Format } from './format';
import { JsonMembers } from './json-scan';
import { looksJson, putClient, putTarget } from './json-target';
import { jsonNumber, jsonText, putText } from './json-values';
import { DASH, SLASH, SPACE, equals, find, int, startsWith, status } from './scan';
import { CLF_LENGTH, clfTime, isoTime } from './scan-time';

const members = new JsonMembers(), inner = new JsonMembers();
/** Variables that only API Gateway has, set or not. */
const OWN = new Uint8Array(64);
for (const code of [A.OTHER_ID, A.TEMPLATE, A.ROUTE_KEY, A.HOST, A.SIZE_OUT, A.DURATION, A.INTEGRATION_MS, A.INTEGRATION_STATUS, A.INTEGRATION_ERROR, A.RESPONSE_TYPE, A.API, A.TRACE, A.EVENT, A.WAF]) OWN[code] = 1;
/** How many variables of the line only API Gateway has; whether one of them is the time. */
let own = 0, timed = false;
let out = new Draft(), exact = false, templateFrom = 0, templateTo = 0, keyFrom = 0, keyTo = 0;

function take(code: number, from: number, to: number): void {
  const { buf } = out;
  own += OWN[code];
  if (from >= to || (to - from === 1 && buf[from] === DASH) || equals(buf, from, to, 'null')) return;
  switch (code) {
    case A.TIME: takeTime(from, to); timed = true; return;
    case A.ANY_TIME: if (Number.isNaN(out.at)) { takeTime(from, to); if (Number.isNaN(out.at)) { const at = epochMs(jsonNumber(buf, from, to)); if (!Number.isNaN(at)) { out.at = at; out.atKind = START; } } } return;
    case A.EPOCH: { const at = epochMs(jsonNumber(buf, from, to)); if (!Number.isNaN(at)) { out.at = at; out.atKind = START; exact = timed = true; } return; }
    case A.ID: putText(out, REQUEST_ID, buf, from, to); return;
    case A.OTHER_ID: if (!out.has(REQUEST_ID)) putText(out, REQUEST_ID, buf, from, to); return;
    case A.CLIENT: if (!out.has(CLIENT)) putClient(buf, from, to, out); return;
    case A.METHOD: putText(out, METHOD, buf, from, to); return;
    case A.PATH: out.put(PATH, null); putTarget(buf, from, to, out); return;
    case A.TEMPLATE: templateFrom = from; templateTo = to; return;
    case A.ROUTE_KEY: keyFrom = from; keyTo = to; return;
    case A.HOST: putText(out, HOST, buf, from, to); return;
    case A.STATUS: out.status = status(buf, from, to); return;
    case A.SIZE_OUT: out.bytesOut = int(buf, from, to); return;
    case A.DURATION: out.duration = jsonNumber(buf, from, to); return;
    case A.LATENCY: if (Number.isNaN(out.duration)) out.duration = jsonNumber(buf, from, to); return;
    case A.INTEGRATION_MS: { const ms = jsonNumber(buf, from, to); if (ms >= 0) out.upstreamMs = ms; out.logged |= LOGS_TOTAL; return; }
    case A.INTEGRATION_STATUS: out.upstreamStatus = status(buf, from, to); out.logged |= LOGS_STATUS; return;
    case A.ERROR: case A.INTEGRATION_ERROR: if (seen.message === '' || code === A.INTEGRATION_ERROR) { seen.message = jsonText(buf, from, to); putText(out, DETAILS, buf, from, to); } return;
    case A.RESPONSE_TYPE: putText(out, FLAGS, buf, from, to); return;
    case A.API: putText(out, SERVICE, buf, from, to); return;
    case A.TRACE: putText(out, TRACE_ID, buf, startsWith(buf, from, to, 'Root=') ? from + 5 : from, to); return;
    case A.WAF: seen.blocked = startsWith(buf, from, to, 'WAF_BLOCK'); return;
  }
}

/** CLF, as $context.requestTime is; some make it ISO on the way. */
function takeTime(from: number, to: number): void {
  if (exact) return;
  let at = to - from === CLF_LENGTH ? clfTime(out.buf, from, to) : NaN;
  if (Number.isNaN(at)) at = isoTime(out.buf, from, to);
  if (!Number.isNaN(at)) { out.at = at; out.atKind = START; }
}

/** Without the path the template stands for it: resourcePath, or the route key "GET /pets/{petId}". */
function finish(): void {
  const { buf } = out;
  if (keyTo > keyFrom) {
    const space = find(buf, SPACE, keyFrom, keyTo);
    putText(out, ROUTE, buf, keyFrom, keyTo);
    if (space > 0 && space + 1 < keyTo && (buf[space + 1] === SLASH || buf[space + 1] === 92)) {
      if (!out.has(PATH)) putTarget(buf, space + 1, keyTo, out);
      if (!out.has(METHOD) && !startsWith(buf, keyFrom, space, 'ANY')) out.span(METHOD, keyFrom, space);
    }
  }
  if (templateTo > templateFrom) {
    putText(out, ROUTE, buf, templateFrom, templateTo);
    if (!out.has(PATH)) putTarget(buf, templateFrom, templateTo, out);
  }
  if (Number.isNaN(out.at)) out.at = out.prefixAt;
  // A call that API Gateway answered itself reached no integration; one that ended at its limit did.
  const type = out.spanFrom(FLAGS);
  if (out.upstreamStatus === 0 && Number.isNaN(out.upstreamMs) && out.status !== 504 && !(type >= 0 && startsWith(buf, type, out.spanTo(FLAGS), 'INTEGRATION_'))) return;
  const i = out.addAttempt();
  out.attemptStatus[i] = out.upstreamStatus; out.attemptTotal[i] = out.upstreamMs;
  const route = out.text(ROUTE);
  if (route !== null) out.put(UPSTREAM_NAME, route);
}

/** Reads all members, those of groups (`"integration": {"latency": …}`) one level down. */
function read(buf: Buffer, from: number, to: number, draft: Draft): boolean {
  out = draft; own = templateFrom = templateTo = keyFrom = keyTo = 0; exact = timed = false;
  seen.message = ''; seen.blocked = false;
  if (!members.open(buf, from, to)) return false;
  while (members.next()) {
    const code = AWS_KEYS.code(buf, members.keyFrom, members.keyTo);
    if (!members.nested) { if (code > 0) take(code, members.from, members.to); continue; }
    const group = GROUP.code(buf, members.keyFrom, members.keyTo);
    if (group === 0 || buf[members.from] !== 123 || !inner.open(buf, members.from, members.to)) continue;
    while (inner.next()) if (!inner.nested) { const code = AWS_KEYS.code(buf, inner.keyFrom, inner.keyTo); if (code > 0) take(group > 1 ? groupCode(group, code) : code, inner.from, inner.to); }
  }
  return buf[to - 1] === 125 || buf[to - 1] === 93;
}

/** In "integration", "latency" and "status" are the integration's; in "error" and "authorizer", "message" is an error. */
function groupCode(group: number, code: number): number {
  if (group !== 2) return code;
  return code === A.LATENCY || code === A.DURATION ? A.INTEGRATION_MS : code === A.STATUS ? A.INTEGRATION_STATUS : code === A.ERROR ? A.INTEGRATION_ERROR : code === A.ID ? 0 : code;
}

const probe = new Draft();
const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: false, retries: 'no', clientAbort: false, requestId: true, zone: true };

export const awsApiGateway: Format = {
  id: 'aws-api-gateway', title: 'Amazon API Gateway', signs: 'requestTime or requestTimeEpoch with other $context variables', gateway: 'aws-api-gateway', kind: 'access', answers,
  sniff(buf, from, to) { probe.reset(buf); return awsApiGateway.parse(buf, from, to, probe, DEFAULT_SETTINGS) === CALL ? (own > 1 ? 0.9 : 0.7) : 0; },
  holds: looksJson,
  parse(buf, from, to, draft) {
    draft.format = 'aws-api-gateway'; draft.gateway = 'aws-api-gateway';
    draft.atKind = END;
    if (!read(buf, from, to, draft)) { draft.reason = 'no whole JSON object'; return REJECTED; }
    if (own < (!timed || Number.isNaN(draft.at) ? 3 : draft.has(REQUEST_ID) ? 1 : 2)) { draft.reason = 'no $context variables'; return REJECTED; }
    finish();
    return CALL;
  },
  classify: classifyApiGateway,
};
