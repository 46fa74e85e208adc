/**
 * Traefik's log as a layout to paste: its `accessLog` configuration with the fields that are kept, in YAML, TOML or flags; or which key
 * of a log that was rewritten on its way is which of Traefik's fields, as `status=DownstreamStatus` or JSON.
 */
import type { Answers, Format } from './format';
import type { Compiled, Dialect } from './dialect';
import { traefikClf } from './traefik-clf';
import { TRAEFIK_NAMES, traefikByKeys } from './traefik-json';

const BY_LOWER = new Map(TRAEFIK_NAMES.map((name) => [name.toLowerCase(), name]));
/** "time" is written whatever is kept; what these names mean alone says nothing of Traefik. */
const COMMON = new Set(['time', 'trace_id', 'Duration', 'TraceId']);
const MOST = 20_000;

/** `DownstreamStatus: keep`, `names.DownstreamStatus=drop`, `DownstreamStatus = "redact"`. */
const MODE = /([A-Za-z_][\w-]*)["']?\s{0,9}[:=]\s{0,9}["']?(keep|drop|redact)\b/gi;
/** `status=DownstreamStatus`, `"status": "DownstreamStatus"`. */
const RENAME = /(?:"([^"\n]{1,200})"|([\w@.:-]{1,200}))\s{0,9}[:=]\s{0,9}["']?([A-Za-z_][\w-]*)/g;

export const traefikLayout: Dialect = {
  id: 'traefik-fields', title: 'Traefik access log fields', example: 'accessLog: { format: json, fields: { defaultMode: drop, names: { StartUTC: keep, DownstreamStatus: keep, Duration: keep, RouterName: keep } } }',
  recognises: (paste) => !/[%$]/.test(paste) && (/\baccess-?log\s{0,9}[:.\]={]/i.test(paste.slice(0, MOST)) || renames(paste).size > 0),
  compile,
};

function renames(paste: string): Map<string, string> {
  const keys = new Map<string, string>();
  let own = false;
  for (const m of paste.slice(0, MOST).matchAll(RENAME)) {
    const name = TRAEFIK_NAMES.find((n) => n === m[3]);
    if (name === undefined) continue;
    keys.set((m[1] ?? m[2]).replaceAll('.', '/'), name);
    own ||= !COMMON.has(name);
  }
  return own ? keys : new Map();
}

function compile(paste: string): Compiled {
  if (paste.length > MOST) return { ok: false, message: `This is too long (${MOST.toLocaleString('en')} characters at most). Paste only the accessLog part of the configuration.`, at: MOST };
  const modes = new Map<string, boolean>(), unknown: string[] = [];
  let keepAll = true;
  for (const m of paste.matchAll(MODE)) {
    const key = m[1].toLowerCase(), keep = m[2].toLowerCase() !== 'drop', name = BY_LOWER.get(key);
    if (key === 'defaultmode') { if (!/headers[^]{0,40}$/i.test(paste.slice(Math.max(0, m.index - 60), m.index))) keepAll = keep; }
    else if (name !== undefined) modes.set(name, keep);
    else if (keep) unknown.push(m[1]);
  }
  const renamed = modes.size > 0 ? new Map<string, string>() : renames(paste);
  const kept = renamed.size > 0 ? [...new Set(renamed.values())] : TRAEFIK_NAMES.filter((name) => modes.get(name) ?? (keepAll || name === 'time'));
  const has = (...names: string[]): boolean => names.some((name) => kept.includes(name)), at = Math.max(0, paste.search(/\S/));
  if (!has('DownstreamStatus', 'OriginStatus', 'Duration')) return { ok: false, message: 'These fields do not tell how a call ended. Keep DownstreamStatus, OriginStatus and Duration.', at };
  if (!has('StartUTC', 'StartLocal', 'time')) return { ok: false, message: 'No key is named for the time. Add one for StartUTC, StartLocal or time.', at };
  const answers: Answers = { duration: has('Duration'), connect: false, firstByte: false, body: false, instance: has('ServiceAddr', 'ServiceURL', 'BackendAddr', 'BackendURL'), retries: has('RetryAttempts') ? 'count' : 'no', clientAbort: has('DownstreamStatus', 'OriginStatus'), requestId: has('request_X-Request-Id'), zone: true };
  const json = traefikByKeys(renamed.size > 0 ? renamed : new Map(kept.map((name) => [name, name])));
  return { ok: true, name: null, variables: renamed.size > 0 ? [...renamed.keys()] : kept.filter((name) => modes.get(name) === true || keepAll), skipped: unknown, format: both(json, answers) };
}

/** The configuration leaves open which of the two formats is written, and lines tell it. */
function both(json: Format, answers: Answers): Format {
  const of = (buf: Buffer, from: number): Format => (buf[from] === 123 ? json : traefikClf);
  return {
    id: 'traefik-fields', title: 'Traefik access log fields', gateway: 'traefik', kind: 'access', answers,
    sniff: (buf, from, to) => (of(buf, from).sniff(buf, from, to) > 0.5 ? 1 : 0),
    holds: (buf, from, to) => of(buf, from).holds!(buf, from, to),
    parse(buf, from, to, out, settings) { const verdict = of(buf, from).parse(buf, from, to, out, settings); out.format = 'traefik-fields'; return verdict; },
    classify: json.classify,
  };
}
