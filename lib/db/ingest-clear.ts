/** Cancelled, failed and deleted imports: nothing half stays. The row of a cancelled or failed one does, to say what happened. */
import type pg from 'pg';
import { importRow, type ImportRow } from './ingest-rows';
import { purgeRows } from './delete';
import { groupInstances } from './groups';
import { joinWithin, touchedBuckets } from './join';
import { isDeleted, removeSource } from './remove-source';
import { dropSpool } from './spool-file';
import { inTransaction } from './store';
import { removeUnusedNames } from './unused-names';

/** Removes what a cancelled or failed import has stored, and its file. May run again. `failure`: the import fails with this sentence, at the same moment. */
export async function clearImport(pool: pg.Pool, importId: number, failure?: string): Promise<void> {
  const row = await importRow(pool, importId);
  if (!row) return;
  if (row.detection?.extended) return keepExtended(pool, row, failure);
  await inTransaction(pool, async (client) => {
    if (failure !== undefined) await client.query(`update import set state = 'failed', message = $2, finished_at = now() where id = $1 and state in ('queued', 'running')`, [importId, failure]);
    const buckets = await touchedBuckets(client, row.sourceId, [importId]);
    await purgeRows(client, row.workspaceId, [importId, -importId]);
    await joinWithin(client, row.sourceId, buckets);
  });
  await removeUnusedNames(pool, row.sourceId);
  await groupInstances(pool, row.sourceId);
  await dropSpool(pool, importId, row.spoolPath);
}

/** The tail of a file that grew could not be added: what was there before is not thrown away for that. */
async function keepExtended(pool: pg.Pool, row: ImportRow, failure?: string): Promise<void> {
  if (failure !== undefined) await pool.query(`update import set state = 'failed', message = $2, finished_at = now() where id = $1 and state in ('queued', 'running')`, [row.id, `${failure} What was stored before stays; the end of the file is missing.`]);
  await dropSpool(pool, row.id, row.spoolPath);
}

/** Removes an import with everything that it added, and its source after it where that is deleted and this was its last. */
export async function removeImport(pool: pg.Pool, importId: number): Promise<void> {
  const row = await importRow(pool, importId);
  if (!row) return;
  if (await isDeleted(pool, row.sourceId)) {
    // Nobody asks any more what the others make together.
    await inTransaction(pool, (client) => purgeRows(client, row.workspaceId, [importId, -importId]));
    await dropSpool(pool, importId, row.spoolPath);
  } else {
    await pool.query(`update import set detection = detection - 'extended' where id = $1`, [importId]);
    await clearImport(pool, importId);
  }
  await pool.query(`delete from import where id = $1 and state = 'deleting'`, [importId]);
  await removeSource(pool, row.sourceId);
}
