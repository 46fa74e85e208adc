/** Cancelled, failed and deleted imports: nothing half stays. The row of a cancelled or failed one does, to say what happened. */
import type pg from 'pg';
import { importRow } from './ingest-rows';
import { purgeRows, removeUnusedNames } from './delete';
import { settleSource, touchedBuckets } from './settle';
import { dropSpool } from './spool-file';
import { inTransaction } from './store';

/** Removes what a cancelled or failed import has stored, and its file. May run again. */
export async function clearImport(pool: pg.Pool, importId: number): Promise<void> {
  const row = await importRow(pool, importId);
  if (!row) return;
  const buckets = await touchedBuckets(pool, row.sourceId, [importId]);
  await inTransaction(pool, (client) => purgeRows(client, row.workspaceId, [importId, -importId]));
  await settleSource(pool, row.sourceId, { buckets });
  await removeUnusedNames(pool, row.sourceId);
  await dropSpool(pool, importId, row.spoolPath);
}

/** Removes an import with everything that it added. */
export async function removeImport(pool: pg.Pool, importId: number): Promise<void> {
  await clearImport(pool, importId);
  await pool.query(`delete from import where id = $1 and state = 'deleting'`, [importId]);
}
