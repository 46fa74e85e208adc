/**
 * Hostile and broken files, each through a real worker: every line is accounted for, every byte is consumed, nothing breaks.
 * HANGTIME_HOSTILE=full runs the large ones at their full size (a line of 1 GB, a million paths).
 */
import { createWriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentViewer } from '../access/viewer';
import { pool } from './client';
import { cancelImport } from './imports';
import { MAX_PARTITIONS } from './partitions';
import { createTestDatabase, type TestDatabase } from './test-database';
import { ended, importFile, sums, totalCalls, WorkerBench, type Ended, type Sums } from './test-worker';

const FULL = process.env.HANGTIME_HOSTILE === 'full';
let db: TestDatabase, bench: WorkerBench, pid: number;
beforeAll(async () => { db = await createTestDatabase(); bench = await WorkerBench.make(); pid = bench.start().pid!; });
afterAll(async () => { await bench?.end(); await db?.drop(); });

const line = (i: number, o: { at?: string; path?: string; status?: number; ua?: string } = {}): string =>
  `10.0.0.${i % 250} - - [${o.at ?? '12/Mar/2026:09:20:01 +0000'}] "GET ${o.path ?? '/a'} HTTP/1.1" ${o.status ?? 200} 12 "-" "${o.ua ?? 'curl'}" rt=0.120 uct="0.001" uht="0.100" urt="0.119" ua="10.1.0.${1 + (i % 3)}:80" us="${o.status ?? 200}"`;
const lines = (n: number, of: (i: number) => string = line): string => Array.from({ length: n }, (_, i) => of(i) + '\n').join('');

let files = 0;
async function read(bytes: Buffer | string, more: { name?: string; source?: string; ms?: number } = {}): Promise<{ id: number; row: Ended; sums: Sums }> {
  const name = more.name ?? `hostile-${files++}`;
  writeFileSync(bench.file(name), bytes);
  const id = await importFile({ source: more.source ?? name, name, spoolPath: bench.file(name) }), [row] = await ended([id], more.ms), s = await sums(id);
  expect(s.lines).toBe(s.stored + s.quarantined + s.filtered);
  if (row.state === 'done') expect(row.consumedBytes).toBe(Buffer.byteLength(bytes));
  return { id, row, sums: s };
}
const counts = (r: { sums: Sums }): number[] => [r.sums.lines, r.sums.stored, r.sums.quarantined, r.sums.filtered];

describe('a broken file', () => {
  it('with NULs, invalid UTF-8 and control bytes in its lines', async () => {
    const r = await read(Buffer.concat([Buffer.from(lines(5, (i) => line(i, { path: '/x\0y', status: 500 }))), Buffer.from(line(1, { path: '/bad', ua: 'X' }).replace('X', '\xff\xfe\x80'), 'latin1'), Buffer.from('\n\0\0\0\n\x1b[31m\u202e\n')]));
    expect(counts(r)).toEqual([8, 6, 2, 0]);
    expect((await pool().query('select sample from quarantine where import_id = $1 order by "offset"', [r.id])).rows).toHaveLength(2);
    expect((await pool().query('select path from notable where import_id = $1 limit 1', [r.id])).rows[0].path).not.toContain('\0');
  });
  it('with carriage returns, a line `\\.`, blank lines and no newline at its end', async () => {
    const r = await read(`${lines(3).replaceAll('\n', '\r\n')}\\.\n\n   \n${line(4)}\rjunk\n${line(5, { status: 504 })}`);
    expect(r.sums.lines).toBe(8);
    expect(r.sums.filtered).toBe(2);
    expect(r.sums.stored).toBeGreaterThanOrEqual(4);
    expect(await totalCalls(1, `import_id = ${r.id}`)).toBe(r.sums.calls);
  });
  it.each([['utf16le', true], ['utf16le', false], ['utf16be', true]])('in %s, byte order mark: %s', async (encoding, mark) => {
    const b = Buffer.from((mark ? '\ufeff' : '') + lines(200), 'utf16le');
    expect(counts(await read(encoding === 'utf16be' ? b.swap16() : b))).toEqual([200, 200, 0, 0]);
  });
  it('with a byte order mark', async () => { expect(counts(await read('\ufeff' + lines(20)))).toEqual([20, 20, 0, 0]); });
  it('that is empty, and is the beginning of no other', async () => {
    await read(lines(3), { source: 'not empty' });
    for (const source of ['empty', 'not empty']) {
      const r = await read('', { source });
      expect(r.row).toMatchObject({ state: 'done', message: null });
      expect(counts(r)).toEqual([0, 0, 0, 0]);
    }
  });
  it('that is a PDF, or a zip, is refused and leaves nothing', async () => {
    for (const head of ['%PDF-1.7\n%\xe2\xe3', 'PK\x03\x04junk']) {
      const r = await read(Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(lines(50))]));
      expect(r.row.state).toBe('failed'); expect(r.row.message).toMatch(/^This file is a /); expect(r.sums.lines).toBe(0);
    }
  });
  it('of prose is quarantined line by line', async () => { const r = await read('The quick brown fox\njumps over the lazy dog\n'.repeat(2000)); expect(r.row.state).toBe('done'); expect(counts(r)).toEqual([4000, 0, 4000, 0]); });
});

describe('a gzip file', () => {
  const text = lines(40_000, (i) => line(i, { path: `/p${i % 50}`, status: i % 100 ? 200 : 504 })), packed = gzipSync(text);
  it('of several members', async () => { expect(counts(await read(Buffer.concat([gzipSync(lines(1000)), gzipSync(lines(500)), gzipSync('')])))).toEqual([1500, 1500, 0, 0]); });
  it('that is cut off keeps what can be read and says so', async () => {
    const r = await read(packed.subarray(0, packed.length >> 1));
    expect(r.row.state).toBe('done'); expect(r.row.message).toContain('cut off'); expect(r.sums.stored).toBeGreaterThan(10_000); expect(r.sums.quarantined).toBeLessThanOrEqual(1);
  });
  it('that is damaged, or followed by something else, says where', async () => {
    const broken = Buffer.from(packed); broken.fill(0xaa, packed.length >> 1, (packed.length >> 1) + 40);
    const r = await read(broken), t = await read(Buffer.concat([packed, Buffer.from('<html>')]));
    expect(r.row.message).toMatch(/damaged|checksum/); expect(r.sums.stored).toBeGreaterThan(5_000);
    expect(t.row.message).toContain(`From byte ${packed.length} on`); expect(counts(t)).toEqual([40_000, 40_000, 0, 0]);
  });
  it('that is a bomb is stopped, and nothing of it is kept', async () => {
    const r = await read(gzipSync(Buffer.alloc(200 << 20, line(1) + '\n')));
    expect(r.row.state).toBe('failed'); expect(r.row.message).toMatch(/^Stopped: the file unpacks to more than 250 times its size/); expect(r.sums.lines).toBe(0);
    expect((await pool().query('select count(*)::int as n from cell_block where import_id = $1', [r.id])).rows[0].n).toBe(0);
  }, 60_000);
});

describe('a strange log', () => {
  it('of several formats, line by line', async () => {
    const error = '2026/03/12 09:20:01 [error] 7#7: *9 upstream timed out (110: Connection timed out) while connecting to upstream, client: 10.0.0.1, server: x, request: "GET /a HTTP/1.1", upstream: "http://10.1.0.1:80/a", host: "x"\n';
    const haproxy = '10.20.0.7:40112 [12/Mar/2026:09:20:01.345] web be_flights/fl1 0/0/1/182/190 200 8123 - - ---- 120/118/9/3/0 0/0 "GET /flights/search HTTP/1.1"\n';
    const r = await read((lines(3) + error + haproxy + 'garbage\n').repeat(50));
    expect(counts(r)).toEqual([300, 250, 50, 0]); expect(r.sums).toMatchObject({ calls: 200, events: 50 });
  });
  it('with lines ten years apart and from the future makes no end of partitions', async () => {
    const at = (i: number): string => { const d = new Date(Date.UTC(2009, 0, 1) + i * 86_400_000 * 7); return `${String(d.getUTCDate()).padStart(2, '0')}/${d.toLocaleString('en', { month: 'short', timeZone: 'UTC' })}/${d.getUTCFullYear()}:00:00:01 +0000`; };
    const r = await read(lines(3000, (i) => line(i, { at: at(i), status: 504 })));
    expect(counts(r)).toEqual([3000, 3000, 0, 0]);
    expect((await pool().query('select count(*)::int as n from notable where import_id = $1', [r.id])).rows[0].n).toBe(3000);
    expect((await pool().query(`select count(*)::int as n from pg_inherits where inhparent = 'notable'::regclass`)).rows[0].n).toBeLessThanOrEqual(MAX_PARTITIONS + 1);
    for (const level of [1, 2, 3, 4]) expect(await totalCalls(level, `import_id = ${r.id}`)).toBe(3000);
  }, 120_000);
  const PATHS = FULL ? 1_000_000 : 60_000;
  it(`of ${PATHS} paths and instances keeps its cap, and the rest under a name of its own`, async () => {
    const word = (i: number): string => 'w' + (i * 7919).toString(36).replace(/\d/g, (d) => 'ghijklmnop'[Number(d)]);
    const r = await read(lines(PATHS, (i) => line(i, { path: `/${word(i)}/${word(i + 1)}` }).replace(/10\.1\.0\.\d/, `10.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`)), { ms: 500_000 });
    expect(counts(r)).toEqual([PATHS, PATHS, 0, 0]);
    const { rows } = await pool().query<{ routes: number; instances: number; other: number }>(`select (select count(*)::int from route where source_id = s.id) as routes, (select count(*)::int from instance where source_id = s.id) as instances, (select count(*)::int from route where source_id = s.id and name = '(other)') as other from source s join import i on i.source_id = s.id where i.id = $1`, [r.id]);
    expect(rows[0].routes).toBeLessThanOrEqual(2001); expect(rows[0].instances).toBe(5001);
    expect(await totalCalls(4, `import_id = ${r.id}`)).toBe(PATHS);
  }, 600_000);
  const LONG = FULL ? 1000 << 20 : 64 << 20;
  it(`with a line of ${LONG >> 20} MiB without end, in flat memory`, async () => {
    const out = createWriteStream(bench.file('long')), piece = Buffer.alloc(1 << 20, 'x');
    out.write(lines(10));
    for (let i = 0; i < LONG >> 20; i++) if (!out.write(piece)) await once(out, 'drain');
    out.end(`\n${lines(10)}`); await once(out, 'finish');
    const peak = watchMemory(pid), id = await importFile({ source: 'long', name: 'long', spoolPath: bench.file('long') }), [row] = await ended([id], 300_000), s = await sums(id);
    expect(row.state).toBe('done'); expect(row.consumedBytes).toBe(row.sizeBytes);
    expect(s).toMatchObject({ lines: 21, stored: 20, quarantined: 1 });
    expect(peak()).toBeLessThan(512 << 20);
  }, 400_000);
  it('that is cancelled half way leaves nothing, and may come again', async () => {
    writeFileSync(bench.file('cancelled'), lines(400_000, (i) => line(i, { status: i % 40 ? 200 : 502 })));
    const id = await importFile({ source: 'cancelled', name: 'cancelled', spoolPath: bench.file('cancelled') });
    while ((await sums(id)).lines === 0) await new Promise((r) => setTimeout(r, 10));
    await cancelImport(await currentViewer(), id);
    for (let left = 1; left > 0; await new Promise((r) => setTimeout(r, 50))) left = (await pool().query('select (select count(*)::int from chunk where import_id = $1) + (select count(*)::int from cell_block where import_id = $1) + (select count(*)::int from notable where import_id = $1) + (select count(spool_path)::int from import where id = $1) as n', [id])).rows[0].n;
    expect((await ended([id]))[0]).toMatchObject({ state: 'cancelled', message: 'Cancelled. Nothing of it was kept.' });
    const again = await importFile({ source: 'cancelled', name: 'again', spoolPath: bench.file('cancelled') });
    expect((await ended([again]))[0].state).toBe('done');
    expect(await sums(again)).toMatchObject({ lines: 400_000, stored: 400_000 });
  }, 120_000);
});

/** Peak resident memory of a process while the returned function was not called. */
function watchMemory(of: number): () => number {
  let most = 0;
  const look = async (): Promise<void> => { const { readFileSync } = await import('node:fs'); try { most = Math.max(most, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${of}/status`, 'utf8'))?.[1] ?? 0) * 1024); } catch { /* no /proc here: nothing is measured */ } };
  const timer = setInterval(() => void look(), 20);
  return () => { clearInterval(timer); return most; };
}
