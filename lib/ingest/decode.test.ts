import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder, encodingOf } from './decode';

const decode = (pieces: Buffer[]): { out: Buffer; refused: string | null } => {
  const d = new Decoder(), out = pieces.map((p) => d.push(p));
  out.push(d.end());
  return { out: Buffer.concat(out), refused: d.refused };
};
const sliced = (b: Buffer, n: number): Buffer[] => { const out = []; for (let i = 0; i < b.length; i += n) out.push(Buffer.from(b.subarray(i, i + n))); return out; };
const be = (s: string): Buffer => Buffer.from(s, 'utf16le').swap16();
const LINE = '10.0.0.1 - - [12/Mar/2026:09:00:00 +0000] "GET /caf\u00e9/\u{1f600} HTTP/1.1" 200 5 "-" "-"\r\n';

describe('Decoder', () => {
  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufeff' + LINE)], ['UTF-16 LE with a mark', Buffer.from('\ufeff' + LINE, 'utf16le')], ['UTF-16 BE with a mark', be('\ufeff' + LINE)],
    ['UTF-16 LE', Buffer.from(LINE, 'utf16le')], ['UTF-16 BE', be(LINE)], ['UTF-8', Buffer.from(LINE)],
  ])('%s becomes UTF-8, however it is sliced', (_, bytes) => {
    for (const n of [1, 2, 3, 7, 4096]) expect(decode(sliced(bytes, n))).toEqual({ out: Buffer.from(LINE), refused: null });
  });

  it('does not depend on slices, lone surrogates and odd bytes included', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), fc.boolean(), (tail, n, little) => {
      const bytes = Buffer.concat([Buffer.from(little ? [0xff, 0xfe] : [0xfe, 0xff]), Buffer.from(tail)]);
      expect(decode(sliced(bytes, n))).toEqual(decode([Buffer.from(bytes)]));
    }));
  });

  it('leaves invalid UTF-8 and NULs alone', () => {
    const bytes = Buffer.from(LINE + 'a\xff\xfe\x00b\n' + LINE, 'latin1');
    expect(decode([bytes]).out.equals(bytes)).toBe(true);
  });

  it('takes a log with a run of NULs for a log', () => {
    expect(decode([Buffer.concat([Buffer.alloc(3000), Buffer.from(LINE.repeat(100))])]).refused).toBe(null);
  });

  it.each([
    [Buffer.from('%PDF-1.7\n%\xe2\xe3\n1 0 obj', 'latin1'), 'a PDF document'], [Buffer.from('PK\x03\x04\x14\x00'), 'a zip archive (or an office document)'],
    [Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3) * 31) & 255)), 'binary data, not text'],
  ])('refuses what is no log', (bytes, reason) => {
    expect(decode([bytes])).toEqual({ out: Buffer.alloc(0), refused: reason });
  });

  it('an empty file is empty', () => { expect(decode([])).toEqual({ out: Buffer.alloc(0), refused: null }); });
  it('a short text is no UTF-16', () => { expect(encodingOf(Buffer.from('a\n')).encoding).toBe('utf-8'); });
});
