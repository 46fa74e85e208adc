import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import wabt from 'wabt';
import { MARK_REACH, secretMarks } from './secret-marks';
import { SECRET_MARKS_WASM } from './secret-marks-wasm';

const values = Uint8Array.from({ length: 256 }, (_, c) => (/[\w.%=-]/.test(String.fromCharCode(c)) ? 1 : 0));
const perhaps = new Uint8Array(1 << 15);
perhaps[(('k'.charCodeAt(0) & 31) << 10) | (('e'.charCodeAt(0) & 31) << 5) | ('y'.charCodeAt(0) & 31)] = 1;

/** The same said plainly. */
const plainly = (b: Buffer): number[] => [...b.keys()].filter((i) => {
  if (b[i] === 64 || b[i] === 74) return true;
  if (['za', 'ki', 'Be', 'Ba'].includes(b.toString('latin1', i, i + 2))) return true;
  if (b[i] === 34 && b[i + 1] === 58) { const end = b[i - 1] === 92 ? i - 1 : i; return i >= 4 && /key/i.test(b.toString('latin1', end - 3, end)); }
  if (b[i] !== 61) return false;
  if (i < 3 || /key/i.test(b.toString('latin1', i - 3, i))) return true;
  return i < b.length - MARK_REACH && [1, 3, 6, 10, 16, MARK_REACH].every((n) => values[b[i + n]] === 1);
});

it('finds what the plain words say, wherever it stands', () => {
  const pieces = fc.constantFrom('=', '@', 'J', 'za', 'zation', 'ki', 'kie', 'k', 'i', 'Bearer ', 'Basic ', 'B', 'a', 'key=', 'KEY=', 'key":', 'Key\\":', '":', 'id=', 'x'.repeat(30), 'abc.def%20-', ' ', '"', '\n', '\0', 'ÿ');
  fc.assert(fc.property(fc.array(pieces, { maxLength: 120 }), (p) => { const b = Buffer.from(p.join(''), 'latin1'); expect([...secretMarks(b, perhaps, values)]).toEqual(plainly(b)); }), { numRuns: 500 });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (b) => { expect([...secretMarks(b, perhaps, values)]).toEqual(plainly(Buffer.from(b))); }), { numRuns: 200 });
});

it('has room where every byte is a mark, and for another table', () => {
  for (const n of [1, 1000, 300_000, 63, 64, 65]) expect(secretMarks(Buffer.alloc(n, '@'), perhaps, values).length).toBe(n);
  expect([...secretMarks(Buffer.from('some key=1'), perhaps, values)]).toEqual([8]);
  expect([...secretMarks(Buffer.from('some key=1'), new Uint8Array(1 << 15), values)]).toEqual([]);
});

it('the WebAssembly is what its text says', async () => {
  const text = (await wabt()).parseWat('secret-marks.wat', readFileSync('lib/ingest/secret-marks.wat', 'utf8'), { simd: true, bulk_memory: true });
  text.validate();
  expect(Buffer.from(text.toBinary({}).buffer).toString('base64')).toBe(SECRET_MARKS_WASM);
});
