/**
 * What an nginx error-log message says: which failure, or why it is none (FORMATS sections 4 and 5).
 * errno texts differ between C libraries ("110: Connection timed out", musl "110: Operation timed out", BSD "60: …"), so a number
 * or its words count, together with what nginx was doing ("while connecting to upstream").
 */
import { failureCode } from '../failure';

const code = (id: string): number => failureCode(id);
const C = {
  dnsTimeout: code('dns_timeout'), connectTimeout: code('connect_timeout'), tlsTimeout: code('tls_timeout'), sendTimeout: code('send_timeout'),
  firstByteTimeout: code('first_byte_timeout'), bodyTimeout: code('body_timeout'), idleTimeout: code('idle_timeout'), timeout: code('timeout_unspecified'),
  clientRequestTimeout: code('client_request_timeout'), clientStall: code('client_stall_timeout'), clientAbort: code('client_abort'),
  refused: code('connect_refused'), unreachable: code('connect_unreachable'), connectFailed: code('connect_failed'), reset: code('connection_reset'),
  closed: code('upstream_closed'), dnsFailure: code('dns_failure'), tlsFailure: code('tls_failure'), noHealthy: code('no_healthy_upstream'),
  rateLimited: code('rate_limited'), protocol: code('upstream_protocol_error'), clientProtocol: code('client_protocol_error'),
  rejected: code('gateway_rejected'), overload: code('gateway_overload'), gatewayError: code('gateway_error'),
};

/** Set by `errorClass`: why a message is no failure, whether several classes fit, whether it is the client's own, whether the group had nobody left. */
export let reason = '', ambiguous = false, clientSide = false, noLive = false;

const quiet = (why: string): number => { reason = why; return 0; };

/** Failure code of the message [from, to); 0 with `reason` when it is none. `level` is the first letter of the level. */
export function errorClass(buf: Buffer, from: number, to: number): number {
  reason = ''; ambiguous = clientSide = noLive = false;
  // One short text and the engine's own search beat forty walks over the bytes; the words of a failure stand at the front.
  const message = buf.toString('latin1', from, Math.min(to, from + 4096));
  const has = (text: string): boolean => message.includes(text);

  // Echoes and ordinary remarks first: they hold the words of failures.
  if (has('temporarily disabled')) return quiet('echo of a failed attempt');
  if (has('buffered to a temporary file')) return quiet('buffered to a temporary file');
  if (has('delaying request')) return quiet('request delayed by a limit');
  if (has(', dry run')) return quiet('dry run of a limit');
  if (has('in resolving client address')) return quiet('reverse lookup of a client');
  if (has('FastCGI sent in stderr')) return quiet('text from the application');
  // A password that is asked for (401) is no failure; a policy that says no is.
  if (has('was not found in "') || has('password mismatch') || has('no user/password')) return quiet('refused by an access rule');
  if (has('access forbidden by rule') || has('ModSecurity: Access denied')) return C.rejected;
  // NAXSI says the same of requests it only learns from.
  if (has('NAXSI_FMT: ')) return has('&config=block') ? C.rejected : quiet('remark of a firewall that learns');
  if (has('(2: No such file or directory)') && !has('to upstream')) return quiet('file not found');
  // A temporary file that cannot be written ends the call, a page that cannot be read does not.
  if (has('(13: Permission denied)') && (has('while reading upstream') || has('while reading client request body') || has('while sending request to upstream'))) return C.gatewayError;
  if (has('(20: Not a directory)') || has('(21: Is a directory)') || has('directory index of') || (has('(13: Permission denied)') && !has('to upstream'))) return quiet('file not readable');

  if (has('limiting requests') || has('limiting connections')) return C.rateLimited;
  if (has('could not be resolved')) return has('(110:') || has('timed out') || has('(60:') ? C.dnsTimeout : C.dnsFailure;
  if (has('no resolver defined') || has('host not found in upstream')) return C.dnsFailure;
  if (has('no live upstreams')) { noLive = true; return C.noHealthy; }
  if (has('[lua]')) {
    const plugin = luaClass(has);
    if (plugin !== 0) return plugin;
  }

  if (has('closed keepalive connection')) return quiet('idle connection of a client closed');
  if (has('client prematurely closed') || has('client closed connection')) {
    if (has('waiting for request') || has('keepalive')) return quiet('idle connection of a client closed');
    clientSide = true;
    return C.clientAbort;
  }
  // A stream of HTTP/2 that the client ended with RST_STREAM.
  if (has('client canceled stream') || has('client terminated stream')) { clientSide = true; return C.clientAbort; }
  if (has('client timed out')) {
    clientSide = true;
    if (has('waiting for request') || has('keepalive') || has('SSL handshaking')) return quiet('idle connection of a client closed');
    return has('reading client request') || has('reading client') ? C.clientRequestTimeout : C.clientStall;
  }
  if (has('client intended to send too large')) { clientSide = true; return C.rejected; }
  if (message.startsWith('client sent')) { clientSide = true; return C.clientProtocol; }

  const upstream = has('upstream');
  if (has('SSL') || has('certificate')) {
    const tls = tlsClass(has, upstream);
    if (tls >= 0) return tls;
  }
  return upstream || has('connect() ') || has('proxying ') ? upstreamClass(has) : otherClass(has);
}

/** Failures of a handshake or on an encrypted connection; -1 when the words are about something else. */
function tlsClass(has: (text: string) => boolean, upstream: boolean): number {
  if (has('timed out')) return has('SSL handshaking to upstream') ? C.tlsTimeout : -1;
  if (!(has('SSL_') || has('certificate verify') || has('SSL certificate') || has('in SSL handshake') || has('SSL handshaking') || has('does not match "'))) return -1;
  if (upstream) return has('prematurely closed') ? -1 : C.tlsFailure;
  clientSide = true;
  return C.tlsFailure;
}

/** What went wrong between nginx and the upstream. */
function upstreamClass(has: (text: string) => boolean): number {
  if (has('timed out') || has('(110:') || has('(60:') || has('(145:') || has('(10060:')) return timeoutClass(has);
  if (has('connect() ')) {
    if (has('(111:') || has('(61:') || has('(10061:') || has('refused')) return C.refused;
    if (has('(113:') || has('(101:') || has('(65:') || has('(51:') || has('No route') || has('unreachable')) return C.unreachable;
    if (has('(104:')) return C.reset;
    if (has('(99:') || has('(24:')) return C.overload;
    return C.connectFailed;
  }
  if (has('(99:') || has('upstream queue is full')) return C.overload;
  if (has('prematurely closed ') || has('upstream closed')) return C.closed;
  // A stream that a gRPC or HTTP/2 upstream ended with RST_STREAM.
  if (has('upstream rejected request with error')) { ambiguous = true; return C.reset; }
  if (has('no host in upstream') || has('no port in upstream') || has('invalid port in upstream')) return C.gatewayError;
  if (has('upstream sent') || has('prematurely sent response')) {
    if (has('duplicate header')) return quiet('remark on a response header');
    return C.protocol;
  }
  if (has('(111:') || has('refused')) return C.refused;
  if (has('(113:') || has('(101:')) return C.unreachable;
  if (has('(104:') || has('reset by peer') || has('(54:') || has('(10054:') || has('(10053:') || has('Broken pipe') || has('(32:')) {
    // A write that fails while sending to the client is the client's; everything towards the upstream is the upstream's.
    if ((has('writev() failed') || has('send() failed') || has('sendfile() failed')) && has('sending to client')) { clientSide = true; return C.clientAbort; }
    ambiguous = has('proxying ');
    return C.reset;
  }
  if (has('auth request unexpected status')) return C.gatewayError;
  return otherClass(has);
}

function timeoutClass(has: (text: string) => boolean): number {
  if (has('while connecting to upstream') || has('connect() ')) return C.connectTimeout;
  if (has('SSL handshaking to upstream')) return C.tlsTimeout;
  if (has('sending request')) return C.sendTimeout;
  if (has('reading response header')) return C.firstByteTimeout;
  if (has('proxying ')) return C.idleTimeout;
  if (has('reading upstream') || has('reading response') || has('sending to client') || has('reading from upstream')) return C.bodyTimeout;
  return C.timeout;
}

/** What the plugins of Kong and APISIX say when a call got no further: its name was not resolved, or no node was left. 0 for all else. */
function luaClass(has: (text: string) => boolean): number {
  if (has('DNS resolution failed') || has('failed to parse domain') || has('name resolution failed')) return has('timeout') || has('timed out') ? C.dnsTimeout : C.dnsFailure;
  return has('all upstream servers tried') || has('failed to find valid upstream server') || has('failed to get a peer') || has('failure to get a peer') ? C.noHealthy : 0;
}

/** The gateway's own troubles and the client's connection. */
function otherClass(has: (text: string) => boolean): number {
  if (has('worker_connections are not enough') || has('Too many open files') || has('(28: No space left') || has('(112: There is not enough space') || has('(12: Cannot allocate')) return C.overload;
  if (has('redirection cycle') || has('runtime error') || has('failed to run') || has('failed to load external Lua') || has('invalid URL prefix') || has('unexpected status') || has('too many subrequests')) return C.gatewayError;
  if ((has('(104:') || has('(32:') || has('reset by peer')) && (has('sending to client') || has('sending response to client') || has('reading client request'))) {
    clientSide = true;
    return C.clientAbort;
  }
  return quiet('no failure of a call');
}
