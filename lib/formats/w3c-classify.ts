/**
 * W3C logs → class: the reason that HTTP.sys or CloudFront gives, then IIS' win32 status (WinHTTP's 12xxx are Application Request Routing's), then
 * its substatus, then the status of the server behind ARR, then the status alone.
 * Sources: "Error logging in HTTP APIs", "HTTP status codes in IIS", WinHTTP error messages (Microsoft); "Standard logging reference" (CloudFront).
 */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, DETAILS, FLAGS, LOGS_STATUS, type Draft } from '../call';
import { failureCode as code } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus, near } from './conclude';
import { told } from './w3c-line';

type Row = readonly [failure: number, confidence: number];
const rows = (...list: [string, number, string][]): Map<string, Row> => new Map(list.flatMap(([names, confidence, id]) => names.split(' ').map((name) => [name, [code(id), confidence] as const])));

const REASONS = rows(
  // HTTP.sys
  ['Timer_HeaderWait Timer_EntityBody Timer_SslRenegotiation', EXACT, 'client_request_timeout'], ['Timer_MinBytesPerSecond', EXACT, 'client_stall_timeout'], ['Timer_AppPool AppPoolTimer', EXACT, 'queue_timeout'], ['Timer_Response', EXACT, 'first_byte_timeout'],
  ['Connection_Dropped Client_Reset Connection_Dropped_List_Full', EXACT, 'client_abort'], ['Request_Cancelled', INFERRED, 'client_abort'], ['Connection_Abandoned_By_AppPool Connection_Abandoned_By_ReqQueue', EXACT, 'upstream_closed'],
  ['QueueFull ConnLimit Connections_Refused', EXACT, 'gateway_overload'], ['AppOffline AppShutdown Disabled', EXACT, 'no_healthy_upstream'], ['N/A', AMBIGUOUS, 'no_healthy_upstream'], ['Internal', EXACT, 'gateway_error'],
  ['BadRequest Verb URL Header Hostname Number FieldLength RequestLength LengthRequired Precondition URL_Length UnknownEncoding EntityTooLarge Entity_Too_Large Version_N/S Invalid_CR/LF N/I', EXACT, 'client_protocol_error'], ['Forbidden', EXACT, 'gateway_rejected'],
  // CloudFront
  ['OriginCommError', AMBIGUOUS, 'timeout_unspecified'], ['OriginConnectError', EXACT, 'connect_failed'], ['OriginDnsError', EXACT, 'dns_failure'], ['OriginReadError OriginWriteError AbortedOrigin', AMBIGUOUS, 'upstream_closed'],
  ['OriginInvalidResponseError OriginHeaderTooBigError OriginContentRangeLengthError OriginZeroSizeObjectError', EXACT, 'upstream_protocol_error'], ['SlowReaderOriginError', EXACT, 'client_stall_timeout'],
  ['ClientCommError ClientHungUpRequest ClientClosedConnection', EXACT, 'client_abort'], ['ClientGeoBlocked InvalidRequestBlocked', EXACT, 'gateway_rejected'], ['InvalidRequest InvalidRequestCertificate InvalidRequestHeader InvalidRequestMethod', EXACT, 'client_protocol_error'],
  ['LimitExceeded', EXACT, 'rate_limited'], ['CapacityExceeded', EXACT, 'gateway_overload'],
);
/** What the client did is told beside any status below 500; behind a 5xx the same numbers are those of the connection to the server. */
const OF_CLIENT = rows(['64 1236 1229 10053 10054', EXACT, 'client_abort'], ['995 12017', INFERRED, 'client_abort'], ['121', EXACT, 'client_stall_timeout']);
const OF_SERVER = rows(
  ['12007', EXACT, 'dns_failure'], ['12030', EXACT, 'upstream_closed'], ['12031 10054', EXACT, 'connection_reset'], ['64 1236', AMBIGUOUS, 'upstream_closed'], ['12152 12150 12154', EXACT, 'upstream_protocol_error'], ['12175 12157 12037 12038 12044 12045 12057', EXACT, 'tls_failure'],
  ['10060', EXACT, 'connect_timeout'], ['10061', EXACT, 'connect_refused'], ['10051 10065', EXACT, 'connect_unreachable'], ['258 1460', AMBIGUOUS, 'timeout_unspecified'], ['12017', INFERRED, 'client_abort'],
);
const SUBSTATUS = rows(
  ['502.1', EXACT, 'first_byte_timeout'], ['502.2', EXACT, 'upstream_closed'], ['502.3', AMBIGUOUS, 'connect_failed'], ['502.4', EXACT, 'no_healthy_upstream'], ['502.5 502.6', AMBIGUOUS, 'upstream_closed'],
  ['503.2 503.3 503.4 500.13', EXACT, 'gateway_overload'], ['500.19 500.21 500.22 500.23 500.24 500.30 500.31 500.32 500.33 500.34 500.35 500.37 500.38', EXACT, 'gateway_error'], ['403.501 403.502', EXACT, 'rate_limited'],
);
const FIRST_BYTE = code('first_byte_timeout'), CONNECT = code('connect_timeout'), REFUSED = code('connect_refused'), CONNECT_FAILED = code('connect_failed'), ABORT = code('client_abort'), REPORTED = code('upstream_reported_timeout'), UPSTREAM_5XX = code('upstream_5xx'), LIMITED = code('rate_limited'), NONE_HEALTHY = code('no_healthy_upstream');
/** WinHTTP: no answer in time; no connection. Logged as such, or as an HRESULT. */
const TIMED_OUT = 12_002, CANNOT_CONNECT = 12_029, HRESULT = 0x8007_0000;
/** Windows gives a connection up after three attempts, 21 s in all; a refused one within about 2 s. */
const SYN_MS = 21_000, REFUSED_MS = 3000;
/** Failures that no server was asked for, or that are the client's. */
const NOT_OF_SERVER = new Set(['client_abort', 'client_stall_timeout', 'client_request_timeout', 'client_protocol_error', 'gateway_overload', 'gateway_error', 'gateway_rejected', 'queue_timeout', 'rate_limited', 'no_healthy_upstream'].map(code));

export function classifyW3c(out: Draft, settings: ParseSettings): void {
  const { win32 } = told, s = out.status, routed = out.upstreamStatus;
  out.generatedBy = routed > 0 && routed === s ? BY_UPSTREAM : (out.logged & LOGS_STATUS) !== 0 || (s === 502 && told.substatus > 0) || (out.gateway === 'iis' && out.has(DETAILS)) ? BY_GATEWAY : BY_UNKNOWN;
  if (!decided(out, settings, win32 > HRESULT ? win32 - HRESULT : win32)) byStatus(out);
  if (out.attempts > 0) {
    const a = out.attempts - 1;
    out.attemptFailure[a] = NOT_OF_SERVER.has(out.failure) ? 0 : out.failure;
  }
}

/** Whether something beside the statuses says how the call ended. */
function decided(out: Draft, settings: ParseSettings, win32: number): boolean {
  const s = out.status;
  if (out.has(DETAILS) && say(out, REASONS.get(out.text(DETAILS)!), out.text(DETAILS)!)) return true;
  if (out.gateway === 'cloudfront') { const result = out.text(FLAGS); return result !== null && say(out, REASONS.get(result), result); }
  if (win32 > 0) {
    if (s >= 500) {
      if (win32 === TIMED_OUT) { timedOut(out, settings); return true; }
      if (win32 === CANNOT_CONNECT) { noConnection(out, settings); return true; }
    }
    if (say(out, (s >= 500 ? OF_SERVER : OF_CLIENT).get(String(win32)), `win32 status ${win32}`)) return true;
  }
  return told.substatus > 0 && s >= 400 && say(out, SUBSTATUS.get(`${s}.${told.substatus}`), `status ${s}.${told.substatus}`);
}

function say(out: Draft, row: Row | undefined, evidence: string): boolean {
  if (row === undefined) return false;
  conclude(out, row[0], row[1], evidence);
  return true;
}

/** 12002 covers connecting, sending and waiting; the connection itself is given up with 12029 as a rule, so the wait is the likely one. */
function timedOut(out: Draft, { limits: { connectMs, readMs } }: ParseSettings): void {
  const ms = out.duration;
  if (connectMs !== null && connectMs !== readMs && near(ms, connectMs)) conclude(out, CONNECT, INFERRED, `win32 status 12002 after ${ms} ms, the limit for connecting`);
  else conclude(out, FIRST_BYTE, readMs !== null && near(ms, readMs) ? INFERRED : AMBIGUOUS, `win32 status 12002${Number.isNaN(ms) ? '' : ` after ${ms} ms`}`);
}

/** 12029: refused, or nobody answered; the time tells. */
function noConnection(out: Draft, { limits: { connectMs } }: ParseSettings): void {
  const ms = out.duration, said = `win32 status 12029${Number.isNaN(ms) ? '' : ` after ${ms} ms`}`;
  if (near(ms, connectMs ?? SYN_MS)) conclude(out, CONNECT, INFERRED, said);
  else if (ms <= REFUSED_MS) conclude(out, REFUSED, INFERRED, said);
  else conclude(out, CONNECT_FAILED, AMBIGUOUS, said);
}

function byStatus(out: Draft): void {
  const s = out.status, routed = out.upstreamStatus, edge = out.gateway === 'cloudfront';
  if (routed > 0 && routed === s && (s >= 500 || s === 408 || s === 429)) {
    if (s === 504 || s === 408 || s === 524) conclude(out, REPORTED, EXACT, `server status ${s}`);
    else if (s === 429) { conclude(out, LIMITED, EXACT, 'server status 429'); out.side = 'upstream'; }
    else conclude(out, UPSTREAM_5XX, EXACT, `server status ${s}`);
  } else if (edge && out.statusRaw === 0) conclude(out, ABORT, INFERRED, 'status 000');
  // What CloudFront calls an error without a kind is what its origin answered.
  else if (edge && s >= 500 && s !== 504) conclude(out, UPSTREAM_5XX, AMBIGUOUS, `status ${s}`);
  else if (s === 503 && told.substatus === 0 && told.win32 >= 0) conclude(out, NONE_HEALTHY, AMBIGUOUS, 'status 503.0');
  else concludeByStatus(out);
}
