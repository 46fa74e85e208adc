/**
 * Apinto's access log (the gateway of APIPark) with its JSON formatter: fields by their own names, at the top or in groups, tries in a list.
 * request_time is ms; response_time, the upstream's, ns or in later versions ms. Values are strings or numbers. Times are when the request
 * was accepted; before August 2023, whose msec is in seconds, when the line was written.
 */
import { CALL, Draft, END, HOST, LOGS_ADDR, LOGS_STATUS, LOGS_TOTAL, MAX_ATTEMPTS, METHOD, REJECTED, REQUEST_ID, ROUTE, SERVICE, START, UPSTREAM_NAME } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { classifyApinto } from './apinto-classify';
import { epochMs } from './field-names';
import type { Answers, Format } from './format';
import { BARE, JsonPaths, type Kind } from './json-paths';
import { looksJson, putClient, putTarget, recordStart } from './json-target';
import { jsonNumber, putText } from './json-values';
import { int, status } from './scan';
import { dateTimeLocal, fraction, fractionEnd, isoTime } from './scan-time';
import { toUtc } from './zone';

const enum K { ID = 1, MSEC, EPOCH, ISO, LOCAL, CLIENT, METHOD, URI, HOST, LENGTH, DURATION, STATUS, UPSTREAM_MS, ADDR, PROXY_STATUS, PROXY, SERVICE, SERVICE_ID, ROUTE, ROUTE_ID, OWN, RESPONSE_LENGTH, TRY_ADDR, TRY_STATUS, TRY }
const FIELDS: Record<string, K> = {
  request_id: K.ID, msec: K.MSEC, timestamp: K.EPOCH, time_iso8601: K.ISO, time_local: K.LOCAL, remote_addr: K.CLIENT, src_ip: K.CLIENT, request_method: K.METHOD, request_uri: K.URI, request_host: K.HOST, host: K.HOST, request_length: K.LENGTH,
  request_time: K.DURATION, status: K.STATUS, response_time: K.UPSTREAM_MS, response_length: K.RESPONSE_LENGTH, service: K.SERVICE, service_name: K.SERVICE, service_title: K.SERVICE, service_id: K.SERVICE_ID,
  api: K.ROUTE_ID, api_id: K.ROUTE_ID, api_name: K.ROUTE, node: K.OWN, cluster: K.OWN, request_scheme: K.OWN, apinto_version: K.OWN,
  proxy_addr: K.ADDR, proxy_status: K.PROXY_STATUS, proxy_scheme: K.PROXY, proxy_method: K.PROXY, proxy_uri: K.PROXY, proxy_host: K.PROXY,
};
/** The groups that the documentation's formatter makes; others can be named by the user. */
const GROUPS = ['request', 'response', 'proxy', 'status_code', 'time', 'proxies'];
const all: Record<string, number> = { ...FIELDS };
for (const group of GROUPS) for (const [name, code] of Object.entries(FIELDS)) all[`${group}/${name}`] = code;
for (const group of ['proxy', 'proxies']) { all[`${group}[]/proxy_addr`] = K.TRY_ADDR; all[`${group}[]/proxy_status`] = K.TRY_STATUS; for (const name of ['proxy_scheme', 'proxy_method', 'proxy_uri', 'proxy_host']) all[`${group}[]/${name}`] = K.TRY; }
const paths = new JsonPaths(all);

let out = new Draft(), settings: ParseSettings = DEFAULT_SETTINGS, proxy = 0, request = 0, own = 0, upstream = NaN, local = NaN, exact = false, written = false, addr = 0, addrEnd = 0;

function take(code: number, from: number, to: number, kind: Kind, index: number): void {
  if (kind > BARE || from >= to) return;
  const { buf } = out;
  switch (code) {
    case K.ID: putText(out, REQUEST_ID, buf, from, to); return;
    case K.MSEC: written = to - from <= SECONDS;
    // falls through
    case K.EPOCH: { const at = epochMs(jsonNumber(buf, from, to)); if (!exact && !Number.isNaN(at)) { out.at = at; exact = at % 1000 !== 0; } return; }
    case K.ISO: { const at = isoTime(buf, from, to); if (!exact && !Number.isNaN(at)) { out.at = at; exact = at % 1000 !== 0; } return; }
    case K.LOCAL: { const at = dateTimeLocal(buf, from, to); if (!Number.isNaN(at)) local = at + fraction(buf, from + 19, fractionEnd(buf, from + 19, to)); return; }
    case K.CLIENT: putClient(buf, from, to, out); return;
    case K.METHOD: putText(out, METHOD, buf, from, to); request++; return;
    case K.URI: putTarget(buf, from, to, out); request++; return;
    case K.HOST: putText(out, HOST, buf, from, to); return;
    case K.LENGTH: out.bytesIn = int(buf, from, to); return;
    case K.RESPONSE_LENGTH: out.bytesOut = int(buf, from, to); return;
    case K.DURATION: out.duration = jsonNumber(buf, from, to); return;
    case K.STATUS: out.status = status(buf, from, to); return;
    case K.UPSTREAM_MS: upstream = jsonNumber(buf, from, to); return;
    case K.ADDR: addr = from; addrEnd = to; proxy++; return;
    case K.PROXY_STATUS: out.upstreamStatus = status(buf, from, to); out.logged |= LOGS_STATUS; proxy += 2; return;
    case K.PROXY: case K.TRY: proxy++; return;
    case K.SERVICE: putText(out, SERVICE, buf, from, to); return;
    case K.SERVICE_ID: if (!out.has(SERVICE)) putText(out, SERVICE, buf, from, to); return;
    case K.ROUTE: putText(out, ROUTE, buf, from, to); return;
    case K.ROUTE_ID: if (!out.has(ROUTE)) putText(out, ROUTE, buf, from, to); own++; return;
    case K.OWN: own++; return;
    case K.TRY_ADDR: { const i = attempt(index); out.addrFrom[i] = from; out.addrTo[i] = to; proxy++; return; }
    case K.TRY_STATUS: out.attemptStatus[attempt(index)] = status(buf, from, to); proxy += 2; return;
  }
}

/** Digits of an epoch in seconds. */
const SECONDS = 10;

function attempt(index: number): number {
  while (out.attempts <= index && out.attempts < MAX_ATTEMPTS) out.addAttempt();
  return Math.min(index, MAX_ATTEMPTS - 1);
}

/** An upstream cannot take longer than the call: what is larger is ns. Without the call's time, what is over a thousand seconds is. */
const upstreamMs = (): number => (Number.isNaN(out.duration) ? upstream >= 1e6 : upstream > out.duration + 1000) ? upstream / 1e6 : upstream;

function finish(): void {
  out.upstreamMs = upstreamMs();
  if (out.attempts === 0 && (addrEnd > addr || out.upstreamStatus > 0)) { const i = out.addAttempt(); out.addrFrom[i] = addr; out.addrTo[i] = addrEnd; }
  const n = out.attempts;
  out.retries = n - 1;
  if (n === 0) return;
  out.logged |= LOGS_ADDR | LOGS_TOTAL;
  if (out.attemptStatus[n - 1] === 0) out.attemptStatus[n - 1] = out.upstreamStatus; else if (out.upstreamStatus === 0) out.upstreamStatus = out.attemptStatus[n - 1];
  if (n === 1) out.attemptTotal[0] = out.upstreamMs;
  if (out.has(SERVICE)) { const from = out.spanFrom(SERVICE); if (from >= 0) out.span(UPSTREAM_NAME, from, out.spanTo(SERVICE)); else out.put(UPSTREAM_NAME, out.text(SERVICE)); }
}

const probe = new Draft();
const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'list', clientAbort: false, requestId: true, zone: false };

export const apintoJson: Format = {
  id: 'apinto-json', title: 'Apinto / APIPark JSON log', signs: 'proxy_status or proxy_addr beside the request, as Apinto\'s formatter names them', gateway: 'apinto', kind: 'access', answers,
  sniff(buf, from, to) { probe.reset(buf); return apintoJson.parse(buf, from, to, probe, DEFAULT_SETTINGS) === CALL ? 0.9 : 0; },
  holds: looksJson,
  parse(buf, from, to, draft, all) {
    draft.format = 'apinto-json'; draft.gateway = 'apinto';
    const start = recordStart(buf, from, to);
    out = draft; settings = all; proxy = request = own = 0; upstream = local = NaN; exact = written = false; addr = addrEnd = 0;
    if (start < 0 || !paths.read(buf, start, to, take)) { draft.reason = 'no whole JSON object'; return REJECTED; }
    // Two fields of the proxy, or one and what only Apinto names; and a request.
    if (request === 0 || proxy === 0 || (proxy < 2 && own === 0) || proxy + own < 3) { draft.reason = 'no proxy_status and request of Apinto'; return REJECTED; }
    if (Number.isNaN(draft.at)) { if (Number.isNaN(local)) { draft.at = draft.prefixAt; written = true; } else { draft.at = toUtc(local, settings.zone); draft.tzAssumed = true; } }
    draft.atKind = written ? END : START;
    if (!written) draft.startAt = draft.at;
    finish();
    return CALL;
  },
  classify: classifyApinto,
};
