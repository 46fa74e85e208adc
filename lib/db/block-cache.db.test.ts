import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BlockReader, mergeBlocks, type Block } from '../rollup/block';
import { CALLS } from '../rollup/cubes';
import { Histogram } from '../rollup/histogram';
import { packBlock } from './block-bytes';
import { readBlocks } from './block-cache';
import { pool } from './client';
import { foldPlanted, plantBlocks, plantSource, type Place } from './test-cells';
import { createTestDatabase, type TestDatabase } from './test-database';

const T0 = Date.parse('2026-03-12T08:00:00Z'), WHERE = `cube = ${CALLS.id}`;
let db: TestDatabase, place: Place;
beforeAll(async () => { db = await createTestDatabase(); ({ place } = await plantSource('a', [], [])); });
afterAll(async () => { await db?.drop(); });
beforeEach(async () => { await pool().query('delete from cell_block'); });

const block = (minute: number, calls = 1, minutes = 1): Block => foldPlanted(Array.from({ length: calls * minutes }, (_, i) => ({ at: T0 + (minute + Math.floor(i / calls)) * 60_000, route: 1, instance: 1, status: 200, failure: 0, ms: 10 + (i % 7) }))).find((b) => b.cube === CALLS.id)!;
async function sums(hist = true): Promise<{ calls: number; timed: number }> {
  const h = new Histogram();
  let calls = 0;
  for (const b of await readBlocks(WHERE, hist)) for (const cell = new BlockReader(CALLS, b.counts, b.hist); cell.next();) { calls += cell.count; cell.addTo(h); }
  return { calls, timed: h.count };
}

describe('blocks that are held', () => {
  it('are what is stored, packed or not, with histograms or without, read once or again', async () => {
    const thin = block(0, 1, 900), packed = packBlock(1, thin);
    expect(packed.counts.length).toBeLessThan(thin.counts.length);
    await plantBlocks(place, 1, [packed, block(1000, 50)]);
    for (const hist of [false, true, false, true]) expect(await sums(hist)).toEqual({ calls: 950, timed: hist ? 950 : 0 });
    expect((await readBlocks(WHERE, true)).map((b) => [Buffer.from(b.counts), Buffer.from(b.hist!)])).toEqual([thin, block(1000, 50)].map((b) => [Buffer.from(b.counts), Buffer.from(b.hist!)]));
  });
  it('are gone once they are deleted', async () => {
    await plantBlocks(place, 0, [block(0), block(1)]);
    expect((await sums()).calls).toBe(2);
    await pool().query('delete from cell_block where from_at = $1', [new Date(T0)]);
    expect((await sums()).calls).toBe(1);
  });
  it('are never too many nor too few while they are merged', async () => {
    const blocks = Array.from({ length: 40 }, (_, i) => block(i, 3));
    await plantBlocks(place, 0, blocks);
    let merging = true;
    const merge = (async () => {
      for (let i = 0; i + 1 < 40; i++) {
        const c = await pool().connect();
        await c.query('begin');
        const { rows } = await c.query<{ id: number; counts: Buffer; hist: Buffer }>('select id, counts, hist from cell_block order by from_at limit 2');
        await c.query('delete from cell_block where id = any($1)', [rows.map((r) => r.id)]);
        const m = mergeBlocks(CALLS, rows, 60)!;
        await c.query('insert into cell_block (workspace_id, source_id, import_id, cube, level, from_at, to_at, cells, counts, hist) values (1, $1, $2, $3, 0, $4, $5, $6, $7, $8)', [place.source, place.import, m.cube, new Date(m.fromMinute * 60_000), new Date(m.toMinute * 60_000), m.cells, Buffer.from(m.counts), Buffer.from(m.hist!)]);
        await c.query('commit'); c.release();
      }
      merging = false;
    })();
    let reads = 0;
    while (merging) { expect(await sums()).toEqual({ calls: 120, timed: 120 }); reads++; }
    await merge;
    expect(await sums()).toEqual({ calls: 120, timed: 120 });
    expect(reads).toBeGreaterThan(5);
  });
});
