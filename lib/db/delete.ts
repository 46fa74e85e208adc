/** Removing what an import brought. What is shared with other imports (names, corrections, groups) is settled afterwards by the caller. */
import type pg from 'pg';
import { LOCK_NAMES_IN_USE } from './names';
import { inTransaction } from './store';

/** One chunk with everything folded from it. Its cells must still be at level 0, which is kept for an import's last chunk. */
export async function deleteChunkRows(client: pg.ClientBase, importId: number, chunkId: number): Promise<void> {
  for (const table of ['notable', 'error_event', 'quarantine']) await client.query(`delete from ${table} where import_id = $1 and chunk_id = $2`, [importId, chunkId]);
  await client.query('delete from cell_block where import_id = $1 and level = 0 and chunk_id = $2', [importId, chunkId]);
  await client.query('delete from chunk where import_id = $1 and id = $2', [importId, chunkId]);
}

/** Everything stored under these import ids, in one transaction: a reader sees all of it or nothing. */
export async function purgeRows(client: pg.ClientBase, workspaceId: number, importIds: number[]): Promise<void> {
  await client.query('delete from cell_block where import_id = any($1)', [importIds]);
  await client.query('delete from notable where import_id = any($1)', [importIds]);
  for (const table of ['error_event', 'quarantine']) await client.query(`delete from ${table} where workspace_id = any($2) and import_id = any($1)`, [importIds, [workspaceId, -workspaceId]]);
  await client.query('delete from chunk where import_id = any($1)', [importIds]);
}

/**
 * Removes the routes, instances and inferred upstreams of a source that no import needs: only when the source holds nothing any more, and
 * nobody imports into it. Ids in cells of other imports must stay valid, and a name once counted as "(other)" must stay so.
 */
export async function removeUnusedNames(pool: pg.Pool, sourceId: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1, $2) as free', [LOCK_NAMES_IN_USE, sourceId]);
    if (!rows[0].free) return;
    const used = await client.query('select from chunk where source_id = $1 limit 1', [sourceId]);
    if (used.rowCount) return;
    await client.query('delete from route where source_id = $1', [sourceId]);
    await client.query('delete from instance where source_id = $1', [sourceId]);
    await client.query('delete from upstream where source_id = $1 and not renamed', [sourceId]);
  });
}
