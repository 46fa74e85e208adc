/**
 * Which key of a JSON log is which field, said by hand: `json time=ts(ms) duration=took(s) status=code path=req.url upstream=backend
 * request_id=rid`. Nested keys are joined by dots, keys with blanks stand in quotes, a unit (ns, us, ms, s) in brackets behind the key.
 */
import { REJECTED } from '../call';
import { FIELD_NAMES, TIMERS, type FieldName, type NamedField, type Unit } from './field-names';
import type { Answers, Format } from './format';
import { BARE, JsonFields, NESTED, type Key, type ValueKind } from './json-fields';
import type { Compiled, Dialect } from './layout';
import { classifyOwn } from './own-classify';
import { OwnFields } from './own-fields';

export const JSON_FIELDS = 'json-fields';
const UNITS: readonly string[] = ['ns', 'us', 'ms', 's'];
const PAIR = /\s*([A-Za-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"()]+))(?:\(([^)]*)\))?/y;

export const jsonLayout: Dialect = {
  id: JSON_FIELDS, title: 'fields of a JSON log', example: 'json time=ts(ms) duration=took(s) status=code path=req.url upstream=backend request_id=rid',
  recognises: (paste) => /^\s*json(?:\s+[A-Za-z_]+\s*=|\s*$)/.test(paste),
  compile,
};

type Pair = { field: FieldName; key: string; unit: Unit | null };

function compile(paste: string): Compiled {
  const start = /^\s*json/.exec(paste)?.[0].length ?? 0, pairs: Pair[] = [];
  for (PAIR.lastIndex = start; PAIR.lastIndex < paste.trimEnd().length;) {
    const at = PAIR.lastIndex, m = PAIR.exec(paste);
    if (m === null) { const where = at + (/\S/.exec(paste.slice(at))?.index ?? 0); return { ok: false, message: `"${paste.slice(where, where + 20)}" is no field=key. Write the field's name, "=", and the key, in quotes where it holds blanks.`, at: where }; }
    const where = m.index + (/\S/.exec(m[0])?.index ?? 0), field = FIELD_NAMES.find((f) => f === m[1].toLowerCase()), unit = m[4]?.trim() ?? null;
    if (field === undefined) return { ok: false, message: `There is no field "${m[1]}". The fields are ${FIELD_NAMES.join(', ')}.`, at: where };
    if (unit !== null && !UNITS.includes(unit)) return { ok: false, message: `"${unit}" is no unit. Write ns, us, ms or s, or leave the brackets out.`, at: where };
    if (unit !== null && !TIMERS.has(field) && field !== 'time' && field !== 'start' && field !== 'end') return { ok: false, message: `${field} is no time, so it has no unit.`, at: where };
    pairs.push({ field, key: m[2] === undefined ? m[3] : m[2].replace(/\\(.)/g, '$1'), unit: unit as Unit | null });
  }
  const has = (...names: FieldName[]): boolean => pairs.some((p) => names.includes(p.field));
  if (!has('time', 'start', 'end')) return { ok: false, message: 'No key is named for the time. Add time=KEY, or start=KEY.', at: start };
  if (!has('status', 'duration', 'error', 'message')) return { ok: false, message: 'No key is named that tells how a call ended. Add status=KEY, duration=KEY, error=KEY or message=KEY.', at: start };
  const answers: Answers = { duration: has('duration') || (has('start') && has('end')), connect: has('connect'), firstByte: has('first_byte'), body: false, instance: has('target'), retries: has('retries') ? 'count' : 'no', clientAbort: has('status'), requestId: has('request_id'), zone: true };
  return { ok: true, name: null, variables: pairs.map((p) => p.key), skipped: [], format: formatOf(pairs, answers) };
}

function formatOf(pairs: Pair[], answers: Answers): Format {
  const byPath = new Map<string, NamedField>(pairs.map((p, rank) => [p.key, { field: p.field, unit: p.unit, rank }])), groups = new Set<string>();
  for (const { key } of pairs) for (let i = key.indexOf('.'); i > 0; i = key.indexOf('.', i + 1)) groups.add(key.slice(0, i));
  const fields = new OwnFields(), json = new JsonFields((path) => byPath.get(path) ?? null, () => 0, (path) => groups.has(path));
  const take = (key: Key, from: number, to: number, kind: ValueKind): void => { if (kind !== NESTED) fields.set(key.field, key.named!.unit, key.named!.rank, from, to, kind !== BARE); };
  const read = (buf: Buffer, from: number, to: number): boolean => { fields.begin(buf); return json.read(buf, from, to, take) && (fields.has('time') || fields.has('start') || fields.has('end')) && (fields.has('status') || fields.has('duration') || fields.has('error') || fields.has('message')); };
  return {
    id: JSON_FIELDS, title: 'JSON, fields by hand', signs: 'the keys that were named', gateway: 'application', kind: 'access', answers,
    sniff: (buf, from, to) => (read(buf, from, to) ? 0.95 : 0),
    holds: (buf, from, to) => from < to && buf[from] === 123,
    parse(buf, from, to, out, settings) {
      out.format = JSON_FIELDS; out.gateway = 'application';
      if (!read(buf, from, to)) { out.reason = 'the keys that were named are not there'; return REJECTED; }
      return fields.finish(out, settings);
    },
    classify: classifyOwn,
  };
}
