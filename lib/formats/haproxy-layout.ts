/** The user's own HAProxy `log-format`, compiled to a scanner: values are noted as spans, whatever their order, and put together at the end. */
import { BY_UNKNOWN, CALL, CLIENT, Draft, FLAGS, HOST, METHOD, PATH, QUERY, REJECTED, REQUEST_ID, ROUTE, SERVICE, START, UPSTREAM_NAME, USER_AGENT, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { concludeByStatus } from './conclude';
import type { Answers, Format } from './format';
import { readCaptures } from './haproxy-capture';
import { classifyHaproxy } from './haproxy-classify';
import { head, putClient, putTime } from './haproxy-head';
import { readHaproxyLayout } from './haproxy-layout-text';
import type { Compiled, Dialect } from './dialect';
import { takeRequest, takeTarget } from './nginx-request';
import { DASH, QUESTION, QUOTE, SPACE, int, status } from './scan';

/** What a variable is for; the value is its place in the notes. */
const F = { SKIP: 0, CLIENT: 1, DATE: 2, EPOCH: 3, FRONTEND: 4, BACKEND: 5, SERVER: 6, SERVER_ADDR: 7, CLIENT_PORT: 8, REQUEST_TIME: 9, QUEUE: 10, CONNECT: 11, RESPONSE: 12, ACTIVE: 13, TOTAL: 14,
  STATUS: 15, BYTES: 16, UPLOADED: 17, STATE: 18, RETRIES: 19, CAPTURES: 20, REQUEST: 21, METHOD: 22, PATH: 23, QUERY: 24, ID: 25, HOST: 26, AGENT: 27 } as const;
type Field = (typeof F)[keyof typeof F];
const FIELDS = 28, LT = 60, PLUS = 43, TILDE = 126, BRACE = 123, CLOSE = 125;

const VARIABLES: Record<string, Field> = {
  ci: F.CLIENT, t: F.DATE, tr: F.DATE, T: F.DATE, Tl: F.DATE, trg: F.DATE, trl: F.DATE, Ts: F.EPOCH, f: F.FRONTEND, ft: F.FRONTEND, b: F.BACKEND, s: F.SERVER, si: F.SERVER_ADDR, 'si:sp': F.SERVER_ADDR, 'ci:cp': F.CLIENT_PORT,
  TR: F.REQUEST_TIME, Tq: F.REQUEST_TIME, Tw: F.QUEUE, Tc: F.CONNECT, Tr: F.RESPONSE, Ta: F.ACTIVE, Tt: F.TOTAL, ST: F.STATUS, B: F.BYTES, U: F.UPLOADED, ts: F.STATE, tsc: F.STATE, rc: F.RETRIES,
  hr: F.CAPTURES, hs: F.CAPTURES, r: F.REQUEST, HM: F.METHOD, HP: F.PATH, HPO: F.PATH, HU: F.PATH, HQ: F.QUERY, ID: F.ID,
};
/** Expressions that say the same as a variable. */
const EXPRESSIONS: [RegExp, Field][] = [
  [/^src\b/, F.CLIENT], [/^unique-id/, F.ID], [/x-request-id|request_id|req\.id|txn\.id\b|trace/i, F.ID], [/^(capture\.req\.)?method/, F.METHOD], [/^(capture\.req\.uri|pathq|url|path)\b/, F.PATH], [/^query/, F.QUERY],
  [/hdr\(host\b/i, F.HOST], [/user-agent/i, F.AGENT], [/^(txn\.)?status/, F.STATUS], [/^be_name/, F.BACKEND], [/^srv_name/, F.SERVER], [/^fe_name/, F.FRONTEND], [/^(txn\.)?sess_term_state/, F.STATE],
];
const fieldOf = (name: string): Field => (Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : /[.(\-_]|^\w{4,}/.test(name) ? EXPRESSIONS.find(([pattern]) => pattern.test(name))?.[1] ?? F.SKIP : F.SKIP);

type Step = { field: Field; quoted: boolean; /** A block "{…}" that is left out when nothing was captured. */ block: boolean; stop: Buffer };
const from = new Int32Array(FIELDS), to = new Int32Array(FIELDS);
const probe = new Draft();

export const haproxyLayout: Dialect = {
  id: 'haproxy-log-format', title: 'HAProxy log-format', example: 'log-format "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %tsc %{+Q}r"',
  recognises: (paste) => /^\s*(error-)?log-format\b|^\s*option\s+(http|tcp|https)log/.test(paste) || /%(?:\{[+-][^}]*\})?(?:\[|(?:ci|cp|ft|tr|tsc?|ST|TR|Ta|Tt|Tw|Tc|rc|bq|sq|hr|HM|HU|HP)(?![A-Za-z_]))/.test(paste),
  compile,
};

function compile(paste: string): Compiled {
  const read = readHaproxyLayout(paste);
  if (!Array.isArray(read)) return { ok: false, ...read };
  const names = read.flatMap((p) => ('variable' in p ? [p.variable] : [])), fields = new Set(names.map(fieldOf)), at = Math.max(0, paste.search(/\S/));
  if (!fields.has(F.DATE) && !fields.has(F.EPOCH)) return { ok: false, message: 'The format does not log the time. Lines can be read only with %tr, %t, %T or %Ts in it.', at };
  if (!fields.has(F.STATUS) && !fields.has(F.STATE)) return { ok: false, message: 'The format logs neither status nor termination state. Lines can be read only with %ST or %ts in it.', at };
  const steps: Step[] = [];
  let lead = '';
  read.forEach((p, i) => {
    if ('literal' in p) { if (i === 0) lead = p.literal; return; }
    const next = read[i + 1], stop = next === undefined ? '' : 'literal' in next ? next.literal : null;
    // Two values with nothing between them cannot be told apart: the first is passed over.
    if (stop !== null || p.quoted) steps.push({ field: fieldOf(p.variable), quoted: p.quoted, block: p.variable === 'hr' || p.variable === 'hs', stop: Buffer.from(stop ?? '') });
  });
  const known = names.filter((n) => fieldOf(n) !== F.SKIP), has = (f: Field): boolean => fields.has(f), tcp = !has(F.STATUS) && !has(F.REQUEST) && !has(F.METHOD);
  const answers: Answers = { duration: has(F.ACTIVE) || has(F.TOTAL), connect: has(F.CONNECT), firstByte: has(F.RESPONSE), body: has(F.RESPONSE) && has(F.ACTIVE), instance: has(F.SERVER) || has(F.SERVER_ADDR),
    retries: has(F.RETRIES) ? 'count' : 'no', clientAbort: has(F.STATE), requestId: has(F.ID), zone: names.some((n) => ['T', 'Tl', 'trg', 'trl', 'Ts'].includes(n)) };
  return { ok: true, name: null, variables: known, skipped: names.filter((n) => !known.includes(n)), format: scanner(Buffer.from(lead), steps, answers, tcp) };
}

function scanner(lead: Buffer, steps: readonly Step[], answers: Answers, tcp: boolean): Format {
  const parse = (buf: Buffer, start: number, end: number, out: Draft, settings: ParseSettings): Verdict => {
    from.fill(-1);
    if (!scan(buf, start, end, lead, steps)) { out.reason = 'does not match the log-format'; return REJECTED; }
    put(buf, out, settings);
    if (Number.isNaN(out.at)) { out.reason = 'no timestamp'; return REJECTED; }
    return CALL;
  };
  return {
    id: haproxyLayout.id, title: 'HAProxy log-format', gateway: 'haproxy', kind: 'access', answers, parse,
    sniff(buf, a, b) { probe.reset(buf); return parse(buf, a, b, probe, DEFAULT_SETTINGS) === CALL ? 1 : 0; },
    holds: (buf, a, b) => stands(buf, a, b, lead),
    classify(out) { if (out.has(FLAGS)) classifyHaproxy(out, tcp); else byStatus(out); },
  };
}

/** Notes where each value stands; false when the line has another shape. */
function scan(buf: Buffer, start: number, end: number, lead: Buffer, steps: readonly Step[]): boolean {
  if (!stands(buf, start, end, lead)) return false;
  let at = start + lead.length;
  for (const { field, quoted, block, stop } of steps) {
    // Nothing was captured: HAProxy leaves the block out, and one of the two blanks around it.
    if (block && buf[at] !== BRACE) { if (at > start && buf[at - 1] === SPACE && stop[0] === SPACE) { at += stop.length - 1; continue; } }
    let close = at;
    if (quoted && buf[at] === QUOTE) { close = at + 1; while (close < end && buf[close] !== QUOTE) close++; if (close >= end) return false; close++; }
    // HAProxy escapes braces inside of what it captured.
    if (block) { while (close < end && buf[close] !== CLOSE) close++; close++; }
    while (close < end && !(stop.length > 0 && buf[close] === stop[0] && stands(buf, close, end, stop))) { if (quoted && stop.length === 0) break; close++; }
    if (stop.length > 0 && close >= end) return false;
    let a = at, b = close;
    if (quoted && b - a >= 2 && buf[a] === QUOTE && buf[b - 1] === QUOTE) { a++; b--; }
    if (b > a && !(b - a === 1 && buf[a] === DASH) && from[field] < 0) { from[field] = a; to[field] = b; }
    at = close + stop.length;
  }
  while (at < end && buf[at] === SPACE) at++;
  return at >= end;
}

const stands = (buf: Buffer, at: number, end: number, text: Buffer): boolean => { if (at + text.length > end) return false; for (let i = 0; i < text.length; i++) if (buf[at + i] !== text[i]) return false; return true; };

/** ms of a timer; -1 = the phase did not finish, NaN = not logged. "+" marks a line written before the end. */
function timer(buf: Buffer, field: Field): number {
  const a = from[field];
  if (a < 0) return NaN;
  const sign = buf[a] === PLUS;
  if (sign) head.partial = true;
  if (buf[a] === DASH) return -1;
  const n = int(buf, sign ? a + 1 : a, to[field]);
  return n < 0 ? NaN : n;
}

function put(buf: Buffer, out: Draft, settings: ParseSettings): void {
  const span = (field: Field, text: number): void => { if (from[field] >= 0) out.span(text, from[field], to[field]); };
  head.partial = false;
  const request = timer(buf, F.REQUEST_TIME), queue = timer(buf, F.QUEUE), connect = timer(buf, F.CONNECT), response = timer(buf, F.RESPONSE), active = timer(buf, F.ACTIVE), whole = timer(buf, F.TOTAL);
  const total = active >= 0 ? active : whole;
  if (from[F.DATE] >= 0) { head.dateFrom = from[F.DATE]; head.dateTo = to[F.DATE]; putTime(buf, out, total >= 0 ? total : 0, settings); }
  else if (from[F.EPOCH] >= 0) { const s = int(buf, from[F.EPOCH], to[F.EPOCH]); out.atKind = START; if (s > 0) out.at = out.startAt = s < 1e11 ? s * 1000 : s; }
  if (total >= 0) out.duration = total;
  out.durationPartial = head.partial;
  if (queue >= 0) out.queueMs = queue;
  if (connect >= 0) out.connectMs = connect;
  if (response >= 0) out.firstByteMs = response;
  if (from[F.CLIENT_PORT] >= 0) { head.clientFrom = from[F.CLIENT_PORT]; head.clientTo = to[F.CLIENT_PORT]; putClient(buf, out); } else span(F.CLIENT, CLIENT);
  span(F.STATE, FLAGS); span(F.ID, REQUEST_ID); span(F.AGENT, USER_AGENT); span(F.HOST, HOST);
  if (from[F.FRONTEND] >= 0) out.span(ROUTE, from[F.FRONTEND], buf[to[F.FRONTEND] - 1] === TILDE ? to[F.FRONTEND] - 1 : to[F.FRONTEND]);
  if (from[F.BACKEND] >= 0 && buf[from[F.BACKEND]] !== LT) span(F.BACKEND, SERVICE);
  if (from[F.STATUS] >= 0) out.status = status(buf, from[F.STATUS], to[F.STATUS]);
  if (from[F.BYTES] >= 0) out.bytesOut = int(buf, buf[from[F.BYTES]] === PLUS ? from[F.BYTES] + 1 : from[F.BYTES], to[F.BYTES]);
  if (from[F.UPLOADED] >= 0) out.bytesIn = int(buf, from[F.UPLOADED], to[F.UPLOADED]);
  if (from[F.RETRIES] >= 0) { const plus = buf[from[F.RETRIES]] === PLUS, n = int(buf, plus ? from[F.RETRIES] + 1 : from[F.RETRIES], to[F.RETRIES]); out.redispatched = plus; out.retries = n; }
  if (from[F.CAPTURES] >= 0) readCaptures(buf, from[F.CAPTURES], to[F.CAPTURES], out);
  if (from[F.REQUEST] >= 0) takeRequest(buf, from[F.REQUEST], to[F.REQUEST], out);
  span(F.METHOD, METHOD);
  if (from[F.PATH] >= 0 && !out.has(PATH)) takeTarget(buf, from[F.PATH], to[F.PATH], out);
  if (from[F.QUERY] >= 0 && !out.has(QUERY)) { const a = buf[from[F.QUERY]] === QUESTION ? from[F.QUERY] + 1 : from[F.QUERY]; if (to[F.QUERY] > a) out.span(QUERY, a, to[F.QUERY]); }
  server(buf, out, queue, connect, response, total - (queue > 0 ? queue : 0) - (request > 0 ? request : 0));
}

/** The one server that the line knows: by its name, else by its address. `left`: what of the call was not spent before it. */
function server(buf: Buffer, out: Draft, queue: number, connect: number, response: number, left: number): void {
  const named = from[F.SERVER] >= 0 && buf[from[F.SERVER]] !== LT, addressed = from[F.SERVER_ADDR] >= 0;
  if (!named && (!addressed || from[F.SERVER] >= 0)) return;
  const a = out.addAttempt(), field = named ? F.SERVER : F.SERVER_ADDR;
  out.addrFrom[a] = from[field]; out.addrTo[a] = to[field];
  if (named) out.span(UPSTREAM_NAME, from[field], to[field]);
  if (connect >= 0) { out.attemptConnect[a] = connect; if (response >= 0) out.attemptFirstByte[a] = connect + response; }
  const flags = out.spanFrom(FLAGS), queued = flags >= 0 && buf[flags + 1] === 81;
  if (left >= 0 && queue !== -1 && !queued && !head.partial) { out.attemptTotal[a] = left; out.upstreamMs = left; }
}

/** Without a termination state only the status speaks. */
function byStatus(out: Draft): void { out.generatedBy = BY_UNKNOWN; concludeByStatus(out); for (let i = 0; i < out.attempts; i++) out.attemptFailure[i] = out.failure; }
