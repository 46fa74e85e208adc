/**
 * The uploads of this browser: one list a page load, outside React, so that they go on while the user looks at other pages.
 * Each file goes to the server in resumable pieces; after a dropped connection it goes on by itself, after a reload when the same
 * file is dropped again. A file whose import was asked for is imported the moment its last byte has arrived.
 */
import type { Upload as TusUpload, UrlStorage } from 'tus-js-client';
import { addReading, rateOf, type Reading } from '../rate';
import { createImports, type ImportPlan } from '../request';

const ENDPOINT = '/api/upload';
/** Small enough that a slow line finishes one within the server's patience, large enough not to slow a fast one. */
const PIECE = 16 * 1024 * 1024;
const AT_ONCE = 2;
/** About ten minutes of trying before the user has to press a button. */
const RETRIES = [0, 500, 1000, 2000, 4000, 8000, 15000, ...new Array<number>(20).fill(30_000)];

export type UploadState =
  /** in line */ | 'waiting' | 'uploading' /** lost the connection, trying again */ | 'retrying'
  /** begun on an earlier visit: the file must be dropped again */ | 'interrupted' | 'arrived' | 'importing' | 'imported' | 'failed';

export type UploadItem = {
  key: string; name: string; size: number; sent: number;
  /** bytes a second, null = not known yet */
  rate: number | null;
  state: UploadState; message: string | null; uploadId: string | null; importId: number | null;
  /** How to import it, once the user has said so. */
  plan: ImportPlan | null;
};

type Held = UploadItem & { file: File | null; tus: TusUpload | null; readings: Reading[]; storageKey: string | null };

let held: Held[] = [], shown: UploadItem[] = [], timer: ReturnType<typeof setTimeout> | null = null, keys = 0;
const listeners = new Set<() => void>();
const NONE: UploadItem[] = [];

export const subscribe = (listener: () => void): (() => void) => { listeners.add(listener); return () => listeners.delete(listener); };
export const snapshot = (): UploadItem[] => shown;
export const serverSnapshot = (): UploadItem[] => NONE;

function publish(): void {
  timer = null;
  shown = held.map(({ file: _file, tus: _tus, readings: _readings, storageKey: _key, ...item }) => item);
  for (const listener of listeners) listener();
}
/** Tells the page; progress at most four times a second. */
function changed(soon = false): void {
  if (soon) { timer ??= setTimeout(publish, 250); return; }
  if (timer) clearTimeout(timer);
  publish();
}
function set(item: Held, change: Partial<Held>): void { Object.assign(item, change); changed(); }
const blank = (name: string, size: number): Held => ({
  key: `u${++keys}`, name, size, sent: 0, rate: null, state: 'waiting', message: null, uploadId: null, importId: null, plan: null, file: null, tus: null, readings: [], storageKey: null,
});
const idOf = (url: string | null): string | null => /([0-9a-f]{32})\/?$/.exec(url ?? '')?.[1] ?? null;

/** Puts files in line. One that was interrupted on an earlier visit takes its old place and goes on where it stopped. */
export function addFiles(files: Iterable<File>): void {
  for (const file of files) {
    const again = held.find((h) => h.file === null && h.state === 'interrupted' && h.name === file.name && h.size === file.size);
    const busy = held.some((h) => h.file !== null && h.file.name === file.name && h.file.size === file.size && h.file.lastModified === file.lastModified && h.state !== 'failed' && h.state !== 'imported');
    if (busy) continue;
    if (again) Object.assign(again, { file, state: 'waiting' as const, message: null });
    else held.push({ ...blank(file.name, file.size), file });
  }
  changed(); next();
}

function next(): void {
  const running = held.filter((h) => h.state === 'uploading' || h.state === 'retrying').length;
  for (const item of held.filter((h) => h.state === 'waiting' && h.file !== null).slice(0, Math.max(0, AT_ONCE - running))) void start(item);
}

async function start(item: Held): Promise<void> {
  set(item, { state: 'uploading', message: null, readings: [], rate: null });
  const { Upload } = await import('tus-js-client'), file = item.file!;
  const tus = new Upload(file, {
    endpoint: ENDPOINT, chunkSize: PIECE, retryDelays: RETRIES, metadata: { filename: file.name }, removeFingerprintOnSuccess: false,
    onUploadUrlAvailable: () => set(item, { uploadId: idOf(tus.url), storageKey: null }),
    onProgress: (sent) => {
      item.readings = addReading(item.readings, Date.now(), sent); item.rate = rateOf(item.readings); item.sent = sent;
      if (item.state === 'retrying') { item.state = 'uploading'; item.message = null; }
      changed(true);
    },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0, again = status === 0 || status === 409 || status === 423 || (status >= 500 && status !== 507);
      if (again) set(item, { state: 'retrying', rate: null, readings: [], message: navigator.onLine ? 'The connection was lost. Trying again.' : 'No network. The upload goes on when it is back.' });
      return again;
    },
    onError: (error) => {
      const said = 'originalResponse' in error ? error.originalResponse?.getBody() : undefined;
      set(item, { state: 'failed', rate: null, message: said?.trim() || 'The upload stopped: the server could not be reached. What has arrived is kept.' }); next();
    },
    onSuccess: () => { set(item, { state: 'arrived', sent: file.size, rate: null, message: null }); next(); void importIfAsked(item); },
  });
  item.tus = tus;
  const [before] = await tus.findPreviousUploads();
  if (before) tus.resumeFromPreviousUpload(before);
  tus.start();
}

/** Says how these files are to be imported. Each is, once its last byte has arrived. */
export function importFiles(which: readonly string[], plan: ImportPlan): void {
  for (const item of held.filter((h) => which.includes(h.key))) { set(item, { plan, message: null }); void importIfAsked(item); }
}

async function importIfAsked(item: Held): Promise<void> {
  if (item.state !== 'arrived' || !item.plan || !item.uploadId) return;
  set(item, { state: 'importing' });
  try {
    const [made] = await createImports([item.uploadId], item.plan);
    await forget(item.uploadId);
    set(item, { state: 'imported', importId: made.id, message: null });
  } catch (e) { set(item, { state: 'arrived', plan: null, message: (e as Error).message }); }
}

/** Tries a failed upload again from where it stopped. */
export function retry(key: string): void {
  const item = held.find((h) => h.key === key);
  if (item?.file) { set(item, { state: 'waiting', message: null }); next(); }
}

/** Stops an upload and removes what has arrived; an imported one only leaves the list. */
export async function remove(key: string): Promise<void> {
  const item = held.find((h) => h.key === key);
  if (!item) return;
  held = held.filter((h) => h !== item); changed();
  if (item.state !== 'imported') {
    await item.tus?.abort().catch(() => undefined);
    if (item.uploadId) { await forget(item.uploadId); await fetch(`${ENDPOINT}/${item.uploadId}`, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }).catch(() => undefined); }
  }
  next();
}

const storage = async (): Promise<UrlStorage> => (await import('tus-js-client')).defaultOptions.urlStorage;
async function forget(uploadId: string): Promise<void> {
  const urls = await storage();
  for (const u of await urls.findAllUploads()) if (idOf(u.uploadUrl) === uploadId) await urls.removeUpload(u.urlStorageKey);
}

let restored = false;
/** Brings back what an earlier visit left: complete uploads ready to import, half ones waiting for their file. Once a page load. */
export async function restore(): Promise<void> {
  if (restored) return;
  restored = true;
  if (!Object.keys(localStorage).some((k) => k.startsWith('tus::'))) return;
  const urls = await storage();
  for (const u of await urls.findAllUploads()) {
    const uploadId = idOf(u.uploadUrl);
    if (!uploadId || held.some((h) => h.uploadId === uploadId)) continue;
    const answer = await fetch(`${ENDPOINT}/${uploadId}`, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } }).catch(() => null);
    if (!answer) continue;
    if (!answer.ok) { await urls.removeUpload(u.urlStorageKey); continue; }
    const sent = Number(answer.headers.get('Upload-Offset')), size = Number(answer.headers.get('Upload-Length'));
    held.push({ ...blank(u.metadata.filename ?? 'log', size), sent, uploadId, state: sent === size ? 'arrived' : 'interrupted' });
  }
  changed();
}
