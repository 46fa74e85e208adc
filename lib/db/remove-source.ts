/**
 * Deleting a source, second step: once the worker has taken away what each of its imports brought (ingest-clear.ts), the source goes with
 * all that is left of it. Each step is one transaction that may run again: a kill anywhere leaves work to do, and nothing half done.
 */
import type pg from 'pg';
import { LOCK_GROUPS } from './groups';
import { LOCK_JOIN } from './join';
import { LOCK_NAMES_IN_USE } from './names';
import { isPassing } from './passing-error';
import { inTransaction } from './store';

/** Whether a source was deleted. What its imports make together is then of no use any more. */
export async function isDeleted(db: Pick<pg.Pool, 'query'>, sourceId: number): Promise<boolean> {
  return ((await db.query('select from source where id = $1 and deleting <> 0', [sourceId])).rowCount ?? 0) > 0;
}

/** What could not be removed for no known reason: not tried again by this process, so that imports go on. */
const refused = new Set<number>();

/** Removes the deleted sources that have no import left. True when one went. Throws what passes by itself. */
export async function removeDeletedSources(pool: pg.Pool, log: (line: string) => void): Promise<boolean> {
  const { rows } = await pool.query<{ id: number }>('select id from source s where deleting <> 0 and not exists (select from import where source_id = s.id) order by id');
  let removed = false;
  for (const { id } of rows) {
    if (refused.has(id)) continue;
    try { removed = (await removeSource(pool, id)) || removed; } catch (e) {
      if (isPassing(e)) throw e;
      refused.add(id);
      log(`source ${id} was not removed: ${(e as Error).stack}`);
    }
  }
  return removed;
}

/** Removes a source that is deleted and has no import left. False when it is not, or while somebody still works with its names. */
export async function removeSource(pool: pg.Pool, sourceId: number): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1, $2) as free', [LOCK_NAMES_IN_USE, sourceId]);
    if (!rows[0].free) return false;
    // A join or a grouping under way ends first, a later one finds no source. The row comes last: a grouping asks for it with its own lock held.
    for (const key of [LOCK_JOIN, LOCK_GROUPS]) await client.query('select pg_advisory_xact_lock($1, $2)', [key, sourceId]);
    const [source] = (await client.query<{ workspace: number }>('select workspace_id as workspace from source s where id = $1 and deleting <> 0 and not exists (select from import where source_id = s.id) for update', [sourceId])).rows;
    if (!source) return false;
    // Corrections belong to no import. Of the others there are rows only where a join ended after the import that they name was gone.
    for (const table of ['cell_block', 'notable', 'error_event', 'chunk']) await client.query(`delete from ${table} where workspace_id = any($1) and source_id = $2`, [[source.workspace, -source.workspace], sourceId]);
    // Routes, instances and upstreams go with it.
    await client.query('delete from source where id = $1', [sourceId]);
    return true;
  });
}
