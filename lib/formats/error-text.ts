/**
 * The class that the words of an error message name, whatever program wrote it: errno names and texts (glibc, musl, BSD), Go, Node,
 * Java, Python, .NET and curl. The first match from above wins: phases before causes, causes before a bare "timeout".
 */
import { failureCode } from '../failure';
import { AMBIGUOUS, EXACT, INFERRED } from './conclude';

/** `words` is the part of the text that decided, as it stands there, `at` where it begins. */
export type ErrorClass = { failure: number; confidence: number; words: string; at: number };

const rows: [string, number, RegExp][] = [
  ['dns_timeout', EXACT, /lookup [^ ]*:? .*(?:i\/o timeout|timed out)|eai_again|temporary failure in name resolution|could not be resolved \(110|dns.{0,20}time(?:d )?out|unknownhostexception.*timed out/],
  ['dns_failure', EXACT, /no such host|enotfound|getaddrinfo|name or service not known|nodename nor servname|could not be resolved|could not resolve host|host not found|unknownhostexception|nameresolutionerror|server misbehaving|nxdomain|servfail|name resolution failed|no address associated/],
  ['tls_timeout', EXACT, /tls handshake timeout|ssl handshak\w+ .*timed? ?out|timed out.*(?:ssl handshak|tls handshak)|handshake timed out|handshake operation timed out/],
  ['queue_timeout', EXACT, /timeout waiting for connection from pool|connection pool (?:timed out|timeout)|connectionpooltimeout|pool exhausted|queuepool limit|acquire (?:connection )?timeout|connection is not available, request timed out|timed out waiting for (?:a )?(?:free )?connection/],
  ['connect_timeout', EXACT, /dial (?:tcp|udp|unix)\S* .*(?:i\/o timeout|connection timed out|deadline exceeded|operation timed out)|connect(?:ion)? ?timed? ?out|connecttimeout|err_socket_connection_timeout|und_err_connect_timeout|connect etimedout|connecting to .*timed out|timed? ?out (?:while )?connecting|failed to connect .*(?:timed? ?out|timeout)|did not properly respond after a period of time|i\/o timeout.*dial/],
  ['connect_refused', EXACT, /econnrefused|connection refused|actively refused|connectionrefused/],
  ['connect_unreachable', EXACT, /ehostunreach|enetunreach|no route to host|network is unreachable|host is unreachable|noroutetohost/],
  ['connect_failed', EXACT, /unable to connect to the remote server|only one usage of each socket address|dial unix .*no such file or directory/],
  ['tls_failure', EXACT, /x509:|tls: |certificate|ssl_do_handshake|sslhandshakeexception|ssl routines|ssl_error|err_tls|ssl: |self[- ]signed|unable to verify|remote error: tls|ssl connection could not be established/],
  ['send_timeout', EXACT, /write(?: tcp)? .*i\/o timeout|write timed out|writetimeout|while sending request.*timed out|timed out.*while sending request/],
  ['first_byte_timeout', EXACT, /timeout awaiting response headers|headers? timeout|headerstimeout|und_err_headers_timeout|reading response header from upstream.*timed out|timed out.*reading response header/],
  ['body_timeout', EXACT, /body timeout|bodytimeout|und_err_body_timeout|timeout (?:while )?reading body|context deadline exceeded.*while reading body|while reading body.*(?:deadline exceeded|i\/o timeout)/],
  ['first_byte_timeout', INFERRED, /read(?: tcp)? .*i\/o timeout|read timed? ?out|readtimeout|esockettimedout|socket timeout|sockettimeoutexception|socket hang up.*timeout|response timeout/],
  ['total_timeout', AMBIGUOUS, /context deadline exceeded|deadline_exceeded|deadline exceeded|client\.timeout exceeded|timeout of \d+ ?ms exceeded|request timeout|operation timed out after|the operation was aborted due to timeout|aborterror.*timeout|total timeout|err_request_timeout/],
  ['client_abort', EXACT, /context canceled|operation was canceled|client disconnected|client closed (?:the )?(?:connection|request)|broken pipe|clientabortexception|request aborted|connection closed by client|epipe/],
  ['connection_reset', EXACT, /econnreset|connection reset|connectionreset|reset by peer|forcibly closed/],
  ['upstream_closed', EXACT, /unexpected eof|socket hang up|prematurely closed|server closed (?:the )?(?:idle )?connection|remote end closed connection|other side closed|und_err_socket|connection closed before|nohttpresponse|empty reply|: eof$|^eof$|server disconnected|closed connection without|underlying (?:transport )?connection was (?:unexpectedly )?closed|response ended prematurely/],
  ['no_healthy_upstream', EXACT, /no upstreams? available|no healthy|no live upstreams|no available (?:server|upstream|backend|endpoint)|failed_to_pick_backend/],
  ['circuit_open', EXACT, /circuit ?breaker|circuit is open|circuit open|callnotpermitted/],
  ['rate_limited', EXACT, /rate limit|too many requests|throttl/],
  ['upstream_protocol_error', EXACT, /malformed http|invalid (?:http )?(?:header|response)|parse error|hpe_|header too large|too big header|protocol error/],
  ['timeout_unspecified', AMBIGUOUS, /timed? ?out|timeout|etimedout|timeouterror|i\/o timeout/],
];
const RULES = rows.map(([id, confidence, pattern]) => ({ failure: failureCode(id), confidence, pattern }));
/** Longer texts are read as far as this. */
const MAX_TEXT = 1000;

/** @returns null when no words of a failure are in it. */
export function errorClass(text: string): ErrorClass | null {
  const part = text.slice(0, MAX_TEXT), lower = part.toLowerCase();
  for (const { failure, confidence, pattern } of RULES) {
    const m = pattern.exec(lower);
    if (m === null) continue;
    const found = part.slice(m.index, m.index + m[0].length);
    return { failure, confidence, words: found.trim(), at: m.index + found.length - found.trimStart().length };
  }
  return null;
}

const known = new Map<string, ErrorClass | null>();
const MOST = 2000;

/** The same for texts that come again and again, without ids and times in them. The result is shared: callers change nothing in it. */
export function knownErrorClass(text: string): ErrorClass | null {
  let found = known.get(text);
  if (found === undefined) {
    if (known.size >= MOST) known.clear();
    known.set(text, (found = errorClass(text)));
  }
  return found;
}
