/** nginx logs written as JSON (escape=json): the keys are the writer's own, so they are read by synonym; values are strings or numbers. */
import { CALL, PATH, REJECTED, type Draft, type Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';
import type { Answers, Format } from './format';
import { JsonMembers } from './json-scan';
import { KeyTable } from './key-table';
import { finish } from './nginx-attempts';
import { classifyNginx } from './nginx-classify';
import { F, fieldAt, isTiming } from './nginx-fields';
import { begin, take } from './nginx-take';
import { equals, startsWith } from './scan';

const members = new JsonMembers();

/** Keys of other products' JSON logs: with one of them a line is not nginx's. */
const FOREIGN = ['response_flags', 'latencies', 'RouterName', 'StartUTC', 'StartLocal', 'logger', 'httpRequest', 'EdgeResponseStatus', 'EdgeStartTimestamp',
  'category', 'resourceSpans', 'resourceLogs', 'apisix_latency', 'route_id', 'proxy_status', 'DownstreamStatus', 'upstream_cluster', 'httpMethod',
  'x_edge_location', 'integrationLatency', 'start_time', 'tries', 'routeKey', 'resourcePath', 'integrationStatus', 'RayID', 'backendResponseCode', 'proxy_scheme', 'proxy_uri', 'proxies'];
const foreign = new KeyTable(Object.fromEntries(FOREIGN.map((name) => [name, 1])), false);
/** Names that only nginx gives, and short ones that only people with nginx use; a line without any is left to the format of JSON lines in general. */
const OWN = ['remote_addr', 'body_bytes_sent', 'time_iso8601', 'time_local', 'request_time', 'http_user_agent', 'http_x_forwarded_for', 'request_uri', 'http_host', 'request_length', 'urt', 'uct', 'uht', 'request_rt', 'msec', 'args'];
const ownNames = new KeyTable(Object.fromEntries(OWN.map((name) => [name, 1])), false);
const isOwn = (buf: Buffer, from: number, to: number): boolean => startsWith(buf, from, to, 'upstream_') || ownNames.code(buf, from, to) > 0;

function sniff(buf: Buffer, from: number, to: number): number {
  if (!members.open(buf, from, to)) return 0;
  let own = false, timing = false, status = false, target = false;
  while (members.next()) {
    const k = members.keyFrom, e = members.keyTo;
    if (foreign.code(buf, k, e) > 0) return 0;
    const field = fieldAt(buf, k, e);
    if (field === F.STATUS) status = true;
    else if (field === F.REQUEST || field === F.REQUEST_URI || field === F.URI) target = !members.nested || target;
    else if (isTiming(field)) timing = true;
    if (!own) own = isOwn(buf, k, e);
  }
  return status && own && (target || timing) ? 0.9 : 0;
}

/** Fills `out` from the object at [from, to), whose keys are nginx's or like them. @param refused keys with which the line is another product's. */
export function readNginxJson(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings, refused: KeyTable | null): Verdict {
  if (!members.open(buf, from, to)) { out.reason = 'no JSON object'; return REJECTED; }
  begin();
  let own = refused === null || settings.format !== null;
  while (members.next()) {
    own ||= isOwn(buf, members.keyFrom, members.keyTo);
    if (refused !== null && refused.code(buf, members.keyFrom, members.keyTo) > 0) { out.reason = 'keys of another product'; return REJECTED; }
    if (members.nested) continue;
    const field = fieldAt(buf, members.keyFrom, members.keyTo);
    if (field === F.SKIP) continue;
    // null is nginx's "": the field is there, and its phase was not reached.
    const missing = !members.quoted && equals(buf, members.from, members.to, 'null');
    take(field, buf, members.from, missing ? members.from : members.to, out, settings);
  }
  finish(out);
  if (out.status === 0 && out.attempts === 0 && !out.has(PATH)) { out.reason = 'no known keys'; return REJECTED; }
  if (!own) { out.reason = 'no names of nginx'; return REJECTED; }
  if (Number.isNaN(out.at)) { out.reason = 'no timestamp'; return REJECTED; }
  return CALL;
}

const answers: Answers = { duration: true, connect: true, firstByte: true, body: true, instance: true, retries: 'list', clientAbort: true, requestId: true, zone: true };

export const nginxJson: Format = {
  id: 'nginx-json', title: 'nginx JSON', signs: 'a JSON object with keys that nginx logs have', gateway: 'nginx', kind: 'access', answers,
  sniff,
  holds: (buf, from, to) => from < to && buf[from] === 123,
  parse(buf, from, to, out, settings) {
    out.format = 'nginx-json'; out.gateway = 'nginx';
    return readNginxJson(buf, from, to, out, settings, foreign);
  },
  classify: classifyNginx,
};
