import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK_BYTES, KEPT_OF_LONG, MAX_LINE, Splitter, type RawChunk } from './split';

const chunks = (splitter: Splitter, pieces: Buffer[]): RawChunk[] => {
  const out: RawChunk[] = [];
  for (const p of pieces) out.push(...splitter.push(p));
  out.push(...splitter.end());
  return out;
};
const slices = (bytes: Buffer, cuts: number[]): Buffer[] => {
  const at = [...new Set([0, bytes.length, ...cuts.map((c) => c % (bytes.length + 1))])].sort((a, b) => a - b);
  return at.slice(1).map((to, i) => bytes.subarray(at[i], to));
};
// Small limits, so that every rule is met often: chunks of 40 bytes, lines of at most 12, parts of at most 64.
const small = (offset = 0, preamble: Buffer | null = null): Splitter => new Splitter(offset, 40, 12, 64, preamble);
const content = fc.array(fc.oneof(fc.string({ maxLength: 10 }), fc.string({ minLength: 8, maxLength: 15 }), fc.string({ minLength: 30, maxLength: 200 })), { maxLength: 30 }).map((l) => Buffer.from(l.join('\n')));

describe('Splitter', () => {
  it('cuts by content alone, however the reads were sliced', () => {
    fc.assert(fc.property(content, fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
      expect(chunks(small(), slices(bytes, cuts))).toEqual(chunks(small(), [bytes]));
    }));
  });

  it('accounts for every byte, in order, in whole lines', () => {
    fc.assert(fc.property(content, (bytes) => {
      let at = 0;
      for (const c of chunks(small(), [bytes])) {
        expect(c.offset).toBe(at);
        expect(c.bytes.equals(bytes.subarray(at, at + c.bytes.length))).toBe(true);
        if (c.bytes.length < c.length) { expect(c.bytes.length).toBe(13); expect(c.bytes.includes(10)).toBe(false); }
        else expect(c.length).toBeLessThanOrEqual(40);
        at += c.length;
        if (at < bytes.length && c.length < 64) expect(bytes[at - 1]).toBe(10);
      }
      expect(at).toBe(bytes.length);
    }));
  });

  it('gives every chunk in memory of its own, which can be handed to a thread', () => {
    fc.assert(fc.property(content, (bytes) => {
      for (const { bytes: own } of chunks(small(), [bytes])) {
        structuredClone(own, { transfer: [own.buffer as ArrayBuffer] });
        expect(own.length).toBe(0);
      }
    }));
  });

  it('takes up again at any chunk offset', () => {
    fc.assert(fc.property(content, (bytes) => {
      const all = chunks(small(), [bytes]);
      all.forEach((c, i) => expect(chunks(small(c.offset, c.preamble), [bytes.subarray(c.offset)])).toEqual(all.slice(i)));
    }));
  });

  it('fills chunks up to the last newline within two MiB', () => {
    const line = Buffer.alloc(1000, 97); line[999] = 10;
    const all = chunks(new Splitter(), [Buffer.concat(Array(5000).fill(line))]);
    expect(all.map((c) => c.length)).toEqual([2097000, 2097000, 806000]);
    expect(CHUNK_BYTES - all[0].length).toBeLessThan(1000);
  });

  it('keeps a line of exactly the limit and swallows a longer one', () => {
    const at = Buffer.concat([Buffer.alloc(MAX_LINE, 97), Buffer.from('\nx\n')]), over = Buffer.concat([Buffer.alloc(MAX_LINE + 1, 97), Buffer.from('\nx\n')]);
    expect(chunks(new Splitter(), [at]).map((c) => [c.length, c.bytes.length])).toEqual([[MAX_LINE + 3, MAX_LINE + 3]]);
    expect(chunks(new Splitter(), [over]).map((c) => [c.length, c.bytes.length])).toEqual([[MAX_LINE + 2, KEPT_OF_LONG], [2, 2]]);
  });

  it('swallows a gigabyte without a line end in flat memory', () => {
    const piece = Buffer.alloc(1 << 20, 120), splitter = new Splitter(), before = process.memoryUsage().arrayBuffers;
    const out: RawChunk[] = [];
    for (let i = 0; i < 1024; i++) out.push(...splitter.push(piece));
    out.push(...splitter.push(Buffer.from('\nnext\n')), ...splitter.end());
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 << 20);
    // Exactly 1 GiB: the cut at MAX_LENGTH falls before the newline, which then begins the next chunk as a blank line.
    expect(out.map((c) => [c.offset, c.length, c.bytes.length])).toEqual([[0, 1 << 30, KEPT_OF_LONG], [1 << 30, 6, 6]]);
  });
});
