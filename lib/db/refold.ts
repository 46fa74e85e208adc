/**
 * Re-fold: an import's stored chunks are parsed again with the current settings of its source, without the file. What comes out is written
 * under negated ids, where no reader looks, and takes the old rows' place in one transaction: a page shows the old reading or the new one,
 * never half of each. The hidden chunk rows are the ledger, so a re-fold that was killed goes on where it stopped.
 */
import type pg from 'pg';
import { unpackChunk } from './chunk-bytes';
import { Compactor } from './compactor';
import { purgeRows } from './delete';
import { Halted, type Worker } from './ingest';
import { Pipeline, Stopped } from './ingest-pipeline';
import { importRow, sourceRow, type ImportRow, type SourceRow } from './ingest-rows';
import { groupInstances } from './groups';
import { joinWithin, touchedBuckets } from './join';
import { Names } from './names';
import { dropSpool } from './spool-file';
import { inTransaction } from './store';

const PAGE = 8;

export async function runRefold(w: Worker, importId: number): Promise<'done' | 'stopped'> {
  const started = await w.pool.query(`update import set state = 'running' where id = $1 and state in ('queued', 'running') and detection ? 'refold'`, [importId]);
  if (started.rowCount === 0) return 'stopped';
  const row = (await importRow(w.pool, importId))!, source = (await sourceRow(w.pool, row.sourceId))!;
  const stale = await w.pool.query('select from chunk where import_id = $1 and settings_version <> $2 limit 1', [-importId, source.settingsVersion]);
  if (stale.rowCount) await inTransaction(w.pool, (c) => purgeRows(c, row.workspaceId, [-importId]));
  try {
    await foldAgain(w, row, source);
    await new Compactor(w.pool, -importId, w.parsers).finish();
    await swap(w.pool, row, source.settingsVersion);
  } catch (e) {
    if (!(e instanceof Stopped)) throw e;
    await inTransaction(w.pool, (c) => purgeRows(c, row.workspaceId, [-importId]));
    return 'stopped';
  }
  await groupInstances(w.pool, row.sourceId);
  await dropSpool(w.pool, importId, row.spoolPath);
  return 'done';
}

async function foldAgain(w: Worker, row: ImportRow, source: SourceRow): Promise<void> {
  const hidden = { importId: -row.id, workspaceId: -row.workspaceId, sourceId: row.sourceId, settingsVersion: source.settingsVersion, generation: row.generation + 1 };
  w.parsers.open(source.settings, hidden, new Names(w.pool, { id: source.id, workspaceId: source.workspaceId, maxRoutes: source.settings.maxRoutes }));
  const compactor = new Compactor(w.pool, -row.id, w.parsers);
  const pipeline = new Pipeline(w.pool, w.parsers, hidden, row.id, false, (chunks) => compactor.add(chunks));
  try {
    for (let after = -1; ;) {
      const { rows } = await w.pool.query<{ id: number; offset: number; length: number; data: Buffer; preamble: Buffer | null }>(
        `select id, "offset", length, data, preamble from chunk c where import_id = $1 and "offset" > $2 and not exists (select from chunk n where n.import_id = -($1::int) and n."offset" = c."offset") order by "offset" limit $3`, [row.id, after, PAGE]);
      if (rows.length === 0) break;
      if (w.signal.aborted) throw new Halted();
      for (const r of rows) { after = Number(r.offset); await pipeline.submit({ offset: after, length: r.length, bytes: await unpackChunk(r.data), preamble: r.preamble }, 0, Number(r.id)); }
    }
    await pipeline.drain();
  } finally { await w.parsers.idle(); await pipeline.idle(); await compactor.idle(); }
}

/** A re-fold that cannot be done: what was stored before stays as it is. */
export async function giveUpRefold(pool: pg.Pool, importId: number, why: string): Promise<void> {
  const row = await importRow(pool, importId);
  if (!row) return;
  await inTransaction(pool, async (client) => {
    await purgeRows(client, row.workspaceId, [-importId]);
    await client.query(`update import set state = 'done', detection = detection - 'refold', message = $2 where id = $1 and state in ('queued', 'running')`, [importId, `Reading it again failed, what was there before still stands: ${why}`]);
  });
}

const COUNTS = ['settings_version', 'generation', 'lines', 'stored', 'quarantined', 'filtered', 'calls', 'attempts', 'events', 'failed', 'timeouts', 'from_at', 'to_at', 'accounts', 'request_ids', 'clients'];

/** Puts the hidden rows in the place of the old ones, and joins again what was joined, in one transaction. */
async function swap(pool: pg.Pool, row: ImportRow, version: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    const owned = await client.query(`update import set state = 'done', generation = generation + 1, settings_version = $2, detection = detection - 'refold', finished_at = now() where id = $1 and state = 'running'`, [row.id, version]);
    if (owned.rowCount === 0) throw new Stopped();
    const before = await touchedBuckets(client, row.sourceId, [row.id]);
    for (const table of ['cell_block', 'notable', 'error_event', 'quarantine']) {
      await client.query(`delete from ${table} where import_id = $1 and workspace_id = $2`, [row.id, row.workspaceId]);
      await client.query(`update ${table} set import_id = $1::int, workspace_id = $2::int where import_id = -($1::int) and workspace_id = -($2::int)`, [row.id, row.workspaceId]);
    }
    await client.query(`update chunk c set ${COUNTS.map((k) => `${k} = n.${k}`).join(', ')} from chunk n where n.import_id = -($1::int) and c.import_id = $1 and c."offset" = n."offset"`, [row.id]);
    await client.query('delete from chunk where import_id = -($1::int)', [row.id]);
    await joinWithin(client, row.sourceId, [...new Set([...before, ...(await touchedBuckets(client, row.sourceId, [row.id]))])]);
  });
}
