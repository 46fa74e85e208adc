/** One call, whole: its raw line as it stands in the file, what the join added, and text that means harm shown as what it is. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../failure';
import { EMPTY_VIEW } from '../view/state';
import type { CallRow } from '../view/call-row';
import { callDetail } from './call-detail';
import { exportCalls } from './calls-export';
import { callFilter, callNames } from './calls-names';
import { searchCalls } from './calls-search';
import { createTestDatabase, type TestDatabase } from './test-database';
import { ingestText, makeSource } from './test-ingest';

const viewer = { workspaceId: 1 }, FROM = Date.UTC(2026, 2, 12, 9);
const line = (second: number, request: string, rest: string): string => `203.0.113.7 - - [12/Mar/2026:09:00:${String(second).padStart(2, '0')} +0000] "${request}" ${rest}`;
const ACCESS = [
  line(1, 'GET /fine HTTP/1.1', '200 5 "-" "curl" rt=0.030 uct="0.001" uht="0.020" urt="0.030" ua="10.0.0.1:80" us="200" rid="r1"'),
  line(2, 'GET /retried HTTP/1.1', '200 5 "-" "curl" rt=5.040 uct="-, 0.001" uht="-, 0.020" urt="5.001, 0.030" ua="10.0.0.1:80, 10.0.0.2:80" us="504, 200" rid="r2"'),
  line(30, 'GET /slow HTTP/1.1', '504 160 "-" "curl" rt=25.001 uct="0.001" uht="-" urt="25.001" ua="10.0.0.1:80" us="504" rid="r3"'),
  line(31, 'GET /=cmd|\\x22/A0\u202egnp.exe?q=<script>alert(1)</script> HTTP/1.1', '200 5 "-" "@SUM(1)\u0007" rt=0.001 uct="0.000" uht="0.001" urt="0.001" ua="10.0.0.1:80" us="200" rid="=1+1"'),
];
const ERRORS = [
  '2026/03/12 09:00:30 [error] 7#7: *1 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 203.0.113.7, server: x, request: "GET /slow HTTP/1.1", upstream: "http://10.0.0.1:80/slow", host: "x"',
  '2026/03/12 09:00:40 [error] 7#7: *9 connect() failed (111: Connection refused) while connecting to upstream, client: 198.51.100.9, server: x, request: "GET /never-logged HTTP/1.1", upstream: "http://10.0.0.2:80/never-logged", host: "x"',
];
let db: TestDatabase, access: number, errors: number, rows: CallRow[];

beforeAll(async () => {
  db = await createTestDatabase();
  const source = await makeSource('gateway');
  access = await ingestText(source, 'access.log', '\n' + ACCESS.join('\r\n') + '\n');
  errors = await ingestText(source, 'error.log', ERRORS.join('\n'));
  const names = await callNames(viewer, null), f = callFilter(EMPTY_VIEW, { fromMs: FROM, toMs: FROM + 60_000 }, names);
  rows = [];
  for await (const m of searchCalls(viewer, f, names, { limit: 100, after: null })) if (m.type === 'calls') rows.push(...m.rows);
});
afterAll(async () => { await db?.drop(); });

const detailOf = async (path: string) => { const r = rows.find((x) => x.path?.startsWith(path))!; return (await callDetail(viewer, r.importId, r.offset))!; };

test('every listed call opens with the very line of the file, and its number there', async () => {
  expect(rows.map((r) => r.path?.slice(0, 6))).toEqual(['/never', expect.any(String), '/slow', '/retri', '/fine']);
  for (const r of rows) {
    const d = (await callDetail(viewer, r.importId, r.offset))!, file = r.importId === access ? ACCESS : ERRORS, n = d.line.number - (r.importId === access ? 2 : 1);
    expect(d.line.raw.replace(/\r$/, '')).toBe(file[n]);
    expect([d.at, d.failure, d.status, d.durationMs, d.route, d.instance, d.path]).toEqual([r.at, r.failure, r.status, r.durationMs, r.route, r.instance, r.path]);
    expect(d.attempts.filter((a) => a.failure !== 0).length).toBe(r.failedAttempts);
  }
});
test('a call with its error line: the error line decides, exactly', async () => {
  const d = await detailOf('/slow');
  expect([failureOf(d.failure).id, d.confidence, d.joined.length]).toEqual(['first_byte_timeout', 0, 1]);
  expect(d.joined[0].raw).toBe(ERRORS[0]);
  expect(d.joined[0].number).toBe(1);
  expect(d.evidence).toContain('timed out');
  expect(d.record!.failure_class).toBe('first_byte_timeout');
});
test('an attempt that a retry hid has its own class and times', async () => {
  const d = await detailOf('/retried');
  expect(d.failure).toBe(0);
  expect(d.attempts.map((a) => [a.addr, failureOf(a.failure).id, a.connectMs, a.firstByteMs, a.totalMs])).toEqual([['10.0.0.1:80', 'connect_timeout', null, null, 5001], ['10.0.0.2:80', 'none', 1, 20, 30]]);
});
test('an error line without an access line is a call of its own', async () => {
  const d = await detailOf('/never-logged');
  expect([d.importId, d.errorLineOnly, failureOf(d.failure).id, d.status, d.durationMs, d.record]).toEqual([errors, true, 'connect_refused', 0, null, null]);
  expect(d.line.raw).toBe(ERRORS[1]);
});
test('what is no call is not there: another byte, another workspace, a blank line', async () => {
  const r = rows.find((x) => x.path === '/fine')!;
  expect(await callDetail(viewer, access, r.offset + 1)).toBeNull();
  expect(await callDetail({ workspaceId: 2 }, access, r.offset)).toBeNull();
  expect(await callDetail(viewer, access, 0)).toBeNull();
  expect(await callDetail(viewer, access, 1e9)).toBeNull();
  expect(await callDetail(viewer, 999, 0)).toBeNull();
});
test('the export has the listed calls, disarms formulas, and says when it is cut', async () => {
  const names = await callNames(viewer, null), f = callFilter(EMPTY_VIEW, { fromMs: FROM, toMs: FROM + 60_000 }, names);
  const file = async (format: 'csv' | 'json', most?: number): Promise<string> => { let s = ''; for await (const part of exportCalls(viewer, f, names, { format, zone: 'Europe/Berlin', slowest: false, signal: new AbortController().signal, most })) s += part; return s; };
  const json = JSON.parse(await file('json')) as { calls: { call: string; time_local: string; request_id: string | null }[]; count: number; cut: boolean };
  expect([json.count, json.cut]).toEqual([rows.length, false]);
  expect(json.calls.map((c) => c.call)).toEqual(rows.map((r) => `${r.importId}-${r.offset}`));
  expect(json.calls.at(-1)!.time_local).toBe('2026-03-12 10:00:01.000');
  const csv = await file('csv');
  expect(csv.split('\n').filter((l) => l !== '')).toHaveLength(rows.length + 1);
  expect(csv).toContain("'=1+1");
  expect(csv).not.toMatch(/(^|,)"?[=@+-]\D/m);
  expect(JSON.parse(await file('json', 2))).toMatchObject({ count: 2, cut: true });
  expect((await file('csv', 2)).trimEnd().split('\n').at(-1)).toContain('Cut after 2 calls');
});
