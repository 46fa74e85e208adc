import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceBytes } from './source-bytes';

const lines = (n: number): Buffer => Buffer.from(Array.from({ length: n }, (_, i) => `line ${i} ${Math.sin(i).toString(36)}\n`).join(''));
const inPieces = (b: Buffer, size: number): Readable => Readable.from((function* () { for (let i = 0; i < b.length; i += size) yield b.subarray(i, i + size); })());
async function read(b: Buffer, size = 65536, quota?: ConstructorParameters<typeof SourceBytes>[1]) {
  const s = new SourceBytes(inPieces(b, size), quota), out: Buffer[] = [];
  for await (const p of s.pieces()) out.push(Buffer.from(p.bytes));
  return { content: Buffer.concat(out), gzip: s.gzip, consumed: s.consumed, problem: s.problem };
}

describe('the bytes of a log', () => {
  it('passes plain bytes through, however they are cut', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 4000 }), fc.integer({ min: 1, max: 700 }), async (bytes, size) => {
      fc.pre(!(bytes[0] === 0x1f && bytes[1] === 0x8b));
      const r = await read(Buffer.from(bytes), size);
      expect(r.content.equals(Buffer.from(bytes))).toBe(true); expect(r.consumed).toBe(bytes.length); expect(r.problem).toBeNull();
    }), { numRuns: 50 });
  });
  it('reads gzip of one and of many members, however they are cut', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 800 }), { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 9000 }), async (sizes, size) => {
      const parts = sizes.map(lines), packed = Buffer.concat(parts.map((p) => gzipSync(p)));
      const r = await read(packed, size);
      expect(r.problem).toBeNull(); expect(r.content.equals(Buffer.concat(parts))).toBe(true); expect(r.consumed).toBe(packed.length); expect(r.gzip).toBe(true);
    }), { numRuns: 30 });
  });
  it('takes zero padding behind the data as padding', async () => {
    const r = await read(Buffer.concat([gzipSync(lines(10)), Buffer.alloc(5000)]));
    expect(r.problem).toBeNull(); expect(r.content.equals(lines(10))).toBe(true);
  });
  it('keeps what a truncated file has and says where it ends', async () => {
    const content = lines(200_000), packed = gzipSync(content), cut = packed.subarray(0, packed.length >> 1);
    const r = await read(cut);
    expect(r.problem).toMatchObject({ kind: 'truncated', at: cut.length, lost: 0 });
    expect(r.content.length).toBeGreaterThan(content.length / 3); expect(content.subarray(0, r.content.length).equals(r.content)).toBe(true); expect(r.consumed).toBe(cut.length);
  });
  it('keeps what came before damage, counts the rest', async () => {
    const content = lines(200_000), packed = gzipSync(content); packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 50);
    const r = await read(packed);
    expect(r.problem?.kind).toBe('corrupt'); expect(r.consumed).toBe(packed.length); expect(r.problem!.at + r.problem!.lost).toBe(packed.length);
    expect(r.content.length).toBeGreaterThan(content.length / 4);
    expect(content.subarray(0, content.length / 4).equals(r.content.subarray(0, content.length / 4))).toBe(true);
  });
  it('names a wrong checksum', async () => {
    const packed = gzipSync(lines(100)); packed[packed.length - 6] ^= 1;
    const r = await read(packed);
    expect(r.problem?.kind).toBe('corrupt'); expect(r.content.equals(lines(100))).toBe(true);
  });
  it('leaves out what follows the gzip data and says so', async () => {
    const packed = gzipSync(lines(100)), r = await read(Buffer.concat([packed, Buffer.from('<html>not found</html>')]));
    expect(r.problem).toMatchObject({ kind: 'trailing', at: packed.length, lost: 22 }); expect(r.content.equals(lines(100))).toBe(true);
  });
  it('stops a bomb at the ratio and at the absolute quota', async () => {
    const bomb = gzipSync(Buffer.alloc(80 << 20));
    const r = await read(bomb, 4096, { maxBytes: 1e12, maxRatio: 250, ratioFrom: 1 << 20 });
    expect(r.problem?.kind).toBe('quota'); expect(r.content.length).toBeLessThan(20 << 20);
    const q = await read(gzipSync(lines(100_000)), 4096, { maxBytes: 1 << 20, maxRatio: 250, ratioFrom: 1 << 20 });
    expect(q.problem?.kind).toBe('quota'); expect(q.content.length).toBeLessThan(2 << 20);
  });
  it('says that an empty or header-only file has nothing', async () => {
    expect(await read(Buffer.alloc(0))).toMatchObject({ gzip: false, consumed: 0, problem: null });
    expect((await read(gzipSync('').subarray(0, 6))).problem?.kind).toBe('truncated');
    expect(await read(gzipSync(''))).toMatchObject({ gzip: true, problem: null });
  });
});
