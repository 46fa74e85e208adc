import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { CALL, Draft, REJECTED } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { Detector } from './detect';
import { FORMATS, formatOf } from './registry';
import { newWrapper, unwrap } from './wrapper';

const folder = new URL('./', import.meta.url);
const sampleFiles = readdirSync(folder).filter((f) => f.endsWith('.sample.log')).map((f) => ({ id: f.replace('.sample.log', ''), lines: readFileSync(new URL(f, folder), 'utf8').trim().split('\n') }));
const wrapper = newWrapper(), draft = new Draft();
const inner = (line: string): [Buffer, number, number] => { const buf = Buffer.from(line); return [buf, unwrap(buf, 0, buf.length, wrapper), buf.length]; };
const picked = (detector: Detector, line: string): string | undefined => detector.pick(...inner(line))?.id;

describe('registry', () => {
  test('ids are unique and found', () => {
    expect(new Set(FORMATS.map((f) => f.id)).size).toBe(FORMATS.length);
    for (const f of FORMATS) expect(formatOf(f.id)).toBe(f);
    expect(formatOf('nothing')).toBeNull();
  });
  test('every format has a sample', () => expect(FORMATS.map((f) => f.id).filter((id) => !sampleFiles.some((s) => s.id === id))).toEqual([]));
  test.each(sampleFiles)('lines of $id are claimed by it alone', ({ id, lines }) => {
    const formats = [...FORMATS];
    for (const line of lines) {
      formats.forEach((f, i) => { formats[i] = f.behind?.(...inner(line)) ?? f; });
      expect(formats.filter((f) => f.sniff(...inner(line)) > 0.5).map((f) => f.id), line).toEqual([id]);
    }
  });
  test('no format claims what is no gateway line', () => {
    for (const line of ['', ' ', 'hello world', '%PDF-1.7', '\0\0\0', '# Version: 1.0', 'a=b', '{"a":1}', 'at Object.<anonymous> (/srv/app.js:1:1)']) expect(FORMATS.filter((f) => f.sniff(...inner(line)) > 0.5).map((f) => f.id), line).toEqual([]);
  });
});

describe('detector', () => {
  const detector = (settings: Partial<ParseSettings> = {}): Detector => new Detector({ ...DEFAULT_SETTINGS, ...settings });

  test('one file, one format', () => {
    for (const { id, lines } of sampleFiles) {
      const d = detector();
      for (const line of lines) expect(d.pick(...inner(line)), `${id}: ${line}`).not.toBeNull();
      expect(d.explain().reduce((n, e) => n + e.lines, 0)).toBe(lines.length);
      expect(d.explain()[0].confidence).toBeGreaterThan(0.5);
      expect(d.explain()[0].reason).not.toBe('');
    }
  });

  test('a mixed file: each line is read by a format that reads it, in any order', () => {
    // Lines that a header must come before have their own order.
    const all = sampleFiles.flatMap(({ id, lines }) => lines.map((line) => ({ id, line }))).filter(({ line }) => FORMATS.some((f) => f.sniff(...inner(line)) > 0.5));
    fc.assert(fc.property(fc.shuffledSubarray(all), (mixed) => {
      const d = detector();
      for (const { id, line } of mixed) {
        const [buf, from, to] = inner(line);
        let format = d.pick(buf, from, to);
        expect(format, line).not.toBeNull();
        draft.reset(buf); draft.format = format!.id;
        if (format!.parse(buf, from, to, draft, DEFAULT_SETTINGS) === REJECTED) { format = d.again(buf, from, to, format!); draft.reset(buf); draft.format = format!.id; expect(format?.parse(buf, from, to, draft, DEFAULT_SETTINGS), line).not.toBe(REJECTED); }
        expect(draft.format, line).toBe(id);
      }
      expect(d.explain().reduce((n, e) => n + e.lines, 0)).toBe(mixed.length);
    }), { numRuns: 30 });
  });

  test('lines of no format', () => {
    const d = detector();
    expect(picked(d, 'hello')).toBeUndefined();
    expect(d.explain()).toEqual([{ format: 'unknown', title: 'Not recognised', lines: 1, confidence: 0, reason: 'no format claims these lines' }]);
  });

  test('a format chosen by hand takes every line', () => {
    const d = detector({ format: 'haproxy-tcp' });
    expect(picked(d, 'hello')).toBe('haproxy-tcp');
    expect(d.explain()[0]).toMatchObject({ format: 'haproxy-tcp', lines: 1, reason: 'chosen by hand' });
    expect(picked(detector({ format: 'unknown-to-this-version' }), sampleFiles.find((s) => s.id === 'nginx-error')!.lines[0])).toBe('nginx-error');
  });

  test('the user\'s own log_format comes first; other lines are still recognised', () => {
    const d = detector({ logFormats: ['not a format', '\'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" extra=$upstream_addr\''] });
    expect(picked(d, '10.0.0.1 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" 200 1 "-" "-" extra=10.0.0.2:80')).toBe('nginx-log-format');
    expect(d.explain()[0]).toMatchObject({ format: 'nginx-log-format', confidence: 1 });
    const [buf, from, to] = inner('10.0.0.1 - - [12/Mar/2026:09:20:02 +0100] "GET / HTTP/1.1" 200 1 "-" "-"');
    expect(d.again(buf, from, to, d.pick(buf, from, to)!)?.id).toBe('nginx-combined');
    // A stray line does not push the user's format back.
    expect(picked(d, '10.0.0.1 - - [12/Mar/2026:09:20:03 +0100] "GET / HTTP/1.1" 200 1 "-" "-" extra=10.0.0.2:80')).toBe('nginx-log-format');
    const two = detector({ logFormats: ['$msec $status', '$msec "$request" $status'] });
    expect([picked(two, '1773303601.123 200'), two.pick(...inner('1773303601.123 "GET / HTTP/1.1" 200'))?.parse(...inner('1773303601.123 "GET / HTTP/1.1" 200'), draft, DEFAULT_SETTINGS)]).toEqual(['nginx-log-format', CALL]);
    expect(picked(detector({ format: 'nginx-log-format', logFormats: ['$msec $status'] }), '1773303601.123 200')).toBe('nginx-log-format');
  });
});
