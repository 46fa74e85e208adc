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

/** Lines that say once more, or in passing, what another line of the same failure says. */
const ECHOES = ['AH00959', 'AH01097', 'AH01067', 'AH01070', 'AH01030', 'AH00992', 'AH00893', 'AH10124', 'AH10404', 'AH01382', 'AH02003', 'AH01997', 'AH01998', 'AH01961', 'AH01099', 'AH01105', 'AH00890', 'AH00888', 'AH00963'];

/**
 * Failure code of a message; 0 with `reason` when it is none. `text` is "AH00957: HTTP: attempt to connect to … failed", without errno and
 * client; `errno` NaN where none is named, `dns` where it was one of the resolver's (EAI).
 */
export function errorClass(text: string, errno: number, dns: boolean, module: string, hasClient: boolean): number {
  confidence = EXACT; reason = ''; clientSide = noRequest = false;
  const has = (words: string): boolean => text.includes(words);
  const ah = text.startsWith('AH') ? text.slice(0, 7) : '';
  if (ECHOES.includes(ah) || has('disabling worker for') || (has('ajp_read_header:') && Number.isNaN(errno))) return quiet('echo of a failed attempt');

  // The proxy's connection to the upstream.
  if (has('DNS lookup failure')) return has('temporary') || errno === 3 && dns ? says(C.dnsTimeout, AMBIGUOUS) : says(C.dnsFailure, EXACT);
  if (has('All workers are in error state') || has('all workers are in error')) return says(C.none, EXACT);
  if (has('disabled connection for')) return says(C.none, INFERRED);
  if (has('attempt to connect to')) return connectClass(errno);
  if (has('failed to make connection to backend') || has('failed to make connection to remote')) return Number.isNaN(errno) ? says(C.connectFailed, INFERRED) : connectClass(errno);
  if (has('cping/cpong failed')) return TIMED_OUT.has(errno) || Number.isNaN(errno) ? says(C.firstByte, INFERRED) : upstreamClass(errno, C.firstByte);
  if (has('during SSL Handshake with remote server')) return says(C.tls, EXACT);
  if (has('prefetch request body failed') || has('read request body failed') || has('(reading input brigade)') || has('ap_get_brigade failed') || has('ap_get_brigade() failed')) return requestBodyClass(errno);
  if (has('pass request body failed') || has('request failed to') || has('(sending begin request)') || has('(sending environment') || has('(sending stdin)') || has('ajp_ilink_send') || has('failed to send')) {
    // An output filter of the proxy's connection that gives up without an errno is mod_ssl's.
    if (errno === SSL_OR_EOF) return says(C.tls, INFERRED);
    return upstreamClass(errno, C.sendTimeout);
  }
  if (has('(passing brigade to output filters)') || has('(passing headers brigade to output filters)')) return TIMED_OUT.has(errno) ? byClient(C.stall) : byClient(C.abort, Number.isNaN(errno) ? INFERRED : EXACT);
  if (has('reading status line from remote server') || has('read response failed from') || has('receive header') || has('Timeout waiting for output from CGI script')) {
    return has('Timeout waiting') ? says(C.firstByte, EXACT) : Number.isNaN(errno) ? says(C.closed, AMBIGUOUS) : upstreamClass(errno, C.firstByte);
  }
  if (has('Error dispatching request to') || has('rror reading response header') || has('dialog to')) return errno === 22 ? says(C.protocol, INFERRED) : Number.isNaN(errno) ? says(C.unknown, AMBIGUOUS) : upstreamClass(errno, C.firstByte);
  if (has('rror reading response') || has('error reading from remote')) return Number.isNaN(errno) ? says(C.closed, AMBIGUOUS) : upstreamClass(errno, C.body);
  if (has('rror reading from remote server') || has('Gateway Timeout') || has('Proxy read timeout')) return has('imeout') ? says(C.firstByte, INFERRED) : says(C.closed, AMBIGUOUS);
  if (has('bad HTTP') || has('orrupt status line') || has('Premature end of script headers') || has('End of script output before headers') || has('malformed header from script') || has('bogus') || has('Response header name') || has('invalid Content-Length') || has('Invalid Content-Length')
    || has('contains invalid') || has('Error parsing') || has('Got bad') || has('Response status line too') || has('Unexpected packet')) return says(C.protocol, EXACT);
  if (ah === 'AH00574' || has('apr_bucket_read() failed')) return TIMED_OUT.has(errno) ? says(C.timeout, AMBIGUOUS) : RESET.has(errno) || PIPE.has(errno) ? says(C.reset, AMBIGUOUS) : says(C.unknown, AMBIGUOUS);
  return otherClass(has, module, hasClient);
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
  if (has('ModSecurity') || module === 'security2' || has('client denied by server configuration') || has('user ') && module.startsWith('auth') || module.startsWith('auth') || module.startsWith('access')) return quiet('refused by an access rule');
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
