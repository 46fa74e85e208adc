import { afterAll, beforeAll, expect, it } from 'vitest';
import { scenario } from '../../prisma/scenarios/travel-search';
import { pool } from './client';
import { compactImport } from './compact';
import { createTestDatabase, type TestDatabase } from './test-database';
import { ingestText, makeSource } from './test-ingest';
import { SPAN_SECONDS } from './merge-rows';
import { cellPrint } from './test-sums';

let db: TestDatabase;
beforeAll(async () => { db = await createTestDatabase(); });
afterAll(async () => { await db?.drop(); });

it.each([1, 4000, 6 << 20])('the cells stay the same and each span ends as one block, however little a step may take: %i bytes', async (joinBytes) => {
  const access = scenario().files[0].content.split('\n').filter((_, i) => i % 40 === 0).join('\n') + '\n', source = await makeSource(`steps of ${joinBytes}`), id = await ingestText(source, 'access.log', access, { chunkBytes: 20_000, compact: false, settle: false });
  const before = await cellPrint('import_id = $1', [id]), blocks = async (level: string): Promise<number> => (await pool().query(`select from cell_block where import_id = $1 and level ${level}`, [id])).rowCount!;
  const chunks = (await pool().query('select from chunk where import_id = $1', [id])).rowCount!;
  expect(chunks).toBeGreaterThan(20);

  await compactImport(pool(), id, { final: false, liftBytes: 1 });
  expect(await cellPrint('import_id = $1', [id])).toEqual(before);
  expect(await blocks('> 0')).toBeGreaterThan(10 * chunks);
  await compactImport(pool(), id, { final: true, joinBytes, width: 2 });
  expect(await cellPrint('import_id = $1', [id])).toEqual(before);
  const { rows } = await pool().query(`select cube, level, count(*)::int as n from cell_block where import_id = $1 and level > 0 group by cube, level, floor(extract(epoch from from_at) / ($2::int[])[level + 1]) having count(*) > 1`, [id, SPAN_SECONDS]);
  expect(rows).toEqual([]);
  // The last chunk may be replaced by a longer one.
  expect(await blocks('= 0')).toBeGreaterThan(0);
});
