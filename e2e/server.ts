/** What tests ask of the server beside its pages: to bring in data of their own, to wait for it, to take it away. */
import { expect, type APIRequestContext, type Page } from '@playwright/test';
import type { ImportSummary } from '../lib/view/receipt';

export type NewImport = { id: number; name: string };
type Plan = { zone?: string; logFormats?: string[] };

/** A source that no other test and no earlier run has: its settings would stay. */
export const ownSource = (name: string): string => `${name} ${Date.now().toString(36)}`;

/** The server closes connections that were idle for seconds; a question that meets that moment is asked once more. */
const AGAIN = { maxRetries: 1 };

/** As long as an import may take on a busy machine. */
export const IMPORT_MS = 60_000;

export async function importsOf(request: APIRequestContext, source?: string): Promise<ImportSummary[]> {
  const { imports } = (await (await request.get('/api/imports', AGAIN)).json()) as { imports: ImportSummary[] };
  return source === undefined ? imports : imports.filter((i) => i.source.name === source);
}

/** Waits until nothing of the source is being read. Returns its imports, the newest first. */
export async function settled(request: APIRequestContext, source: string): Promise<ImportSummary[]> {
  const under = ['uploading', 'queued', 'running', 'deleting'];
  await expect.poll(async () => (await importsOf(request, source)).filter((i) => under.includes(i.state) || i.refold !== null).length, { timeout: IMPORT_MS, intervals: [200, 500] }).toBe(0);
  return importsOf(request, source);
}

/** Brings a file in as the upload form does, and waits until it is read. */
export async function bringIn(request: APIRequestContext, source: string, name: string, content: string | Buffer, { zone = 'UTC', logFormats = [] }: Plan = {}): Promise<ImportSummary> {
  const bytes = Buffer.from(content), tus = { 'Tus-Resumable': '1.0.0' };
  const made = await request.post('/api/upload', { headers: { ...tus, 'Upload-Length': String(bytes.length), 'Upload-Metadata': `filename ${Buffer.from(name).toString('base64')}` } });
  expect(made.status()).toBe(201);
  const address = made.headers().location, upload = address.split('/').pop()!;
  expect((await request.patch(address, { headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' }, data: bytes })).status()).toBe(204);
  const asked = await request.post('/api/imports', { data: { uploads: [upload], source, zone, format: null, logFormats } });
  expect(asked.status(), await asked.text()).toBe(201);
  const [{ id }] = ((await asked.json()) as { imports: NewImport[] }).imports;
  return (await settled(request, source)).find((i) => i.id === id)!;
}

/** Deletes imports with everything that they added, and waits until they are gone. Without a source: all there are. */
export async function clear(request: APIRequestContext, source?: string): Promise<void> {
  for (const { id } of await importsOf(request, source)) await request.delete(`/api/imports/${id}`);
  await expect.poll(async () => (await importsOf(request, source)).length, { timeout: IMPORT_MS, intervals: [200, 500] }).toBe(0);
}

/** The number of calls that the list on the page says it holds in all. */
export async function listedCalls(page: Page): Promise<number> {
  const said = page.getByRole('region', { name: 'Calls' }).getByRole('status').first();
  let text = '';
  await expect.poll(async () => (text = (await said.textContent()) ?? ''), { timeout: 20_000 }).toMatch(/^[\d,]+ calls?(, | in all| with )/);
  return Number(/^[\d,]+/.exec(text)![0].replaceAll(',', ''));
}

/** 75024 as the pages write it. */
export const count = (n: number): string => new Intl.NumberFormat('en-GB').format(n);
