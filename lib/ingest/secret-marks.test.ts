import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import wabt from 'wabt';
import { IS_PAIR, KEY_REACH, MARK_REACH, MAY_BE_SECRET, secretMarks } from './secret-marks';
import { SECRET_MARKS_WASM } from './secret-marks-wasm';

const values = Uint8Array.from({ length: 256 }, (_, c) => (/[\w.%=-]/.test(String.fromCharCode(c)) ? 1 : 0));
const letters = (b: Uint8Array, end: number): number => ((b[end - 3] & 31) << 10) | ((b[end - 2] & 31) << 5) | (b[end - 1] & 31);
const table = (kinds: Record<string, number>): Uint8Array => { const t = new Uint8Array(1 << 15); for (const [k, kind] of Object.entries(kinds)) t[letters(Buffer.from(k), 3)] |= kind; return t; };
const perhaps = table({ key: 1 }), inJson = table({ key: MAY_BE_SECRET | IS_PAIR, ame: IS_PAIR, otp: MAY_BE_SECRET, kie: MAY_BE_SECRET });
const find = (b: Uint8Array): number[] => [...secretMarks(b, perhaps, inJson, values)];

/** The same said plainly. */
const plainly = (b: Buffer): number[] => [...b.keys()].filter((i) => {
  if (b[i] === 64 || b[i] === 74) return true;
  if (['za', 'ki', 'Be', 'Ba'].includes(b.toString('latin1', i, i + 2))) return true;
  if (b[i] === 34) return isName(b, i);
  if (b[i] !== 61) return false;
  if (i < 3 || perhaps[letters(b, i)] === 1) return true;
  return i < b.length - MARK_REACH && [1, 3, 6, 10, 16, MARK_REACH].every((n) => values[b[i + n]] === 1);
});
function isName(b: Buffer, i: number): boolean {
  const end = b[i - 1] === 92 ? i - 1 : i, kind = inJson[letters(b, end)], behind = b.toString('latin1', i + 1);
  if (i < 4 || !/^[ \t]*:/.test(behind)) return false;
  if ((kind & IS_PAIR) === 0 || (b[end - 4] !== 34 && (kind & MAY_BE_SECRET) !== 0)) return kind !== 0;
  const text = /^[ \t:\\]*"([^"]*)"/.exec(behind);
  if ((b[end - 4] !== 34 && b[end - 5] !== 34) || text === null || text[1].length > KEY_REACH) return false;
  const quote = i + text[0].length;
  return (inJson[letters(b, b[quote - 1] === 92 ? quote - 1 : quote)] & MAY_BE_SECRET) !== 0;
}

it('finds what the plain words say, wherever it stands', () => {
  const pieces = fc.constantFrom('=', '@', 'J', 'za', 'zation', 'ki', 'kie', 'k', 'i', 'Bearer ', 'Basic ', 'B', 'a', 'key=', 'KEY=', 'key":', 'Key\\":', '":', 'id=', 'x'.repeat(30), 'abc.def%20-', ' ', '"', '\n', '\0', 'ÿ', '" :', '"\t :', '\\" :', '"name":"', '\\"Name\\": \\"', '"key":"', '"akey":"', 'x'.repeat(118), '.key"', 'otp\\"', 'otp","', 'cookie"');
  fc.assert(fc.property(fc.array(pieces, { maxLength: 120 }), (p) => { const b = Buffer.from(p.join(''), 'latin1'); expect(find(b)).toEqual(plainly(b)); }), { numRuns: 1000 });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (b) => { expect(find(b)).toEqual(plainly(Buffer.from(b))); }), { numRuns: 200 });
});

it.each([[KEY_REACH - 3, 1], [KEY_REACH - 2, 0]])('a key that is a text, %i bytes and three', (n, marks) => {
  const b = Buffer.from(`{"name":"${'x'.repeat(n)}otp","value":"1"}`);
  expect(find(b).length).toBe(marks);
  // What lies behind the bytes from an earlier, longer call is no part of them.
  expect(find(b.subarray(0, b.indexOf('otp') + 3))).toEqual([]);
});

it('has room where every byte is a mark, and for another table', () => {
  for (const n of [1, 1000, 300_000, 63, 64, 65]) expect(find(Buffer.alloc(n, '@')).length).toBe(n);
  expect(find(Buffer.from('some key=1'))).toEqual([8]);
  expect([...secretMarks(Buffer.from('some key=1'), new Uint8Array(1 << 15), inJson, values)]).toEqual([]);
});

it('the WebAssembly is what its text says', async () => {
  const text = (await wabt()).parseWat('secret-marks.wat', readFileSync('lib/ingest/secret-marks.wat', 'utf8'), { simd: true, bulk_memory: true });
  text.validate();
  expect(Buffer.from(text.toBinary({}).buffer).toString('base64')).toBe(SECRET_MARKS_WASM);
});
