/**
 * Compaction: level-0 blocks, one a chunk and cube, become blocks of levels 1 to 4 that each cover one span. A transaction takes level-0
 * blocks away and puts their cells into every level of their cube, so a reader of any level (its blocks plus all level-0 blocks) always
 * sees each cell once. It may stop anywhere and may run again; later chunks may bring older times.
 */
import type pg from 'pg';
import type { Block } from '../rollup/block';
import { CUBES, LEVEL_SECONDS, type Cube } from '../rollup/cubes';
import { CopyBinary } from './copy-binary';
import { mergeCells, type BlockBytes } from './merge-cells';
import { addBlock } from './store-rows';
import { copyInto, inTransaction } from './store';

/** What one block of each level covers, in seconds: a chart of 400 points meets a handful of blocks. Blocks start on multiples of it. */
export const SPAN_SECONDS = [0, 3600, 6 * 3600, 2 * 86400, 30 * 86400] as const;
/** Blocks of a cube merged in one transaction: bounds memory. */
const BATCH_BLOCKS = 128, BATCH_BYTES = 48 << 20;

type Row = BlockBytes & { id: number };
type Owner = { workspaceId: number; sourceId: number; importId: number };

/** The cells of level-0 blocks at every level of a cube. Each level is made from the one before it. */
export function levelsOf(cube: Cube, blocks: readonly BlockBytes[]): { level: number; block: Block }[] {
  const out: { level: number; block: Block }[] = [];
  let below: readonly BlockBytes[] = blocks;
  for (const level of cube.levels) {
    const made = mergeCells(cube, below, LEVEL_SECONDS[level], SPAN_SECONDS[level]);
    for (const block of made) out.push({ level, block });
    below = made;
  }
  return out;
}

/**
 * Compacts what an import has stored so far. The level-0 blocks of its last chunk stay: a file that grows replaces that chunk.
 * `final`: also joins the blocks that several runs left for one span.
 */
export async function compactImport(pool: pg.Pool, importId: number, { final }: { final: boolean }): Promise<void> {
  for (const cube of CUBES) while (await lift(pool, importId, cube)) { /* until no closed level-0 block is left */ }
  if (final) for (const cube of CUBES) for (const level of cube.levels) await joinSpans(pool, importId, cube, level);
}

/** Moves one batch of level-0 blocks up. False when there was none. */
async function lift(pool: pg.Pool, importId: number, cube: Cube): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Row & Owner>(
      `select id, workspace_id as "workspaceId", source_id as "sourceId", import_id as "importId", counts, hist from cell_block
       where import_id = $1 and cube = $2 and level = 0 and origin = 0 and chunk_id is distinct from (select id from chunk where import_id = abs($1) order by "offset" desc limit 1)
       order by id limit $3 for update`, [importId, cube.id, BATCH_BLOCKS]);
    if (rows.length === 0) return false;
    await replace(client, rows[0], rows.map((r) => r.id), levelsOf(cube, rows));
    return true;
  });
}

/** Joins the blocks of one level that cover the same span. */
async function joinSpans(pool: pg.Pool, importId: number, cube: Cube, level: number): Promise<void> {
  const { rows: spans } = await pool.query<{ ids: number[]; bytes: number }>(
    `select array_agg(id order by id) as ids, sum(length(counts) + coalesce(length(hist), 0))::float8 as bytes from cell_block
     where import_id = $1 and cube = $2 and level = $3 and origin = 0 group by floor(extract(epoch from from_at) / $4) having count(*) > 1`, [importId, cube.id, level, SPAN_SECONDS[level]]);
  for (let at = 0; at < spans.length;) {
    const ids: number[] = [];
    for (let bytes = 0; at < spans.length && (ids.length === 0 || bytes + spans[at].bytes < BATCH_BYTES); at++) { bytes += spans[at].bytes; ids.push(...spans[at].ids.map(Number)); }
    await inTransaction(pool, async (client) => {
      const { rows } = await client.query<Row & Owner>('select id, workspace_id as "workspaceId", source_id as "sourceId", import_id as "importId", counts, hist from cell_block where id = any($1) for update', [ids]);
      if (rows.length !== ids.length) return; // somebody else was here: the next run sees what there is
      await replace(client, rows[0], ids, mergeCells(cube, rows, LEVEL_SECONDS[level], SPAN_SECONDS[level]).map((block) => ({ level, block })));
    });
  }
}

async function replace(client: pg.PoolClient, owner: Owner, ids: number[], made: { level: number; block: Block }[]): Promise<void> {
  const rows = new CopyBinary();
  for (const { level, block } of made) addBlock(rows, { workspaceId: owner.workspaceId, sourceId: owner.sourceId, importId: owner.importId, chunkId: null, origin: 0, level }, block);
  const gone = await client.query('delete from cell_block where id = any($1)', [ids]);
  if (gone.rowCount !== ids.length) throw new Error('blocks were compacted by somebody else at the same time');
  await copyInto(client, 'cell_block', [rows.take()]);
}
