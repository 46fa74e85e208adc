import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claim, cleanName, dropUpload, findUpload, newUploadId, spaceMissing, spool, spoolDir, unclaim, uploadPath } from './uploads';

const viewer = { workspaceId: 1 };
let data: string;
beforeAll(async () => { data = await mkdtemp(path.join(os.tmpdir(), 'hangtime-uploads-')); process.env.HANGTIME_DATA = data; await mkdir(spoolDir()); });
afterAll(async () => { await rm(data, { recursive: true, force: true }); });

async function put(bytes: string, size: number, workspace = '1'): Promise<string> {
  const id = newUploadId();
  await writeFile(path.join(spoolDir(), id), bytes);
  await writeFile(path.join(spoolDir(), id + '.json'), JSON.stringify({ id, size, metadata: { filename: '../../etc/pass\u202ewd', workspace } }));
  return id;
}

describe('the spool', () => {
  it('finds an upload of the own workspace only, and nothing by an id that is none', async () => {
    const id = await put('abc', 10);
    expect(await findUpload(viewer, id)).toEqual({ id, name: 'passwd', size: 10, received: 3, workspaceId: 1 });
    expect(await findUpload({ workspaceId: 2 }, id)).toBeNull();
    for (const not of ['', '..', `../${id}`, id + '.json', id.toUpperCase().replace(/^./, 'X')]) expect(await findUpload(viewer, not)).toBeNull();
  });
  it('claims a complete upload: the protocol no longer finds it, the bytes are kept', async () => {
    const upload = (await findUpload(viewer, await put('whole', 5)))!, to = await claim(upload);
    expect(existsSync(uploadPath(upload))).toBe(false);
    expect(await findUpload(viewer, upload.id)).toBeNull();
    expect(await readFile(to, 'utf8')).toBe('whole');
    await unclaim(upload);
    expect(await findUpload(viewer, upload.id)).toMatchObject({ received: 5 });
    await dropUpload(upload);
    expect(existsSync(uploadPath(upload)) || existsSync(uploadPath(upload) + '.json')).toBe(false);
  });
  it('claims nothing that has not arrived whole', async () => {
    const upload = (await findUpload(viewer, await put('half', 9)))!;
    await expect(claim(upload)).rejects.toThrow('4 of 9 declared bytes');
    expect(existsSync(uploadPath(upload))).toBe(true);
  });
  it('gives two claims of one upload at once to one of them', async () => {
    const upload = (await findUpload(viewer, await put('x', 1)))!, got = await Promise.allSettled([claim(upload), claim(upload)]);
    expect(got.map((g) => g.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
  it('says what is missing when a file cannot fit', async () => {
    expect(await spaceMissing(1000)).toBeNull();
    const missing = (await spaceMissing(1e18))!;
    expect(missing.needed).toBeGreaterThan(missing.free);
  });
  it('keeps what the server writes itself under a name of its own', async () => {
    const file = await spool('made here');
    expect(path.dirname(file)).toBe(spoolDir());
    expect(await readFile(file, 'utf8')).toBe('made here');
  });
  it('cleans names for showing', () => {
    expect(cleanName('C:\\logs\\access.log.gz')).toBe('access.log.gz');
    expect(cleanName('\u0000\u202e')).toBe('log');
    expect(cleanName('x'.repeat(500))).toHaveLength(200);
  });
});
