/** Envoy's own access log formats as a layout to paste: a format string or a dictionary, compiled to a scanner. */
import { CALL, Draft, FILTERED, REJECTED, START, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { classifyEnvoy } from './envoy-classify';
import { E, begin, envoyTime, finish, take, unfinished } from './envoy-fields';
import { readEnvoyPaste } from './envoy-layout-text';
import { hasOperator, OPERATOR, operatorOf, type Operator } from './envoy-operators';
import type { Answers, Format } from './format';
import { ARRAY, JsonPaths, OBJECT } from './json-paths';
import type { Compiled, Dialect } from './dialect';
import { DASH, SPACE, isDigit } from './scan';
import { timeEnd, type TimePattern } from './strftime';
import { zoneOf } from './zone';

export const envoyLayout: Dialect = {
  id: 'envoy-format', title: 'Envoy access log format', example: '[%START_TIME%] "%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %DURATION% "%UPSTREAM_HOST%"',
  recognises: hasOperator,
  compile,
};

/** One operator and the literal that ends its value (empty = it goes to the line's end). */
type Step = { operator: Operator; stop: Buffer };

function compile(paste: string): Compiled {
  const found = readEnvoyPaste(paste);
  if ('message' in found) return { ok: false, ...found };
  const operators: Operator[] = [], skipped: string[] = [];
  const add = (text: RegExpExecArray): Operator | Compiled => {
    const operator = operatorOf(text);
    if (typeof operator === 'string') return { ok: false, message: operator === 'a whole date' ? `The time pattern of ${text[0]} has no whole date. Only lines with date and time can be read.` : `${operator} in ${text[0]} is no part of a time that can be read here.`, at: place(paste, text[0]) };
    if (operator.field === E.SKIP) skipped.push(operator.name); else operators.push(operator);
    return operator;
  };
  let read: Reader, holds: NonNullable<Format['holds']>;
  if ('text' in found) {
    const lead = { bytes: Buffer.alloc(0) }, steps: Step[] = [];
    const problem = split(found.text, paste, lead, steps, add);
    if (problem !== null) return problem;
    read = scanner(lead.bytes, steps);
    holds = (buf, from, to) => stands(buf, from, to, lead.bytes);
  } else {
    const paths: Record<string, number> = {}, known: Operator[] = [];
    for (const [path, value] of found.keys) {
      const m = OPERATOR.exec(value)!;
      // Text around an operator belongs to no value.
      if (m[0] !== value.trim()) { skipped.push(value); continue; }
      const operator = add(m);
      if ('ok' in operator) return operator;
      if (operator.field !== E.SKIP) paths[path] = known.push(operator);
    }
    read = dictionary(paths, known);
    holds = (buf, from, to) => from < to && buf[from] === 123;
  }
  const fields = new Set(operators.map((o) => o.field)), has = (...f: E[]): boolean => f.some((x) => fields.has(x));
  const start = Math.max(0, paste.search(/\S/));
  if (!has(E.START, E.START_LOCAL)) return { ok: false, message: 'The format does not log the time. Lines can be read only with %START_TIME% in it.', at: start };
  if (!has(E.CODE, E.FLAGS, E.DETAILS)) return { ok: false, message: 'The format does not log how a call ended. Lines can be read only with %RESPONSE_CODE% or %RESPONSE_FLAGS% in it.', at: start };
  const answers: Answers = { duration: has(E.DURATION), connect: has(E.CONNECT), firstByte: has(E.SERVICE_TIME, E.FIRST_BYTE), body: has(E.BODY), instance: has(E.HOST), retries: has(E.TRIES) ? 'count' : 'no', clientAbort: has(E.FLAGS, E.DETAILS, E.CODE), requestId: has(E.REQUEST_ID, E.OTHER_ID), zone: !has(E.START_LOCAL) };
  return { ok: true, name: null, variables: operators.map((o) => o.name), skipped, format: formatOf(read, holds, answers) };
}

const place = (paste: string, text: string): number => Math.max(0, paste.indexOf(text));

/** Cuts a format string into its lead and steps; null, or what is wrong with it. */
function split(text: string, paste: string, lead: { bytes: Buffer }, steps: Step[], add: (m: RegExpExecArray) => Operator | Compiled): Compiled | null {
  const each = new RegExp(OPERATOR, 'g');
  let from = 0, before: Step | null = null;
  const literal = (to: number): Buffer | Compiled => {
    const piece = text.slice(from, to), open = /%(?!%)[A-Z][A-Z0-9_]*/.exec(piece.replaceAll('%%', '  '));
    return open === null ? Buffer.from(piece.replaceAll('%%', '%')) : { ok: false, message: `The operator ${open[0]} is not closed: it needs a % behind it.`, at: place(paste, open[0]) };
  };
  for (let m = each.exec(text); m !== null; m = each.exec(text)) {
    const bytes = literal(m.index);
    if ('ok' in bytes) return bytes;
    const operator = add(m);
    if ('ok' in operator) return operator;
    if (before === null) lead.bytes = bytes;
    else if (bytes.length > 0) before.stop = bytes;
    else { before.operator = SKIPPED; from = m.index + m[0].length; continue; } // side by side: nothing tells where the first one ends
    before = { operator, stop: Buffer.alloc(0) };
    steps.push(before);
    from = m.index + m[0].length;
  }
  const last = literal(text.length);
  if ('ok' in last) return last;
  if (before !== null) before.stop = last;
  return null;
}
const SKIPPED: Operator = { name: '', field: E.SKIP, time: null };

/** Fills `out` from the line; whether it has the format. */
type Reader = (buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings) => boolean;

function put(o: Operator, buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings, json: boolean): void {
  if (o.field !== E.START && o.field !== E.START_LOCAL) { take(o.field, buf, from, to, out, json); return; }
  const t = o.time === null ? envoyTime(buf, from, to) : o.time.read(buf, from, to);
  if (Number.isNaN(t) || (o.time !== null && timeEnd !== to) || !Number.isNaN(out.at)) return;
  // %START_TIME% is UTC, whatever its pattern; %START_TIME_LOCAL% is the gateway's clock.
  out.tzAssumed = o.field === E.START_LOCAL && o.time !== null && !o.time.zoned;
  out.at = out.startAt = out.tzAssumed ? zoneOf(settings.zone).fromWall(t) : t;
}

function scanner(lead: Buffer, steps: readonly Step[]): Reader {
  return (buf, from, to, out, settings) => {
    if (!stands(buf, from, to, lead)) return false;
    let at = from + lead.length;
    for (const { operator, stop } of steps) {
      const end = operator.time !== null ? patternEnd(operator.time, buf, at, to, stop) : stop.length === 0 ? to : next(buf, at, to, stop);
      if (end < 0 || (NUMBERS.has(operator.field) && !isNumber(buf, at, end))) return false;
      if (operator.field !== E.SKIP) put(operator, buf, at, end, out, settings, false);
      at = end + stop.length;
    }
    while (at < to && buf[at] === SPACE) at++;
    return at >= to;
  };
}

function dictionary(paths: Record<string, number>, operators: readonly Operator[]): Reader {
  const members = new JsonPaths(paths), enough = Math.max(2, Math.ceil(operators.length / 3)); // null is not handed over, and most is null of a TCP connection
  return (buf, from, to, out, settings) => {
    let found = 0;
    const whole = members.read(buf, from, to, (code, f, t, kind) => { if (kind !== OBJECT && kind !== ARRAY) { found++; put(operators[code - 1], buf, f, t, out, settings, true); } });
    return whole && found >= enough;
  };
}

function formatOf(read: Reader, holds: NonNullable<Format['holds']>, answers: Answers): Format {
  const probe = new Draft();
  const parse = (buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict => {
    out.format = 'envoy-format'; out.gateway = 'envoy'; out.atKind = START;
    begin();
    if (!read(buf, from, to, out, settings)) { out.reason = 'does not match the Envoy format'; return REJECTED; }
    if (Number.isNaN(out.at)) { out.reason = 'no timestamp'; return REJECTED; }
    finish(out);
    if (unfinished(buf)) { out.isRequest = false; out.reason = 'not the end of a call'; return FILTERED; }
    return CALL;
  };
  return {
    id: 'envoy-format', title: 'Envoy access log format', gateway: 'envoy', kind: 'access', answers, holds, parse, classify: classifyEnvoy,
    sniff(buf, from, to) { probe.reset(buf); return parse(buf, from, to, probe, DEFAULT_SETTINGS) !== REJECTED ? 1 : 0; },
  };
}

/** Operators whose value is a whole number or "-". */
const NUMBERS: ReadonlySet<E> = new Set([E.CODE, E.DURATION, E.RECEIVED, E.SENT, E.SERVICE_TIME, E.FIRST_BYTE, E.BODY, E.REQUEST_TIME, E.CONNECT, E.TRIES]);
function isNumber(buf: Buffer, from: number, to: number): boolean {
  if (to - from === 1 && buf[from] === DASH) return true;
  for (let i = from; i < to; i++) if (!isDigit(buf[i])) return false;
  return from < to;
}

/** A time may hold what stands behind it (blanks), so its pattern says where it ends; "-" is none. */
function patternEnd(time: TimePattern, buf: Buffer, from: number, to: number, stop: Buffer): number {
  const end = Number.isNaN(time.read(buf, from, to)) ? -1 : timeEnd;
  return end >= 0 && stands(buf, end, to, stop) && (stop.length > 0 || end === to) ? end : -1;
}

function stands(buf: Buffer, at: number, to: number, text: Buffer): boolean {
  if (at + text.length > to) return false;
  for (let i = 0; i < text.length; i++) if (buf[at + i] !== text[i]) return false;
  return true;
}

function next(buf: Buffer, from: number, to: number, stop: Buffer): number {
  const first = stop[0], last = to - stop.length;
  for (let i = from; i <= last; i++) if (buf[i] === first && stands(buf, i, to, stop)) return i;
  return -1;
}
