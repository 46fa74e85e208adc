/** The list over HTTP: NDJSON page by page, files, refusals, and an end when the client goes away. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '@/lib/db/client';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { ingestText, makeSource } from '@/lib/db/test-ingest';
import type { CallRow, CallsMessage } from '@/lib/view/call-row';
import { GET as getCall } from './[id]/route';
import { GET } from './route';

const N = 3000, line = (i: number): string => `10.0.0.${i % 200} - - [12/Mar/2026:09:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')} +0000] "GET /item/${i} HTTP/1.1" ${i % 50 === 0 ? 504 : 200} 5 "-" "agent ${'x'.repeat(300)}"`;
let db: TestDatabase;
beforeAll(async () => { db = await createTestDatabase(); await ingestText(await makeSource('g'), 'a.log', Array.from({ length: N }, (_, i) => line(i)).join('\n'), { chunkBytes: 1 << 16 }); });
afterAll(async () => { await db?.drop(); });

const ask = (query: string, signal?: AbortSignal, headers: Record<string, string> = {}): Promise<Response> => GET(new Request('http://127.0.0.1:3000/api/calls' + query, { headers: { host: '127.0.0.1:3000', ...headers }, signal }));
const messages = async (r: Response): Promise<CallsMessage[]> => (await r.text()).trim().split('\n').map((l) => JSON.parse(l) as CallsMessage);

test('a page ends with a cursor; the cursors lead through every call once', async () => {
  const rows: CallRow[] = [];
  for (let after: string | null = ''; after !== null;) {
    const got = await messages(await ask(`?limit=700${after && '&after=' + after}`)), end = got.at(-1)!;
    for (const m of got) if (m.type === 'calls') rows.push(...m.rows);
    expect(end.type).toBe('end');
    after = end.type === 'end' ? end.cursor : null;
  }
  expect(rows).toHaveLength(N);
  expect(new Set(rows.map((r) => r.path)).size).toBe(N);
});
test('what cannot be read in the address is left out, never an error', async () => {
  const got = await messages(await ask('?failure=nonsense&after=1;drop&limit=-5&status=9&tz=Nowhere'));
  expect(got.filter((m) => m.type === 'calls').flatMap((m) => (m.type === 'calls' ? m.rows : [])).length).toBeGreaterThan(0);
});
test('files are named and hold the filtered list', async () => {
  const r = await ask('?failure=any&format=csv');
  expect(r.headers.get('content-disposition')).toMatch(/filename="hangtime-calls-\d{8}T\d{4}-\d{8}T\d{4}\.csv"$/);
  expect((await r.text()).trim().split('\n')).toHaveLength(1 + N / 50);
  expect(((await (await ask('?failure=any&format=json')).json()) as { count: number }).count).toBe(N / 50);
});
test('a client that goes away ends the search and gives its connections back', async () => {
  const abort = new AbortController(), r = await ask('?q=no-such-text-anywhere', abort.signal), reader = r.body!.getReader();
  abort.abort();
  await reader.cancel();
  await expect.poll(() => pool().idleCount === pool().totalCount && pool().waitingCount === 0, { timeout: 3000 }).toBe(true);
});
test('other sites and foreign hosts are refused', async () => {
  expect((await ask('', undefined, { host: 'evil.example' })).status).toBe(421);
  expect((await ask('', undefined, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' })).status).toBe(403);
});
test('one call by its id; what is no id is not found', async () => {
  const got = await messages(await ask('?limit=1')), row = got.flatMap((m) => (m.type === 'calls' ? m.rows : []))[0], request = new Request('http://127.0.0.1:3000/', { headers: { host: '127.0.0.1:3000' } });
  const one = await getCall(request, { params: Promise.resolve({ id: `${row.importId}-${row.offset}` }) });
  expect(((await one.json()) as { path: string }).path).toBe(row.path);
  for (const id of ['1-1', 'x', '1-2-3', "1-0'"]) expect((await getCall(request, { params: Promise.resolve({ id }) })).status).toBe(404);
});
