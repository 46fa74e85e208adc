import { describe, expect, it } from 'vitest';
import { FilterBuilder, mayContain } from './filter';

describe('FilterBuilder', () => {
  const build = (words: string[], bytes = 1 << 20): Uint8Array => { const f = new FilterBuilder(); for (const w of words) { const b = Buffer.from('x' + w); f.add(b, 1, b.length); } return f.build(bytes); };
  const ids = Array.from({ length: 6000 }, (_, i) => (i * 2654435761 % 4294967296).toString(16).padStart(32, 'f'));

  it('never denies what is there, and seldom affirms what is not, in six bits a word', () => {
    const filter = build(ids);
    expect(filter.length).toBeLessThanOrEqual((ids.length * 6) / 8);
    for (const id of ids) expect(mayContain(filter, id)).toBe(true);
    let wrong = 0;
    for (let i = 0; i < 20_000; i++) if (mayContain(filter, `203.0.${i >> 8}.${i & 255}`)) wrong++;
    expect(wrong / 20_000).toBeLessThan(0.07);
  });
  it('does not depend on order or repetition', () => { expect(build([...ids].reverse().concat(ids.slice(0, 100)))).toEqual(build(ids)); });
  it('an empty one denies everything', () => { expect(mayContain(build([]), 'x')).toBe(false); });
  it('stays within its share when there is too much', () => { expect(build(ids, 100_000).length).toBe(1000); });
});
