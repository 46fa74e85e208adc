import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_HEADER, PreambleTracker, looksLikeNames } from './preamble';
import { Splitter, type RawChunk } from './split';

const FIELDS = '#Fields: date time c-ip', OTHER = '#Fields: time sc-status', DATE = '#Date: 2026-03-12 09:20:01';
const after = (...parts: string[]): string | null => {
  const tracker = new PreambleTracker(null);
  let offset = 0;
  for (const part of parts) { const bytes = Buffer.from(part); tracker.pass(bytes, offset); offset += bytes.length; }
  return tracker.preamble?.toString() ?? null;
};

describe('PreambleTracker', () => {
  it('keeps the last #Fields and #Date lines', () => {
    expect(after('a\nb\n')).toBeNull();
    expect(after(`#Version: 1.0\n${DATE}\n${FIELDS}\nrow\n`)).toBe(`${DATE}\n${FIELDS}\n`);
    expect(after(`${FIELDS}\nrow\n${OTHER}\nrow\n`)).toBe(`${OTHER}\n`);
    expect(after(`${FIELDS}\r\nrow\r\n`, 'row\r\n', `${DATE}\r\n`)).toBe(`${DATE}\r\n${FIELDS}\r\n`);
    expect(after(`${FIELDS}\nrow ${OTHER}\n#FieldsX\n#Fields\n#Dates: x\n`)).toBe(`${FIELDS}\n`);
    expect(after(FIELDS)).toBe(`${FIELDS}\n`);
  });
  it('keeps a first line of names, and no later one', () => {
    expect(after('Time;Status;Elapsed (ms)\n1;2;3\n')).toBe('Time;Status;Elapsed (ms)\n');
    expect(after('1,2,3\nTime,Status,Elapsed\n')).toBeNull();
    expect(after('\nTime,Status,Elapsed\n')).toBeNull();
  });
  it('leaves out what is too long for a header', () => {
    expect(after(`${FIELDS}${' x'.repeat(MAX_HEADER)}\n`)).toBeNull();
    expect(after(`${'time,'.repeat(MAX_HEADER)}x\n`)).toBeNull();
  });
});

describe('looksLikeNames', () => {
  const is = (line: string): boolean => looksLikeNames(Buffer.from(line), 0, Buffer.byteLength(line));
  it.each(['time,status,duration_ms', 'Time;Status;Elapsed (ms)\r\n', '"Time, UTC","Status","p95"', 'ts\tmethod\tpath', 'time | method | path | ms', 'Zeit;Größe;Dauer'])('%s', (line) => expect(is(line)).toBe(true));
  it.each(['', 'a,b', 'hello world', '2026-03-12 09:20:01,200,3', 'time,status,200', '10.0.0.1,GET,/,200', '{"a":1,"b":2,"c":3}', '# time, status, duration', 'time=1, status=2, path=3', '10.0.0.1 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" 200 1 "-" "a, b, c"'])('not %s', (line) => expect(is(line)).toBe(false));
  it('says so of any bytes', () => { fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (b) => { expect(typeof looksLikeNames(Buffer.from(b), 0, b.length)).toBe('boolean'); })); });
});

describe('chunks with preambles', () => {
  const run = (splitter: Splitter, pieces: Buffer[]): RawChunk[] => { const out: RawChunk[] = []; for (const p of pieces) out.push(...splitter.push(p)); out.push(...splitter.end()); return out; };
  const small = (offset = 0, preamble: Buffer | null = null): Splitter => new Splitter(offset, 80, 40, 256, preamble);
  const lines = fc.array(fc.oneof(fc.constantFrom(FIELDS, OTHER, DATE, `${FIELDS}\r`, 'time,status,path', '#Fields', '#Software: x', ''), fc.string({ maxLength: 30 }), fc.string({ minLength: 41, maxLength: 300 })), { maxLength: 40 }).map((l) => Buffer.from(l.join('\n')));
  const cuts = fc.array(fc.nat(), { maxLength: 20 });
  const sliced = (bytes: Buffer, at: number[]): Buffer[] => { const all = [...new Set([0, bytes.length, ...at.map((c) => c % (bytes.length + 1))])].sort((a, b) => a - b); return all.slice(1).map((to, i) => bytes.subarray(all[i], to)); };

  it('are the same however the reads were sliced', () => {
    fc.assert(fc.property(lines, cuts, (bytes, at) => { expect(run(small(), sliced(bytes, at))).toEqual(run(small(), [bytes])); }), { numRuns: 300 });
  });
  it('are taken up again at any chunk, with its preamble', () => {
    fc.assert(fc.property(lines, (bytes) => { const all = run(small(), [bytes]); all.forEach((c, i) => expect(run(small(c.offset, c.preamble), [bytes.subarray(c.offset)])).toEqual(all.slice(i))); }), { numRuns: 300 });
  });
  it('carry what the whole lines before them say', () => {
    fc.assert(fc.property(lines, (bytes) => {
      for (const c of run(small(), [bytes])) {
        const before = bytes.subarray(0, c.offset).toString('latin1').split('\n').slice(0, -1), last = (word: string): string[] => before.filter((l) => l.startsWith(word)).slice(-1);
        const names = before.length > 0 && before[0].length <= 40 && looksLikeNames(Buffer.from(before[0], 'latin1'), 0, before[0].length) ? [before[0]] : [];
        const want = [...names, ...last('#Date:'), ...last('#Fields:')];
        expect(c.preamble?.toString('latin1') ?? '').toBe(want.map((l) => `${l}\n`).join(''));
      }
    }), { numRuns: 300 });
  });
});
