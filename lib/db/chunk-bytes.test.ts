import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benchLog } from '../../prisma/scenarios/bench-log';
import { packChunk, unpackChunk, unpackChunkSync, unpackChunkWith } from './chunk-bytes';

const words = fc.constantFrom('GET', '"', '" ', ' "', '\n', '\r\n', ' ', '  ', '\0', '{"a":"b c"}', '10.0.0.1', 'é', '\ufffd', 'Mozilla/5.0 (X11; Linux)');

describe('bytes of a chunk', () => {
  it('come back exactly: any bytes', () => { fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), (b) => { expect(Buffer.from(b).equals(unpackChunkSync(packChunk(b)))).toBe(true); }), { numRuns: 200 }); });
  it('come back exactly: quotes, spaces and line ends in any order', async () => {
    await fc.assert(fc.asyncProperty(fc.array(words, { maxLength: 600 }), async (w) => { const b = Buffer.from(w.join('')); expect(b.equals(await unpackChunk(packChunk(b)))).toBe(true); }), { numRuns: 200 });
  });
  it('come back exactly: more quotes and words than there are columns', () => { for (const text of ['"'.repeat(5000), 'a '.repeat(5000) + '\nb', '"a b c d e" '.repeat(900), '', '\n'.repeat(70_000)]) expect(unpackChunkSync(packChunk(Buffer.from(text))).toString()).toBe(text); });
  it('come back exactly and small: the samples and the bench log', () => {
    const log = Buffer.from([...benchLog({ seed: 3, lines: 3000, from: 0, to: 60_000 })].join(''), 'latin1');
    expect(packChunk(log).length).toBeLessThan(log.length * 0.16);
    for (const sample of [log, readFileSync('lib/formats/haproxy-http.sample.log')]) expect(unpackChunkSync(packChunk(sample)).equals(sample)).toBe(true);
  });
  it('come back exactly and at half their length: long hex numbers, where all of a column are', () => {
    const digit = fc.constantFrom(...'0123456789abcdef'), odd = fc.constantFrom('', 'x', 'A', ' ', '"', '\n', '00');
    const word = fc.array(digit, { minLength: 32, maxLength: 32 }).map((d) => d.join(''));
    fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), odd, fc.nat(60), fc.constantFrom('"\n', ' x\n', '\n', '" "\n'), (words, spoil, at, end) => {
      const lines = words.map((w, i) => `id="${i === at ? w + spoil : w}${end}`).join('');
      for (const text of [lines, lines.slice(0, -1), lines.slice(0, -end.length)]) expect(unpackChunkSync(packChunk(Buffer.from(text))).toString()).toBe(text);
    }), { numRuns: 300 });
    const random = Array.from({ length: 500 }, (_, i) => createHash('md5').update(String(i)).digest('hex'));
    expect(packChunk(Buffer.from(random.join('\n') + '\n')).length).toBeLessThan(500 * 16 + 64);
  });
  it('are given with the words that stand in them, whole or a part: none without blanks and quotes is torn apart', async () => {
    const hex = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((n) => n.toString(16).padStart(16, '0').repeat(2)), id = fc.tuple(hex, fc.nat(31), fc.nat(31));
    await fc.assert(fc.asyncProperty(fc.array(words, { maxLength: 300 }), fc.array(id, { minLength: 1, maxLength: 20 }), async (w, ids) => {
      const b = Buffer.from(ids.map(([i]) => `${i} "${i}"\n`).join('') + w.join('')), packed = packChunk(b), asked = [...b.toString().split(/[\s"]+/).filter((x) => x !== ''), ...ids.map(([i, from, to]) => i.slice(Math.min(from, to), Math.max(from, to)))];
      expect(b.equals((await unpackChunkWith(packed, asked))!)).toBe(true);
      expect(await unpackChunkWith(packed, ['not-in-here'])).toBeNull();
      expect(await unpackChunkWith(packed, ['0123456789abcdef'.repeat(2)])).toBeNull();
    }), { numRuns: 100 });
  });
  it('refuse what they do not know', () => { expect(() => unpackChunkSync(Buffer.from([7, 1, 2]))).toThrow('does not know'); });
});
