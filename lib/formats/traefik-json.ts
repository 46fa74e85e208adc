/**
 * Traefik's access log as JSON, versions 1 to 3. Times in ns. Fields can be configured away one by one, so what makes a line Traefik's is
 * a number of its names, not one of them. "time" is when the line was written, to the second.
 */
import { CALL, CLIENT, DETAILS, Draft, END, HOST, LOGS_ADDR, LOGS_BYTES, LOGS_STATUS, LOGS_TOTAL, METHOD, PATH, QUERY, REJECTED, REQUEST_ID, ROUTE, SERVICE, START, TRACE_ID, UPSTREAM_NAME, USER_AGENT, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import type { Answers, Format } from './format';
import { BARE, JsonPaths, STRING, type Kind } from './json-paths';
import { jsonNumber, jsonText, putText } from './json-values';
import { takeTarget } from './nginx-request';
import { BACKSLASH, COMMA, find, int, status } from './scan';
import { hostEnd } from './scan-address';
import { dateTimeLocal, fraction, fractionEnd, zoneOffset } from './scan-time';
import { takeServer } from './traefik-address';
import { classifyTraefik } from './traefik-classify';
import { goDuration } from './traefik-clf-tail';
import { zoneOf } from './zone';

const enum T {
  START_UTC = 1, START_LOCAL, WRITTEN, DURATION, ORIGIN_DURATION, OVERHEAD, STATUS, ORIGIN_STATUS, SENT, ORIGIN_SENT, RECEIVED, RETRIES, ROUTER, SERVICE, ADDR, URL, CLIENT_HOST, CLIENT_ADDR, HOST, HOST_ADDR,
  METHOD, PATH, REQUEST_ID, OTHER_ID, TRACE, TRACEPARENT, AGENT, SIGN, LINE, ERROR,
}
/** Names that other programs' logs have, too. */
const SHARED: Record<string, T> = {
  Duration: T.DURATION, RequestMethod: T.METHOD, RequestPath: T.PATH, RequestHost: T.HOST, RequestAddr: T.HOST_ADDR, ServiceName: T.SERVICE, ClientAddr: T.CLIENT_ADDR, TraceId: T.TRACE, trace_id: T.TRACE,
  time: T.WRITTEN, RequestLine: T.LINE, RequestProtocol: T.SIGN, RequestScheme: T.SIGN,
};
const OWN: Record<string, T> = {
  StartUTC: T.START_UTC, StartLocal: T.START_LOCAL, OriginDuration: T.ORIGIN_DURATION, Overhead: T.OVERHEAD, DownstreamStatus: T.STATUS, OriginStatus: T.ORIGIN_STATUS, DownstreamContentSize: T.SENT,
  OriginContentSize: T.ORIGIN_SENT, RequestContentSize: T.RECEIVED, RetryAttempts: T.RETRIES, RouterName: T.ROUTER, FrontendName: T.ROUTER, BackendName: T.SERVICE, ServiceAddr: T.ADDR, BackendAddr: T.ADDR,
  ServiceURL: T.URL, BackendURL: T.URL, 'ServiceURL/Host': T.URL, 'BackendURL/Host': T.URL, ClientHost: T.CLIENT_HOST, RequestCount: T.SIGN, entryPointName: T.SIGN, ClientUsername: T.SIGN, TLSCipher: T.SIGN, OriginError: T.ERROR,
  'request_X-Request-Id': T.REQUEST_ID, 'request_X-Request-ID': T.REQUEST_ID, 'downstream_X-Request-Id': T.OTHER_ID, 'origin_X-Request-Id': T.OTHER_ID, 'request_X-Correlation-Id': T.OTHER_ID,
  'request_X-B3-Traceid': T.TRACE, request_Traceparent: T.TRACEPARENT, 'request_User-Agent': T.AGENT,
};
const IS_OWN = 64;
const builtIn = new JsonPaths({ ...SHARED, ...Object.fromEntries(Object.entries(OWN).map(([name, t]) => [name, t | IS_OWN])) });
/** Names that lines can be read by, and those that mean something here. */
export const TRAEFIK_NAMES: readonly string[] = [...Object.keys(SHARED), ...Object.keys(OWN)].filter((name) => !name.includes('/'));
const codeOf = (name: string): T => OWN[name] ?? SHARED[name];

let draft = new Draft(), zone = DEFAULT_SETTINGS.zone, own = 0, all = 0, rank = 0, originBytes = -1;

function member(found: number, from: number, to: number, kind: Kind): void {
  const { buf } = draft;
  // Members of the object are handed over before itself.
  if ((found & IS_OWN) !== 0) own++;
  all++;
  if (kind !== STRING && kind !== BARE) return;
  switch (found & ~IS_OWN) {
    case T.START_UTC: return at(buf, from, to, 3);
    case T.START_LOCAL: return at(buf, from, to, 2);
    case T.WRITTEN: return at(buf, from, to, 1);
    case T.DURATION: draft.duration = nanos(buf, from, to); return;
    case T.ORIGIN_DURATION: draft.upstreamMs = nanos(buf, from, to); draft.logged |= LOGS_TOTAL; return;
    case T.OVERHEAD: draft.gatewayMs = nanos(buf, from, to); return;
    case T.STATUS: draft.status = status(buf, from, to); if (draft.status === 0) draft.statusRaw = int(buf, from, to); return;
    case T.ORIGIN_STATUS: draft.upstreamStatus = status(buf, from, to); draft.logged |= LOGS_STATUS; return;
    case T.SENT: draft.bytesOut = int(buf, from, to); return;
    case T.ORIGIN_SENT: originBytes = int(buf, from, to); draft.logged |= LOGS_BYTES; return;
    case T.RECEIVED: draft.bytesIn = int(buf, from, to); return;
    case T.RETRIES: draft.retries = int(buf, from, to); return;
    case T.ROUTER: return putText(draft, ROUTE, buf, from, to);
    case T.SERVICE: putText(draft, SERVICE, buf, from, to); return putText(draft, UPSTREAM_NAME, buf, from, to);
    case T.ADDR: draft.logged |= LOGS_ADDR; return takeServer(buf, from, to, draft);
    case T.URL: draft.logged |= LOGS_ADDR; if (draft.attempts === 0) takeServer(buf, from, to, draft); return;
    case T.CLIENT_HOST: return client(buf, from, to);
    case T.CLIENT_ADDR: if (!draft.has(CLIENT)) client(buf, from, to); return;
    case T.HOST: return putText(draft, HOST, buf, from, to);
    case T.HOST_ADDR: if (!draft.has(HOST)) putText(draft, HOST, buf, from, to); return;
    case T.METHOD: return putText(draft, METHOD, buf, from, to);
    case T.PATH: return path(buf, from, to);
    case T.REQUEST_ID: return putText(draft, REQUEST_ID, buf, from, to);
    case T.OTHER_ID: if (!draft.has(REQUEST_ID)) putText(draft, REQUEST_ID, buf, from, to); return;
    case T.TRACE: return putText(draft, TRACE_ID, buf, from, to);
    case T.TRACEPARENT: if (to - from >= 55 && !draft.has(TRACE_ID)) draft.span(TRACE_ID, from + 3, from + 35); return;
    case T.AGENT: return putText(draft, USER_AGENT, buf, from, to);
    case T.ERROR: return putText(draft, DETAILS, buf, from, to);
  }
}

/** The start before the time of writing, UTC before local: they are the same moment. */
function at(buf: Buffer, from: number, to: number, better: number): void {
  if (better <= rank) return;
  const local = dateTimeLocal(buf, from, to);
  if (Number.isNaN(local)) return;
  const end = fractionEnd(buf, from + 19, to), bare = end >= to, t = local + fraction(buf, from + 19, end) - (bare ? 0 : zoneOffset(buf, end, to));
  if (Number.isNaN(t)) return;
  rank = better;
  draft.tzAssumed = bare && better === 1;
  draft.at = draft.tzAssumed ? zoneOf(zone).fromWall(t) : t;
  if (better > 1) { draft.atKind = START; draft.startAt = draft.at; } else draft.atKind = END;
}

/** Nanoseconds, or a text such as "1.5s" where somebody has made it readable. ms. */
function nanos(buf: Buffer, from: number, to: number): number {
  const n = int(buf, from, to);
  if (n >= 0) return n / 1e6;
  return buf[to - 1] === 115 ? goDuration(buf, from, to) : jsonNumber(buf, from, to) / 1e6;
}

/** X-Forwarded-For stands in ClientHost when there is one: its first address. */
function client(buf: Buffer, from: number, to: number): void {
  const comma = find(buf, COMMA, from, to), end = hostEnd(buf, from, comma < 0 ? to : comma), start = buf[from] === 91 ? from + 1 : from;
  if (end > start) putText(draft, CLIENT, buf, start, end);
}

function path(buf: Buffer, from: number, to: number): void {
  if (find(buf, BACKSLASH, from, to) < 0) { if (!(to - from === 1 && buf[from] === 45)) takeTarget(buf, from, to, draft); return; }
  const text = jsonText(buf, from, to), mark = text.indexOf('?');
  draft.put(PATH, mark < 0 ? text : text.slice(0, mark));
  if (mark >= 0 && mark + 1 < text.length) draft.put(QUERY, text.slice(mark + 1));
}

function read(members: JsonPaths, buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): boolean {
  draft = out; zone = settings.zone; own = all = rank = 0; originBytes = -1;
  return members.read(buf, from, to, member);
}
const isTraefik = (out: Draft): boolean => (own >= 2 || (own === 1 && all >= 4)) && rank > 0 && (out.status !== 0 || out.statusRaw >= 0 || out.upstreamStatus !== 0 || !Number.isNaN(out.duration));

function reject(out: Draft, reason: string): Verdict { out.reason = reason; return REJECTED; }

const answers: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'count', clientAbort: true, requestId: true, zone: true };

function formatOf(members: JsonPaths): Format {
  const probe = new Draft();
  return {
    id: 'traefik-json', title: 'Traefik JSON', signs: 'a JSON object with names such as DownstreamStatus, OriginDuration and RouterName', gateway: 'traefik', kind: 'access', answers,
    sniff(buf, from, to) {
      if (buf[from] !== 123) return 0;
      probe.reset(buf);
      return read(members, buf, from, to, probe, DEFAULT_SETTINGS) && isTraefik(probe) ? 0.95 : 0;
    },
    holds: (buf, from, to) => from < to && buf[from] === 123,
    parse(buf, from, to, out, settings) {
      out.format = 'traefik-json'; out.gateway = 'traefik';
      if (!read(members, buf, from, to, out, settings)) return reject(out, 'no JSON object');
      if (own === 0) return reject(out, 'no Traefik keys');
      if (rank === 0) return reject(out, 'no timestamp');
      if (!isTraefik(out)) return reject(out, 'no Traefik keys');
      if (out.status === 0 && out.statusRaw < 0) out.status = out.upstreamStatus;
      if (out.attempts > 0) { out.attemptTotal[0] = out.upstreamMs; out.attemptStatus[0] = out.upstreamStatus; out.attemptBytes[0] = originBytes; }
      return CALL;
    },
    classify: classifyTraefik,
  };
}

export const traefikJson: Format = formatOf(builtIn);

/** The same for keys of one's own. @param keys key (nested ones joined by "/") → Traefik's name for the field. */
export function traefikByKeys(keys: ReadonlyMap<string, string>): Format {
  const paths: Record<string, number> = {};
  for (const [key, name] of keys) {
    paths[key] = codeOf(name) | IS_OWN;
    if (codeOf(name) === T.URL) paths[`${key}/Host`] = T.URL | IS_OWN;
  }
  return formatOf(new JsonPaths(paths));
}
