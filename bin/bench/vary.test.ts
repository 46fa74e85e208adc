import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FORMATS } from '../../lib/formats/registry';
import { LineReader, lineEnd } from '../../lib/ingest/line-reader';
import { DEFAULT_SETTINGS } from '../../lib/ingest/settings';
import { vary } from './vary';

/** What each line is taken for. */
function read(text: string): (string | number)[][] {
  const bytes = Buffer.from(text), reader = new LineReader(DEFAULT_SETTINGS), all: (string | number)[][] = [];
  for (let from = 0; from < bytes.length;) {
    const to = lineEnd(bytes, from), verdict = reader.read(bytes, from, to), { draft } = reader;
    all.push([verdict, reader.format?.id ?? '', draft.status, draft.failure, draft.attempts]);
    from = to + 1;
  }
  return all;
}

test.each(FORMATS.map(({ id }) => id))('%s: other numbers, the same verdicts', (id) => {
  const sample = readFileSync(`lib/formats/${id}.sample.log`, 'utf8'), want = read(sample);
  for (const seed of [1, 2, 3]) {
    const varied = vary(sample, seed);
    expect(varied).not.toBe(sample);
    expect(varied.length).toBe(sample.length);
    expect(vary(sample, seed)).toBe(varied);
    expect(read(varied)).toEqual(want);
  }
});

test('ids, addresses and long numbers change, dates and points in time keep their sense', () => {
  const line = '{"id":"8d2b1c5e-0d6f-4c1b-9a52-0a4a1f6d3b11","from":1773303601000,"to":1773303602500,"day":"2026-03-12T09:20:01Z","status":504,"ip":"10.20.30.41","size":123456}', made = JSON.parse(vary(line, 7)) as Record<string, string & number>;
  expect(made.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/);
  expect(made.id).not.toContain('8d2b1c5e');
  expect(made.to - made.from).toBe(1500);
  expect([made.day, made.status]).toEqual(['2026-03-12T09:20:01Z', 504]);
  expect(made.ip).toMatch(/^10\.20\.30\.4[0-5]$/);
  expect(String(made.size)).toMatch(/^123\d{3}$/);
});
