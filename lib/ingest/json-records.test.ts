import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonRecords } from './json-records';
import { MAX_LINE } from './split';

function through(text: string | Buffer, cuts: number[] = []): string {
  const bytes = Buffer.from(text as string), stage = new JsonRecords(), out: Buffer[] = [];
  let from = 0;
  for (const cut of [...cuts.map((c) => c % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) { out.push(Buffer.from(stage.push(Buffer.from(bytes.subarray(from, cut))))); from = cut; }
  out.push(Buffer.from(stage.end()));
  return Buffer.concat(out).toString('latin1');
}
const lines = (...objects: unknown[]): string => objects.map((o) => `${JSON.stringify(o)}\n`).join('');
const A = { a: 1, s: 'x}{ [{' }, B = { b: [{ c: null }], t: 'q"\\' }, C = { c: {} };

describe('records of JSON files, one a line', () => {
  it.each([
    ['an array on one line', JSON.stringify([A, B, C])], ['an array over many lines', JSON.stringify([A, B, C], null, 2)], ['with carriage returns', JSON.stringify([A, B, C], null, 2).replaceAll('\n', '\r\n')],
    ['one object a line within an array', `[\n${[A, B, C].map((o) => JSON.stringify(o)).join(',\n')}\n]\n`], ['Azure records', JSON.stringify({ records: [A, B, C] })], ['a subscription of CloudWatch', JSON.stringify({ messageType: 'DATA_MESSAGE', owner: '1', logGroup: 'g', logStream: 's', subscriptionFilters: ['f', 'g'], logEvents: [A, B, C] })], ['what its command line prints', JSON.stringify({ events: [A, B, C], searchedLogStreams: [] }, null, 4)], ['Azure values', JSON.stringify({ '@odata.context': 'x', value: [A, B, C], nextLink: null }, null, 2)],
    ['CloudTrail', JSON.stringify({ Records: [A, B, C] }, null, '\t')], ['printed objects', [A, B, C].map((o) => JSON.stringify(o, null, 2)).join('\n')], ['printed objects with commas', [A, B, C].map((o) => JSON.stringify(o, null, 4)).join(',\n')],
    ['objects side by side', [A, B, C].map((o) => JSON.stringify(o)).join('')], ['lines of arrays', `${JSON.stringify([A])}\n${JSON.stringify([B, C])}\n`], ['lines of objects', lines(A, B, C)], ['arrays and objects', `${JSON.stringify([A])}\n${JSON.stringify(B)}\n${JSON.stringify(C, null, 1)}\n`],
  ])('%s', (_, text) => {
    const want = [A, B, C];
    for (const cuts of [[], [1], [5, 11, 17, 40], Array.from({ length: text.length }, (_, i) => i)]) expect(through(text, cuts).trim().split('\n').map((l) => JSON.parse(l) as unknown)).toEqual(want);
  });

  it('a span and a log record each, with its resource and scope', () => {
    const span = (n: number): unknown => ({ traceId: `t${n}`, attributes: [{ key: 'k', value: { intValue: '1' } }] }), r1 = { attributes: [] }, scope = { name: 'lib' };
    const doc = { resourceSpans: [{ resource: r1, scopeSpans: [{ scope, spans: [span(1), span(2)] }, { spans: [span(3)] }], schemaUrl: 'u' }, { scopeSpans: [{ scope, spans: [span(4)] }] }] };
    const want = lines({ resource: r1, scope, span: span(1) }, { resource: r1, scope, span: span(2) }, { resource: r1, span: span(3) }, { scope, span: span(4) });
    expect(through(JSON.stringify(doc))).toBe(want);
    expect(through(`${JSON.stringify(doc)}\n${JSON.stringify(doc)}\n`)).toBe(want + want);
    expect(through(JSON.stringify(doc, null, 2)).split('\n').filter(Boolean).map((l) => JSON.parse(l) as unknown)).toEqual(want.split('\n').filter(Boolean).map((l) => JSON.parse(l) as unknown));
    expect(through(JSON.stringify({ resourceLogs: [{ resource: r1, scopeLogs: [{ scope, logRecords: [{ body: { stringValue: 'x' } }] }] }] }))).toBe(lines({ resource: r1, scope, logRecord: { body: { stringValue: 'x' } } }));
    expect(through(JSON.stringify({ resource_spans: [{ resource: r1, instrumentation_library_spans: 1, instrumentationLibrarySpans: [{ instrumentationLibrary: scope, spans: [span(1)] }] }] }))).toBe(lines({ resource: r1, scope, span: span(1) }));
  });

  it('takes lists behind a prefix apart, each record behind it', () => {
    const at = '2026-03-12T09:20:01.5Z stdout F ', other = `${at}plain words\n${at}{"a":1}\n`;
    expect(through(`${at}${JSON.stringify([A, B])}\n${other}<134>Mar 12 09:20:01 gw apisix: ${JSON.stringify({ records: [C] })}\n`)).toBe(`${at}${lines(A)}${at}${lines(B)}${other}<134>Mar 12 09:20:01 gw apisix: ${lines(C)}`);
  });

  it('leaves alone what is no list of records', () => {
    for (const text of ['plain\n[2026-03-12T09:20:01Z] "GET / HTTP/1.1" 200\n', '{"a":1}\nplain\n\n{"b":[{"x":1}]}\n', '{"value":3}\n{"records":[]}\n{"records":["a"]}\n{"record":[{}]}\n', '[1,2]\n{"a":1}\n["x"]\n', '{"a":1', '{"a":"cut\n{"b":2}\n', '{"a":1,\nplain\n{"b":2}\n', '{"a":1}\r\n{"b":1}\r\n', '{x}\n{"a" 1}\n'])
      expect(through(text)).toBe(text);
  });

  it('goes on behind a broken record', () => {
    expect(through(`[${JSON.stringify(A)},\n{"cut":"x\n},\n${JSON.stringify(B)},\n${JSON.stringify(C, null, 2)}\n]\n`)).toBe(`${lines(A)}{"cut":"x\n},\n${lines(B)}{"c": {}}\n]\n`);
    expect(through(`[${JSON.stringify(A)},{"x":tru e},{"b":2}]\nplain\n`)).toBe(`${lines(A)}{"x":tru e},{"b":2}]\nplain\n`);
  });

  it('lets a record too long for a line pass as one line', () => {
    const long = { a: 1, long: 'x'.repeat(MAX_LINE) }, text = JSON.stringify([A, long, B], null, 1);
    const want = through(text);
    expect(want.split('\n').map((l) => l.length > MAX_LINE)).toEqual([false, true, false, false]);
    expect(through(text, [100, 200_000, 262_000, 262_200, 262_300])).toBe(want);
    expect(through(text.replaceAll('\n', '\r\n'), [262_230, 262_231, 262_232, 262_233])).toBe(through(text.replaceAll('\n', '\r\n')));
    const plain = `${JSON.stringify(long)}\n{"a":1}\n`;
    expect(through(plain, [1000, 262_150])).toBe(plain);
  });

  const piece = fc.oneof(fc.constantFrom('[', ']', '{', '}', ',', '\n', '\r\n', '"', ':', ' ', '{"records":[', '{"value":[{', '{"resourceSpans":[{"scopeSpans":[{"spans":[', '\\', 'x', '}{', '[{', '<6>', 'plain words\n', '{"a":1}', '{"a":1}\n', '"k":'), fc.json({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }).map((v) => JSON.stringify(v, null, 2)));
  const soup = fc.array(piece, { maxLength: 30 }).map((parts) => Buffer.from(parts.join('')));
  it('law: what comes out does not depend on slices', () => {
    fc.assert(fc.property(soup, fc.array(fc.nat(), { maxLength: 8 }), (bytes, cuts) => { expect(through(bytes, cuts)).toBe(through(bytes)); }), { numRuns: 2000 });
  });
  it('law: of text, arrays and objects nothing but blanks, commas and brackets of arrays is left out', () => {
    const bare = (s: string): string => s.replace(/[\s,[\]]/g, '');
    fc.assert(fc.property(soup, (bytes) => { const text = bytes.toString('latin1'); fc.pre(!/"(?:records|value|resourceSpans)"|<6>/.test(text)); expect(bare(through(bytes))).toBe(bare(text)); }), { numRuns: 2000 });
  });
  it('law: any records, printed in any way, come out as they are', () => {
    fc.assert(fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 }), fc.constantFrom(undefined, 1, '\t'), fc.constantFrom('array', 'records', 'objects'), (records, indent, as) => {
      const text = as === 'objects' ? records.map((r) => JSON.stringify(r, null, indent)).join('\n') : JSON.stringify(as === 'array' ? records : { records }, null, indent);
      fc.pre(as !== 'objects' || records.every((r) => !('records' in r) && !('value' in r)));
      expect(Buffer.from(through(text), 'latin1').toString().split('\n').filter(Boolean).map((l) => JSON.parse(l) as unknown)).toEqual(JSON.parse(JSON.stringify(records)));
    }));
  });
  it('law: a file that grew gives what it gave before and more', () => {
    fc.assert(fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 }), fc.boolean(), fc.nat(), (records, printed, n) => {
      const text = JSON.stringify(records, null, printed ? 2 : undefined), cut = 2 + (n % text.length);
      fc.pre(/^\[\s*\{/.test(text.slice(0, cut)));
      expect(through(text).startsWith(through(Buffer.from(text).subarray(0, cut)))).toBe(true);
    }));
  });
});
