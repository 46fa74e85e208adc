import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { redact } from './redact';
import { DEFAULT_SETTINGS } from './settings';

const clean = (line: string, settings = DEFAULT_SETTINGS): string => { const b = Buffer.from(line); redact(b, settings); return b.toString(); };
const raw = String.raw;

describe('secrets in JSON', () => {
  test.each([
    // Numbers, at a line's end too; texts and numbers in one list.
    ['{"otp":123456,"x":1}', '{"otp":999999,"x":1}'], ['{"otp": -1.05E-07}', '{"otp": -9.99E-00}'], ['{"otp":[1,"ab",null,20 ],"x":[1]}', '{"otp":[9,"**",null,99 ],"x":[1]}'], ['{"otp":12', '{"otp":99'],
    ['{"otp":true,"token":null,"pin":1234,"max_tokens":12}', '{"otp":true,"token":null,"pin":1234,"max_tokens":12}'], [raw`{"b":"{\"otp\":123,\"x\":4}"}`, raw`{"b":"{\"otp\":999,\"x\":4}"}`],
    ['{"credentials":{"user":"ann","otp":12}}', '{"credentials":{"user":"ann","otp":99}}'], ['{"token":"a","token":[["b"],[]],"x":"y"}', '{"token":"*","token":[["*"],[]],"x":"y"}'],
    // Prefixes, blanks, headers.
    ['{"http.request.header.x-api-key":"k","a.otp" : 5,"a.otp.b":"c"}', '{"http.request.header.x-api-key":"*","a.otp" : 9,"a.otp.b":"c"}'], ['{"password"\t:\t"k" , "x" : "y"}', '{"password"\t:\t"*" , "x" : "y"}'],
    ['{"set-cookie":["a=b; Path=/","c=d"],"cookie":[],"x":"y"}', '{"set-cookie":["***********","***"],"cookie":[],"x":"y"}'], ['{"cookie":{"a":"b"},"authorization":null,"x":"y"}', '{"cookie":{"a":"b"},"authorization":null,"x":"y"}'],
    ['{"msg":"missing Cookie:","x":"y","m":"Authorization="}', '{"msg":"missing Cookie:","x":"y","m":"Authorization="}'], ['cookie="a=b" x="y"', 'cookie="***" x="y"'], ['cookie="" x="y"', 'cookie="" x="y"'], ['{"Cookie":"","Authorization":"","x":"y"}', '{"Cookie":"","Authorization":"","x":"y"}'], [raw`{"b":"{\"token\":","c":"d"}`, raw`{"b":"{\"token\":","c":"d"}`],
    // OpenTelemetry: a text, a list, bytes, a number; what the collector's Go and Java encoders write, and the snake case of old ones.
    ['{"key":"http.request.header.x-api-key","value":{"stringValue":"s3cret"}}', '{"key":"http.request.header.x-api-key","value":{"stringValue":"******"}}'], ['{"key":"otp","value":{"intValue":"123"}},{"key":"otp","value":{"doubleValue":1.5}}', '{"key":"otp","value":{"intValue":"***"}},{"key":"otp","value":{"doubleValue":9.9}}'],
    ['[{"key":"http.response.header.set-cookie","value":{"arrayValue":{"values":[{"stringValue":"a=b"},{"stringValue":"c\\"d"}]}}},{"key":"http.route","value":{"stringValue":"/a"}}]', '[{"key":"http.response.header.set-cookie","value":{"arrayValue":{"values":[{"stringValue":"***"},{"stringValue":"****"}]}}},{"key":"http.route","value":{"stringValue":"/a"}}]'],
    ['{"key":"http.request.header.authorization","value":{"array_value":{"values":[{"string_value":"Digest x"}]}}}', '{"key":"http.request.header.authorization","value":{"array_value":{"values":[{"string_value":"********"}]}}}'], ['{"key":"login","value":{"kvlistValue":{"values":[{"key":"password","value":{"stringValue":"x"}}]}}}', '{"key":"login","value":{"kvlistValue":{"values":[{"key":"password","value":{"stringValue":"*"}}]}}}'],
    ['{ "key" : "enduser.token" , "value" : { "boolValue" : true } }', '{ "key" : "enduser.token" , "value" : { "boolValue" : true } }'], ['{"value":{"arrayValue":{"values":[{"stringValue":"s"},{"stringValue":"t"}]}},"key":"x-api-key"}', '{"value":{"arrayValue":{"values":[{"stringValue":"*"},{"stringValue":"*"}]}},"key":"x-api-key"}'],
    // Lists of headers: HAR, AWS WAF, Lambda@Edge, tags of Jaeger, key-value pairs of .NET, variables of Kubernetes.
    ['{"headers":[{"name":"Host","value":"h"},{"name":"X-Api-Key","value":"k1"},{"name":"Cookie","value":"a=b"}]}', '{"headers":[{"name":"Host","value":"h"},{"name":"X-Api-Key","value":"**"},{"name":"Cookie","value":"***"}]}'], ['{"x-api-key":[{"key":"X-Api-Key","value":"k"}]}', '{"x-api-key":[{"key":"X-Api-Key","value":"*"}]}'],
    ['{"key":"http.request.header.x-api-key","type":"string","value":"k"}', '{"key":"http.request.header.x-api-key","type":"string","value":"*"}'], ['{"Key":"Authorization","Value":["Digest a","b"]}', '{"Key":"Authorization","Value":["********","*"]}'], ['{"name":"DB_PASSWORD","value":"p"},{"name":"MODE","value":"m"}', '{"name":"DB_PASSWORD","value":"*"},{"name":"MODE","value":"m"}'],
    ['{"value":"k","enabled":true,"name":"x-api-key"}', '{"value":"*","enabled":true,"name":"x-api-key"}'], ['{"value":"k","name":"host"},{"name":"x-api-key"}', '{"value":"k","name":"host"},{"name":"x-api-key"}'], ['{"value":"k","x":{"name":"x-api-key"}}', '{"value":"k","x":{"name":"x-api-key"}}'],
    // Names of spans, routes and counters are no keys.
    ['{"name":"POST /token","value":5}', '{"name":"POST /token","value":5}'], ['{"name":"token","kind":2,"status":{"code":2}}', '{"name":"token","kind":2,"status":{"code":2}}'], ['{"hostname":"x-api-key","value":"v"}', '{"hostname":"x-api-key","value":"v"}'],
    // JSON within JSON, pretty too.
    [raw`{"b":"[{\"name\":\"x-api-key\",\"value\":\"a\\\"b\"},{\"name\":\"a\",\"value\":\"b\"}]"}`, raw`{"b":"[{\"name\":\"x-api-key\",\"value\":\"******\"},{\"name\":\"a\",\"value\":\"b\"}]"}`], [raw`{"b":"{\n  \"name\": \"otp\",\n  \"value\": 12\n}"}`, raw`{"b":"{\n  \"name\": \"otp\",\n  \"value\": 99\n}"}`], [raw`{"b":"{\"value\":\"a\\\\\",\n\"name\":\"otp\"}"}`, raw`{"b":"{\"value\":\"*****\",\n\"name\":\"otp\"}"}`],
  ])('%s', (line, expected) => { expect(clean(line)).toBe(expected); });

  it('takes keys of the settings, "name" and "key" among them', () => {
    const keys = (...redactKeys: string[]) => ({ ...DEFAULT_SETTINGS, redactKeys });
    expect(clean('{"pin":12,"name":"pin","value":"1"}', keys('PIN'))).toBe('{"pin":99,"name":"pin","value":"*"}');
    expect(clean('{"name":"ann","key":"k","surname":"b"}', keys('name'))).toBe('{"name":"***","key":"k","surname":"b"}');
    expect(clean('{"name":"otp","value":"1"}', keys('key', 'surname'))).toBe('{"name":"otp","value":"*"}');
    expect(clean('{"key":"k","name":"b","surname":"c"}', keys('key', 'surname'))).toBe('{"key":"*","name":"b","surname":"*"}');
  });

  it('finds what is put into a span of the sample, and nothing else there', () => {
    for (const line of readFileSync('lib/formats/otlp.sample.log', 'utf8').trim().split('\n')) {
      expect(clean(line)).toBe(line);
      const secret = '{"key":"http.request.header.x-api-key","value":{"arrayValue":{"values":[{"stringValue":"s3cret"}]}}}', more = line.replace('"attributes":[{', `"attributes":[${secret},{`);
      expect(clean(more)).toBe(more.replace('s3cret', '******'));
    }
  });
});

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
const SECRET = ['token', 'otp', 'Cookie', 'http.request.header.x-api-key', 'http.response.header.Set-Cookie', 'Authorization', 'userPassword', 'a.b.jwt'], PLAIN = ['path', 'status', 'code', 'http.route', 'keys', 'user_agent.original', 'version'];
const text = fc.array(fc.constantFrom('a', 'b c', '"', '\\', '{', '}', '[', ']', ':', ',', '\n', 'é', '\u{1f600}', '\u0001', '1', 'name', '"value":', '*'), { maxLength: 8 }).map((p) => p.join(''));
const leaf: fc.Arbitrary<Json> = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
const list: fc.Arbitrary<Json> = fc.array(fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: fc.array(leaf, { maxLength: 2 }) }), { maxLength: 3 });
const depth = (v: Json): number => (typeof v === 'object' && v !== null ? 1 + Math.max(0, ...Object.values(v).map(depth)) : 0);
const { any } = fc.letrec<{ any: Json; object: Json; pair: Json }>((tie) => ({
  any: fc.oneof({ maxDepth: 4, withCrossShrink: true }, leaf, list, tie('object'), tie('pair'), fc.array(tie('any'), { maxLength: 3 })),
  object: fc.tuple(fc.dictionary(fc.constantFrom(...PLAIN), tie('any'), { maxKeys: 3 }), fc.dictionary(fc.constantFrom(...SECRET), fc.oneof(leaf, list, tie('object')), { maxKeys: 2 }), fc.boolean()).map(([a, b, first]) => (first ? { ...b, ...a } : { ...a, ...b })),
  pair: fc.tuple(fc.constantFrom('key', 'name', 'Name'), fc.constantFrom(...SECRET, ...PLAIN), fc.dictionary(fc.constantFrom('type', 'enabled', 'n'), leaf, { maxKeys: 3 }), fc.constantFrom('value', 'Value', 'values'), tie('any'), fc.boolean())
    .map(([name, key, between, valueName, v, first]): Json => (first || depth(v) > 6 ? { [name]: key, ...between, [valueName]: v } : { [valueName]: v, ...between, [name]: key })),
}));

/** The same, said of values: what is secret, and what becomes of it. */
const isSecret = (key: Json | undefined): boolean => typeof key === 'string' && SECRET.includes(key);
function veiled(v: Json): Json {
  if (typeof v === 'string') return v === '' ? v : '*';
  if (typeof v === 'number') { const [mantissa, exponent] = JSON.stringify(v).split('e'); return Number(mantissa.replace(/\d/g, '9') + (exponent === undefined ? '' : 'e0')); }
  return inside(v, veiled);
}
const inside = (v: Json, of: (v: Json) => Json): Json => (Array.isArray(v) ? v.map(of) : typeof v === 'object' && v !== null ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, of(x)])) : v);
function expected(v: Json): Json {
  if (typeof v !== 'object' || v === null || Array.isArray(v)) return inside(v, expected);
  const besides = isSecret(v.key ?? v.name ?? v.Name);
  return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, (besides && /^values?$/i.test(k)) || (isSecret(k) && (typeof x !== 'object' || Array.isArray(x))) ? veiled(x) : expected(x)]));
}
/** One star for all the stars of a text. */
const short = (v: Json): Json => (typeof v === 'string' ? v.replace(/^\*+$/, '*') : inside(v, short));
/** JSON with `gaps` between its tokens in turn, and blanks alone around colons. */
function written(v: Json, gaps: string[]): string {
  let n = 0;
  const blank = (): string => gap().replace(/\s/g, ' '), gap = (): string => gaps[n++ % gaps.length], write = (x: Json): string => (Array.isArray(x) ? `[${x.map((y) => gap() + write(y) + gap()).join(',')}${gap()}]` : typeof x === 'object' && x !== null ? `{${Object.entries(x).map(([k, y]) => `${gap()}${JSON.stringify(k)}${blank()}:${blank()}${write(y)}${gap()}`).join(',')}${gap()}}` : JSON.stringify(x));
  return write(v);
}

describe('laws', () => {
  const once = (line: string): string => {
    const before = Buffer.from(line), after = Buffer.from(line), twice = Buffer.alloc(before.length);
    redact(after, DEFAULT_SETTINGS);
    expect(after.length).toBe(before.length);
    for (let i = 0; i < before.length; i++) if (before[i] !== after[i]) expect('*90').toContain(String.fromCharCode(after[i]));
    after.copy(twice);
    redact(twice, DEFAULT_SETTINGS);
    expect(twice.equals(after)).toBe(true);
    return after.toString();
  };
  it('JSON stays JSON, with its secrets blanked and all else as it was, blanks or not, and within JSON', () => {
    fc.assert(fc.property(any, fc.oneof(fc.constant<string[]>(['']), fc.array(fc.constantFrom('', ' ', '  ', '\t', '\r'), { minLength: 1, maxLength: 7 })), fc.boolean(), (v, gaps, within) => {
      const line = written(v, within ? gaps.map((g) => g.replace('\r', '\n  ')) : gaps), got = once(within ? JSON.stringify({ body: line, end: 'y' }) : line);
      const inner = within ? (JSON.parse(got) as { body: string; end: string }).body : got;
      expect(short(JSON.parse(inner) as Json)).toEqual(short(expected(JSON.parse(line) as Json)));
    }), { numRuns: 4000 });
  });
  it('a secret beside its key does not occur in what comes out, whatever stands around it', () => {
    const secret = fc.array(fc.constantFrom(...'QRSTUVWXYZ23456789-_~ "\\/+'), { minLength: 6, maxLength: 40 }).map((c) => JSON.stringify(c.join('')).slice(1, -1)), around = fc.array(fc.constantFrom('{"a":"b"},', '{"key":"a","value":{"stringValue":"b"}},', '{"name":"c","value":1},', 'text ', '"', ' 504 '), { maxLength: 5 }).map((p) => p.join(''));
    fc.assert(fc.property(fc.constantFrom(...SECRET), secret, around, around, fc.constantFrom(0, 1, 2, 3, 4), (key, s, before, after, shape) => {
      const pair = [`{"key":"${key}","value":{"stringValue":"${s}"}}`, `{"name":"${key}","value":"${s}"}`, `{"value":["${s}"],"name":"${key}"}`, `{"key":"${key}","value":{"arrayValue":{"values":[{"stringValue":"${s}"}]}}}`, `{"name":"${key}","value":"${s}`][shape];
      expect(once(`${before}\n${pair}\n${after}`).includes(s)).toBe(false);
    }), { numRuns: 2000 });
  });
  it('every JSON number becomes a number of nines', () => {
    const digits = fc.array(fc.constantFrom(...'0123456789'), { minLength: 1, maxLength: 20 }).map((d) => d.join(''));
    fc.assert(fc.property(fc.constantFrom('', '-'), digits, fc.option(digits), fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'E-'), digits)), (sign, whole, fraction, exponent) => {
      const number = sign + (whole.replace(/^0+(?=\d)/, '')) + (fraction === null ? '' : `.${fraction}`) + (exponent === null ? '' : exponent.join('')), got = once(`{"otp":${number},"x":${number}}`);
      expect(got.endsWith(`,"x":${number}}`)).toBe(true);
      expect(Number.isFinite((JSON.parse(got) as { otp: number }).otp)).toBe(true);
      expect(got.slice(7, 7 + number.length)).toMatch(/^-?9+(\.9+)?([eE][+-]?0+)?$/);
    }));
  });
  it('lines of text are not touched by what is known of JSON', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('otp', 'token', 'x-api-key', 'name', 'value', '"x-api-key"', '"otp"', '"name"', '"value"', '"123"', '123456', ':', ',', '[12/Mar/2026:09:20:01 +0100]', 'GET', '{h|x}', '-', 's3cret'), { maxLength: 30 }).map((w) => w.join(' ').replace(/"( :)+/g, '"')), (line) => { expect(once(line)).toBe(line); }));
  });
  it('whatever comes, twice is as once', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', ':', ',', '"', '\\', '\\"', ' ', '\n', '\\n', 'a', '1', '-', '1e5', 'null', '"name":"', '"name":"otp"', '"key":"a.token"', '"value":', ',"value":', '"value":"a",', '"token":', '"token":[', '"otp":12', '\\"name\\":\\"otp\\"', '\\"value\\":', ',\\"value\\":\\"', '\\"token\\":', 'cookie', 'Cookie: ', 'authorization=', '"cookie":', '"Authorization":"', '\\\\\\"');
    fc.assert(fc.property(fc.array(pieces, { maxLength: 25 }), (p) => { once(p.join('')); }), { numRuns: 3000 });
  });
  describe('time is linear', () => {
    /** ms of this process. Quadratic time takes 16 times as long for four times the length; a busy machine gets more tries. */
    const spent = (part: string, end: string, length: number): number => { const line = Buffer.from(part.repeat(length / part.length) + end), t = process.cpuUsage(); redact(line, DEFAULT_SETTINGS); return process.cpuUsage(t).user / 1000; };
    const LENGTH = 40_000, FLOOR_MS = 40, parts = ['{"name":"token","value":', '{"value":{"a":1,"key":"token"},', '"token":[', '"name":"token",', ',"a":{"b":"c"},"name":"token"', '},"key":"token"', '"value":1,"name":"token":', '\\"name\\":\\"token\\",', '"value":["token":[', '"name" :', ' ', '{"cookie":[', '"name":"token","value":[1,', '\\', '"value":"\\"name\\":'];
    test.each(parts.flatMap((part) => ['"', '},"key":"token"}'].map((end) => [part, end])))('%s… %s', (part, end) => {
      let ratio = Infinity;
      for (let tries = 0; tries < 8 && ratio > 10; tries++) { const long = spent(part, end, LENGTH * 4); ratio = long <= FLOOR_MS ? 1 : long / Math.max(FLOOR_MS / 10, spent(part, end, LENGTH)); }
      expect(ratio).toBeLessThanOrEqual(10);
    });
  });
});
