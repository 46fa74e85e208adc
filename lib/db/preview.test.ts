import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { previewUpload, readLines } from './preview';
import { newUploadId, type Upload } from './uploads';

const ERROR_LINE = '2026/03/12 09:20:01 [error] 7#7: *12 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.9, server: , request: "GET /flights?token=s3cret HTTP/1.1", upstream: "http://10.1.0.4:8080/flights", host: "travel"\n';
const access = (n: number): string => `10.0.0.${n % 250} - - [12/Mar/2026:09:20:${String(n % 60).padStart(2, '0')} +0100] "GET /hotels/${n} HTTP/1.1" 200 512 "-" "curl/8"\n`;

let data: string;
beforeAll(async () => { data = await mkdtemp(path.join(os.tmpdir(), 'hangtime-preview-')); process.env.HANGTIME_DATA = data; await mkdir(path.join(data, 'uploads')); });
afterAll(async () => { await rm(data, { recursive: true, force: true }); });

async function put(bytes: Buffer, size = bytes.length): Promise<Upload> {
  const id = newUploadId();
  await writeFile(path.join(data, 'uploads', id), bytes);
  return { id, name: 'access.log', size, received: bytes.length, workspaceId: 1 };
}
const log = (lines: number): Buffer => Buffer.from(Array.from({ length: lines }, (_, n) => access(n)).join(''));

it('an upstream is what the Upstreams page shows: the group that is logged, not its server', () => {
  const haproxy = Buffer.from('haproxy[14389]: 10.0.1.2:33317 [12/Mar/2026:09:20:01.655] http-in flights/app2 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /flights HTTP/1.1"\n');
  expect(readLines(haproxy, DEFAULT_SETTINGS).lines).toMatchObject([{ became: 'call', upstream: 'flights' }]);
  expect(readLines(Buffer.from(ERROR_LINE), DEFAULT_SETTINGS).lines).toMatchObject([{ became: 'event', upstream: '10.1.0.4:8080' }]);
});

describe('preview of an upload', () => {
  it('shows the first 20 lines and says what they are and why', async () => {
    const p = await previewUpload(await put(log(400)), DEFAULT_SETTINGS);
    expect(p).toMatchObject({ ready: true, gzip: false, problem: null, looked: 400, wallMs: null, offset: { minutes: 60, at: Date.parse('2026-03-12T08:20:00Z') }, format: { id: 'nginx-combined' } });
    expect(p.format!.confidence).toBeGreaterThan(0.5);
    expect(p.format!.reason).toMatch(/400 of the first 400 lines/);
    expect(p.lines).toHaveLength(20);
    expect(p.lines[3]).toMatchObject({ line: 4, became: 'call', method: 'GET', path: '/hotels/3', status: 200, at: Date.parse('2026-03-12T08:20:03Z') });
  });
  it('says the same of the gzip of it, and of half of that', async () => {
    const whole = gzipSync(log(5000)), a = await previewUpload(await put(whole), DEFAULT_SETTINGS), b = await previewUpload(await put(whole.subarray(0, whole.length / 2), whole.length), DEFAULT_SETTINGS);
    expect(a).toMatchObject({ ready: true, gzip: true, format: { id: 'nginx-combined' } });
    expect(b.lines).toEqual(a.lines);
  });
  it('leaves a line out that has not arrived whole, and waits for the first', async () => {
    const one = Buffer.from(access(1) + access(2));
    expect((await previewUpload(await put(one.subarray(0, one.length - 9), one.length), DEFAULT_SETTINGS)).lines).toHaveLength(1);
    expect(await previewUpload(await put(one.subarray(0, 20), one.length), DEFAULT_SETTINGS)).toMatchObject({ ready: false, lines: [] });
    expect(await previewUpload(await put(one.subarray(0, one.length - 1)), DEFAULT_SETTINGS)).toMatchObject({ ready: true, looked: 2 });
  });
  it('asks for the zone of lines that carry none, whatever zone is tried', async () => {
    const upload = await put(Buffer.from(ERROR_LINE));
    for (const zone of ['UTC', 'Europe/Berlin']) expect(await previewUpload(upload, { ...DEFAULT_SETTINGS, zone })).toMatchObject({ wallMs: Date.UTC(2026, 2, 12, 9, 20, 1), offset: null });
    expect((await previewUpload(upload, { ...DEFAULT_SETTINGS, zone: 'Europe/Berlin' })).lines[0]).toMatchObject({ became: 'event', at: Date.UTC(2026, 2, 12, 8, 20, 1) });
  });
  it('shows no secret', () => { expect(JSON.stringify(readLines(Buffer.from(ERROR_LINE), DEFAULT_SETTINGS))).not.toContain('s3cret'); });
  it('names what is no log, and an empty file has nothing to show', async () => {
    expect((await previewUpload(await put(Buffer.from('%PDF-1.7\n' + 'x'.repeat(5000))), DEFAULT_SETTINGS)).problem).toBe('a PDF document');
    expect(await previewUpload(await put(Buffer.alloc(0)), DEFAULT_SETTINGS)).toMatchObject({ ready: true, lines: [], format: null });
  });
  it('shows lines that nothing can read with the reason', async () => {
    const p = await previewUpload(await put(Buffer.from('hello there\n' + randomBytes(4).toString('hex') + '\n')), DEFAULT_SETTINGS);
    expect(p.format).toBeNull();
    expect(p.lines.map((l) => l.became)).toEqual(['rejected', 'rejected']);
    expect(p.lines[0].reason).toBeTruthy();
  });
  it('knows what a header line says of the lines behind it', () => {
    const csv = readLines(Buffer.from('Time;Path;Status;Elapsed (ms)\n2026-03-12 09:20:01;/a;504;30000\n2026-03-12 09:20:02;/b;200;3\n'), { ...DEFAULT_SETTINGS, zone: 'Europe/Berlin' });
    expect(csv).toMatchObject({ looked: 3, format: { id: 'csv' }, others: [], mapping: 'csv time=Time duration="Elapsed (ms)"(ms) status=Status path=Path', wallMs: Date.UTC(2026, 2, 12, 9, 20, 1) });
    expect(csv.format!.confidence).toBeGreaterThan(0.8);
    expect(csv.lines.map((l) => l.became)).toEqual(['filtered', 'call', 'call']);
    const w3c = readLines(Buffer.from('#Fields: date time cs-uri-stem sc-status\n2026-03-12 09:20:01 /a 504\n#Fields: date time sc-status\n2026-03-12 09:20:02 200\n'), DEFAULT_SETTINGS);
    expect(w3c).toMatchObject({ format: { id: 'iis-w3c' }, others: [], mapping: null });
    expect(w3c.lines.map((l) => l.became)).toEqual(['filtered', 'call', 'filtered', 'call']);
  });
  it('reads by a pasted log_format', () => {
    const logFormats = ["log_format odd '$status|$request_time|$msec|$request';"];
    expect(readLines(Buffer.from('504|25.001|1773303601.123|GET /flights HTTP/1.1\n'), { ...DEFAULT_SETTINGS, logFormats }).lines[0]).toMatchObject({ became: 'call', status: 504, durationMs: 25_001, path: '/flights' });
  });
});
