/**
 * The user's own `log_format`, compiled to a scanner: literals and variables in turn, one pass over the bytes, no pattern matching.
 */
import { CALL, Draft, REJECTED, USER_AGENT, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import type { Answers, Format } from './format';
import type { Compiled } from './dialect';
import { finish } from './nginx-attempts';
import { classifyNginx } from './nginx-classify';
import { F, VARIABLES, isList, type Field } from './nginx-fields';
import { isProblem, readLogFormat, type Escape, type Piece } from './nginx-log-format-text';
import { takeQuotedRequest } from './nginx-request';
import { PLAIN_KIND, takeOne } from './nginx-plain';
import { begin, take } from './nginx-take';
import { BACKSLASH, COLON, COMMA, DASH, QUOTE, SLASH, SPACE, longQuoteEnd } from './scan';
import { CLF_LENGTH } from './scan-time';

/** One variable and the literal that ends it (empty = it goes to the line's end). */
type Step = {
  field: Field; stop: Buffer; kind: typeof PLAIN | typeof QUOTED | typeof LIST | typeof TIME | typeof PATH_NEXT;
  /** First byte of `stop` where the value may be read in one walk, as nginx writes it; -1 = no such value. */
  first: number; plain: number;
};
const PLAIN = 0, QUOTED = 1, LIST = 2, TIME = 3, PATH_NEXT = 4;
/** Texts that are long as a rule. */
const LONG = new Set(['http_user_agent', 'http_referer', 'http_cookie']);

/** @returns a Format, and which of the variables are read or skipped over; or what is wrong with the paste and where. */
export function compileLogFormat(paste: string): Compiled {
  const text = readLogFormat(paste);
  if (isProblem(text)) return { ok: false, ...text };
  const variables = text.pieces.flatMap((p) => ('variable' in p ? [p.variable] : []));
  const known = variables.filter((v) => fieldOfVariable(v) !== F.SKIP), fields = new Set(known.map(fieldOfVariable));
  if (!fields.has(F.TIME) && !fields.has(F.MSEC)) return missing(paste, 'the time', '$time_local, $time_iso8601 or $msec');
  if (!fields.has(F.STATUS)) return missing(paste, 'the status', '$status');
  const { lead, steps } = compile(text.pieces, text.escape);
  const has = (...f: Field[]): boolean => f.some((x) => fields.has(x));
  const answers: Answers = {
    duration: has(F.REQUEST_TIME), connect: has(F.CONNECT), firstByte: has(F.HEADER), body: has(F.HEADER) && has(F.RESPONSE), instance: has(F.ADDR),
    retries: has(F.ADDR, F.ATTEMPT_STATUS, F.RESPONSE) ? 'list' : 'no', clientAbort: true, requestId: has(F.REQUEST_ID, F.OTHER_REQUEST_ID), zone: true,
  };
  return { ok: true, name: text.name, variables: known, skipped: variables.filter((v) => !known.includes(v)), format: scanner(text.name, lead, steps, answers) };
}

const missing = (paste: string, what: string, which: string): Compiled =>
  ({ ok: false, message: `The format does not log ${what}. Lines can be read only with ${which} in it.`, at: Math.max(0, paste.search(/\S/)) });

const fieldOfVariable = (name: string): Field => (Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : F.SKIP);

function compile(pieces: Piece[], escape: Escape): { lead: Buffer; steps: Step[] } {
  const steps: Step[] = [];
  let lead = '';
  for (let i = 0; i < pieces.length; i++) {
    const p = pieces[i];
    if ('literal' in p) { if (steps.length === 0) lead = p.literal; continue; }
    const before = i > 0 ? pieces[i - 1] : null, next = pieces[i + 1];
    let field = fieldOfVariable(p.variable);
    const stop = next === undefined ? '' : 'literal' in next ? next.literal : null;
    if (stop === null) {
      // Two variables side by side: only a path tells where the one before it ends. Else both are passed over as one.
      const nextField = fieldOfVariable((next as { variable: string }).variable);
      if (nextField === F.REQUEST_URI || nextField === F.URI) steps.push({ field, stop: Buffer.alloc(0), kind: PATH_NEXT, first: -1, plain: -1 });
      else { pieces[i + 1] = { variable: '(joined)' }; }
      continue;
    }
    if (p.variable === '(joined)') field = F.SKIP;
    const inQuotes = before !== null && 'literal' in before && before.literal.endsWith('"') && stop.startsWith('"');
    const kind = p.variable === 'time_local' ? TIME : inQuotes && escape !== 'none' ? QUOTED : isList(field) && !inQuotes ? LIST : PLAIN;
    const bytes = Buffer.from(stop), plain = PLAIN_KIND[field];
    const closes = bytes.length > 0 && (bytes[0] === QUOTE ? kind === QUOTED : bytes[0] === SPACE && kind !== TIME);
    const walk = (plain >= 0 || ((field === F.REQUEST || LONG.has(p.variable)) && bytes[0] === QUOTE)) && closes;
    steps.push({ field, stop: bytes, kind, first: walk ? bytes[0] : -1, plain });
  }
  return { lead: Buffer.from(lead), steps };
}

const probe = new Draft();

function scanner(name: string | null, lead: Buffer, steps: readonly Step[], answers: Answers): Format {
  const parse = (buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict => {
    out.format = 'nginx-log-format'; out.gateway = 'nginx';
    if (!stands(buf, from, to, lead)) { out.reason = 'does not match the log_format'; return REJECTED; }
    begin();
    let at = from + lead.length;
    for (let n = 0; n < steps.length; n++) {
      const step = steps[n];
      let end = step.first >= 0 ? takePlain(step, buf, at, to, out) : -1;
      if (end >= 0) {
        if (!stands(buf, end, to, step.stop)) { out.reason = 'does not match the log_format'; return REJECTED; }
      } else {
        end = valueEnd(buf, at, to, step);
        if (end < 0) { out.reason = 'does not match the log_format'; return REJECTED; }
        if (step.field !== F.SKIP) take(step.field, buf, at, end, out, settings);
      }
      at = end + step.stop.length;
    }
    // More behind the last literal is no line of this format; blanks are.
    while (at < to && buf[at] === SPACE) at++;
    if (at < to) { out.reason = 'does not match the log_format'; return REJECTED; }
    finish(out);
    if (Number.isNaN(out.at)) { out.reason = 'no timestamp'; return REJECTED; }
    return CALL;
  };
  return {
    id: 'nginx-log-format', title: name === null ? 'nginx log_format' : `nginx log_format ${name}`, gateway: 'nginx', kind: 'access', answers,
    sniff(buf, from, to) { probe.reset(buf); return parse(buf, from, to, probe, DEFAULT_SETTINGS) === CALL ? 1 : 0; },
    holds: (buf, from, to) => stands(buf, from, to, lead),
    parse,
    classify: classifyNginx,
  };
}

/** Reads the value in one walk where it is what nginx writes as a rule. Returns where `step.first` stands, or -1: then it wants `valueEnd`. */
function takePlain(step: Step, buf: Buffer, at: number, to: number, out: Draft): number {
  if (step.plain >= 0) return takeOne(step.plain, buf, at, to, step.first, out);
  if (step.field === F.REQUEST) return takeQuotedRequest(buf, at, to, out);
  const end = longQuoteEnd(buf, at, to);
  if (end > at && step.field === F.USER_AGENT && !(end === at + 1 && buf[at] === DASH)) out.span(USER_AGENT, at, end);
  return end;
}

function stands(buf: Buffer, at: number, to: number, text: Buffer): boolean {
  if (at + text.length > to) return false;
  for (let i = 0; i < text.length; i++) if (buf[at + i] !== text[i]) return false;
  return true;
}

/** Where the value at `from` ends: where its literal stands. -1 when it does not. */
function valueEnd(buf: Buffer, from: number, to: number, step: Step): number {
  const stop = step.stop, first = stop.length > 0 ? stop[0] : -1;
  switch (step.kind) {
    case TIME: if (stands(buf, from + CLF_LENGTH, to, stop) && (stop.length > 0 || from + CLF_LENGTH === to)) return from + CLF_LENGTH; break;
    case PATH_NEXT: for (let i = from; i < to; i++) if (buf[i] === SLASH) return i; return -1;
    case QUOTED:
      // Quotes inside are escaped, so the first one that is not ends the value.
      for (let i = from; i < to; i++) {
        if (buf[i] === QUOTE) return stands(buf, i, to, stop) ? i : rest(buf, i, to, stop);
        if (buf[i] === BACKSLASH) i++;
      }
      return -1;
  }
  if (first < 0) return to;
  for (let i = from; i < to; i++) {
    if (buf[i] !== first || !stands(buf, i, to, stop)) continue;
    if (step.kind === LIST && first === SPACE && inList(buf, from, i, to)) continue;
    if (step.kind === LIST && first === COMMA && stop.length === 1 && buf[i + 1] === SPACE) continue;
    return i;
  }
  // nginx may end the line in blanks that an editor or a shipper cut.
  return blank(stop) ? to : -1;
}

/** The last quote of a line whose closing literal was cut of its blanks. */
function rest(buf: Buffer, at: number, to: number, stop: Buffer): number {
  return to - at < stop.length && blank(stop.subarray(to - at)) && stands(buf, at, to, stop.subarray(0, to - at)) ? at : -1;
}

const blank = (text: Buffer): boolean => { for (const c of text) if (c !== SPACE) return false; return true; };

/** Whether the space at `i` is inside a list: behind a comma, before " : ", or behind it. */
function inList(buf: Buffer, from: number, i: number, to: number): boolean {
  if (i === from) return false;
  if (buf[i - 1] === COMMA) return true;
  if (buf[i + 1] === COLON && buf[i + 2] === SPACE && i + 2 < to) return true;
  return buf[i - 1] === COLON && i - 2 >= from && buf[i - 2] === SPACE;
}
