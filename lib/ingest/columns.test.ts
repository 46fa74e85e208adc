import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromColumns, toColumns } from './columns';

const round = (b: Uint8Array): Buffer => fromColumns(toColumns(b));
const text = (s: string): Buffer => Buffer.from(s, 'latin1');

it('gives back any bytes: law', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 4000 }), (b) => { expect(round(b).equals(Buffer.from(b))).toBe(true); }));
  const piece = fc.constantFrom('a', ' ', '"', '\n', '\r', '\u0000', 'word', '  ', '""', '\n\n');
  fc.assert(fc.property(fc.array(piece, { maxLength: 400 }), (ps) => { const b = text(ps.join('')); expect(round(b).equals(b)).toBe(true); }));
});
it('puts the n-th words together', () => {
  expect(Buffer.from(toColumns(text('a b\nc d\n'))).subarray(5 + 8).toString()).toBe('a c b\nd\n');
});
it('takes lines of more words than there are columns, and a word as large as the chunk', () => {
  for (const b of [text(('x '.repeat(500) + '\n').repeat(20)), text('y'.repeat(1 << 20)), text(' '.repeat(300_000)), Buffer.alloc(0)]) expect(round(b).equals(b)).toBe(true);
});
it('refuses what it did not make', () => {
  expect(() => fromColumns(text('abc'))).toThrow(RangeError);
  expect(() => fromColumns(text('\u0009\u0000\u0000\u0000\u0001\u0001\u0000\u0000\u0000zz'))).toThrow(RangeError);
});
it('keeps a truncated copy from reading past its end', () => {
  const packed = toColumns(text('one two\nthree four\n'));
  expect(() => fromColumns(packed.subarray(0, packed.length - 1))).toThrow(RangeError);
});
