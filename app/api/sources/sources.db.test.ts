import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '@/lib/db/client';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { ingestText, makeSource } from '@/lib/db/test-ingest';
import * as importById from '../imports/[id]/route';
import * as imports from '../imports/route';
import * as byId from './[id]/route';
import * as preview from './[id]/preview/route';

const HOST = 'http://localhost:3000', LINE = '10.0.0.1 - - [12/Mar/2026:09:20:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "x"\n';
let db: TestDatabase;
beforeAll(async () => { db = await createTestDatabase(); });
afterAll(async () => { await db?.drop(); });

const request = (method: string, url: string, body?: string, headers: Record<string, string> = {}): Request => new Request(HOST + url, { method, body, headers: { host: 'localhost:3000', ...headers } });
const on = (id: number | string) => ({ params: Promise.resolve({ id: String(id) }) });
const remove = (id: number | string, headers?: Record<string, string>): Promise<Response> => byId.DELETE(request('DELETE', `/api/sources/${id}`, undefined, headers), on(id));
const error = async (answer: Response): Promise<string> => ((await answer.json()) as { error: string }).error;

describe('a source', () => {
  it('is deleted by its id, once, with its imports, and nothing answers for it from then on', async () => {
    const id = await makeSource('edge'), other = await makeSource('other'), one = await ingestText(id, 'a.log', LINE), stays = await ingestText(other, 'b.log', LINE);
    const deleted = await remove(id);
    expect([deleted.status, await deleted.json()]).toEqual([202, { id }]);
    expect((await pool().query('select id, state from import order by id')).rows).toEqual([{ id: one, state: 'deleting' }, { id: stays, state: 'done' }]);
    expect(((await (await imports.GET(request('GET', '/api/imports'))).json()) as { imports: { id: number }[] }).imports.map((i) => i.id)).toEqual([stays]);
    const answers = [await remove(id), await byId.PATCH(request('PATCH', `/api/sources/${id}`, '{"settings":{"zone":"UTC"}}'), on(id)), await preview.POST(request('POST', `/api/sources/${id}/preview`, '{"settings":{}}'), on(id)),
      await importById.GET(request('GET', `/api/imports/${one}`), on(one)), await importById.DELETE(request('DELETE', `/api/imports/${one}`), on(one))];
    for (const answer of answers) expect([answer.status, await error(answer)]).toEqual([404, expect.stringMatching(/^There is no such (source|import|entry)\./)]);
  });
  it('that is not there is not deleted, nor one by a name that is no id', async () => {
    for (const id of ['99999', '0', '-1', 'x', '1e3', '1 or true']) { const answer = await remove(id); expect([id, answer.status, await error(answer)]).toEqual([id, 404, 'There is no such source. It may have been deleted.']); }
  });
  it('is not deleted from another site or under a foreign host', async () => {
    const id = await makeSource('guarded');
    for (const [headers, status] of [[{ 'sec-fetch-site': 'cross-site' }, 403], [{ origin: 'https://elsewhere.example' }, 403], [{ host: 'rebound.example' }, 421]] as const) expect((await remove(id, headers)).status).toBe(status);
    expect((await pool().query('select deleting from source where id = $1', [id])).rows).toEqual([{ deleting: 0 }]);
  });
});
