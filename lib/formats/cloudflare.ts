/** Cloudflare's Logpush and Logpull of http_requests: one flat object a request, the fields that the job was told to write. */
import { CALL, DETAILS, Draft, FLAGS, HOST, LOGS_ADDR, LOGS_CONNECT, LOGS_FIRST_BYTE, LOGS_STATUS, LOGS_TOTAL, METHOD, PATH, REJECTED, REQUEST_ID, SERVICE, START, UPSTREAM_NAME } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { classifyCloudflare, lookup } from './cloudflare-classify';
import { epochMs } from './field-names';
import type { Answers, Format } from './format';
import { BARE, JsonPaths, type Kind } from './json-paths';
import { looksJson, putClient, putTarget, recordStart } from './json-target';
import { jsonNumber, putText } from './json-values';
import { equals, findText, int, isDigit, startsWith, status } from './scan';
import { fractionEnd, isoTime } from './scan-time';

const enum K { START = 1, END, STATUS, CLIENT, HOST, METHOD, URI, PATH, RAY, ORIGIN_IP, ORIGIN_STATUS, TTFB, DNS, TCP, TLS, SEND, HEADER, ORIGIN_MS, ORIGIN_NS, SIZE_IN, SIZE_OUT, ZONE, WORKER, CACHE, SOURCE }
const paths = new JsonPaths({
  EdgeStartTimestamp: K.START, EdgeEndTimestamp: K.END, EdgeResponseStatus: K.STATUS, ClientIP: K.CLIENT, ClientRequestHost: K.HOST, ClientRequestMethod: K.METHOD, ClientRequestURI: K.URI, ClientRequestPath: K.PATH, RayID: K.RAY,
  OriginIP: K.ORIGIN_IP, OriginResponseStatus: K.ORIGIN_STATUS, EdgeTimeToFirstByteMs: K.TTFB, OriginDNSResponseTimeMs: K.DNS, OriginTCPHandshakeDurationMs: K.TCP, OriginTLSHandshakeDurationMs: K.TLS,
  OriginRequestHeaderSendDurationMs: K.SEND, OriginResponseHeaderReceiveDurationMs: K.HEADER, OriginResponseDurationMs: K.ORIGIN_MS, OriginResponseTime: K.ORIGIN_NS,
  ClientRequestBytes: K.SIZE_IN, EdgeResponseBytes: K.SIZE_OUT, ZoneName: K.ZONE, WorkerStatus: K.WORKER, CacheCacheStatus: K.CACHE, ClientRequestSource: K.SOURCE,
});

let out = new Draft(), signs = 0, pathFrom = 0, pathTo = 0, ipFrom = 0, ipTo = 0, ttfb = NaN, dns = 0, tcp = 0, tls = 0, send = 0, header = 0, originMs = 0;
/** The times below the ms of start and end, which a double of ns cannot hold; whether both are exact to the ms. */
let startRest = 0, endRest = 0, exact = true;

/** RFC 3339 or s, ms, µs, ns since the epoch, as number or text. NaN = none. Sets `rest`. */
function moment(from: number, to: number): number {
  const { buf } = out;
  rest = 0;
  if (!isDigit(buf[from])) return NaN;
  for (let i = from; i < to; i++) if (!isDigit(buf[i])) { if (fractionEnd(buf, from + 19, to) === from + 19) exact = false; return isoTime(buf, from, to); }
  // 19 digits of ns: the first 13 are ms.
  if (to - from > 13) { const tail = int(buf, from + 13, to); rest = tail < 0 ? 0 : tail / 10 ** (to - from - 13); return int(buf, from, from + 13); }
  if (to - from < 13) exact = false;
  return epochMs(int(buf, from, to));
}
let rest = 0;

/** Above 0; 0 says that the phase was not gone through. */
const timer = (from: number, to: number): number => { const ms = jsonNumber(out.buf, from, to); return ms > 0 ? ms : 0; };

function take(code: number, from: number, to: number, kind: Kind): void {
  if (kind > BARE || from >= to) return;
  const { buf } = out;
  switch (code) {
    case K.START: out.startAt = moment(from, to); startRest = rest; signs |= 1; return;
    case K.END: out.endAt = moment(from, to); endRest = rest; signs |= 1; return;
    case K.STATUS: out.status = status(buf, from, to); signs |= 2; return;
    case K.CLIENT: putClient(buf, from, to, out); return;
    case K.HOST: putText(out, HOST, buf, from, to); return;
    case K.METHOD: putText(out, METHOD, buf, from, to); signs |= 4; return;
    case K.URI: putTarget(buf, from, to, out); signs |= 4; return;
    case K.PATH: pathFrom = from; pathTo = to; signs |= 4; return;
    case K.RAY: putText(out, REQUEST_ID, buf, from, to); signs |= 4; return;
    case K.ORIGIN_IP: ipFrom = from; ipTo = to; out.logged |= LOGS_ADDR; return;
    case K.ORIGIN_STATUS: out.upstreamStatus = status(buf, from, to); out.logged |= LOGS_STATUS; return;
    case K.TTFB: ttfb = timer(from, to); return;
    case K.DNS: dns = timer(from, to); return;
    case K.TCP: tcp = timer(from, to); out.logged |= LOGS_CONNECT; return;
    case K.TLS: tls = timer(from, to); return;
    case K.SEND: send = timer(from, to); return;
    case K.HEADER: header = timer(from, to); out.logged |= LOGS_FIRST_BYTE; return;
    case K.ORIGIN_MS: originMs = timer(from, to); out.logged |= LOGS_TOTAL; return;
    case K.ORIGIN_NS: if (originMs === 0) originMs = timer(from, to) / 1e6; return;
    case K.SIZE_IN: out.bytesIn = int(buf, from, to); return;
    case K.SIZE_OUT: out.bytesOut = int(buf, from, to); return;
    case K.ZONE: putText(out, SERVICE, buf, from, to); return;
    case K.WORKER: if (findText(buf, from, to, 'unknown') < 0 && !(to - from === 2)) putText(out, DETAILS, buf, from, to); return;
    case K.CACHE: putText(out, FLAGS, buf, from, to); return;
    case K.SOURCE: lookup.inside = startsWith(buf, from, to, 'earlyHints') || equals(buf, from, to, 'edgeWorkerCacheAPI'); return;
  }
}

function finish(): void {
  const { buf } = out;
  out.at = Number.isNaN(out.startAt) ? out.endAt : out.startAt;
  if (!out.has(PATH) && pathTo > pathFrom) putTarget(buf, pathFrom, pathTo, out);
  const span = out.endAt + endRest - (out.startAt + startRest);
  // Times of whole seconds make no duration: then the first byte's time is a part of it. Whole seconds of waiting still say something.
  if (exact && span >= 0) { out.duration = span; out.durationDerived = true; }
  else if (ttfb > 0) { out.duration = ttfb; out.durationPartial = true; }
  else if (span >= 1000) { out.duration = span; out.durationDerived = true; }
  if (!(ipTo > ipFrom || out.upstreamStatus > 0 || originMs > 0)) return;
  const i = out.addAttempt();
  out.retries = -1;
  out.addrFrom[i] = ipFrom; out.addrTo[i] = ipTo; out.attemptStatus[i] = out.upstreamStatus;
  // A handshake of 0 is a connection that was used again.
  if (tcp + tls > 0) out.connectMs = out.attemptConnect[i] = tcp + tls;
  if (header > 0) { out.firstByteMs = header; out.attemptFirstByte[i] = dns + tcp + tls + send + header; }
  if (originMs > 0) out.upstreamMs = out.attemptTotal[i] = originMs;
  if (out.has(SERVICE)) out.span(UPSTREAM_NAME, out.spanFrom(SERVICE), out.spanTo(SERVICE));
}

const probe = new Draft();
const answers: Answers = { duration: true, connect: true, firstByte: true, body: true, instance: true, retries: 'no', clientAbort: true, requestId: true, zone: true };

export const cloudflare: Format = {
  id: 'cloudflare', title: 'Cloudflare Logpush', signs: 'EdgeResponseStatus, RayID and the like', gateway: 'cloudflare', kind: 'access', answers,
  sniff(buf, from, to) { probe.reset(buf); return cloudflare.parse(buf, from, to, probe, DEFAULT_SETTINGS) === CALL ? 0.95 : 0; },
  holds: looksJson,
  parse(buf, from, to, draft) {
    draft.format = 'cloudflare'; draft.gateway = 'cloudflare';
    const start = recordStart(buf, from, to);
    out = draft; signs = pathFrom = pathTo = ipFrom = ipTo = dns = tcp = tls = send = header = originMs = startRest = endRest = 0; lookup.inside = false; ttfb = NaN; exact = true;
    draft.atKind = START;
    if (start < 0 || !paths.read(buf, start, to, take)) { draft.reason = 'no whole JSON object'; return REJECTED; }
    if ((signs & 1) === 0 || (signs & 2) === 0 || (signs & 4) === 0) { draft.reason = 'no EdgeStartTimestamp and EdgeResponseStatus'; return REJECTED; }
    finish();
    return CALL;
  },
  classify: classifyCloudflare,
};
