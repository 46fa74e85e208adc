/** Error lines of nginx whose call looks well: found among the ordinary calls, however long its path. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../failure';
import { CALLS } from '../rollup/cubes';
import { createTestDatabase, type TestDatabase } from './test-database';
import { ingestText, makeSource } from './test-ingest';
import { cellSums } from './test-worker';

let db: TestDatabase;
beforeAll(async () => { db = await createTestDatabase(); });
afterAll(async () => { await db?.drop(); });

const access = (path: string, i: number): string => `10.0.0.${i} - - [12/Mar/2026:09:00:0${i} +0000] "GET ${path} HTTP/1.1" 200 512 "-" "curl/8" rt=0.400 uct="0.001" uht="0.010" urt="0.399" ua="10.9.0.1:80" us="200"\n`;
const error = (path: string, i: number): string => `2026/03/12 09:00:0${i} [error] 1#1: *${i} upstream timed out (110: Connection timed out) while reading upstream, client: 10.0.0.${i}, server: h, request: "GET ${path} HTTP/1.1", upstream: "http://10.9.0.1:80${path}", host: "h"\n`;

test.each([900, 1000, 1100, 7000])('a body that stalled, of a path of %i characters, is one call', async (length) => {
  // A character of two UTF-16 units where rows cut a path.
  const paths = [`/a/${'b'.repeat(length - 3)}`, `/a/${'b'.repeat(Math.min(length, 999) - 3)}😀${'c'.repeat(Math.max(0, length - 1001))}`];
  for (const first of [access, error]) {
    const source = await makeSource(`${length} ${first.name}`), second = first === access ? error : access;
    for (const of of [first, second]) await ingestText(source, `${of.name}.log`, paths.map((p, i) => of(p, i + 1)).join(''));
    const classes = new Map<string, number>();
    for (const [key, c] of await cellSums(CALLS, 2, `source_id = ${source}`)) { const id = failureOf(Number(key.split(',')[1])).id; classes.set(id, (classes.get(id) ?? 0) + c.count); }
    expect([...classes].filter(([, n]) => n !== 0)).toEqual([['body_timeout', 2]]);
  }
});
