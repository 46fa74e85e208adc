/**
 * What an Apache error line says: which failure, whose, or why it is none. The errno in front (Linux, BSD and APR's own numbers) says what
 * happened, the AH code or the words (2.2 has no codes) say in which phase. Codes and phases: httpd's modules/proxy, checked against 2.4.
 */
import { failureCode } from '../failure';
import { AMBIGUOUS, EXACT, INFERRED } from './conclude';

const code = (id: string): number => failureCode(id);
const C = {
  dnsTimeout: code('dns_timeout'), dnsFailure: code('dns_failure'), connectTimeout: code('connect_timeout'), refused: code('connect_refused'), unreachable: code('connect_unreachable'), connectFailed: code('connect_failed'),
  sendTimeout: code('send_timeout'), firstByte: code('first_byte_timeout'), body: code('body_timeout'), timeout: code('timeout_unspecified'), request: code('client_request_timeout'), stall: code('client_stall_timeout'),
  abort: code('client_abort'), reset: code('connection_reset'), closed: code('upstream_closed'), tls: code('tls_failure'), none: code('no_healthy_upstream'), protocol: code('upstream_protocol_error'),
  badRequest: code('client_protocol_error'), rejected: code('gateway_rejected'), limited: code('rate_limited'), overload: code('gateway_overload'), error: code('gateway_error'), unknown: code('failure_unspecified'),
};

/** Set by `errorClass`: how sure the class is, why there is none, whether it is the client's doing, whether the line is about no request at all. */
export let confidence = EXACT, reason = '', clientSide = false, noRequest = false;

const quiet = (why: string): number => { reason = why; return 0; };
const says = (failure: number, sure: number): number => { confidence = sure; return failure; };
const byClient = (failure: number, sure = EXACT): number => { clientSide = true; confidence = sure; return failure; };

// errno of Linux, BSD/macOS and Windows (APR adds 720000 to the latter), and APR's own statuses.
const TIMED_OUT = new Set([110, 60, 145, 10060, 730060, 70007]), REFUSED = new Set([111, 61, 10061, 730061]), RESET = new Set([104, 54, 10054, 730054, 103, 53, 10053, 730053]),
  UNREACHABLE = new Set([113, 101, 65, 51, 10065, 10051, 730065, 730051]), PIPE = new Set([32]), ENDED = new Set([70014, 70008]), OUT_OF = new Set([24, 23, 12, 99, 49, 28]);
const SSL_OR_EOF = 20014;

/** What a line is about, by its AH code: most lines need no look at their words. */
export const WORDS = 0, ECHO = 1, CONNECT = 2, MAKE = 3, STATUS_LINE = 4, DISPATCH = 5, BODY = 6, SEND = 7, CLIENT_BODY = 8, BAD_HEADER = 9, NO_WORKER = 10, DISABLED = 11, PING = 12, SCRIPT_TIMEOUT = 13, BUCKET = 14, DENIED = 15, NOT_FOUND = 16, APPLICATION = 17, FORBIDDEN = 18;
const KIND = new Uint8Array(12_000);
const table: [number, number[]][] = [
  // Lines that say once more, or in passing, what another line of the same failure says.
  [ECHO, [959, 1097, 1067, 1070, 1030, 992, 893, 10124, 10404, 1382, 2003, 1997, 1998, 1961, 1099, 1105, 890, 888, 963]],
  [CONNECT, [957, 2454]], [MAKE, [1114, 1079, 896, 2452]], [STATUS_LINE, [1102, 878]], [DISPATCH, [1075]], [BODY, [1110]], [SEND, [1084, 868, 1073, 1074]], [CLIENT_BODY, [1095, 1086, 1087, 871]], [BAD_HEADER, [1106]], [NO_WORKER, [1167, 1170]], [DISABLED, [940]],
  [PING, [897]], [SCRIPT_TIMEOUT, [1220]], [BUCKET, [574]], [DENIED, [1617, 1618]], [FORBIDDEN, [1630, 1797]], [NOT_FOUND, [128, 1276, 1264]], [APPLICATION, [1071, 1215]],
];
for (const [kind, codes] of table) for (const ah of codes) KIND[ah] = kind;
export const kindOf = (ah: number): number => (ah >= 0 && ah < KIND.length ? KIND[ah] : WORDS);

/**
 * Failure code of a line; 0 with `reason` when it is none. `kind` is that of its AH code; `text` gives the message, "AH00957: HTTP: attempt to
 * connect to … failed", without errno and client; `errno` NaN where none is named, `dns` where it was one of the resolver's (EAI).
 * `hasPeer`: mod_ssl names the other end of a connection that the proxy made.
 */
export function errorClass(kind: number, text: () => string, errno: number, dns: boolean, module: () => string, hasClient: boolean, hasPeer: boolean): number {
  confidence = EXACT; reason = ''; clientSide = noRequest = false;
  switch (kind) {
    case ECHO: return quiet('echo of a failed attempt');
    case CONNECT: return connectClass(errno);
    case MAKE: return Number.isNaN(errno) ? says(C.connectFailed, INFERRED) : connectClass(errno);
    case STATUS_LINE: return Number.isNaN(errno) ? says(C.closed, AMBIGUOUS) : upstreamClass(errno, C.firstByte);
    case DISPATCH: return dispatchClass(text(), errno);
    case BODY: return Number.isNaN(errno) ? says(C.closed, AMBIGUOUS) : upstreamClass(errno, C.body);
    // An output filter of the proxy's connection that gives up without an errno is mod_ssl's.
    case SEND: return errno === SSL_OR_EOF ? says(C.tls, INFERRED) : upstreamClass(errno, C.sendTimeout);
    case CLIENT_BODY: return requestBodyClass(errno);
    case BAD_HEADER: return says(C.protocol, EXACT);
    case NO_WORKER: return says(C.none, EXACT);
    case DISABLED: return says(C.none, INFERRED);
    case PING: return TIMED_OUT.has(errno) || Number.isNaN(errno) ? says(C.firstByte, INFERRED) : upstreamClass(errno, C.firstByte);
    case SCRIPT_TIMEOUT: return says(C.firstByte, EXACT);
    case BUCKET: return TIMED_OUT.has(errno) ? says(C.timeout, AMBIGUOUS) : RESET.has(errno) || PIPE.has(errno) ? says(C.reset, AMBIGUOUS) : says(C.unknown, AMBIGUOUS);
    // A password that is asked for (401) is no failure; a policy that says no is.
    case DENIED: return quiet('refused by an access rule');
    case FORBIDDEN: return says(C.rejected, EXACT);
    case NOT_FOUND: return quiet('file not found');
    case APPLICATION: return quiet('text from the application');
  }
  const words = text(), again = kindByWords(words, errno);
  if (again !== WORDS) return errorClass(again, text, errno, dns, module, hasClient, hasPeer);
  const has = (part: string): boolean => words.includes(part);
  if (has('DNS lookup failure')) return has('temporary') || (errno === 3 && dns) ? says(C.dnsTimeout, AMBIGUOUS) : says(C.dnsFailure, EXACT);
  if (has('during SSL Handshake with remote server')) return says(C.tls, EXACT);
  if (has('rror reading from remote server') || has('Gateway Timeout') || has('Proxy read timeout')) return has('imeout') ? says(C.firstByte, INFERRED) : says(C.closed, AMBIGUOUS);
  if (hasPeer && (has('Certificate Verification') || has('SSL handshake') || has('SSL Proxy'))) return says(C.tls, EXACT);
  return otherClass(has, module(), hasClient);
}

/** The same by words: 2.2 has no codes, and modules are more than the table. */
function kindByWords(text: string, errno: number): number {
  const has = (words: string): boolean => text.includes(words);
  if (has('disabling worker for') || (has('ajp_read_header:') && Number.isNaN(errno)) || has('Request header read timeout') || has('Request body read timeout')) return ECHO;
  if (has('All workers are in error') || has('all workers are in error')) return NO_WORKER;
  if (has('disabled connection for')) return DISABLED;
  if (has('attempt to connect to') || has('connect to WSGI daemon process')) return CONNECT;
  if (has('failed to make connection to')) return MAKE;
  if (has('cping/cpong failed')) return PING;
  if (has('prefetch request body failed') || has('read request body failed') || has('reading the request body') || has('ap_get_brigade')) return CLIENT_BODY;
  if (has('pass request body failed') || has('request failed to') || has('ajp_ilink_send') || has('failed to send') || has('Failed writing') || has('Failed Writing')) return SEND;
  // mod_fcgid, mod_fastcgi and mod_wsgi talk to their processes by themselves.
  if (has('Timeout waiting for output from') || has('read data timeout in') || has('aborted: idle timeout') || has('Timeout when reading response headers') || has('Timeout on 100-Continue')) return SCRIPT_TIMEOUT;
  if (has('aborted: read failed') || has('error reading data from FastCGI server') || has('reading status line from remote server') || has('read response failed from') || has('receive header')) return STATUS_LINE;
  if (has('Error dispatching request to') || has('rror reading response header') || has('dialog to')) return DISPATCH;
  if (has('rror reading response') || has('error reading from remote')) return BODY;
  if (has('bad HTTP') || has('orrupt status line') || has('Premature end of script headers') || has('End of script output before headers') || has('FastCGI: incomplete headers') || has('Truncated or oversized response headers') || has('malformed header from script') || has('bogus') || has('Response header name') || has('nvalid Content-Length') || has('contains invalid')
    || has('Error parsing') || has('Got bad') || has('Response status line too') || has('Unexpected packet')) return BAD_HEADER;
  return has('apr_bucket_read() failed') ? BUCKET : WORDS;
}

/** mod_proxy_fcgi says behind the message which part of the exchange it was in. */
function dispatchClass(text: string, errno: number): number {
  const has = (words: string): boolean => text.includes(words);
  if (has('(reading input brigade)')) return requestBodyClass(errno);
  if (has('brigade to output filters)')) return TIMED_OUT.has(errno) ? byClient(C.stall) : byClient(C.abort, Number.isNaN(errno) ? INFERRED : EXACT);
  if (has('(sending ')) return upstreamClass(errno, C.sendTimeout);
  return errno === 22 ? says(C.protocol, INFERRED) : Number.isNaN(errno) ? says(C.unknown, AMBIGUOUS) : upstreamClass(errno, C.firstByte);
}

function connectClass(errno: number): number {
  if (TIMED_OUT.has(errno)) return says(C.connectTimeout, EXACT);
  if (REFUSED.has(errno)) return says(C.refused, EXACT);
  if (UNREACHABLE.has(errno)) return says(C.unreachable, EXACT);
  if (RESET.has(errno)) return says(C.reset, EXACT);
  if (OUT_OF.has(errno)) return says(C.overload, EXACT);
  // Permission denied (SELinux), a socket that is not there.
  return says(C.connectFailed, EXACT);
}

/** What the upstream did, by errno; `late` is what a timeout means in this phase. */
function upstreamClass(errno: number, late: number): number {
  if (TIMED_OUT.has(errno)) return says(late, EXACT);
  if (REFUSED.has(errno)) return says(C.refused, EXACT);
  if (UNREACHABLE.has(errno)) return says(C.unreachable, EXACT);
  if (errno === 103 || errno === 53 || errno === 730053) return says(C.closed, EXACT);
  if (RESET.has(errno) || PIPE.has(errno)) return says(C.reset, EXACT);
  if (ENDED.has(errno) || errno === SSL_OR_EOF) return says(C.closed, EXACT);
  if (OUT_OF.has(errno)) return says(C.overload, EXACT);
  return says(C.closed, AMBIGUOUS);
}

/** The client's part of the request: it did not come, or not whole. */
function requestBodyClass(errno: number): number {
  if (TIMED_OUT.has(errno)) return byClient(C.request);
  return byClient(C.abort, Number.isNaN(errno) ? INFERRED : EXACT);
}

/** Everything that is not the proxy's. */
function otherClass(has: (words: string) => boolean, module: string, hasClient: boolean): number {
  if (has('MaxRequestWorkers') || has('MaxClients') || has('scoreboard is full')) { noRequest = true; return quiet('limit of workers reached'); }
  if (has('ModSecurity: Access denied') || has('client denied by server configuration')) return says(C.rejected, EXACT);
  if (has('ModSecurity') || module === 'security2' || has('user ') && module.startsWith('auth') || module.startsWith('auth') || module.startsWith('access')) return quiet('refused by an access rule');
  if (has('ap_pass_brigade failed')) return byClient(C.abort);
  if (has("can't apply process slot")) return says(C.overload, EXACT);
  if (has('mod_qos(') || has('mod_evasive') || has('denied by mod_')) return has('denied') || has('denying') || has('Blacklisting') ? says(C.limited, EXACT) : quiet('remark of a limiter');
  if (has('File does not exist') || has('script not found') || has('Unable to stat') || has('Primary script unknown') || has('No matching DirectoryIndex') || has('Directory index forbidden') || has('Attempt to serve directory')) return quiet('file not found');
  if (has('Got error \'') || has('AH01215') || module === 'php' || module === 'php7' || has('PHP ') || has('stderr from')) return quiet('text from the application');
  if (has('exceeded the limit of') && has('internal redirects') || has('returned invalid result code') || has('maximum subrequests') || has('Handler for')) return says(C.error, EXACT);
  if (has('request failed: URI too long') || has('malformed request line') || has('Invalid URI in request') || has('Invalid method in request') || has('request failed: error reading the headers') || has('Request header exceeds') || has('HTTP Request Line') || has('without hostname') || has('Invalid Host') || has('header field') && has('invalid')) return byClient(C.badRequest);
  if (has('larger than the configured limit') || has('exceeds the configured limit') || has('LimitRequestBody') || has('Requested content-length of')) return byClient(C.rejected);
  if (has('SSL handshake') || has('SSL Library Error') || has('Certificate Verification') || has('SSL input filter') || has('renegotiation')) {
    if (has('Library Error')) { noRequest = !hasClient; return quiet('echo of a failed handshake'); }
    return hasClient ? byClient(C.tls, INFERRED) : quiet('not about a call');
  }
  if (has('Request header read timeout') || has('Request body read timeout')) return quiet('echo of a failed attempt');
  if (!hasClient) noRequest = true;
  return quiet('no failure of a call');
}
