import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { hangtime, root } from './command-line';
import type { ParsedLine } from './parse';

const sample = path.join(root, 'lib', 'formats', 'haproxy-http.sample.log');
const lines = (out: string) => out.trimEnd().split('\n').map((line) => JSON.parse(line) as ParsedLine);
const good = '203.0.113.7 - - [12/Mar/2026:10:00:00 +0100] "GET /flights/search?token=abc HTTP/1.1" 504 167 "-" "curl/8"\n';

test('a file becomes one object a line, with its name and number', async () => {
  const { code, out, err } = await hangtime(['parse', '--ndjson', '-'], { input: `${good}\n${good}` });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(lines(out)).toMatchObject([{ file: '-', line: 1, timestamp: '2026-03-12T09:00:00.000Z', status: 504, path: '/flights/search', query: 'token=***', is_request: true }, { line: 3 }]);
});

test('gzip and plain, file and standard input, give the same', async () => {
  const text = readFileSync(sample);
  const [plain, piped, packed] = await Promise.all([
    hangtime(['parse', '--ndjson', sample]), hangtime(['parse', '--ndjson', '-'], { input: text }), hangtime(['parse', '--ndjson', '-'], { input: gzipSync(text) }),
  ]);
  const without = (out: string) => lines(out).map(({ file: _file, ...record }) => record);
  expect(without(plain.out).length).toBeGreaterThan(10);
  expect(without(piped.out)).toEqual(without(plain.out));
  expect(without(packed.out)).toEqual(without(plain.out));
});

test('unreadable lines are named on standard error, and too many of them are exit code 3', async () => {
  const few = await hangtime(['parse', '--ndjson', '-'], { input: `${good.repeat(30)}nonsense\n` });
  expect(few).toMatchObject({ code: 0, err: '-:31: no format knows it\n' });
  expect(lines(few.out)).toHaveLength(30);
  expect((await hangtime(['parse', '--ndjson', '--max-quarantined', '1', '-'], { input: `${good.repeat(30)}nonsense\n` })).code).toBe(3);
});

test('a file that is no log or is not there fails, the others are still read', async () => {
  const { code, out, err } = await hangtime(['parse', '--ndjson', '/nowhere/access.log', '-'], { input: good });
  expect(code).toBe(1);
  expect(err).toBe('/nowhere/access.log: no such file\n');
  expect(lines(out)).toHaveLength(1);
  expect(await hangtime(['parse', '--ndjson', '-'], { input: '%PDF-1.7\n1 0 obj\n' })).toMatchObject({ code: 1, out: '', err: '-: This file is a PDF document.\n' });
});

test('the own log_format is read, and a wrong one is wrong usage', async () => {
  const format = "log_format timed '$time_iso8601|$status|$request_time|$request';";
  const { out } = await hangtime(['parse', '--ndjson', '--log-format', format, '-'], { input: '2026-03-12T10:00:00+00:00|200|1.250|GET /a HTTP/1.1\n' });
  expect(lines(out)).toMatchObject([{ status: 200, duration_ms: 1250, path: '/a' }]);
  expect(await hangtime(['parse', '--ndjson', '--log-format', 'log_format x "$uri";', '-'])).toMatchObject({ code: 2, err: expect.stringContaining('--log-format: ') });
});

test.each([
  [['parse', 'a.log'], 'JSON lines only'], [['parse', '--ndjson'], 'Which file?'], [['parse', '--ndjson', '--zone', 'Mars/Base', '-'], 'not a known time zone'], [['parse', '--ndjson', '--frob', '-'], '--frob'],
  [['parse', '--ndjson', '--format', 'no-such', '-'], 'not a known format'], [['parse', '--ndjson', '--max-quarantined', 'many', '-'], 'percentage'], [['frob'], 'no command "frob"'], [['import', '/nowhere/a.log'], 'no such file'],
])('wrong usage: %j', async (args, message) => {
  const { code, out, err } = await hangtime(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
});

test('a reader that goes away early is no fault', () => {
  const run = spawnSync('bash', ['-c', `yes '${good.trim()}' | head -200000 | "$0" bin/hangtime.mjs parse --ndjson - | head -1; echo "\${PIPESTATUS[2]}"`, process.execPath], { cwd: root, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('0');
});
