import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, REJECTED, toRecord, type CallRecord } from '../call';
import { LineReader } from '../ingest/line-reader';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { guessMapping } from './guess-mapping';
import { jsonLayout } from './json-layout';
import { compileLayout, DIALECTS } from './layout';

const draft = new Draft();
function read(layout: string, line: object): CallRecord & { verdict: number } {
  const made = compileLayout(layout), buf = Buffer.from(JSON.stringify(line));
  if (!made.ok) throw new Error(made.message);
  draft.reset(buf);
  const verdict = made.format.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS);
  made.format.classify(draft, DEFAULT_SETTINGS);
  return { ...toRecord(draft), verdict };
}

describe('fields of a JSON log, named by hand', () => {
  test('keys, nested keys, units, keys in quotes', () => {
    expect(read('json time=ts(ms) duration=took(s) status=code path=req.url upstream=backend request_id="my id"', { ts: 1773307201500, took: 3, code: 504, req: { url: '/x?a=1' }, backend: 'search', 'my id': 'r1', status: 200, duration: 9 })).toMatchObject({
      verdict: CALL, timestamp: '2026-03-12T09:20:01.500Z', duration_ms: 3000, status: 504, path: '/x', query: 'a=1', upstream_name: 'search', request_id: 'r1', failure_class: 'timeout_unspecified' });
    expect(read('json time=a.b status=c.d.e', { 'a.b': '2026-03-12T09:20:01Z', c: { 'd.e': 200 } })).toMatchObject({ verdict: CALL, status: 200 });
    expect(read('json time=ts status=code', { ts: 'x' }).verdict).toBe(REJECTED);
  });
  test.each([
    ['json time=ts', 'how a call ended'], ['json status=code', 'for the time'], ['json tyme=ts status=code', 'no field "tyme"'], ['json time=ts(h) status=code', 'no unit'], ['json time=ts status=code(ms)', 'has no unit'], ['json time=ts status', 'no field=key'], ['json', 'for the time'],
  ])('%s: what is wrong with it', (paste, message) => { const made = jsonLayout.compile(paste); expect(made.ok).toBe(false); if (!made.ok) { expect(made.message).toContain(message); expect(made.at).toBeLessThanOrEqual(paste.length); } });
  test('is recognised by this dialect alone', () => {
    expect(DIALECTS.filter((d) => d.recognises(jsonLayout.example)).map((d) => d.id)).toEqual(['json-fields']);
    for (const d of DIALECTS) if (d !== jsonLayout) expect(jsonLayout.recognises(d.example)).toBe(false);
  });
  test('comes first where a source has it, other lines are still recognised', () => {
    const r = new LineReader({ ...DEFAULT_SETTINGS, logFormats: ['json time=time status=st duration=rt(ms) path=p'] }), verdict = (line: string): string | undefined => { r.read(Buffer.from(line), 0, line.length); return r.format?.id; };
    expect(verdict('{"time":"2026-03-12T09:20:01Z","st":200,"rt":5,"p":"/x"}')).toBe('json-fields');
    expect(verdict('{"time":"2026-03-12T09:20:01Z","status":200,"path":"/x"}')).toBe('ndjson');
  });
  test('law: any text compiles or says what is wrong', () => fc.assert(fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom('time=', 'ts', '(ms)', ' ', 'status=', '"a b"', '=', 'error=x', '(', '"')).map((p) => p.join(''))), (s) => { const made = jsonLayout.compile(`json ${s}`); expect(typeof made.ok).toBe('boolean'); })));
});

describe('a guessed mapping', () => {
  test.each([
    [[{ ts: 1773307201500, took: 12, code: 200, req: { url: '/x', method: 'GET' }, backend: 'a:80', rid: 'r' }], 'json time=ts(ms) duration=took(ms) status=code method=req.method url=req.url request_id=rid target=backend'],
    [[{ time: '2026-03-12T09:20:01Z', latency: 0.25, status: 200, path: '/' }, { time: '2026-03-12T09:20:01Z', latency: 31, status: 200, path: '/' }], 'json time=time duration=latency(s) status=status path=path'],
    [[{ '@timestamp': 'x', 'http.response.status_code': 200, event: { duration: 15_000_000 }, 'my url path': 1, url: { path: '/' } }], 'json time=@timestamp duration=event.duration(ns) status=http.response.status_code path=url.path'],
    [[{ a: 1 }], ''],
  ])('%j', (lines, want) => expect(guessMapping(lines.map((l) => JSON.stringify(l)))).toBe(want));
  test('reads the sample as the built-in format does', () => {
    for (const line of readFileSync(new URL('ndjson.sample.log', import.meta.url), 'utf8').trimEnd().split('\n').filter((l) => /"status/.test(l))) {
      const own = new LineReader(DEFAULT_SETTINGS), mapped = new LineReader({ ...DEFAULT_SETTINGS, logFormats: [guessMapping([line])] }), b = Buffer.from(line);
      own.read(b, 0, b.length); mapped.read(b, 0, b.length);
      expect(mapped.format!.id).toBe('json-fields');
      expect({ ...toRecord(mapped.draft), format: '' }).toEqual({ ...toRecord(own.draft), format: '' });
    }
  });
  test('no JSON, no mapping', () => expect(guessMapping(['plain', '', '{'])).toBe(''));
});
