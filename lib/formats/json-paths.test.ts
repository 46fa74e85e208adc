import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ARRAY, BARE, JsonPaths, OBJECT, STRING, type Kind } from './json-paths';
import { jsonNumber, jsonText } from './json-values';

type Seen = [code: number, text: string, kind: Kind, index: number];
function read(paths: Record<string, number>, line: string): { whole: boolean; seen: Seen[] } {
  const buf = Buffer.from(line), seen: Seen[] = [];
  const whole = new JsonPaths(paths).read(buf, 0, buf.length, (code, from, to, kind, index) => seen.push([code, jsonText(buf, from, to), kind, index]));
  return { whole, seen };
}

describe('JsonPaths', () => {
  test('nested members, arrays, kinds', () => {
    const line = '{"a":{"b":"x\\/y","c":[1,2]},"tries":[{"ip":"1.2.3.4","n":null},{"ip":"::1","port":80}],"d":{"deep":[{}]},"e":-1.5e3,"f":true}';
    expect(read({ 'a/b': 1, 'tries[]/ip': 2, 'tries[]/port': 3, 'tries[]/n': 4, d: 5, e: 6, tries: 7, 'a/c[]': 8 }, line)).toEqual({ whole: true, seen: [
      [1, 'x/y', STRING, 0], [8, '1', BARE, 0], [8, '2', BARE, 1], [2, '1.2.3.4', STRING, 0], [2, '::1', STRING, 1], [3, '80', BARE, 1],
      [7, '[{"ip":"1.2.3.4","n":null},{"ip":"::1","port":80}]', ARRAY, 0], [5, '{"deep":[{}]}', OBJECT, 0], [6, '-1.5e3', BARE, 0],
    ] });
  });
  test('what is cut or no object is not whole', () => {
    for (const line of ['', 'x', '[]', '{', '{"a"', '{"a":', '{"a":"x', '{"a":1', '{"a":{"b":[1}', '{"a" 1}', '{"a":1,}']) expect(read({ a: 1 }, line).whole, line).toBe(false);
    for (const line of ['{}', ' { } ', '{"a":1}', '{"b":[[],{}]}']) expect(read({ a: 1 }, line).whole, line).toBe(true);
  });
  test('law: every member of any JSON object is found as JSON.parse finds it', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), (made, spaced) => {
      const line = JSON.stringify(made, null, spaced ? 1 : undefined), object = JSON.parse(line) as Record<string, unknown>;
      // Keys are compared as bytes: those that JSON must escape or that hold the path's own signs are left out.
      const keys = Object.keys(object).filter((k) => JSON.stringify(k) === `"${k}"` && !k.includes('/') && !k.endsWith('[]') && Buffer.from(k).toString() === k);
      const { whole, seen } = read(Object.fromEntries(keys.map((k, i) => [k, i + 1])), line);
      expect(whole).toBe(true);
      const want = keys.filter((k) => object[k] !== null);
      expect(seen.length).toBe(want.length);
      for (const [code, text, kind] of seen) if (kind === STRING) expect(text).toBe(object[keys[code - 1]]); else if (kind === BARE) expect(JSON.parse(text)).toBe(object[keys[code - 1]]);
    }));
  });
  test('law: bytes of any kind end, and are not taken for whole when JSON.parse refuses what follows the object', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'a', '1', ' ') }), (line) => {
      let object = false;
      try { const v: unknown = JSON.parse(line); object = typeof v === 'object' && v !== null && !Array.isArray(v); } catch { /* not JSON */ }
      if (object) expect(read({ a: 1, 'b/a[]/a': 2 }, line).whole).toBe(true);
      else read({ a: 1, 'b/a[]/a': 2 }, line);
    }), { numRuns: 500 });
  });
});

describe('objects that come again', () => {
  const PATHS = { 'a/x': 1, 'a/b/y': 2, 'a/b/l[]/z': 3, 'a/b': 4, 's/name': 5, 'list[]/o/x': 6, t: 7 };
  const found = (paths: JsonPaths, line: string): [boolean, Seen[]] => { const buf = Buffer.from(`##${line}##`), seen: Seen[] = []; return [paths.read(buf, 2, buf.length - 2, (code, from, to, kind, index) => seen.push([code, buf.toString('utf8', from, to), kind, index])), seen]; };
  const text = fc.string({ unit: 'grapheme', maxLength: 20 }), pad = fc.constantFrom('', 'p'.repeat(60), 'p'.repeat(200));
  const a = fc.record({ pad, x: fc.jsonValue({ maxDepth: 1 }), b: fc.record({ pad, y: text, l: fc.array(fc.record({ z: text }), { maxLength: 3 }) }, { requiredKeys: [] }) }, { requiredKeys: [] });
  const line = fc.record({ s: fc.record({ pad, name: text }), a, list: fc.array(fc.record({ o: a }), { maxLength: 2 }), t: fc.nat() }, { requiredKeys: [] });
  test('law: a reader that has seen other lines finds what a new one finds', () => {
    fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 60 }), (lines, order) => {
      const paths = new JsonPaths(PATHS);
      for (const [i, j, at, cut] of order) {
        // Parts of one line in another, cut anywhere: what is known must not be taken for what only begins like it.
        const whole = JSON.stringify({ ...lines[i % lines.length], a: lines[j % lines.length].a }), read = cut ? whole.slice(0, at % (whole.length + 1)) : whole;
        expect(found(paths, read)).toEqual(found(new JsonPaths(PATHS), read));
      }
    }), { numRuns: 60 });
  });
  test('thousands of lines, each with another object: memory and answers stay', () => {
    const paths = new JsonPaths(PATHS);
    for (let i = 0; i < 5000; i++) expect(found(paths, `{"a":{"x":"${i}","pad":"${'p'.repeat(120)}"},"t":${i}}`)).toEqual([true, [[1, String(i), STRING, 0], [7, String(i), BARE, 0]]]);
  });
});

describe('values', () => {
  const number = (text: string): number => { const b = Buffer.from(text); return jsonNumber(b, 0, b.length); };
  test('numbers', () => {
    expect(['0', '12', '-1', '1.5', '1646861401.5241024', '1.6e3', '1703907485819'].map(number)).toEqual([0, 12, -1, 1.5, 1646861401.5241024, 1600, 1703907485819]);
    for (const text of ['', '-', 'x', 'true', '.5', '1.2.3']) expect(number(text), text).toBeNaN();
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => { expect(number(JSON.stringify(n))).toBe(JSON.parse(JSON.stringify(n))); }));
  });
  test('law: texts are what JSON.parse makes of them', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => { const b = Buffer.from(JSON.stringify(text)); expect(jsonText(b, 1, b.length - 1)).toBe(JSON.parse(b.toString())); }));
  });
});
