import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from './redact';
import { DEFAULT_SETTINGS } from './settings';

const clean = (line: string, settings = DEFAULT_SETTINGS): string => { const b = Buffer.from(line, 'latin1'); redact(b, settings); return b.toString('latin1'); };
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N';

describe('redact', () => {
  it.each([
    ['"GET /a?token=abc123&x=1 HTTP/1.1" 200', '"GET /a?token=******&x=1 HTTP/1.1" 200'],
    ['"GET /cb?code=xyz&state=q HTTP/1.1"', '"GET /cb?code=***&state=* HTTP/1.1"'],
    ['code=504 key=abc status=200', 'code=504 key=abc status=200'],
    ['password=hunter2 user=ann', 'password=******* user=ann'],
    ['"api_key="', '"api_key="'],
    ['{"args":"API_KEY=s3cr3t&a=b"}', '{"args":"API_KEY=******&a=b"}'],
    ['upstream: "http://bob:pw@10.0.0.1:80/x"', 'upstream: "http://******@10.0.0.1:80/x"'],
    [String.raw`{"url":"https:\/\/bob:pw@h\/x","to":"a\/b@c"}`, String.raw`{"url":"https:\/\/******@h\/x","to":"a\/b@c"}`], ['{"x-goog-api-key":"k1"} ?x-goog-api-key=k2', '{"x-goog-api-key":"**"} ?x-goog-api-key=**'],
    ['"GET /u/ann@example.com/x HTTP/1.1"', '"GET /u/ann@example.com/x HTTP/1.1"'],
    ['{"Authorization":"Bearer abcdef123","x":1}', '{"Authorization":"****************","x":1}'],
    ['"Bearer abcdef123" 200', '"Bearer *********" 200'], ['Basic settings were used', 'Basic settings were used'], ['Basic dXNlcjpwYXNz', 'Basic ************'], ['?userPassword=x1 max_tokens=5', '?userPassword=** max_tokens=5'],
    ['{"headers":{"cookie":"a=b; c=d","host":"h"}}', '{"headers":{"cookie":"********","host":"h"}}'],
    ['"a=b; PHPSESSID=q1w2; theme=dark"', '"a=b; PHPSESSID=****; theme=dark"'],
    ['Mozilla/5.0 ASP.NET_SessionId=q1w2;+.ASPXAUTH=A1B2;+theme=dark -', 'Mozilla/5.0 ASP.NET_SessionId=****;+.ASPXAUTH=****;+theme=dark -'],
    ['?q=Mm1FZQ4yTzZ0aGlzSXNMb25nUmFuZG9t HTTP', '?q=******************************** HTTP'],
    ['?id=3f2504e0-4f89-11d3-9a0c-0305e82c3301 rid=3f2504e04f8911d39a0c0305e82c3301', '?id=3f2504e0-4f89-11d3-9a0c-0305e82c3301 rid=3f2504e04f8911d39a0c0305e82c3301'],
    [`GET /verify/${JWT}/x`, `GET /verify/${'*'.repeat(JWT.length)}/x`],
    ['{"password":"hunter2","user":"ann"}', '{"password":"*******","user":"ann"}'], ['{"headers":{"x-api-key": "k1","apikey":["k2", "k3"],"x":"y"}}', '{"headers":{"x-api-key": "**","apikey":["**", "**"],"x":"y"}}'],
    [String.raw`{"body":"{\"client_secret\":\"zz\",\"a\":\"b\"}","c":1}`, String.raw`{"body":"{\"client_secret\":\"**\",\"a\":\"b\"}","c":1}`], [String.raw`{"password":"a\"b","x":"y"}`, '{"password":"****","x":"y"}'], [String.raw`{"b":"{\"password\":\"a\\\"b\",\"x\":1}"}`, String.raw`{"b":"{\"password\":\"******\",\"x\":1}"}`],
    ['{"token":12,"max_tokens":"5","code":"504","state":"open","key":"k","otp":null}', '{"token":99,"max_tokens":"5","code":"504","state":"open","key":"k","otp":null}'], ['{"refreshToken":"r1', '{"refreshToken":"**'], ['{"b":"{\\"token\\":\\"cut","c":"d"}', '{"b":"{\\"token\\":\\"***","c":"d"}'],
    ['mycode=1 broken=2 monkey=3 ?monkey=3', 'mycode=1 broken=2 monkey=3 ?monkey=3'],
  ])('%s', (line, expected) => { expect(clean(line)).toBe(expected); });

  it('takes more keys from the settings', () => {
    expect(clean('?voucher=ab12&x=1', { ...DEFAULT_SETTINGS, redactKeys: ['Voucher'] })).toBe('?voucher=****&x=1');
  });

  const noise = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('?', '&', '=', '"', '@', '://', ' ', '\n', 'Cookie: ', 'authorization', 'key', 'eyJ', '\\', ';', '"token":"', '\\"token\\":\\"', '"secret":['));
  it('never changes length or line ends, is idempotent, and leaves no secret', () => {
    const secret = fc.array(fc.constantFrom(...'abcXYZ0189._~-'), { minLength: 8, maxLength: 60 }).map((c) => c.join(''));
    const key = fc.constantFrom('token', 'ACCESS_TOKEN', 'api_key', 'password', 'client_secret', 'jwt', 'key', 'sig', 'auth', 'session', 'code');
    fc.assert(fc.property(fc.array(noise, { maxLength: 12 }), key, secret, fc.array(noise, { maxLength: 12 }), (before, k, s, after) => {
      const line = Buffer.from(`${before.join('')}&${k}=${s} ${after.join('')}`), once = Buffer.from(line);
      redact(once, DEFAULT_SETTINGS);
      expect(once.length).toBe(line.length);
      for (let i = 0; i < line.length; i++) if (line[i] === 10) expect(once[i]).toBe(10);
      if (!(before.join('') + after.join('')).includes(s)) expect(once.includes(s)).toBe(false);
      const twice = Buffer.from(once);
      redact(twice, DEFAULT_SETTINGS);
      expect(twice.equals(once)).toBe(true);
    }), { numRuns: 1000 });
  });

  it('leaves JSON what it was but for the texts and numbers of its secrets: law', () => {
    type Value = string | number | boolean | null | string[];
    const secretKey = fc.constantFrom('password', 'x-api-key', 'Token', 'client_secret', 'userPassword', 'apikey'), value: fc.Arbitrary<Value> = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('"', '\\', 'a"b\\', '":"', '\n'), fc.array(fc.string({ maxLength: 10 }), { maxLength: 3 }), fc.integer(), fc.boolean(), fc.constant(null));
    const plain = fc.dictionary(fc.constantFrom('path', 'status', 'code', 'user'), fc.oneof(fc.integer(), fc.constantFrom('a', 'b "c"', '\\', 'd\\"e')), { maxKeys: 3 });
    const veiled = (v: Value): Value => (typeof v === 'string' ? '*' : typeof v === 'number' ? Number(String(v).replace(/\d/g, '9')) : Array.isArray(v) ? v.map(() => '*') : v), short = (v: Value): Value => (typeof v === 'string' ? v.replace(/^\*+$/, '*') : Array.isArray(v) ? v.map((x) => x.replace(/^\*+$/, '*')) : v);
    fc.assert(fc.property(plain, secretKey, value.filter((v) => v !== '' && !(Array.isArray(v) && v.includes(''))), fc.integer({ min: 0, max: 1 }), (other, key, v, within) => {
      const inner = { ...other, [key]: v, last: 'x' }, line = Buffer.from(JSON.stringify(within ? { body: JSON.stringify(inner), end: 'y' } : inner)), length = line.length;
      redact(line, DEFAULT_SETTINGS);
      expect(line.length).toBe(length);
      const read = JSON.parse(line.toString()) as Record<string, Value>, got = (within ? JSON.parse(read.body as string) : read) as Record<string, Value>;
      expect({ ...got, [key]: short(got[key]) }).toEqual({ ...inner, [key]: veiled(v) });
      if (within) expect(read.end).toBe('y');
    }), { numRuns: 2000 });
  });
});
