import { expect, test } from 'vitest';
import { CALL } from '../call';
import { DEFAULT_SETTINGS } from './settings';
import { LineReader } from './line-reader';
import { NameIds } from './name-ids';

test('a server of HAProxy belongs to its backend: the same server name in two backends is two instances', () => {
  const names = new NameIds([]), reader = new LineReader(DEFAULT_SETTINGS);
  const line = (backend: string, server: string): Buffer => Buffer.from(`10.0.0.1:9 [12/Mar/2026:09:20:01.345] web ${backend}/${server} 0/0/1/2/3 200 77 - - ---- 1/1/1/1/0 0/0 "GET /x HTTP/1.1"`);
  const instance = (buf: Buffer): number => { expect(reader.read(buf, 0, buf.length)).toBe(CALL); return names.instance(reader.draft, 0); };
  const [a, b, again] = [line('be_flights', 's1'), line('be_hotels', 's1'), line('be_flights', 's1')].map(instance);
  expect(a).not.toBe(b);
  expect(again).toBe(a);
  expect(names.unknown().instances).toEqual([{ label: 'be_flights', addr: 's1' }, { label: 'be_hotels', addr: 's1' }]);
});
