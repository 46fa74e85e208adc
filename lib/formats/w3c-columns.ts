/**
 * The columns of a W3C extended log by the names of its `#Fields:` line: those of the W3C draft (c- client, s- server, r- remote, cs client to
 * server, sc the other way), of IIS and its Advanced Logging, HTTP.sys' error log, NetScaler, CloudFront, and proxies and servers that keep
 * to the draft. A name that is not known is skipped over.
 */
import { fieldOf } from './field-names';

export const SKIP = 0, DATE = 1, TIME = 2, LOCAL_DATE = 3, LOCAL_TIME = 4, STAMP = 5, CLIENT_IP = 6, METHODS = 7, STEM = 8, QUERIES = 9, URI = 10, HOSTS = 11, STATUSES = 12, SUBSTATUS = 13, WIN32 = 14,
  SENT = 15, RECEIVED = 16, TAKEN = 17, TAKEN_MS = 18, AGENT = 19, SERVICES = 20, REASON = 21, RESULT = 22, IDS = 23, TRACES = 24, FIRST_BYTE = 25, REMOTE_HOST = 26, REMOTE_IP = 27, REMOTE_PORT = 28, HOST_FALLBACK = 29;

const NAMES: Record<string, number> = {
  date: DATE, 'date-utc': DATE, time: TIME, 'time-utc': TIME, 'date-local': LOCAL_DATE, 'time-local': LOCAL_TIME, timestamp: STAMP, 'x-timestamp': STAMP,
  'c-ip': CLIENT_IP, 'cs-method': METHODS, 'cs-uri-stem': STEM, 'cs-uri-path': STEM, 'cs-uri-query': QUERIES, 'cs-uri': URI, 'c-uri': URI, 'cs-host': HOSTS, 'cs(host)': HOSTS, 'x-host-header': HOST_FALLBACK,
  'sc-status': STATUSES, 'sc-substatus': SUBSTATUS, 'sc-win32-status': WIN32, 'sc-bytes': SENT, 'cs-bytes': RECEIVED, bytes: SENT, 'time-taken': TAKEN, timetaken: TAKEN, timetakenms: TAKEN_MS, 'time-taken-ms': TAKEN_MS, 'x-time-taken-ms': TAKEN_MS,
  'time-to-first-byte': FIRST_BYTE, 'cs(user-agent)': AGENT, 'c-user-agent': AGENT, 'c-agent': AGENT, 's-sitename': SERVICES, 'sc-servicename': SERVICES, 's-queuename': SERVICES, 's-svcname': SERVICES, 's-reason': REASON, 'x-edge-detailed-result-type': REASON, 'x-edge-result-type': RESULT,
  'x-edge-request-id': IDS, 'x-arr-log-id': IDS, 'r-host': REMOTE_HOST, 'r-dns': REMOTE_HOST, 'r-ip': REMOTE_IP, 'r-port': REMOTE_PORT,
};

export type W3cColumns = { codes: Uint8Array; names: string[]; /** "iis", "cloudfront" or "netscaler". */ gateway: string; /** Whole numbers of time-taken are seconds, not ms. */ seconds: boolean };

/** `names`: what stands behind "#Fields:". */
export function w3cColumns(names: string[]): W3cColumns {
  const lower = names.map((n) => n.toLowerCase()), edge = lower.some((n) => n.startsWith('x-edge-')), netscaler = lower.includes('sc-servicename');
  return { names, codes: Uint8Array.from(lower, codeOf), gateway: edge ? 'cloudfront' : netscaler ? 'netscaler' : 'iis', seconds: edge || netscaler };
}

function codeOf(name: string): number {
  if (Object.hasOwn(NAMES, name)) return NAMES[name];
  // Columns of one's own: "X-Request-ID", "cs(traceparent)".
  const field = fieldOf(/^\w{1,2}\((.+)\)$/.exec(name)?.[1] ?? name)?.field;
  return field === 'request_id' ? IDS : field === 'trace_id' ? TRACES : SKIP;
}

export const has = (c: W3cColumns, ...codes: number[]): boolean => codes.some((code) => c.codes.includes(code));

const MAX_COLUMNS = 128;
/** The names in "#Fields: date time …" at [from, to), separated by blanks; null when it is no such line, or names nothing. */
export function fieldNames(buf: Buffer, from: number, to: number): string[] | null {
  if (to - from < 9 || buf.toString('latin1', from, from + 8) !== '#Fields:') return null;
  const names = buf.toString('latin1', from + 8, Math.min(to, from + 8 + 4096)).split(/[\t ]+/).filter((n) => n !== '');
  return names.length > 0 && names.length <= MAX_COLUMNS ? names : null;
}
