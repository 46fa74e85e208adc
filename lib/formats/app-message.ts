/**
 * What the message of an application says of a call that it made and that failed: "Calling pricing timed out after 15 s", "GET
 * https://x/y failed: ETIMEDOUT after 5001ms", `Post "http://x/y": dial tcp 10.0.0.1:80: connect: connection refused`.
 */
import { errorClass, type ErrorClass } from './error-text';

/** Whom a message speaks of. `addr` is "host:port", `upstream` a name such as "pricing". */
export type Named = { durationMs: number; method: string | null; url: string | null; addr: string | null; upstream: string | null };
export type FailedCall = ErrorClass & Named;

/** Nearly all messages have none of these words, and are done with after one look. */
const PERHAPS = /time[d-]?[ -]?out|timeout|refused|reset|unreach|hang[ -]?up|deadline|closed|\beof\b|such host|resolv|\btls\b|x509|certificat|circuit|throttl|too many|rate.?limit|no healthy|unavailable|abort|cancel|\bE[A-Z_]{4,}\b|failed|error|exception|broken pipe|unable|not known|resolution|no address|servfail|nxdomain|host not found|only one usage|properly respond|prematurely|empty reply|disconnected|handshak|exhausted|malformed|no (?:live |available |upstream)/i;
const UNIT: Record<string, number> = { ms: 1, msec: 1, millis: 1, milliseconds: 1, millisecond: 1, s: 1000, sec: 1000, secs: 1000, second: 1000, seconds: 1000, m: 60_000, min: 60_000, minute: 60_000, minutes: 60_000, us: 1e-3, 'µs': 1e-3, ns: 1e-6 };
const AFTER = /\b(?:after|in|took|within|elapsed|duration|timeout(?: of)?|latency|for|waited|waiting)\b["']?[ :=(]*(\d{1,9}(?:\.\d{1,9})?) ?(ms|msecs?|millis|milliseconds?|secs?|seconds?|s|minutes?|min|m|us|µs|ns)\b/i;
const REQUEST = /\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s{1,3}["']?(https?:\/\/[^\s"'<>]{1,1000}|\/[^\s"'<>]{0,1000})/i;
const URL = /\bhttps?:\/\/[^\s"'<>]{1,1000}/i;
const ADDR = /(?:(?:econnrefused|etimedout|econnreset|ehostunreach|enetunreach|enotfound|eai_again|dial (?:tcp|udp)|connect(?:ing|ion)? to|connect|lookup)\s{1,3}|->)(\[[0-9a-f:]{2,45}\]:\d{1,5}|[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}:\d{1,5}|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/i;
/** curl: "Failed to connect to pricing port 8080", "Could not resolve host: pricing"; Node: "getaddrinfo ENOTFOUND pricing". */
const PORT = /\bconnect(?:ed|ing)? to ([\w-]{1,63}(?:\.[\w-]{1,63}){0,8}) port (\d{1,5})\b/i, LOOKED_UP = /(?:enotfound|eai_again|resolve host:)\s{1,3}([\w-]{1,63}(?:\.[\w-]{1,63}){0,8})/i;
/** Where the meaning of an error is explained. */
const SEE = /\(see https?:[^)\s]{1,300}\)/;
/** Behind the reason, as .NET has it: "Connection refused (pricing:8080)". */
const BEHIND = /\b(?:refused(?: it)?|known|respond|unavailable|out|unreachable|host|reset)\.? \(([\w-]{1,63}(?:\.[\w-]{1,63}){0,8}:\d{2,5})\)/;
/** Python's requests: "HTTPConnectionPool(host='pricing', port=8080): Max retries exceeded with url: /quote (Caused by …", "(read timeout=10)". */
const POOL = /\bhost='([^'\s]{1,253})', port=(\d{1,5})\)/, POOL_URL = / with url: (\S{1,1000})/, POOL_TIME = /\((?:read|connect) timeout=(\d{1,6}(?:\.\d{1,6})?)\)/;
const NAMED = /\b(?:calling|calls? to|call (?:of|for)|requests? to|requesting|connect(?:ing|ion)? to|(?:response|reply|answer) from|waiting (?:for|on)|upstream|service|provider|dependency|backend|fetching|querying|contacting|reaching|invoking|talking to|from|client)\s{1,3}["'`[]?([a-z][\w-]{1,62}(?:\.[\w-]{1,63}){0,6}(?::\d{1,5})?)/gi;
/** "pricing timed out after …" at the start of a message. */
const FIRST = /^["'`[]?([a-z][\w-]{1,62}(?:\.[\w-]{1,63}){0,6})["'`\]]? (?:call |request |client |service |api |upstream )?(?:timed out|timeout|failed|unavailable|unreachable|refused)/i;
const NO_NAMES = new Set(['the', 'a', 'an', 'server', 'service', 'upstream', 'backend', 'host', 'url', 'remote', 'peer', 'client', 'response', 'request', 'requests', 'connection', 'timed', 'timeout', 'failed', 'error', 'errors', 'with', 'for', 'to', 'from', 'on', 'in', 'at', 'and', 'api', 'http', 'https', 'dial', 'tcp', 'get', 'post',
  'is', 'was', 'has', 'by', 'it', 'this', 'that', 'data', 'reading', 'socket', 'read', 'write', 'operation', 'call', 'calling', 'did', 'not', 'took', 'reset', 'closed', 'unexpected', 'context', 'exception', 'all', 'task', 'job', 'handler', 'headers', 'headers:', 'header', 'body', 'unavailable', 'pool', 'free', 'lookup', 'step', 'validation', 'auth', 'authentication', 'login', 'connect', 'connecting', 'worker', 'workers', 'thread', 'process', 'child', 'query', 'statement', 'transaction', 'lock']);
const ID = /\b(?:request[ _-]?id|req[ _-]?id|correlation[ _-]?id|x-request-id|requestid|reqid|rid)["']?\s{0,2}[=:]\s{0,2}["']?([\w.-]{4,100})/i;
const TRACE = /\b(?:trace[ _-]?id|traceid)["']?\s{0,2}[=:]\s{0,2}["']?([0-9a-f]{16,32})\b/i;
/** Longer messages (with a stack behind them) are read as far as this. */
const MAX = 2000;

/** An incident repeats its messages thousands of times. */
const known = new Map<string, FailedCall | null>(), knownNames = new Map<string, Named>();
const MOST = 2000;
function remembered<T>(map: Map<string, T>, message: string, make: (message: string) => T): T {
  const before = map.get(message);
  if (before !== undefined) return before;
  const made = make(message);
  if (map.size >= MOST) map.clear();
  if (message.length <= MAX) map.set(message, made);
  return made;
}

/** @returns null for a message without words of a failed call. The result is shared: callers change nothing in it. */
export const failedCall = (message: string): FailedCall | null => remembered(known, message, read);
/** Whom a message names, though it may not say what went wrong; all null for one that names nobody. Shared likewise. */
export const namesIn = (message: string): Named => remembered(knownNames, message, (m) => named(m.length > MAX ? m.slice(0, MAX) : m));

function read(message: string): FailedCall | null {
  const text = message.length > MAX ? message.slice(0, MAX) : message;
  if (!PERHAPS.test(text)) return null;
  const found = errorClass(text);
  if (found === null) return null;
  return { ...found, ...named(text) };
}

function named(message: string): Named {
  const text = message.includes('(see http') ? message.replace(SEE, '') : message, request = REQUEST.exec(text), time = AFTER.exec(text), pool = POOL.exec(text), port = pool ?? PORT.exec(text), seconds = pool === null ? null : POOL_TIME.exec(text);
  const found = port !== null ? `${port[1]}:${port[2]}` : ADDR.exec(text)?.[1] ?? BEHIND.exec(text)?.[1] ?? LOOKED_UP.exec(text)?.[1] ?? null, ported = found !== null && /:\d+$/.test(found);
  return {
    durationMs: time !== null ? Number(time[1]) * (UNIT[time[2].toLowerCase()] ?? UNIT[time[2].toLowerCase().replace(/s$/, '')] ?? NaN) : seconds !== null ? Number(seconds[1]) * 1000 : NaN,
    method: request?.[1].toUpperCase() ?? null, url: clean(request?.[2] ?? (pool !== null ? POOL_URL : URL).exec(text)?.[pool !== null ? 1 : 0] ?? null), addr: ported ? found : null,
    upstream: port !== null ? port[1] : nameIn(text) ?? (ported ? null : found),
  };
}

/** A URL in a sentence ends before its punctuation. */
const clean = (url: string | null): string | null => url === null ? null : url.replace(/[)\],;:.]+$/, '');

function nameIn(text: string): string | null {
  NAMED.lastIndex = 0;
  for (let m = NAMED.exec(text); m !== null; m = NAMED.exec(text)) {
    if (!NO_NAMES.has(m[1].toLowerCase()) && !/^https?$/i.test(m[1]) && text[m.index + m[0].length] !== '=') return m[1];
    // The word may itself begin a phrase: "request to pricing".
    NAMED.lastIndex = m.index + m[0].length - m[1].length;
  }
  const first = FIRST.exec(text)?.[1] ?? null;
  return first !== null && !NO_NAMES.has(first.toLowerCase()) ? first : null;
}

/** The request id that stands in a line of text; null = none. */
export const requestIdIn = (text: string): string | null => ID.exec(text)?.[1] ?? null;
export const traceIdIn = (text: string): string | null => TRACE.exec(text)?.[1].toLowerCase() ?? null;
