import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { ARRAY, BARE, JsonPaths, OBJECT, STRING, type Kind } from './json-paths';
import { jsonNumber, jsonText } from './json-values';
import { JSON_WALK_WASM } from './json-walk-wasm';

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

describe('the walk', () => {
  /** Keys around the lengths at which they are compared, some alike but for one byte. */
  const KEYS = ['', 'a', 'b', 'x'.repeat(15), 'x'.repeat(16), `${'x'.repeat(16)}y`, `${'x'.repeat(16)}z`, 'k'.repeat(31), 'k'.repeat(32), `${'k'.repeat(32)}y`, 'ä', 'request'];
  const key = fc.constantFrom(...KEYS), text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ unit: fc.constantFrom('\\', '"', 'a', '/', '}'), maxLength: 40 }), fc.nat(50).map((n) => 's'.repeat(n)));
  const { object } = fc.letrec<{ object: Record<string, unknown>; value: unknown }>((tie) => ({
    object: fc.dictionary(key, tie('value'), { maxKeys: 6 }),
    value: fc.oneof({ maxDepth: 4 }, text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(null, true, false), tie('object'), fc.array(tie('value'), { maxLength: 4 })),
  }));
  const path = fc.array(fc.tuple(key, fc.boolean()), { minLength: 1, maxLength: 4 }).map((parts) => parts.map(([k, list]) => (list ? `${k}[]` : k)).join('/'));
  const asked = fc.uniqueArray(path, { maxLength: 30 }).map((paths) => Object.fromEntries(paths.map((p, i) => [p, i + 1])));

  /** What should be found, from what JSON.parse makes of the line. */
  function expected(paths: Record<string, number>, value: unknown, at: string, index: number, seen: [number, unknown, number][]): typeof seen {
    if (Array.isArray(value)) value.forEach((v, i) => expected(paths, v, `${at}[]`, i, seen));
    else if (typeof value === 'object' && value !== null) for (const [k, v] of Object.entries(value)) expected(paths, v, `${at}/${k}`, index, seen);
    const code = paths[at.slice(1)];
    if (at !== '' && code > 0 && value !== null) seen.push([code, value, index]);
    return seen;
  }
  function found(paths: JsonPaths, line: string, around: string): { whole: boolean; seen: [number, unknown, number][] } {
    const buf = Buffer.from(`${around}${line}${around}`), from = Buffer.byteLength(around), seen: [number, unknown, number][] = [];
    const whole = paths.read(buf, from, buf.length - from, (code, a, b, kind, index) => seen.push([code, JSON.parse(buf.toString('utf8', a - +(kind === STRING), b + +(kind === STRING))), index]));
    return { whole, seen };
  }
  // JSON.parse puts keys that are numbers first; there is none here. A path that ends a key's own "[]" cannot be told from a list.
  const around = fc.constantFrom('', '"', '}]', '\\"', '# '.repeat(20));

  test('law: what is found is what stands there, whatever stands around the line and however it is spaced', () => {
    fc.assert(fc.property(asked, object, fc.constantFrom(undefined, 1, '\t'), around, (paths, made, space, outside) => {
      const line = JSON.stringify(made, null, space);
      expect(found(new JsonPaths(paths), line, outside)).toEqual({ whole: true, seen: expected(paths, JSON.parse(line), '', 0, []) });
    }), { numRuns: 400 });
  });
  test('law: a line that is cut tells what stood before, and is not whole', () => {
    fc.assert(fc.property(asked, object, fc.nat(), around, (paths, made, at, outside) => {
      const line = JSON.stringify(made), cut = Buffer.from(line).subarray(0, at % Buffer.byteLength(line)), all = found(new JsonPaths(paths), line, outside).seen;
      const buf = Buffer.concat([Buffer.from(outside), cut, Buffer.from(outside)]), from = Buffer.byteLength(outside), codes: number[] = [];
      expect(new JsonPaths(paths).read(buf, from, from + cut.length, (code, a, b) => { codes.push(code); expect(a >= from && b <= from + cut.length).toBe(true); })).toBe(false);
      expect(codes).toEqual(all.slice(0, codes.length).map(([code]) => code));
    }), { numRuns: 300 });
  });
  test('readers in turn, more than there is room for at once, and lines longer than any before', () => {
    const wide = (n: number): Record<string, number> => Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`group${n}/key number ${i} of many/${'deep/'.repeat(n % 7)}end`, i + 1]));
    const readers = Array.from({ length: 12 }, (_, n) => new JsonPaths(wide(n)));
    for (let round = 0; round < 3; round++) for (const [n, reader] of readers.entries()) {
      let value: unknown = 'x';
      for (const k of ['end', ...new Array<string>(n % 7).fill('deep'), `key number ${n * 30} of many`, `group${n}`]) value = { [k]: value, other: 'y'.repeat(round * 50_000) };
      expect(found(reader, JSON.stringify(value), '')).toEqual({ whole: true, seen: [[n * 30 + 1, 'x', 0]] });
    }
    const many = new JsonPaths(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i + 1])));
    expect(found(many, '{"k19999":1,"k20000":2,"k0":3}', '').seen).toEqual([[20_000, 1, 0], [1, 3, 0]]);
    const list = `{"l":[${'1,'.repeat(150_000)}1]}`;
    expect(found(new JsonPaths({ 'l[]': 1 }), list, '').seen.length).toBe(150_001);
  });
  test('the WebAssembly is what its text says', async () => {
    const wat = (await wabt()).parseWat('json-walk.wat', readFileSync('lib/formats/json-walk.wat', 'utf8'), { simd: true, bulk_memory: true });
    wat.validate();
    expect(Buffer.from(wat.toBinary({}).buffer).toString('base64')).toBe(JSON_WALK_WASM);
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
