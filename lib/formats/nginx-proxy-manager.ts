/**
 * Nginx Proxy Manager's access layouts, and NPMplus's:
 *   [time] cache upstream_status status - GET https host "/path" [Client addr] [Length n] [Gzip x] [Sent-to server] "agent" "referer"
 *   [time] status - GET https host "/path" [Client addr] [Length n] [Gzip x] "agent" "referer"   (pages of its own)
 *   [time] host addr request_time "request" status body_bytes bytes referer agent
 * "Sent-to" names the upstream without its port.
 */
import { CLIENT, Draft, REJECTED, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import type { Answers, Format } from './format';
import { classifyNginx } from './nginx-classify';
import { compileLogFormat } from './nginx-log-format';
import { COLON, DASH, SPACE, findText, isDigit } from './scan';
import { addressEnd } from './scan-address';
import { CLF_LENGTH } from './scan-time';

const OPEN = 91, CLOSE = 93;
const CLIENT_MARK = ' [Client ', SENT_MARK = ' [Sent-to ';

function compiled(text: string): Format {
  const made = compileLogFormat(`log_format npm '${text}';`);
  if (!made.ok) throw new Error(made.message);
  return made.format;
}
const page = '$request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio]', end = '"$http_user_agent" "$http_referer"';
const proxied = compiled(`[$time_local] $upstream_cache_status $upstream_status $status - ${page} [Sent-to $proxy_host] ${end}`);
const own = compiled(`[$time_local] $status - ${page} ${end}`), ownSent = compiled(`[$time_local] $status - ${page} [Sent-to $proxy_host] ${end}`);
const plus = compiled('[$time_local] $host $remote_addr $request_time "$request" $status $body_bytes_sent $bytes_sent $http_referer $http_user_agent');
/** Proxied, but before there was a Sent-to, or without it. */
const unsent = compiled(`[$time_local] $upstream_cache_status $upstream_status $status - ${page} ${end}`);

const holds = (buf: Buffer, from: number, to: number): boolean => buf[from] === OPEN && from + CLF_LENGTH + 2 < to && buf[from + 12] === COLON && buf[from + CLF_LENGTH + 1] === CLOSE;

/** Which of the layouts the line at `from` may have. */
function layoutAt(buf: Buffer, from: number, to: number): Format {
  const i = from + CLF_LENGTH + 3;
  if (findText(buf, i, to, CLIENT_MARK) < 0) return plus;
  const sent = findText(buf, i, to, SENT_MARK) >= 0;
  return isDigit(buf[i]) && buf[i + 3] === SPACE && buf[i + 4] === DASH ? (sent ? ownSent : own) : sent ? proxied : unsent;
}

function parse(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  out.format = 'nginx-proxy-manager'; out.gateway = 'nginx';
  if (!holds(buf, from, to)) { out.reason = 'no line of Nginx Proxy Manager'; return REJECTED; }
  const layout = layoutAt(buf, from, to), verdict = layout.parse(buf, from, to, out, settings);
  out.format = 'nginx-proxy-manager';
  if (verdict === REJECTED) { out.reason = 'no line of Nginx Proxy Manager'; return REJECTED; }
  // NPMplus's layout has no words of its own, so its values must be what they should be.
  const client = out.spanFrom(CLIENT);
  if (layout === plus && (Number.isNaN(out.duration) || client < 0 || addressEnd(buf, client, out.spanTo(CLIENT)) !== out.spanTo(CLIENT))) { out.reason = 'no line of Nginx Proxy Manager'; return REJECTED; }
  return verdict;
}

const answers: Answers = { duration: false, connect: false, firstByte: false, body: false, instance: true, retries: 'list', clientAbort: true, requestId: false, zone: true };
const probe = new Draft();

export const nginxProxyManager: Format = {
  id: 'nginx-proxy-manager', title: 'Nginx Proxy Manager', signs: 'the time first, then [Client …] [Length …]; or host, client and seconds before the request', gateway: 'nginx', kind: 'access', answers,
  sniff(buf, from, to) { if (!holds(buf, from, to)) return 0; probe.reset(buf); return parse(buf, from, to, probe, DEFAULT_SETTINGS) === REJECTED ? 0 : 0.96; },
  holds,
  parse,
  classify: classifyNginx,
};
