import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { SafeText } from './safe-text';

const html = (text: string, path?: boolean): string => renderToStaticMarkup(<SafeText text={text} path={path} />);

it('lets a path break after its slashes, not between the method and the path, and adds no character', () => {
  expect(html('GET /api/v2//orders/{id}', true)).toBe('<bdi dir="ltr">GET /api/<wbr/>v2//orders/<wbr/>{id}</bdi>');
  expect(html('GET /a/b')).toBe('<bdi dir="ltr">GET /a/b</bdi>');
  expect(html('GET /a/b\u202e/c/', true)).toContain('/a/<wbr/>b<span');
});
