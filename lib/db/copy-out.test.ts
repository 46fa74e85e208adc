import { expect, it } from 'vitest';
import { rowsOf } from './copy-out';

const head = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const int16 = (n: number): Buffer => { const b = Buffer.alloc(2); b.writeInt16BE(n); return b; }, int32 = (n: number): Buffer => { const b = Buffer.alloc(4); b.writeInt32BE(n); return b; };

it('reads rows, nulls and empty fields', () => {
  const bytes = Buffer.from([0, 255, 13, 10]), end = int16(-1);
  expect(rowsOf(Buffer.concat([head, end]))).toEqual([]);
  expect(rowsOf(Buffer.concat([head, int16(2), int32(4), bytes, int32(-1), int16(2), int32(0), int32(4), bytes, end]))).toEqual([[bytes, null], [Buffer.alloc(0), bytes]]);
});
it('refuses what was cut short', () => {
  expect(() => rowsOf(Buffer.concat([head, int16(1), int32(9), Buffer.alloc(3)]))).toThrow();
  expect(() => rowsOf(Buffer.concat([head, int16(1), int32(2), Buffer.alloc(2)]))).toThrow();
});
