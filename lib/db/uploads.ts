/**
 * The spool: uploaded files on disk until an import has stored every chunk of them.
 *
 * An upload lives as `<id>` (its bytes) beside `<id>.json` (what the client declared, written by the upload server). `claim` renames the
 * bytes to `<id>.log`: from then on the upload protocol cannot reach them, and they belong to one import. Paths are made here from checked
 * ids and nowhere from what a client sent.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Viewer } from '../access/viewer';
import { run } from './run';
import { Prisma } from '../generated/prisma/client';

/** Room that must stay free on the disk, beside what a file needs. */
const RESERVE = 256 * 1024 * 1024;
/** A chunk store takes up to a fifth of the log. */
const STORE_SHARE = 0.2;
const DAY = 86_400_000;

export type Upload = {
  id: string;
  /** File name as the browser gave it: cleaned, for showing only. */
  name: string;
  /** Declared and arrived bytes. */
  size: number; received: number;
  workspaceId: number;
};

/** The folder of the spool, absolute. */
export const spoolDir = (): string => path.resolve(/* turbopackIgnore: true */ process.env.HANGTIME_DATA ?? '.data', 'uploads');
/** 128 random bits: whoever knows the id made the upload. */
export const newUploadId = (): string => randomBytes(16).toString('hex');
export const isUploadId = (id: string): boolean => /^[0-9a-f]{32}$/.test(id);

const waiting = (id: string): string => path.join(spoolDir(), checked(id));
const claimed = (id: string): string => path.join(spoolDir(), checked(id) + '.log');
function checked(id: string): string { if (!isUploadId(id)) throw new Error('not an upload id'); return id; }

/** A name fit for showing: the last part of a path, no control or bidirectional characters, at most 200 of the rest. */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).pop() ?? '';
  return last.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim().slice(0, 200) || 'log';
}

type Declared = { size?: number; metadata?: Record<string, string | null> };

/** What is known of an unclaimed upload of this workspace; null when there is none. */
export async function findUpload(viewer: Viewer, id: string): Promise<Upload | null> {
  if (!isUploadId(id)) return null;
  try {
    const [declared, info] = await Promise.all([readFile(waiting(id) + '.json', 'utf8'), stat(waiting(id))]);
    const { size, metadata } = JSON.parse(declared) as Declared;
    const workspaceId = Number(metadata?.workspace);
    if (workspaceId !== viewer.workspaceId || typeof size !== 'number') return null;
    return { id, name: cleanName(metadata?.filename ?? ''), size, received: info.size, workspaceId };
  } catch { return null; }
}

/** The path of the bytes of an upload that `findUpload` found. */
export const uploadPath = (upload: Upload): string => waiting(upload.id);

/** Takes a complete upload out of the protocol's reach and returns its spool path for `createImport`. Calling it again returns the same path. */
export async function claim(upload: Upload): Promise<string> {
  const to = claimed(upload.id);
  const info = await stat(waiting(upload.id));
  if (info.size !== upload.size) throw new Error(`${info.size} of ${upload.size} declared bytes have arrived`);
  const file = await open(waiting(upload.id), 'r');
  try { await file.sync(); } finally { await file.close(); }
  await rename(waiting(upload.id), to);
  return to;
}

/** Undoes `claim` after the import could not be created, so that the client may ask again. */
export async function unclaim(upload: Upload): Promise<void> {
  if (existsSync(claimed(upload.id))) await rename(claimed(upload.id), waiting(upload.id));
}

/** Forgets the declaration of a claimed upload. */
export const settle = (upload: Upload): Promise<void> => rm(waiting(upload.id) + '.json', { force: true });

/** Removes an upload that nobody will import. */
export async function dropUpload(upload: Upload): Promise<void> {
  await rm(waiting(upload.id), { force: true });
  await settle(upload);
}

/** Writes a file made by the server itself (the sample incident) to the spool and returns its path. */
export async function spool(bytes: Uint8Array | string): Promise<string> {
  await mkdir(spoolDir(), { recursive: true });
  const to = path.join(spoolDir(), `${newUploadId()}.log`), file = await open(to, 'wx');
  try { await file.writeFile(bytes); await file.sync(); } catch (e) { await rm(to, { force: true }); throw e; } finally { await file.close(); }
  return to;
}

/** Null when a file of `size` bytes fits beside what the uploads under way still need; else both figures, in bytes. */
export async function spaceMissing(size: number): Promise<{ needed: number; free: number } | null> {
  await mkdir(spoolDir(), { recursive: true });
  const disk = await statfs(spoolDir()), free = disk.bavail * disk.bsize;
  let pending = 0;
  for (const id of await waitingIds()) {
    const info = await stat(waiting(id)).catch(() => null), declared = await declaredSize(id);
    if (info && declared !== null) pending += Math.max(0, declared - info.size);
  }
  const needed = Math.ceil(size * (1 + STORE_SHARE)) + pending + RESERVE;
  return needed > free ? { needed, free } : null;
}

async function waitingIds(): Promise<string[]> { return (await readdir(spoolDir())).filter(isUploadId); }
async function declaredSize(id: string): Promise<number | null> {
  try { return (JSON.parse(await readFile(waiting(id) + '.json', 'utf8')) as Declared).size ?? null; } catch { return null; }
}

/**
 * Clears the spool of what nobody will come back for: uploads untouched for a week, and claimed files that no import has known for a day.
 * Returns how many files went.
 */
export async function sweepSpool(now: number): Promise<number> {
  const names = await readdir(spoolDir()).catch(() => [] as string[]);
  const known = new Set((await run<{ path: string }>(Prisma.sql`select spool_path as path from import where spool_path is not null`)).map((r) => r.path));
  const held = new Set(names);
  // Bytes before their declarations: what goes with them goes in the same sweep.
  for (const name of names.sort((a, b) => Number(a.endsWith('.json')) - Number(b.endsWith('.json')))) {
    const file = path.join(spoolDir(), name), match = /^([0-9a-f]{32})(\.json|\.log)?$/.exec(name);
    if (!match || known.has(file)) continue;
    const info = await stat(file).catch(() => null), age = info ? now - info.mtimeMs : 0;
    const stale = match[2] === '.json' ? !held.has(match[1]) && age > DAY : age > (match[2] === '.log' ? DAY : 7 * DAY);
    if (stale) { await rm(file, { force: true }); held.delete(name); }
  }
  return names.length - held.size;
}
