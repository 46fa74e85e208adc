/**
 * The store: the only writer of chunks and of what is derived from them. One transaction a batch: the chunk rows are the ledger
 * (UNIQUE (import_id, offset)), so whatever happens, a chunk and everything it brought are there once or not at all.
 */
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { BatchRows, TABLES, type StoreTarget, type StoredChunk, type Table } from './store-rows';
import { ensureDays } from './partitions';

export type StoreResult = 'stored'
  /** Another process was quicker with one of these chunks: nothing of the batch was written. Read the ledger again. */
  | 'already there'
  /** The import is no longer running (cancelled, being deleted): nothing was written. */
  | 'stopped';

const UNIQUE_VIOLATION = '23505';
export const isUniqueViolation = (error: unknown): boolean => (error as { code?: string } | null)?.code === UNIQUE_VIOLATION;

/** Streams a finished binary COPY into a table. Must be within the caller's transaction. */
export async function copyInto(client: pg.ClientBase, table: Table, data: Buffer): Promise<void> {
  if (data.length === 0) return;
  const stream = client.query(copyFrom(`copy ${table} (${TABLES[table]}) from stdin (format binary)`));
  await new Promise<void>((resolve, reject) => { stream.on('finish', resolve); stream.on('error', reject); stream.end(data); });
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

/**
 * Stores chunks of one import with all that was folded from them. `consumedBytes` says how much of the file as it came lies behind the
 * last of them. `owner` is the import whose state must still be "running" (the target's own id may be a negated one).
 */
export async function storeChunks(pool: pg.Pool, target: StoreTarget, owner: number, chunks: readonly StoredChunk[], consumedBytes: number): Promise<StoreResult> {
  if (chunks.length === 0) return 'stored';
  await ensureDays(pool, daysOf(chunks));
  try {
    return await inTransaction(pool, async (client) => {
      // Locks the import row: cancelling and deleting wait for this batch, or this batch sees them.
      const owned = await client.query(`update import set consumed_bytes = greatest(consumed_bytes, $2) where id = $1 and state = 'running'`, [owner, consumedBytes]);
      if (owned.rowCount === 0) return 'stopped';
      const ids = await client.query<{ id: number }>(`select nextval(pg_get_serial_sequence('chunk', 'id')) as id from generate_series(1, $1)`, [chunks.length]);
      const rows = new BatchRows(target);
      for (const [i, c] of chunks.entries()) rows.add(Number(ids.rows[i].id), c);
      for (const table of ['chunk', 'cell_block', 'notable', 'error_event', 'quarantine'] as const) await copyInto(client, table, rows[table].take());
      return 'stored';
    });
  } catch (error) {
    if (isUniqueViolation(error)) return 'already there';
    throw error;
  }
}

function* daysOf(chunks: readonly StoredChunk[]): Generator<number> {
  for (const c of chunks) for (const n of c.folded.notable) yield n.at;
}
