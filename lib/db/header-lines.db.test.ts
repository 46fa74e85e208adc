/** Files whose lines mean what a header line says: every chunk is read alone and knows it, when it is stored, listed, opened, grown and read again. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { currentViewer } from '../access/viewer';
import { EMPTY_VIEW } from '../view/state';
import { callDetail } from './call-detail';
import { callFilter, callNames } from './calls-names';
import { searchCalls } from './calls-search';
import { pool } from './client';
import { refoldImport } from './imports';
import { createTestDatabase, type TestDatabase } from './test-database';
import { importPrint } from './test-sums';
import { ended, importFile, sums, WorkerBench } from './test-worker';

const viewer = await currentViewer(), FROM = Date.UTC(2026, 2, 12, 9), N = 18_000, AGENT = 'Mozilla/5.0+(X11;+Linux+x86_64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/122.0.0.0+Safari/537.36';
let db: TestDatabase, bench: WorkerBench;
beforeAll(async () => { db = await createTestDatabase(); bench = await WorkerBench.make(); bench.start(); });
afterAll(async () => { await bench?.end(); await db?.drop(); });

const at = (i: number): string => new Date(FROM + i * 100).toISOString();
/** Every hundredth call failed. The columns change after two thirds, in the middle of a chunk. */
const w3c = (i: number): string => {
  const time = at(i).slice(0, 19).replace('T', ' '), status = i % 100 === 0 ? '504' : '200', head = i === 0 ? '#Software: x\n#Date: 2026-03-12 09:00:00\n#Fields: date time cs-method cs-uri-stem c-ip cs(User-Agent) sc-status time-taken\n' : i === N * (2 / 3) ? '#Fields: time date sc-status time-taken cs(User-Agent) c-ip cs-uri-stem cs-method\n' : '';
  return head + (i < N * (2 / 3) ? `${time} GET /page/${i} 203.0.113.7 ${AGENT} ${status} ${i % 977}\n` : `${time.slice(11)} ${time.slice(0, 10)} ${status} ${i % 977} ${AGENT} 203.0.113.7 /page/${i} GET\n`);
};
const csv = (i: number): string => (i === 0 ? 'Time,Path,Status,Elapsed (ms),Agent\n' : '') + `${at(i)},/page/${i},${i % 100 === 0 ? 504 : 200},${i % 977},"${AGENT}"\n`;
const lines = (make: (i: number) => string, from: number, to: number): string => Array.from({ length: to - from }, (_, i) => make(from + i)).join('');

test.each([['iis.log', w3c, 'iis-w3c', 4], ['calls.csv', csv, 'csv', 1]] as const)('%s', async (name, make, format, headers) => {
  const file = bench.file(name);
  writeFileSync(file, lines(make, 0, N / 2));
  const id = await importFile({ source: name, name, spoolPath: file });
  expect(await ended([id])).toMatchObject([{ state: 'done', message: null }]);
  // It grows: only the tail is added, and knows what the beginning said.
  writeFileSync(bench.file(`grown-${name}`), lines(make, 0, N / 2)); appendFileSync(bench.file(`grown-${name}`), lines(make, N / 2, N));
  await ended([await importFile({ source: name, name, spoolPath: bench.file(`grown-${name}`) }), id]);
  const { rows: chunks } = await pool().query<{ calls: number; preamble: Buffer | null; formats: string[] }>(`select calls, preamble, array(select jsonb_object_keys(accounts -> 'formats')) as formats from chunk where import_id = $1 order by "offset"`, [id]);
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.map((c) => [c.calls > 0, c.preamble !== null, c.formats])).toEqual(chunks.map((_, i) => [true, i > 0, [format]]));
  expect(await sums(id)).toMatchObject({ lines: N + headers, stored: N, calls: N, filtered: headers, quarantined: 0, failed: N / 100, timeouts: N / 100 });

  // Every call of the last minute is listed, and opens with its own line.
  const source = (await pool().query<{ id: number }>('select id from source where name = $1', [name])).rows[0].id, names = await callNames(viewer, [source]);
  const list = async (fromMs: number, toMs: number) => { const rows = []; for await (const m of searchCalls(viewer, { ...callFilter(EMPTY_VIEW, { fromMs, toMs }, names), sources: [source] }, names, { limit: 1000, after: null })) if (m.type === 'calls') rows.push(...m.rows); return rows; };
  const last = FROM + (N - 600) * 100, found = await list(last, last + 60_000);
  expect(found).toHaveLength(600);
  expect(new Set(found.map((r) => r.path))).toEqual(new Set(Array.from({ length: 600 }, (_, i) => `/page/${N - 600 + i}`)));
  for (const r of [found[0], found[311], found[599]]) expect(await callDetail(viewer, r.importId, r.offset)).toMatchObject({ path: r.path, status: r.status, durationMs: r.durationMs, line: { raw: expect.stringContaining(r.path!) }, record: { format }, formatTitle: expect.stringMatching(/^[A-Z]/) });

  const before = await importPrint(id);
  await refoldImport(viewer, id);
  await ended([id]);
  expect(await importPrint(id)).toEqual(before);
});
