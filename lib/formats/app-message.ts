/**
 * What the message of an application says of a call that it made and that failed: "Calling pricing timed out after 15 s", "GET
 * https://x/y failed: ETIMEDOUT after 5001ms", `Post "http://x/y": dial tcp 10.0.0.1:80: connect: connection refused`.
 */
import { errorClass } from './error-text';

/** Whom a message speaks of. `addr` is "host:port", `upstream` a name such as "pricing". */
export type Named = { durationMs: number; method: string | null; url: string | null; addr: string | null; upstream: string | null };
export type FailedCall = Named & { failure: number; confidence: number; words: string };

/** Nearly all messages have none of these words, and are done with after one look. */
const PERHAPS = /time[d-]?[ -]?out|timeout|refused|reset|unreach|hang[ -]?up|deadline|closed|\beof\b|such host|resolv|\btls\b|x509|certificat|circuit|throttl|too many|rate.?limit|no healthy|unavailable|abort|cancel|\bE[A-Z_]{4,}\b|failed|error|exception|broken pipe|unable|not known|resolution|no address|servfail|nxdomain|host not found|only one usage|properly respond|prematurely|empty reply|disconnected|handshak|exhausted|malformed|no (?:live |available |upstream)/i;
const UNIT: Record<string, number> = { ms: 1, msec: 1, millis: 1, milliseconds: 1, millisecond: 1, s: 1000, sec: 1000, secs: 1000, second: 1000, seconds: 1000, m: 60_000, min: 60_000, minute: 60_000, minutes: 60_000, us: 1e-3, 'µs': 1e-3, ns: 1e-6 };
const AFTER = /\b(?:after|in|took|within|elapsed|duration|timeout(?: of)?|latency|for|waited|waiting)\b["']?[ :=(]*(\d{1,9}(?:\.\d{1,9})?) ?(ms|msecs?|millis|milliseconds?|secs?|seconds?|s|minutes?|min|m|us|µs|ns)\b/di;
const REQUEST = /\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s{1,3}["']?(https?:\/\/[^\s"'<>]{1,1000}|\/[^\s"'<>]{0,1000})/di;
const URL = /\bhttps?:\/\/[^\s"'<>]{1,1000}/di;
const ADDR = /(?:(?:econnrefused|etimedout|econnreset|ehostunreach|enetunreach|enotfound|eai_again|dial (?:tcp|udp)|connect(?:ing|ion)? to|connect|lookup)\s{1,3}|->)(\[[0-9a-f:]{2,45}\]:\d{1,5}|[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}:\d{1,5}|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/di;
/** curl: "Failed to connect to pricing port 8080", "Could not resolve host: pricing"; Node: "getaddrinfo ENOTFOUND pricing". */
const PORT = /\bconnect(?:ed|ing)? to ([\w-]{1,63}(?:\.[\w-]{1,63}){0,8}) port (\d{1,5})\b/di, LOOKED_UP = /(?:enotfound|eai_again|resolve host:)\s{1,3}([\w-]{1,63}(?:\.[\w-]{1,63}){0,8})/di;
/** Where the meaning of an error is explained. */
const SEE = /\(see https?:[^)\s]{1,300}\)/;
/** Behind the reason, as .NET has it: "Connection refused (pricing:8080)". */
const BEHIND = /\b(?:refused(?: it)?|known|respond|unavailable|out|unreachable|host|reset)\.? \(([\w-]{1,63}(?:\.[\w-]{1,63}){0,8}:\d{2,5})\)/d;
/** Python's requests: "HTTPConnectionPool(host='pricing', port=8080): Max retries exceeded with url: /quote (Caused by …", "(read timeout=10)". */
const POOL = /\bhost='([^'\s]{1,253})', port=(\d{1,5})\)/d, POOL_URL = / with url: (\S{1,1000})/d, POOL_TIME = /\((?:read|connect) timeout=(\d{1,6}(?:\.\d{1,6})?)\)/d;
const NAMED = /\b(?:calling|calls? to|call (?:of|for)|requests? to|requesting|connect(?:ing|ion)? to|(?:response|reply|answer) from|waiting (?:for|on)|upstream|service|provider|dependency|backend|fetching|querying|contacting|reaching|invoking|talking to|from|client)\s{1,3}["'`[]?([a-z][\w-]{1,62}(?:\.[\w-]{1,63}){0,6}(?::\d{1,5})?)/dgi;
/** "pricing timed out after …" at the start of a message. */
const FIRST = /^["'`[]?([a-z][\w-]{1,62}(?:\.[\w-]{1,63}){0,6})["'`\]]? (?:call |request |client |service |api |upstream )?(?:timed out|timeout|failed|unavailable|unreachable|refused)/di;
const NO_NAMES = new Set(['the', 'a', 'an', 'server', 'service', 'upstream', 'backend', 'host', 'url', 'remote', 'peer', 'client', 'response', 'request', 'requests', 'connection', 'timed', 'timeout', 'failed', 'error', 'errors', 'with', 'for', 'to', 'from', 'on', 'in', 'at', 'and', 'api', 'http', 'https', 'dial', 'tcp', 'get', 'post',
  'is', 'was', 'has', 'by', 'it', 'this', 'that', 'data', 'reading', 'socket', 'read', 'write', 'operation', 'call', 'calling', 'did', 'not', 'took', 'reset', 'closed', 'unexpected', 'context', 'exception', 'all', 'task', 'job', 'handler', 'headers', 'headers:', 'header', 'body', 'unavailable', 'pool', 'free', 'lookup', 'step', 'validation', 'auth', 'authentication', 'login', 'connect', 'connecting', 'worker', 'workers', 'thread', 'process', 'child', 'query', 'statement', 'transaction', 'lock']);
const ID = /\b(?:request[ _-]?id|req[ _-]?id|correlation[ _-]?id|x-request-id|requestid|reqid|rid)["']?\s{0,2}[=:]\s{0,2}["']?([\w.-]{4,100})/i;
const TRACE = /\b(?:trace[ _-]?id|traceid)["']?\s{0,2}[=:]\s{0,2}["']?([0-9a-f]{16,32})\b/i;
/** Longer messages (with a stack behind them) are read as far as this. */
const MAX = 2000;

/** Where a value stands in the text, [from, to); null = it is not there. */
type Place = readonly [from: number, to: number] | null;
type Names = { time: Place; unitMs: number; method: Place; url: Place; host: Place; port: Place; upstream: Place };
type Shape = { failure: number; confidence: number; words: Place; names: Names | null };

/**
 * An incident repeats its messages thousands of times, with other times, ports and numbers in them: what differs in digits alone is read
 * once. No pattern here or in error-text.ts tells one digit from another, but for the two that DIGITS names.
 */
const shapes = new Map<string, Shape>(), MOST = 2000;
const DIGITS = /x509|\(110/i;

/** @returns null for a message without words of a failed call. */
export function failedCall(message: string): FailedCall | null {
  const text = message.length > MAX ? message.slice(0, MAX) : message, s = shapeOf(text);
  return s.words === null ? null : { failure: s.failure, confidence: s.confidence, words: textAt(text, s.words)!, ...namedBy(text, s) };
}
/** Whom a message names, though it may not say what went wrong; all null for one that names nobody. */
export function namesIn(message: string): Named {
  const text = message.length > MAX ? message.slice(0, MAX) : message;
  return namedBy(text, shapeOf(text));
}

function shapeOf(text: string): Shape {
  const key = DIGITS.test(text) ? text : text.replace(/\d/g, '0'), before = shapes.get(key);
  if (before !== undefined) return before;
  const found = PERHAPS.test(text) ? errorClass(text) : null;
  const made: Shape = { failure: found?.failure ?? 0, confidence: found?.confidence ?? 0, words: found && [found.at, found.at + found.words.length], names: null };
  if (shapes.size >= MOST) shapes.clear();
  shapes.set(key, made);
  return made;
}

const textAt = (text: string, place: Place): string | null => place && text.slice(place[0], place[1]);

function namedBy(text: string, shape: Shape): Named {
  const s = (shape.names ??= placesIn(text)), host = textAt(text, s.host), addr = s.port === null ? null : `${host}:${textAt(text, s.port)}`;
  return { durationMs: s.time === null ? NaN : Number(textAt(text, s.time)) * s.unitMs, method: textAt(text, s.method)?.toUpperCase() ?? null, url: textAt(text, s.url), addr, upstream: textAt(text, s.upstream) };
}

function placesIn(message: string): Names {
  const text = message.includes('(see http') ? message.replace(SEE, (see) => ' '.repeat(see.length)) : message;
  const request = REQUEST.exec(text), time = AFTER.exec(text), pool = POOL.exec(text), port = pool ?? PORT.exec(text), seconds = pool === null ? null : POOL_TIME.exec(text);
  const found = port?.indices![1] ?? (ADDR.exec(text) ?? BEHIND.exec(text) ?? LOOKED_UP.exec(text))?.indices![1] ?? null, colon = found === null ? -1 : portIn(text, found);
  const unit = time?.[2].toLowerCase() ?? 's', url = request?.indices![2] ?? (pool !== null ? POOL_URL.exec(text)?.indices![1] : URL.exec(text)?.indices![0]) ?? null;
  return {
    time: time?.indices![1] ?? seconds?.indices![1] ?? null, unitMs: UNIT[unit] ?? UNIT[unit.replace(/s$/, '')] ?? NaN,
    method: request?.indices![1] ?? null, url: url && [url[0], endOfUrl(text, url)],
    host: found && colon > 0 ? [found[0], colon] : found, port: port?.indices?.[2] ?? (found && colon > 0 ? [colon + 1, found[1]] : null),
    upstream: port !== null ? found : nameIn(text) ?? (colon > 0 ? null : found),
  };
}

/** Where the port's colon of "host:port" stands; -1 = there is none. */
function portIn(text: string, [from, to]: readonly [number, number]): number {
  const colon = text.lastIndexOf(':', to - 1);
  return colon > from && /^\d+$/.test(text.slice(colon + 1, to)) ? colon : -1;
}

/** A URL in a sentence ends before its punctuation. */
function endOfUrl(text: string, [from, to]: readonly [number, number]): number { return from + text.slice(from, to).replace(/[)\],;:.]+$/, '').length; }

function nameIn(text: string): Place {
  NAMED.lastIndex = 0;
  for (let m = NAMED.exec(text); m !== null; m = NAMED.exec(text)) {
    if (!NO_NAMES.has(m[1].toLowerCase()) && !/^https?$/i.test(m[1]) && text[m.index + m[0].length] !== '=') return m.indices![1] ?? null;
    // The word may itself begin a phrase: "request to pricing".
    NAMED.lastIndex = m.index + m[0].length - m[1].length;
  }
  const first = FIRST.exec(text);
  return first !== null && !NO_NAMES.has(first[1].toLowerCase()) ? first.indices![1] ?? null : null;
}

/** The request id that stands in a line of text; null = none. */
export const requestIdIn = (text: string): string | null => ID.exec(text)?.[1] ?? null;
export const traceIdIn = (text: string): string | null => TRACE.exec(text)?.[1].toLowerCase() ?? null;
