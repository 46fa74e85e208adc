import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benchLog } from '../../prisma/scenarios/bench-log';
import { packChunk, unpackChunk, unpackChunkSync } from './chunk-bytes';

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
  it('refuse what they do not know', () => { expect(() => unpackChunkSync(Buffer.from([7, 1, 2]))).toThrow('does not know'); });
});
