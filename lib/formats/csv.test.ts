import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, EVENT, FILTERED, REJECTED, toRecord, type CallRecord } from '../call';
import { LineReader } from '../ingest/line-reader';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { cells, csvMapping, splitCells } from './csv-header';
import { csvLayout } from './csv-layout';
import { guessMapping } from './guess-mapping';
import { compileLayout, DIALECTS } from './layout';

const NAMES = { [CALL]: 'call', [EVENT]: 'event', [FILTERED]: 'filtered', [REJECTED]: 'rejected' };
type Read = CallRecord & { verdict: string; reason: string };
function read(lines: string[], settings: Partial<ParseSettings> = {}, preamble: string | null = null): Read[] {
  const reader = new LineReader({ ...DEFAULT_SETTINGS, ...settings });
  reader.restart(preamble === null ? null : Buffer.from(preamble));
  return lines.map((l) => { const verdict = NAMES[reader.read(Buffer.from(l), 0, Buffer.byteLength(l))]; return { ...toRecord(reader.draft), verdict, reason: reader.reason }; });
}
const sample = readFileSync(new URL('./csv.sample.log', import.meta.url), 'utf8').trim().split('\n');

describe('csv', () => {
  test('the header is filtered, rows are calls', () => {
    const [header, first, ...rest] = read(sample);
    expect([header.verdict, header.reason, header.format]).toEqual(['filtered', 'header', 'csv']);
    expect(first).toMatchObject({ verdict: 'call', format: 'csv', timestamp: '2026-03-12T09:20:01.250Z', method: 'GET', path: '/city/lisbon', query: 'nights=3', status: 200, duration_ms: 112, client_ip: '203.0.113.7', request_id: '7f3a0c11', upstream_addr: '10.40.1.11:8080', failure_class: null });
    expect(rest.map((r) => r.verdict)).toEqual(Array(7).fill('call'));
  });
  test('classes of the sample: words before statuses', () => {
    expect(read(sample).slice(1).map((r) => r.failure_class)).toEqual([null, null, 'connect_timeout', 'connect_refused', 'upstream_closed', 'client_abort', 'rate_limited', null]);
    expect(read(sample)[3]).toMatchObject({ query: 'q=porto,faro', evidence: expect.stringContaining('i/o timeout') });
    expect(read(sample)[4].details_raw).toContain('"search" is down');
  });
  test.each([[',', 'a comma'], [';', 'a semicolon'], ['\t', 'a tab'], ['|', 'a bar']])('%j: %s parts the columns', (s) => {
    expect(read([['time', 'path', 'status', 'took_ms'].join(s), ['2026-03-12T09:20:01Z', '/a', '504', '30000'].join(s)])[1]).toMatchObject({ path: '/a', status: 504, duration_ms: 30_000 });
  });
  test('units: by name, else by value', () => {
    expect(read(['time,path,status,Elapsed Seconds', '2026-03-12T09:20:01Z,/a,200,1.5'])[1].duration_ms).toBe(1500);
    expect(read(['time,path,status,duration', '2026-03-12T09:20:01Z,/a,200,1500'])[1].duration_ms).toBe(1500);
    expect(read(['epoch_millis,path,status,latency_us', '1773303601250,/a,200,1500'])[1]).toMatchObject({ timestamp: '2026-03-12T08:20:01.250Z', duration_ms: 1.5 });
  });
  test('a date and a time with a column each are in the zone of the source', () => {
    expect(read(['Date;Time;Path;Status', '2026-07-12;09:20:01.5;/a;200'], { zone: 'Europe/Berlin' })[1]).toMatchObject({ timestamp: '2026-07-12T07:20:01.500Z', tz_assumed: true });
  });
  test('what does not fit is said', () => {
    expect(read([sample[0], '2026-03-12T09:20:01Z,GET', '"open,1', 'x'.repeat(50), `${sample[1]},1,2`, 'no time,GET,/a,200,1,,,,']).slice(1).map((r) => r.reason)).toEqual(['fewer values than columns', 'a quote is not closed', 'no format knows it', 'more values than columns', 'no timestamp']);
    expect(read([sample[0], sample[0], `${sample[1]},`]).map((r) => r.verdict)).toEqual(['filtered', 'filtered', 'call']);
  });
  test('a header without the names of a call is none', () => expect(read(['id,name,price', '1,a,2']).map((r) => r.verdict)).toEqual(['rejected', 'rejected']));
  test('the preamble of a chunk is known and not counted', () => expect(read([sample[1]], {}, `${sample[0]}\r\n`)[0]).toMatchObject({ verdict: 'call', status: 200 }));
  test('chosen by hand', () => expect(read(sample, { format: 'csv' }).map((r) => r.verdict)).toEqual(['filtered', ...Array<string>(8).fill('call')]));
});

describe('columns by hand', () => {
  const odd = ['Zeitpunkt;Ziel;Ergebnis;Dauer;Server', '2026-03-12T09:20:01Z;/a;504;30,0;10.0.0.1:80'];
  test('by the names of a header that is in the file', () => {
    expect(read(odd).map((r) => r.verdict)).toEqual(['rejected', 'rejected']);
    const mapping = 'csv time=Zeitpunkt, path=Ziel, status=Ergebnis, target=Server';
    expect(compileLayout(mapping)).toMatchObject({ ok: true, variables: ['Zeitpunkt', 'Ziel', 'Ergebnis', 'Server'] });
    expect(read(odd, { logFormats: [mapping] }).map((r) => [r.verdict, r.format, r.status, r.upstream_addr])).toEqual([['filtered', 'csv-columns', null, null], ['call', 'csv-columns', 504, '10.0.0.1:80']]);
    // Every chunk of the file carries its header.
    expect(read([odd[1]], { logFormats: [mapping] }, `${odd[0]}\n`)[0].verdict).toBe('call');
  });
  test('for a file without a header: its names, and in a second line what they are', () => {
    expect(read([sample[1]], { logFormats: [sample[0]] })[0]).toMatchObject({ verdict: 'call', format: 'csv-columns', duration_ms: 112 });
    expect(read([odd[1]], { logFormats: [`${odd[0]}\ncsv time=Zeitpunkt path=Ziel status=3`] })[0]).toMatchObject({ verdict: 'call', path: '/a', status: 504 });
  });
  test('the guess, as it is pasted back, reads the same', () => {
    const mapping = csvMapping(sample[0]);
    expect(mapping).toBe('csv time=Timestamp duration="Elapsed (ms)"(ms) status=Status method=Method url=URL client="Client IP" request_id="Request ID" target=Upstream error=Error');
    expect(guessMapping(sample)).toBe(mapping);
    expect(read(sample, { logFormats: [mapping] }).map((r) => ({ ...r, format: '' }))).toEqual(read(sample).map((r) => ({ ...r, format: '' })));
    expect([csvMapping(''), csvMapping('id,name,price'), csvMapping(sample[1])]).toEqual(['', '', '']);
  });
  test.each([['csv', 'named for the time'], ['csv time', 'no field=column'], ['csv when=Zeit', 'no field "when"'], ['csv time=Zeit', 'how a call ended'], [`${odd[0]}`, 'do not tell'], [`${odd[0]}\ncsv time=Wann status=Ergebnis`, 'no column Wann'], [`${odd[0]}\n${odd[1]}`, 'only a line "csv']])('%j is refused', (paste, words) => {
    const made = compileLayout(paste);
    expect(made.ok).toBe(false);
    if (!made.ok) expect(made.message).toContain(words);
  });
  test('no other dialect claims these, and this one none of theirs', () => {
    for (const paste of [csvLayout.example, sample[0], `${odd[0]}\ncsv time=Zeitpunkt status=Ergebnis`]) expect(DIALECTS.filter((d) => d.recognises(paste)).map((d) => d.id), paste).toEqual(['csv-columns']);
    for (const d of DIALECTS) expect(DIALECTS.filter((other) => other.recognises(d.example)).map((o) => o.id), d.example).toEqual([d.id]);
  });
});

test('cells come back as they were written: RFC 4180', () => {
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 12 }), { minLength: 1, maxLength: 20 }), fc.constantFrom(',', ';', '\t', '|'), (values, s) => {
    const buf = Buffer.from(values.map((v) => `"${v.replaceAll('"', '""')}"`).join(s)), n = splitCells(buf, 0, buf.length, s.charCodeAt(0));
    expect(Array.from({ length: n }, (_, i) => buf.toString('utf8', cells.from[i], cells.to[i]).replaceAll('""', '"'))).toEqual(values);
  }));
});
test('any header, any row: read or rejected with a reason', () => {
  const cell = fc.oneof(fc.constantFrom('time', 'status', 'path', 'duration', 'date', '2026-03-12T09:20:01Z', '504', '"a ""b"""', '"', ''), fc.string({ maxLength: 10 })), row = fc.array(cell, { minLength: 1, maxLength: 12 }).map((c) => c.join(','));
  fc.assert(fc.property(fc.constantFrom('time,status,path', 'time,path,duration,error', 'date,time,url,status,message'), fc.array(row, { maxLength: 6 }), (header, rows) => {
    for (const r of read([header, ...rows])) if (r.verdict !== 'call') expect(r.reason).not.toBe('');
  }), { numRuns: 500 });
});
