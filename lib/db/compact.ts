/**
 * Compaction: level-0 blocks, one a chunk and cube, become blocks of levels 1 to 4 that each cover one span. A transaction takes level-0
 * blocks away and puts their cells into every level of their cube, so a reader of any level (its blocks plus all level-0 blocks) always
 * sees each cell once. It may stop anywhere and may run again; later chunks may bring older times.
 */
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { rowsOf } from './copy-out';
import type { BlockBytes } from './merge-cells';
import { mergeRows, SPAN_SECONDS, type MergeJob } from './merge-rows';
import { copyInto, inTransaction } from './store';
import { tidyCells } from './tidy';

/** Blocks of a cube merged in one transaction, and their packed bytes: bounds memory. Joined blocks are full of cells, which take ten times that. */
const BATCH_BLOCKS = 256, LIFT_BYTES = 32 << 20, JOIN_BYTES = 6 << 20;
/** Each pass over a span leaves half its blocks at most. */
const MOST_PASSES = 32;
/** Steps after which the table is worth a vacuum. */
const MANY = 6;

/** Blocks of one cube and level that are merged together. `bytes` says how much there is to do. */
type Step = { cube: number; level: number; ids: number[]; bytes: number };
type Row = { workspaceId: number; sourceId: number; importId: number };

export type CompactOptions = {
  /** Also joins the blocks that several runs left for one span. */
  final: boolean;
  /** Who merges: parser threads, or by default this one. */
  merge?: (job: MergeJob) => Promise<Uint8Array> | Uint8Array;
  /** Steps at a time, each on a connection of its own. */
  width?: number;
  /** Other bounds, for tests. */
  liftBytes?: number; joinBytes?: number;
};

/**
 * Compacts what an import has stored so far. The level-0 blocks of its last chunk stay: a file that grows replaces that chunk. Gives the
 * space of what was merged back to the tables.
 */
export async function compactImport(pool: pg.Pool, importId: number, { final, merge = mergeRows, width = 1, liftBytes = LIFT_BYTES, joinBytes = JOIN_BYTES }: CompactOptions): Promise<void> {
  const work = (steps: Step[]): Promise<void> => inOrderOfSize(steps, width, (step) => mergeStep(pool, step, merge));
  const up = await liftable(pool, importId, liftBytes);
  await work(up);
  // Before the spans are joined, so that their blocks go into the holes, and after it, so that the emptied end of the table is cut off.
  const large = up.length > MANY;
  if (large) await pool.query('vacuum cell_block');
  if (!final) return;
  let joined = 0;
  for (let pass = 0, spans = await joinable(pool, importId, joinBytes); spans.length > 0 && pass < MOST_PASSES; pass++, spans = await joinable(pool, importId, joinBytes)) { await work(spans); joined += spans.length; }
  if (large || joined > MANY) await tidyCells(pool);
}

/** The level-0 blocks to move up. */
async function liftable(pool: pg.Pool, importId: number, batchBytes: number): Promise<Step[]> {
  const { rows } = await pool.query<{ cube: number; id: number; bytes: number }>(
    `select cube, id, length(counts) + coalesce(length(hist), 0) as bytes from cell_block
     where import_id = $1 and level = 0 and origin = 0 and chunk_id is distinct from (select id from chunk where import_id = abs($1) order by "offset" desc limit 1) order by cube, id`, [importId]);
  return steps(rows.map((r) => ({ cube: r.cube, level: 0, ids: [Number(r.id)], bytes: r.bytes })), batchBytes);
}

/** Blocks of one level that cover the same span: all of a span in one step, or as many as the bound allows, and the rest in another pass. */
async function joinable(pool: pg.Pool, importId: number, batchBytes: number): Promise<Step[]> {
  const { rows } = await pool.query<{ cube: number; level: number; span: number; id: number; bytes: number }>(
    `select cube, level, span, id, bytes from (
       select cube, level, id, length(counts) + coalesce(length(hist), 0) as bytes, s.span, count(*) over (partition by cube, level, s.span) as n
       from cell_block, lateral (select floor(extract(epoch from from_at) / ($2::int[])[level + 1])::float8 as span) s where import_id = $1 and level > 0 and origin = 0) b
     where n > 1 order by cube, level, span, id`, [importId, SPAN_SECONDS]);
  const parts: (Step & { span: number })[] = [];
  for (const r of rows) {
    const last = parts.at(-1), same = last !== undefined && last.cube === r.cube && last.level === r.level && last.span === r.span;
    // Two always go together, or a span would never become one block.
    if (same && (last.ids.length < 2 || last.bytes + r.bytes <= batchBytes)) { last.ids.push(Number(r.id)); last.bytes += r.bytes; } else parts.push({ cube: r.cube, level: r.level, span: r.span, ids: [Number(r.id)], bytes: r.bytes });
  }
  return steps(parts.filter((p) => p.ids.length > 1).map(({ cube, level, ids, bytes }) => ({ cube, level, ids, bytes })), batchBytes);
}

/** Neighbours of one cube and level together, as far as the bounds allow. */
function steps(parts: Step[], batchBytes: number): Step[] {
  const out: Step[] = [];
  for (const p of parts) {
    const last = out.at(-1);
    if (last && last.cube === p.cube && last.level === p.level && last.bytes + p.bytes <= batchBytes && last.ids.length + p.ids.length <= BATCH_BLOCKS) { last.ids.push(...p.ids); last.bytes += p.bytes; } else out.push({ ...p });
  }
  return out;
}

/** The largest first, so that none is left alone at the end. Waits for all that has begun before it throws. */
async function inOrderOfSize(all: Step[], width: number, work: (step: Step) => Promise<void>): Promise<void> {
  const queue = [...all].sort((a, b) => b.bytes - a.bytes).values(), failed: unknown[] = [];
  const lane = async (): Promise<void> => { for (const step of queue) { if (failed.length > 0) return; await work(step).catch((e: unknown) => { failed.push(e); }); } };
  await Promise.all(Array.from({ length: width }, lane));
  if (failed.length > 0) throw failed[0];
}

async function mergeStep(pool: pg.Pool, { cube, level, ids }: Step, merge: NonNullable<CompactOptions['merge']>): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<Row>('select workspace_id as "workspaceId", source_id as "sourceId", import_id as "importId" from cell_block where id = any($1) order by id for update', [ids]);
    if (rows.length !== ids.length) return; // somebody else was here: the next run sees what there is
    const merged = await merge({ cube, level, owner: rows[0], blocks: await bytesOf(client, ids) });
    await client.query('delete from cell_block where id = any($1)', [ids]);
    await copyInto(client, 'cell_block', [merged]);
  });
}

/** The bytes of blocks, by COPY: as ordinary rows they would come as hex text. All lie in one piece of memory of their own, to be handed over to a thread. */
async function bytesOf(client: pg.PoolClient, ids: number[]): Promise<BlockBytes[]> {
  const parts: Buffer[] = [];
  for await (const part of client.query(copyTo(`copy (select counts, hist from cell_block where id in (${ids.join()})) to stdout (format binary)`))) parts.push(part as Buffer);
  const all = Buffer.allocUnsafeSlow(parts.reduce((n, p) => n + p.length, 0));
  for (let i = 0, at = 0; i < parts.length; at += parts[i++].length) all.set(parts[i], at);
  return rowsOf(all).map(([counts, hist]) => ({ counts: counts!, hist }));
}
