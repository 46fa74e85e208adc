import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnTemplates } from './learn-templates';
import { RouteNamer } from './route';

const namer = new RouteNamer();
const routeOf = (method: string, path: string, by = namer): string => { const b = Buffer.from(`${method} ${path}`); return by.routes.name(by.of(b, 0, method.length, method.length + 1, b.length)); };

describe('general rules', () => {
  it.each([
    ['/', '/'], ['', '/'], ['/api/users/123', '/api/users/{id}'], ['/api/v1/users/', '/api/v1/users/'], ['/user12345/x', '/user{id}/x'], ['/flights/LH1234', '/flights/{id}'],
    ['/o/3f2504e0-4f89-11d3-9a0c-0305e82c3301', '/o/{uuid}'], ['/3F2504E0-4F89-11D3-9A0C-0305E82C3301.jpg', '/{uuid}.jpg'], ['/img/12345.jpg', '/img/{id}.jpg'], ['/js/main.4f3d2a1b.js', '/js/main.{hash}.js'],
    ['/order-77.json', '/order-{id}.json'], ['/b/1,2,3,4', '/b/{id}'], ['/day/2026-03-12', '/day/{date}'], ['/day/2026-03-12T09:00:00Z', '/day/{date}'], ['/u/ann@example.com/x', '/u/{email}/x'],
    ['/c/d41d8cd98f00b204e9800998ecf8427e', '/c/{hash}'], ['/t/aB3-xK_9fQzzTTaa00bbCC', '/t/{hash}'], ['/caf%C3%A9/x', '/{slug}/x'], ['/caf\u00e9', '/{slug}'], ['/a\\x22b', '/{slug}'],
    ['/jquery-3.6.0.min.js', '/jquery-{id}.min.js'], ['/oauth2/token', '/oauth2/token'], ['/mp4/h2', '/mp4/h2'], ['/a?b=/c/1', '/a'], ['/a;jsessionid=1/b', '/a'], ['//a', '//a'],
    ['*', '*'], ['http://h.example:80/a/1?x', '/a/{id}'], ['http://h.example', '/'], ['example.com:443', '{authority}'], ['/' + 'a'.repeat(49), '/{slug}'],
    ['/a/b/c/d/e/f/g/h/i/j/k/l/m/n', '/a/b/c/d/e/f/g/h/i/j/k/l/{rest}'], ['/dQw4w9WgXcQ', '/{id}'],
  ])('%s -> %s', (path, template) => { expect(namer.templateOf(path)).toBe(template); });

  it('keeps known methods', () => {
    expect(routeOf('GET', '/a/1')).toBe('GET /a/{id}');
    expect(routeOf('BREW', '/a/1')).toBe('OTHER /a/{id}');
    expect(routeOf('', '/a/1')).toBe('OTHER /a/{id}');
  });

  const piece = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('12', '{id}', 'a1b2c3d4e5', 'v1', '2026-03-12', '-', '_', '.', ',', '@', 'user123', 'AB12C', 'x9', '{', '}'), fc.uuid());
  const paths = fc.array(fc.array(piece, { maxLength: 6 }).map((p) => p.join('')), { maxLength: 16 }).map((s) => '/' + s.join('/'));
  it('changes nothing when applied to its own result, and is printable and bounded', () => {
    fc.assert(fc.property(paths, (path) => {
      const once = namer.templateOf(path);
      expect(namer.templateOf(once)).toBe(once);
      expect(once).toMatch(/^[\x21-\x7e]{1,650}$/);
    }), { numRuns: 2000 });
  });
});

describe('templates', () => {
  const by = new RouteNamer(['/city/{slug}', '/city/search', '/city/{slug}/2024', '/users/{id}/{tab}', '/files/{id}.jpg', '/static/*', 'GET /x/{name}/y']);
  it.each([
    ['/city/vienna', '/city/{slug}'], ['/city/123', '/city/{slug}'], ['/city/search', '/city/search'], ['/city/vienna/hotels/5', '/city/{slug}/hotels/{id}'], ['/city/rome/2024', '/city/{slug}/2024'],
    ['/users/5/bills', '/users/{id}/{tab}'], ['/users/me/bills', '/users/me/bills'], ['/files/77.jpg', '/files/{id}.jpg'], ['/static/a/b/c.js', '/static/{rest}'], ['/x/q/y', '/x/{name}/y'], ['/other/1', '/other/{id}'], ['/', '/'],
  ])('%s -> %s', (path, template) => { expect(by.templateOf(path)).toBe(template); });
});

describe('learnTemplates', () => {
  const word = (i: number): string => [...String(i)].map((d) => 'abcdefghij'[Number(d)]).join('') + 'x';
  it('finds names out of a large set, keeps the frequent ones, leaves small sets alone', () => {
    const paths: string[] = [];
    for (let i = 0; i < 2000; i++) paths.push(`/hotel/${word(i % 700)}/rooms/${i}`, `/hotel/search`, `/api/${word(i % 40)}`);
    expect(learnTemplates(paths)).toEqual(['/hotel/search', '/hotel/{slug}']);
    const by = new RouteNamer(learnTemplates(paths));
    expect(by.templateOf('/hotel/new-one/rooms/7')).toBe('/hotel/{slug}/rooms/{id}');
    expect(by.templateOf('/hotel/search')).toBe('/hotel/search');
  });
  it('takes 200 routes that keep coming for routes', () => {
    expect(learnTemplates(Array.from({ length: 6000 }, (_, i) => `/api/${word(i % 200)}`))).toEqual([]);
  });
  it('does not depend on the order of samples', () => {
    const paths = Array.from({ length: 400 }, (_, i) => `/a/${word(i * 7 % 390)}/b`);
    expect(learnTemplates([...paths].reverse())).toEqual(learnTemplates(paths));
  });
});
