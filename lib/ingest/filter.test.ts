import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLIENT_PLANES, FilterBuilder, mayContain, probeOf, REQUEST_ID_PLANES, sliceMayContain } from './filter';

const build = (words: Iterable<string>, planes: number): Uint8Array => { const f = new FilterBuilder(planes); for (const w of words) { const b = Buffer.from('x' + w); f.add(b, 1, b.length); } return f.build(); };
const hex = (i: number): string => (Math.imul(i, 2654435761) >>> 0).toString(16).padStart(32, 'f');
const ids = Array.from({ length: 6000 }, (_, i) => hex(i));

describe('FilterBuilder', () => {
  it('law: never denies what is there, whatever the words and how many', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 300 }), fc.integer({ min: 1, max: 12 }), (words, planes) => {
      const filter = build(words, planes);
      for (const w of words) if (!mayContain(filter, w, planes)) return false;
      return true;
    }));
    for (const n of [1, 31, 32, 33, 1000, 30_000]) { const words = Array.from({ length: n }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`), filter = build(words, CLIENT_PLANES); for (const w of words) expect(mayContain(filter, w, CLIENT_PLANES)).toBe(true); }
  });
  it.each([[REQUEST_ID_PLANES, 3000], [REQUEST_ID_PLANES, 300], [CLIENT_PLANES, 3000], [CLIENT_PLANES, 30_000]])('law: %i planes affirm wrongly once in 2^planes, at most twice that, over filters of %i words', (planes, n) => {
    let wrong = 0, asked = 0, bytes = 0;
    const filters = Math.ceil(60_000 / n);
    for (let k = 0; k < filters; k++) {
      const filter = build(Array.from({ length: n }, (_, i) => hex(k * n + i)), planes);
      bytes += filter.length;
      for (let i = 0; i < 4000; i++) { asked++; if (mayContain(filter, `203.${k}.${i >> 8}.${i & 255}`, planes)) wrong++; }
    }
    expect(wrong / asked).toBeLessThan(2 * 2 ** -planes);
    expect((bytes * 8) / (filters * n)).toBeLessThan(planes * (n < 1000 ? 1.4 : 1.21));
  });
  it('does not depend on repetition', () => { expect(build([...ids, ...ids.slice(0, 100)], 8)).toEqual(build(ids, 8)); });
  it('the same words give the same bytes from a builder that was used before', () => {
    const f = new FilterBuilder(8), add = (words: string[]): Uint8Array => { f.clear(); for (const w of words) { const b = Buffer.from(w); f.add(b, 0, b.length); } return f.build(); };
    const first = add(ids.slice(0, 500));
    add(ids);
    expect(add(ids.slice(0, 500))).toEqual(first);
  });
  it('an empty one denies everything', () => { expect(mayContain(build([], 8), 'x', 8)).toBe(false); });
  it('says in its length whether a word was decoded', () => {
    const f = new FilterBuilder(8);
    f.addText('añb');
    const filter = f.build();
    expect([filter.length % 4, mayContain(filter, 'añb', 8)]).toEqual([1, true]);
    expect(build(ids, 8).length % 4).toBe(0);
  });
  it('a probe needs its own bytes only, wherever they lie', () => {
    const filter = build(ids, 8), blocks = filter.length / 32;
    for (const w of [...ids, ...ids.map((i) => i + 'x')]) {
      const probe = probeOf(w, 8), from = Number((BigInt(probe.place) * BigInt(blocks - 1)) >> 32n) * probe.blockBytes, slice = Uint8Array.from(filter.subarray(from, from + probe.bytes));
      expect(slice.length).toBe(probe.bytes);
      if (sliceMayContain(slice, probe) !== mayContain(filter, w, 8)) throw new Error(w);
    }
  });
});
