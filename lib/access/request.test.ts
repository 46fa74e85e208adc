import { describe, expect, it } from 'vitest';
import { guardMutation, guardRead, hostAllowed } from './request';

const req = (headers: Record<string, string>): Request => new Request('http://127.0.0.1:3000/api/x', { method: 'POST', headers });

describe('hosts', () => {
  it('serves this machine under its own names, with any port', () => {
    for (const h of ['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST', '192.168.1.20:3000']) expect(hostAllowed(h, {}), h).toBe(true);
  });
  it('refuses names that were not named: DNS rebinding', () => {
    for (const h of [null, '', 'evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.1.evil.example', '1.2.3.4.5', '[::1].evil.example']) expect(hostAllowed(h, { HOST: '0.0.0.0' }), String(h)).toBe(false);
  });
  it('serves what HOST and HANGTIME_ALLOWED_HOSTS name', () => {
    const env = { HOST: 'gate.internal', HANGTIME_ALLOWED_HOSTS: 'logs.example:8443, Other.example' };
    for (const h of ['gate.internal:3000', 'logs.example', 'other.example:1']) expect(hostAllowed(h, env), h).toBe(true);
    expect(hostAllowed('anything', { HANGTIME_ALLOWED_HOSTS: '*' })).toBe(true);
  });
});

describe('changes', () => {
  const host = '127.0.0.1:3000';
  it('come from the same origin, or from a program that names none', () => {
    expect(guardMutation(req({ host }))).toBeNull();
    expect(guardMutation(req({ host, origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' }))).toBeNull();
  });
  it.each([
    [{ host, origin: 'http://evil.example' }], [{ host, origin: 'http://127.0.0.1:4000' }], [{ host, origin: 'null' }], [{ host, 'sec-fetch-site': 'cross-site' }], [{ host, 'sec-fetch-site': 'same-site' }],
  ])('are refused for %j', (headers) => { expect(guardMutation(req(headers))?.status).toBe(403); });
  it('are refused under a foreign host', () => { expect(guardMutation(req({ host: 'evil.example' }))?.status).toBe(421); });
});

describe('reads', () => {
  const host = 'localhost:3000';
  it('answer people and programs, not other sites’ scripts', () => {
    expect(guardRead(req({ host }))).toBeNull();
    expect(guardRead(req({ host, 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }))).toBeNull();
    expect(guardRead(req({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }))).toBeNull();
    expect(guardRead(req({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }))?.status).toBe(403);
    expect(guardRead(req({ host: 'evil.example' }))?.status).toBe(421);
  });
});
