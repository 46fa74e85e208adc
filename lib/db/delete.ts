/** Removing what an import brought. What is shared with other imports (names, corrections, groups) is settled afterwards by the caller. */
import type pg from 'pg';

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
