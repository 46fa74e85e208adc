import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNdjson } from './ndjson';

const streamOf = (bytes: Uint8Array, cuts: number[]): ReadableStream<Uint8Array> => new ReadableStream({
  start(c) {
    let at = 0;
    for (const to of [...cuts.map((x) => x % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) if (to > at) { c.enqueue(bytes.slice(at, to)); at = to; }
    c.close();
  },
});

test('the same values come out wherever the network cuts them, even inside a character', () => fc.assert(fc.asyncProperty(
  fc.array(fc.record({ s: fc.string({ unit: 'binary' }).map((s) => Buffer.from(s).toString()), n: fc.integer() })), fc.array(fc.nat()), fc.boolean(), async (values, cuts, ended) => {
    const text = values.map((v) => JSON.stringify(v)).join('\n') + (ended && values.length ? '\n' : ''), got: unknown[] = [];
    for await (const some of readNdjson(streamOf(new TextEncoder().encode(text), cuts))) got.push(...some);
    expect(got).toEqual(values);
  })));

test('a broken line is an error, not a silent end', async () => {
  const read = async () => { for await (const some of readNdjson(streamOf(new TextEncoder().encode('{"a":1}\n{"b"'), []))) void some; };
  await expect(read()).rejects.toThrow();
});
