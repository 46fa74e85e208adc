/**
 * Writes calls of a made-up world as nginx does: an access log with upstream fields, and the error log beside it.
 *
 * log_format timing '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" '
 *   'host="$host" rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" urt="$upstream_response_time" '
 *   'ua="$upstream_addr" us="$upstream_status" ulen="$upstream_response_length" rid="$request_id"';
 */
import type { WorldCall, WorldTry } from './world-call';

export const LOG_FORMAT = `log_format timing '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" host="$host" rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" urt="$upstream_response_time" ua="$upstream_addr" us="$upstream_status" ulen="$upstream_response_length" rid="$request_id"';`;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number): string => (n < 10 ? '0' + n : String(n));
const clock = (d: Date): string => `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
const accessTime = (at: number): string => { const d = new Date(at); return `${two(d.getUTCDate())}/${MONTHS[d.getUTCMonth()]}/${d.getUTCFullYear()}:${clock(d)} +0000`; };
const errorTime = (at: number): string => { const d = new Date(at); return `${d.getUTCFullYear()}/${two(d.getUTCMonth() + 1)}/${two(d.getUTCDate())} ${clock(d)}`; };
const seconds = (ms: number | null): string => (ms === null ? '-' : (ms / 1000).toFixed(3));

export function accessLine(c: WorldCall): string {
  const list = (value: (t: WorldTry) => string): string => c.tries.map(value).join(', ');
  return `${c.client} - - [${accessTime(c.end)}] "${c.method} ${c.target} HTTP/1.1" ${c.status} ${c.bytes} "${c.referer}" "${c.agent}" host="${c.host}" rt=${seconds(c.end - c.start)} ` +
    `uct="${list((t) => seconds(t.connectMs))}" uht="${list((t) => seconds(t.headerMs))}" urt="${list((t) => seconds(t.totalMs))}" ua="${list((t) => t.addr)}" us="${list((t) => (t.status === null ? '-' : String(t.status)))}" ulen="${list((t) => String(t.bytes))}" rid="${c.requestId}"`;
}

const MESSAGES: Record<string, string> = {
  connect_timeout: 'upstream timed out (110: Connection timed out) while connecting to upstream',
  connect_refused: 'connect() failed (111: Connection refused) while connecting to upstream',
  first_byte_timeout: 'upstream timed out (110: Connection timed out) while reading response header from upstream',
  body_timeout: 'upstream timed out (110: Connection timed out) while reading upstream',
  upstream_closed: 'upstream prematurely closed connection while reading response header from upstream',
};

/** The error-log lines of a call with their times: one for each try that nginx itself saw fail. What the upstream or the client did well-formed is not logged at this level. */
export function errorLines(c: WorldCall, connection: number): { at: number; line: string }[] {
  const found: { at: number; line: string }[] = [];
  let at = c.start;
  for (const t of c.tries) {
    at += t.totalMs;
    const message = t.failure === null ? undefined : MESSAGES[t.failure];
    if (message === undefined) continue;
    const referrer = c.referer === '-' ? '' : `, referrer: "${c.referer}"`;
    found.push({ at, line: `${errorTime(at)} [error] 31#31: *${connection} ${message}, client: ${c.client}, server: ${c.host}, request: "${c.method} ${c.target} HTTP/1.1", upstream: "http://${t.addr}${c.target}", host: "${c.host}"${referrer}` });
  }
  return found;
}

/** Lines of an error log that are no failures: every reader must leave them out. */
export const noticeLines = (at: number): { at: number; line: string }[] => [
  { at, line: `${errorTime(at)} [notice] 1#1: signal 1 (SIGHUP) received from 1204, reconfiguring` },
  { at: at + 400, line: `${errorTime(at + 400)} [notice] 1#1: start worker processes` },
];
