import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '@/lib/db/client';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { spoolDir } from '@/lib/db/uploads';
import * as uploads from '../upload/[[...path]]/route';
import * as byId from './[id]/route';
import * as imports from './route';
import * as preview from '../preview/route';

const HOST = 'http://localhost:3000', LINE = '10.0.0.1 - - [12/Mar/2026:09:20:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "x"\n';
let db: TestDatabase, data: string;
beforeAll(async () => { db = await createTestDatabase(); data = await mkdtemp(path.join(os.tmpdir(), 'hangtime-api-')); process.env.HANGTIME_DATA = data; });
afterAll(async () => { await db?.drop(); await rm(data, { recursive: true, force: true }); });

const request = (method: string, url: string, init: RequestInit & { duplex?: 'half' } = {}): Request => new Request(HOST + url, { method, ...init, headers: { host: 'localhost:3000', ...(init.headers as Record<string, string>) } });
const tus = { 'Tus-Resumable': '1.0.0' };
async function begin(name: string, size: number): Promise<string> {
  const made = await uploads.POST(request('POST', '/api/upload', { headers: { ...tus, 'Upload-Length': String(size), 'Upload-Metadata': `filename ${Buffer.from(name).toString('base64')}` } }));
  expect(made.status).toBe(201);
  return made.headers.get('location')!.split('/').pop()!;
}
const send = (id: string, offset: number, body: BodyInit): Promise<Response> => uploads.PATCH(request('PATCH', `/api/upload/${id}`, { headers: { ...tus, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' }, body, duplex: 'half' }));
const offsetOf = async (id: string): Promise<number> => Number((await uploads.HEAD(request('HEAD', `/api/upload/${id}`, { headers: tus }))).headers.get('upload-offset'));
async function put(name: string, text: string): Promise<string> { const id = await begin(name, Buffer.byteLength(text)); if (text) expect((await send(id, 0, text)).status).toBe(204); return id; }
const plan = (ids: string[], more: object = {}): string => JSON.stringify({ uploads: ids, source: 'edge', zone: 'UTC', format: null, logFormats: [], ...more });
const post = (body: string, headers: Record<string, string> = {}): Promise<Response> => imports.POST(request('POST', '/api/imports', { body, headers }));
/** A body whose connection breaks a moment after its first bytes were taken. */
const broken = (text: string): ReadableStream => new ReadableStream({ start: (c) => { c.enqueue(Buffer.from(text)); }, pull: async (c) => { await new Promise((r) => { setTimeout(r, 100); }); c.error(new Error('connection lost')); } });

describe('uploads', () => {
  it('go on where a broken connection stopped them', async () => {
    const id = await begin('access.log', LINE.length * 2);
    const all = LINE + LINE.replace('/a', '/b');
    await send(id, 0, broken(all.slice(0, LINE.length + 4))).catch(() => undefined);
    const there = await offsetOf(id);
    expect(there).toBe(LINE.length + 4);
    expect((await send(id, there + 1, 'x')).status).toBe(409);
    // The client has its own idea of what it sent: it asks, and goes on with what the server lacks.
    expect((await send(id, there, all.slice(there))).status).toBe(204);
    expect(await offsetOf(id)).toBe(all.length);
    expect(await readFile(path.join(spoolDir(), id), 'utf8')).toBe(all);
  });
  it('take no more than was declared, and nothing from another site', async () => {
    const id = await begin('a.log', 4);
    expect((await send(id, 0, 'far too much')).status).toBeGreaterThanOrEqual(400);
    expect(await offsetOf(id)).toBeLessThanOrEqual(4);
    const foreign = await uploads.POST(request('POST', '/api/upload', { headers: { ...tus, 'Upload-Length': '1', origin: 'https://elsewhere.example' } }));
    expect(foreign.status).toBe(403);
  });
  it('say what is missing when the disk is too small', async () => {
    const made = await uploads.POST(request('POST', '/api/upload', { headers: { ...tus, 'Upload-Length': '900000000000000000' } }));
    expect(made.status).toBe(507);
    expect(await made.text()).toMatch(/Not enough disk space: .* need .* are free/);
  });
  it('show their first lines before the rest is here', async () => {
    const id = await begin('a.log', 1e6);
    await send(id, 0, broken(LINE + LINE)).catch(() => undefined);
    const shown = (await (await preview.GET(request('GET', `/api/preview?upload=${id}&zone=UTC`))).json()) as { ready: boolean; lines: unknown[]; format: { id: string } };
    expect(shown).toMatchObject({ ready: true, format: { id: 'nginx-combined' } });
    expect((await preview.GET(request('GET', `/api/preview?upload=${id}&zone=Mars/Olympus`))).status).toBe(400);
    expect((await preview.GET(request('GET', `/api/preview?upload=${'0'.repeat(32)}`))).status).toBe(404);
  });
  it('can be cancelled', async () => {
    const id = await put('a.log', LINE);
    expect((await uploads.DELETE(request('DELETE', `/api/upload/${id}`, { headers: tus }))).status).toBe(204);
    expect(readdirSync(spoolDir()).filter((n) => n.startsWith(id))).toEqual([]);
  });
});

describe('imports', () => {
  it('are made from complete uploads, which the protocol can then no longer touch', async () => {
    const id = await put('C:\\logs\\access.log', LINE), made = await post(plan([id]));
    expect(made.status).toBe(201);
    const { imports: [one] } = (await made.json()) as { imports: { id: number; name: string }[] };
    const { rows: [row] } = await pool().query('select i.name, i.state, i.spool_path, i.size_bytes::int as size, s.name as source from import i join source s on s.id = i.source_id where i.id = $1', [one.id]);
    expect(row).toEqual({ name: 'access.log', state: 'queued', spool_path: path.join(spoolDir(), id + '.log'), size: LINE.length, source: 'edge' });
    expect(existsSync(row.spool_path)).toBe(true);
    for (const again of [await uploads.HEAD(request('HEAD', `/api/upload/${id}`, { headers: tus })), await uploads.DELETE(request('DELETE', `/api/upload/${id}`, { headers: tus })), await post(plan([id]))]) expect(again.status).toBe(404);
    expect(existsSync(row.spool_path)).toBe(true);
  });
  it('are refused as a whole when one upload is missing or not complete, and nothing is lost', async () => {
    const good = await put('a.log', LINE), half = await begin('b.log', 100), before = await pool().query('select count(*) from import');
    for (const bad of [half, '0'.repeat(32)]) {
      const answer = await post(plan([good, bad]));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(((await answer.json()) as { error: string }).error).toMatch(/no such upload|has not arrived whole/);
    }
    expect((await pool().query('select count(*) from import')).rows).toEqual(before.rows);
    expect((await post(plan([good]))).status).toBe(201);
  });
  it('are made once when two ask at once', async () => {
    const id = await put('a.log', LINE), answers = await Promise.all([post(plan([id])), post(plan([id]))]);
    expect(answers.map((a) => a.status).sort()).toEqual([201, 404]);
    expect((await pool().query('select count(*)::int as n from import where spool_path like $1', [`%${id}%`])).rows).toEqual([{ n: 1 }]);
  });
  it('check what they are told', async () => {
    const id = await put('a.log', LINE);
    for (const [more, why] of [[{ source: ' ' }, /A name is needed/], [{ source: 'a\u202eb' }, /Control characters/], [{ zone: 'Mars/Olympus' }, /zone is not known/], [{ format: 'nope' }, /format is not known/], [{ logFormats: ["log_format x '$status';"] }, /does not log the time/], [{ uploads: ['../../etc/passwd'] }, /no upload id/], [{ path: '/etc/passwd' }, /path/]] as const) {
      const answer = await post(plan([id], more));
      expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([400, expect.stringMatching(why)]);
    }
    expect((await post('not json')).status).toBe(400);
    expect((await post(plan([id]), { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await imports.GET(new Request(HOST + '/api/imports', { headers: { host: 'rebound.example' } }))).status).toBe(421);
  });
  it('are renamed and deleted by id, and answer 404 for any other', async () => {
    const { imports: [one] } = (await (await post(plan([await put('a.log', LINE)]))).json()) as { imports: { id: number }[] };
    const on = (id: string) => ({ params: Promise.resolve({ id }) }), url = `/api/imports/${one.id}`;
    expect((await byId.PATCH(request('PATCH', url, { body: '{"name":"March, gateway 2"}' }), on(String(one.id)))).status).toBe(200);
    expect(await (await byId.GET(request('GET', url + '?summary=1'), on(String(one.id)))).json()).toMatchObject({ name: 'March, gateway 2', state: 'queued' });
    expect((await byId.DELETE(request('DELETE', url), on(String(one.id)))).status).toBe(202);
    expect(await (await byId.GET(request('GET', url), on(String(one.id)))).json()).toMatchObject({ state: 'deleting' });
    for (const id of ['0', '99999', 'x', '1e3', '-1']) for (const answer of [await byId.GET(request('GET', url), on(id)), await byId.DELETE(request('DELETE', url), on(id))]) expect(answer.status).toBe(404);
  });
});
