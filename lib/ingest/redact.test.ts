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
    ['"GET /u/ann@example.com/x HTTP/1.1"', '"GET /u/ann@example.com/x HTTP/1.1"'],
    ['{"Authorization":"Bearer abcdef123","x":1}', '{"Authorization":"****************","x":1}'],
    ['"Bearer abcdef123" 200', '"Bearer *********" 200'], ['Basic settings were used', 'Basic settings were used'], ['Basic dXNlcjpwYXNz', 'Basic ************'], ['?userPassword=x1 max_tokens=5', '?userPassword=** max_tokens=5'],
    ['{"headers":{"cookie":"a=b; c=d","host":"h"}}', '{"headers":{"cookie":"********","host":"h"}}'],
    ['"a=b; PHPSESSID=q1w2; theme=dark"', '"a=b; PHPSESSID=****; theme=dark"'],
    ['Mozilla/5.0 ASP.NET_SessionId=q1w2;+.ASPXAUTH=A1B2;+theme=dark -', 'Mozilla/5.0 ASP.NET_SessionId=****;+.ASPXAUTH=****;+theme=dark -'],
    ['?q=Mm1FZQ4yTzZ0aGlzSXNMb25nUmFuZG9t HTTP', '?q=******************************** HTTP'],
    ['?id=3f2504e0-4f89-11d3-9a0c-0305e82c3301 rid=3f2504e04f8911d39a0c0305e82c3301', '?id=3f2504e0-4f89-11d3-9a0c-0305e82c3301 rid=3f2504e04f8911d39a0c0305e82c3301'],
    [`GET /verify/${JWT}/x`, `GET /verify/${'*'.repeat(JWT.length)}/x`],
    ['mycode=1 broken=2 monkey=3 ?monkey=3', 'mycode=1 broken=2 monkey=3 ?monkey=3'],
  ])('%s', (line, expected) => { expect(clean(line)).toBe(expected); });

  it('takes more keys from the settings', () => {
    expect(clean('?voucher=ab12&x=1', { ...DEFAULT_SETTINGS, redactKeys: ['Voucher'] })).toBe('?voucher=****&x=1');
  });

  const noise = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('?', '&', '=', '"', '@', '://', ' ', '\n', 'Cookie: ', 'authorization', 'key', 'eyJ', '\\', ';'));
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
});
