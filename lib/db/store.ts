/**
 * The store: the only writer of chunks and of what is derived from them. One transaction a batch: the chunk rows are the ledger
 * (UNIQUE (import_id, offset)), so whatever happens, a chunk and everything it brought are there once or not at all.
 */
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { COPY_END, COPY_START } from './copy-binary';
import { DAY_MS, TABLES, type EncodedChunk, type Table } from './store-rows';
import { ensureDays } from './partitions';

export type StoreResult = 'stored'
  /** Another process was quicker with one of these chunks: nothing of the batch was written. Read the ledger again. */
  | 'already there'
  /** The import is no longer running (cancelled, being deleted): nothing was written. */
  | 'stopped';

const UNIQUE_VIOLATION = '23505';
export const isUniqueViolation = (error: unknown): boolean => (error as { code?: string } | null)?.code === UNIQUE_VIOLATION;

/** Writes encoded rows (lib/db/copy-binary) into a table. Must be within the caller's transaction. */
export async function copyInto(client: pg.ClientBase, table: Table, rows: readonly Uint8Array[]): Promise<void> {
  const some = rows.filter((r) => r.length > 0);
  if (some.length === 0) return;
  const stream = client.query(copyFrom(`copy ${table} (${TABLES[table]}) from stdin (format binary)`));
  await new Promise<void>((resolve, reject) => { stream.on('finish', resolve); stream.on('error', reject); stream.cork(); for (const r of [COPY_START, ...some]) stream.write(r); stream.end(COPY_END); stream.uncork(); });
}

/** Runs `work` in one transaction on a connection of its own. On any error the connection is dropped, which undoes everything. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Ids for chunk rows, so that rows can be encoded before their transaction begins. Unused ones are lost, which does no harm. */
export async function allotChunkIds(pool: pg.Pool, n: number): Promise<number[]> {
  return (await pool.query<{ id: number }>(`select nextval(pg_get_serial_sequence('chunk', 'id')) as id from generate_series(1, $1)`, [n])).rows.map((r) => Number(r.id));
}

/**
 * Stores chunks of one import with all that was folded from them. `consumedBytes` says how much of the file as it came lies behind the
 * last of them. `owner` is the import whose state must still be "running" (rows may carry its negated id).
 */
export async function storeChunks(pool: pg.Pool, owner: number, chunks: readonly EncodedChunk[], consumedBytes: number): Promise<StoreResult> {
  if (chunks.length === 0) return 'stored';
  await ensureDays(pool, new Set(chunks.flatMap((c) => c.days.map((d) => d * DAY_MS))));
  try {
    return await inTransaction(pool, async (client) => {
      // Locks the import row: cancelling and deleting wait for this batch, or this batch sees them.
      const owned = await client.query(`update import set consumed_bytes = greatest(consumed_bytes, $2) where id = $1 and state = 'running'`, [owner, consumedBytes]);
      if (owned.rowCount === 0) return 'stopped';
      // The ledger first: whoever stores the same chunk waits here.
      for (const table of ['chunk', 'cell_block', 'notable', 'error_event', 'quarantine'] as const) await copyInto(client, table, chunks.map((c) => c.rows[table]));
      return 'stored';
    });
  } catch (error) {
    if (isUniqueViolation(error)) return 'already there';
    throw error;
  }
}
