/**
 * Which key of a JSON log is which field, said by hand: `json time=ts(ms) duration=took(s) status=code path=req.url upstream=backend
 * request_id=rid`. Nested keys are joined by dots, keys with blanks stand in quotes, a unit (ns, us, ms, s) in brackets behind the key.
 */
import { REJECTED } from '../call';
import type { FieldName, NamedField } from './field-names';
import { readPairs, type Pair } from './field-pairs';
import type { Answers, Format } from './format';
import { JsonFields, NESTED, type Key, type ValueKind } from './json-fields';
import type { Compiled, Dialect } from './dialect';
import { classifyOwn } from './own-classify';
import { OwnFields } from './own-fields';

export const JSON_FIELDS = 'json-fields';

export const jsonLayout: Dialect = {
  id: JSON_FIELDS, title: 'fields of a JSON log', example: 'json time=ts(ms) duration=took(s) status=code path=req.url upstream=backend request_id=rid',
  recognises: (paste) => /^\s*json(?:\s+[A-Za-z_]+\s*=|\s*$)/.test(paste),
  compile,
};

function compile(paste: string): Compiled {
  const pairs = readPairs(paste, /^\s*json/.exec(paste)?.[0].length ?? 0, 'key');
  if (!Array.isArray(pairs)) return { ok: false, ...pairs };
  const has = (...names: FieldName[]): boolean => pairs.some((p) => names.includes(p.field));
  const answers: Answers = { duration: has('duration') || (has('start') && has('end')), connect: has('connect'), firstByte: has('first_byte'), body: false, instance: has('target'), retries: has('retries') ? 'count' : 'no', clientAbort: has('status'), requestId: has('request_id'), zone: true };
  return { ok: true, name: null, variables: pairs.map((p) => p.key), skipped: [], format: formatOf(pairs, answers) };
}

function formatOf(pairs: Pair[], answers: Answers): Format {
  const byPath = new Map<string, NamedField>(pairs.map((p, rank) => [p.key, { field: p.field, unit: p.unit, rank }])), groups = new Set<string>();
  for (const { key } of pairs) for (let i = key.indexOf('.'); i > 0; i = key.indexOf('.', i + 1)) groups.add(key.slice(0, i));
  const fields = new OwnFields(), json = new JsonFields((path) => byPath.get(path) ?? null, () => 0, (path) => groups.has(path));
  const take = (key: Key, from: number, to: number, kind: ValueKind): void => { if (kind !== NESTED) fields.set(key.field, key.named!.unit, key.named!.rank, from, to); };
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
