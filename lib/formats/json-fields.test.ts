import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldOf, holdsFields } from './field-names';
import { BARE, JsonFields, NESTED, STRING } from './json-fields';

type Seen = [path: string, value: unknown];
function found(fields: JsonFields, line: string, around = ''): { whole: boolean; seen: Seen[] } {
  const buf = Buffer.from(`${around}${line}${around}`), from = Buffer.byteLength(around), seen: Seen[] = [];
  const whole = fields.read(buf, from, buf.length - from, ({ path }, a, b, kind) => seen.push([path, kind === STRING ? JSON.parse(`"${buf.toString('utf8', a, b)}"`) : JSON.parse(buf.toString('utf8', a, b))]));
  return { whole, seen };
}
/** What should be found, from what JSON.parse makes of the line: fields of known names, in groups that may hold some, eight deep. */
function expected(value: Record<string, unknown>, group = '', depth = 0, seen: Seen[] = []): Seen[] {
  for (const [k, v] of Object.entries(value)) {
    const path = group === '' ? k : `${group}.${k}`, object = typeof v === 'object' && v !== null && !Array.isArray(v);
    if (object && depth < 8 && holdsFields(path)) expected(v as Record<string, unknown>, path, depth + 1, seen);
    if (fieldOf(path) !== null && v !== null && v !== '') seen.push([path, v]);
  }
  return seen;
}

describe('JsonFields', () => {
  const key = fc.oneof(fc.constantFrom('status', 'req', 'http', 'request', 'response', 'status_code', 'url', 'path', 'err', 'message', 'duration_ms', 'headers', 'time', 'a', 'x'.repeat(201)), fc.stringMatching(/^[a-z]{1,20}$/));
  const { object } = fc.letrec<{ object: Record<string, unknown>; value: unknown }>((tie) => ({
    object: fc.dictionary(key, tie('value'), { maxKeys: 6 }),
    value: fc.oneof({ maxDepth: 5 }, fc.string({ unit: 'grapheme', maxLength: 30 }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(null, true, false), tie('object'), fc.array(tie('value'), { maxLength: 3 })),
  }));
  test('law: what is found is what stands there, whatever lines came before', () => {
    const old = new JsonFields();
    fc.assert(fc.property(object, fc.constantFrom(undefined, 1), fc.constantFrom('', '"', '}]'), (made, space, around) => {
      const line = JSON.stringify(made, null, space), want = { whole: true, seen: expected(JSON.parse(line) as Record<string, unknown>) };
      for (const fields of [old, old, old, new JsonFields()]) expect(found(fields, line, around)).toEqual(want);
    }), { numRuns: 300 });
  });
  test('law: a line that is cut says the same of what stood before, known keys or not', () => {
    fc.assert(fc.property(object, fc.nat(), (made, at) => {
      const line = Buffer.from(JSON.stringify(made)), cut = line.subarray(0, at % line.length).toString('latin1'), old = new JsonFields();
      const read = (fields: JsonFields): [boolean, string[]] => { const buf = Buffer.from(cut, 'latin1'), paths: string[] = []; return [fields.read(buf, 0, buf.length, ({ path }, a, b, kind) => { paths.push(`${path} ${a} ${b} ${kind}`); }), paths]; };
      for (let i = 0; i < 4; i++) found(old, line.toString());
      expect(read(old)).toEqual(read(new JsonFields()));
      expect(read(old)[0]).toBe(false);
    }), { numRuns: 300 });
  });
  test('keys made of ids, new ones in every line, more than are remembered: each line costs the same, and answers stay', () => {
    const fields = new JsonFields(), times: number[] = [];
    for (let part = 0; part < 4; part++) {
      const at = performance.now();
      for (let i = part * 4000; i < part * 4000 + 4000; i++) {
        const buf = Buffer.from(`{"id${i}":1,"status":${200 + (i % 300)},"labels":{"${i}":2}}`), seen: string[] = [];
        if (!fields.read(buf, 0, buf.length, ({ path }, a, b) => { seen.push(`${path} ${buf.toString('latin1', a, b)}`); }) || seen.join() !== `status ${200 + (i % 300)}`) expect.fail(seen.join());
      }
      times.push(performance.now() - at);
    }
    expect(Math.min(...times.slice(1))).toBeLessThan(times[0] * 10 + 200);
  });
  test('kinds', () => {
    const kinds: [string, number][] = [], buf = Buffer.from('{"status":200,"message":"a","error":{"message":"b"},"level":null,"path":""}');
    for (let i = 0; i < 4; i++) { kinds.length = 0; expect(new JsonFields().read(buf, 0, buf.length, ({ path }, _a, _b, kind) => { kinds.push([path, kind]); })).toBe(true); }
    expect(kinds).toEqual([['status', BARE], ['message', STRING], ['error.message', STRING], ['error', NESTED]]);
  });
});
