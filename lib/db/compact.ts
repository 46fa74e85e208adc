/**
 * Compaction: level-0 blocks, one a chunk and cube, become blocks of levels 1 to 4 that each cover one span. A transaction takes level-0
 * blocks away and puts their cells into every level of their cube, so a reader of any level (its blocks plus all level-0 blocks) always
 * sees each cell once. It may stop anywhere and may run again; later chunks may bring older times.
 */
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { CUBES, type Cube } from '../rollup/cubes';
import { rowsOf } from './copy-out';
import type { BlockBytes } from './merge-cells';
import { mergeRows, SPAN_SECONDS, type MergeJob } from './merge-rows';
import { copyInto, inTransaction } from './store';
import { tidyCells } from './tidy';

/** Blocks of a cube merged in one transaction: bounds memory. */
const BATCH_BLOCKS = 256, BATCH_BYTES = 32 << 20;

type Row = { id: number; workspaceId: number; sourceId: number; importId: number };
const COLUMNS = 'id, workspace_id as "workspaceId", source_id as "sourceId", import_id as "importId"';

export type CompactOptions = {
  /** Also joins the blocks that several runs left for one span. */
  final: boolean;
  /** Who merges: a parser thread, or by default this one. */
  merge?: (job: MergeJob) => Promise<Uint8Array> | Uint8Array;
};

/**
 * Compacts what an import has stored so far. The level-0 blocks of its last chunk stay: a file that grows replaces that chunk. Gives the
 * space of what was merged back to the tables.
 */
export async function compactImport(pool: pg.Pool, importId: number, { final, merge = mergeRows }: CompactOptions): Promise<void> {
  let lifted = 0;
  for (const cube of CUBES) while (await lift(pool, importId, cube, merge)) lifted++;
  // Before the spans are joined, so that their blocks go into the holes, and after it, so that the emptied end of the table is cut off.
  const large = lifted > CUBES.length;
  if (large) await pool.query('vacuum cell_block');
  if (!final) return;
  let joined = 0;
  for (const cube of CUBES) for (const level of cube.levels) joined += await joinSpans(pool, importId, cube, level, merge);
  if (large || joined > CUBES.length) await tidyCells(pool);
}

/** Moves one batch of level-0 blocks up. False when there was none. */
async function lift(pool: pg.Pool, importId: number, cube: Cube, merge: NonNullable<CompactOptions['merge']>): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Row>(
      `select ${COLUMNS} from cell_block
       where import_id = $1 and cube = $2 and level = 0 and origin = 0 and chunk_id is distinct from (select id from chunk where import_id = abs($1) order by "offset" desc limit 1)
       order by id limit $3 for update`, [importId, cube.id, BATCH_BLOCKS]);
    if (rows.length === 0) return false;
    await replace(client, rows, await merge(await job(client, cube, 0, rows)));
    return true;
  });
}

/** Joins the blocks of one level that cover the same span. Returns how many spans there were. */
async function joinSpans(pool: pg.Pool, importId: number, cube: Cube, level: number, merge: NonNullable<CompactOptions['merge']>): Promise<number> {
  const { rows: spans } = await pool.query<{ ids: number[]; bytes: number }>(
    `select array_agg(id order by id) as ids, sum(length(counts) + coalesce(length(hist), 0))::float8 as bytes from cell_block
     where import_id = $1 and cube = $2 and level = $3 and origin = 0 group by floor(extract(epoch from from_at) / $4) having count(*) > 1`, [importId, cube.id, level, SPAN_SECONDS[level]]);
  for (let at = 0; at < spans.length;) {
    const ids: number[] = [];
    for (let bytes = 0; at < spans.length && (ids.length === 0 || bytes + spans[at].bytes < BATCH_BYTES); at++) { bytes += spans[at].bytes; ids.push(...spans[at].ids.map(Number)); }
    await inTransaction(pool, async (client) => {
      const { rows } = await client.query<Row>(`select ${COLUMNS} from cell_block where id = any($1) for update`, [ids]);
      if (rows.length !== ids.length) return; // somebody else was here: the next run sees what there is
      await replace(client, rows, await merge(await job(client, cube, level, rows)));
    });
  }
  return spans.length;
}

async function job(client: pg.PoolClient, cube: Cube, level: number, rows: Row[]): Promise<MergeJob> {
  const { workspaceId, sourceId, importId } = rows[0];
  return { cube: cube.id, level, owner: { workspaceId, sourceId, importId }, blocks: await bytesOf(client, rows) };
}

/** The bytes of blocks, by COPY: as ordinary rows they would come as hex text. */
async function bytesOf(client: pg.PoolClient, rows: Row[]): Promise<BlockBytes[]> {
  const parts: Buffer[] = [];
  for await (const part of client.query(copyTo(`copy (select counts, hist from cell_block where id in (${rows.map((r) => Number(r.id)).join()})) to stdout (format binary)`))) parts.push(part as Buffer);
  return rowsOf(Buffer.concat(parts)).map(([counts, hist]) => ({ counts: counts!, hist }));
}

async function replace(client: pg.PoolClient, old: Row[], rows: Uint8Array): Promise<void> {
  const gone = await client.query('delete from cell_block where id = any($1)', [old.map((r) => r.id)]);
  if (gone.rowCount !== old.length) throw new Error('blocks were compacted by somebody else at the same time');
  await copyInto(client, 'cell_block', [rows]);
}
