/**
 * Correction blocks: what joined error lines change in the cells. A bucket's own blocks (level -1, which no reader reads; chunk_id holds
 * the bucket) are the truth, and blocks at levels 1 to 4 are made from them, span by span. They belong to the source, not to an import.
 */
import type pg from 'pg';
import { encodeBlock, type Block, type Cell } from '../rollup/block';
import { CUBES, LEVEL_SECONDS, type Cube } from '../rollup/cubes';
import { CopyBinary } from './copy-binary';
import { time, type JoinSource } from './join-read';
import { mergeCells, type BlockBytes } from './merge-cells';
import { SPAN_SECONDS } from './merge-rows';
import { addBlock } from './store-rows';
import { copyInto } from './store';

const OWN = -1;
const HOUR_MS = 3_600_000;

/** Replaces the corrections of one bucket [from, to). */
export async function saveCorrections(client: pg.PoolClient, s: JoinSource, bucket: number, from: number, to: number, cells: Map<Cube, Cell[]>): Promise<void> {
  // Edges count by the hour: their blocks start before the bucket.
  const gone = await client.query<{ cube: number }>(
    `delete from cell_block where workspace_id = $1 and cube = any($2) and level = ${OWN} and from_at >= $3 and from_at < $4 and source_id = $5 and origin = 1 and chunk_id = $6 returning cube`,
    [s.workspaceId, CUBES.map((c) => c.id), time(Math.floor(from / HOUR_MS) * HOUR_MS), time(to), s.id, bucket]);
  const touched = new Set(gone.rows.map((r) => r.cube)), rows = new CopyBinary();
  for (const cube of CUBES) {
    const block = encodeBlock(cube, cells.get(cube) ?? []);
    if (block === null) continue;
    touched.add(cube.id);
    addBlock(rows, { workspaceId: s.workspaceId, sourceId: s.id, importId: 0, chunkId: bucket, origin: 1, level: OWN }, block);
  }
  await copyInto(client, 'cell_block', [rows.take()]);
  for (const cube of CUBES) if (touched.has(cube.id)) await derive(client, s, cube, from);
}

/** Makes the corrections of every level again for the spans that hold `at`. */
async function derive(client: pg.PoolClient, s: JoinSource, cube: Cube, at: number): Promise<void> {
  let below = OWN;
  for (const level of cube.levels) {
    const span = SPAN_SECONDS[level] * 1000, start = Math.floor(at / span) * span, range = [s.workspaceId, cube.id, s.id, time(start), time(start + span)];
    const where = 'workspace_id = $1 and cube = $2 and source_id = $3 and origin = 1 and from_at >= $4 and from_at < $5';
    const { rows } = await client.query<BlockBytes>(`select counts, hist from cell_block where ${where} and level = ${below}`, range);
    await client.query(`delete from cell_block where ${where} and level = ${level}`, range);
    const out = new CopyBinary();
    for (const block of mergeCells(cube, rows, LEVEL_SECONDS[level], SPAN_SECONDS[level]) as Block[]) addBlock(out, { workspaceId: s.workspaceId, sourceId: s.id, importId: 0, chunkId: null, origin: 1, level }, block);
    await copyInto(client, 'cell_block', [out.take()]);
    below = level;
  }
}
