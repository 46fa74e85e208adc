/** The same bytes again are recognised, renamed, gzipped or not; a file that grew adds its tail to the import that has its beginning. */
import { unpackChunk } from './chunk-bytes';
import type pg from 'pg';
import { HEAD_HASH_BYTES, likenessOf, readLedger, type Sample } from './ingest-ledger';
import { ImportLock } from './ingest-lock';
import { addDetection, importRow, type ImportRow } from './ingest-rows';
import { inTransaction } from './store';
import { deleteChunkRows } from './delete';
import { dropSpool } from './spool-file';

const LOCK_HEAD = 0x48540005;
/** Imports without the same head that are compared. */
const MOST_SHORT = 50;
type Context = { pool: pg.Pool; url: string };

/**
 * 'new' = go on and store it. 'wait' = another import of these bytes is under way. 'known' = this import is finished: its bytes are (or
 * will be) in another one, which its message names.
 */
export async function recognise(w: Context, row: ImportRow, path: string, { headHash, head }: Sample): Promise<'new' | 'wait' | 'known'> {
  const others = await lead(w.pool, row, headHash, head.length < HEAD_HASH_BYTES);
  if (others === null) return 'wait';
  const ledgers = [];
  for (const id of others) ledgers.push({ importId: id, ledger: await readLedger(w.pool, id) });
  const like = await likenessOf(path, ledgers, async (id) => storedBytes(w.pool, id)), other = like && (await importRow(w.pool, like.importId));
  // What is deleted in the meantime is like nothing.
  if (like === null || other === null) return 'new';
  const named = `import ${other.id} (${other.name})`;
  if (like.kind === 'grown') return extend(w, row, other, headHash, `The beginning of this file is ${named}: only its tail was added there.`);
  const message = like.kind === 'same' ? `The same bytes as ${named}: nothing was added.` : `All of this file is the beginning of ${named}: nothing was added.`;
  await settle(w.pool, row, like.importId, message);
  await dropSpool(w.pool, row.id, path);
  return 'known';
}

/** The bytes of a chunk; none when it was deleted a moment ago. */
async function storedBytes(pool: pg.Pool, chunkId: number): Promise<Buffer> {
  const { rows } = await pool.query<{ data: Buffer }>('select data from chunk where id = $1', [chunkId]);
  return rows[0] ? unpackChunk(rows[0].data) : Buffer.alloc(0);
}

/** Marks this import as the one that reads files with this beginning; null when another one does. Returns the finished imports that begin alike. */
async function lead(pool: pg.Pool, row: ImportRow, headHash: string, short: boolean): Promise<number[] | null> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [LOCK_HEAD, row.sourceId + headHash]);
    const { rows } = await client.query<{ id: number; state: string }>(`select id, state from import where workspace_id = $1 and source_id = $2 and head_hash = $3 and id <> $4 and state in ('running', 'done') order by id`, [row.workspaceId, row.sourceId, headHash, row.id]);
    // Whoever marked itself first goes first; after a crash both are marked no more than one of them was.
    if (row.headHash === null && rows.some((r) => r.state === 'running')) return null;
    await client.query('update import set head_hash = $2 where id = $1', [row.id, headHash]);
    // The head of a short file changes as it grows: short ones are candidates whatever their head, and for a short one the latest are.
    const more = await client.query<{ id: number }>(
      `select id from import where workspace_id = $1 and source_id = $2 and id <> $3 and state = 'done' and head_hash is not null and (content_bytes < ${HEAD_HASH_BYTES} or $4) order by id desc limit ${MOST_SHORT}`, [row.workspaceId, row.sourceId, row.id, short]);
    return [...new Set([...rows.filter((r) => r.state === 'done'), ...more.rows].map((r) => r.id))];
  });
}

async function settle(db: Pick<pg.Pool, 'query'>, row: ImportRow, sameAs: number, message: string): Promise<void> {
  await addDetection(db as pg.Pool, row.id, { sameAs });
  // Without a head hash it is no candidate for others: it holds nothing.
  await db.query(`update import set state = 'done', head_hash = null, message = $2, consumed_bytes = size_bytes, finished_at = now() where id = $1 and state = 'running'`, [row.id, message]);
}

/** Hands the file over to the earlier import, which goes on like one that was interrupted. */
async function extend(w: Context, row: ImportRow, other: ImportRow, headHash: string, message: string): Promise<'known' | 'wait'> {
  const lock = await ImportLock.take(w.url, other.id, other.sourceId);
  if (lock === null) return 'wait';
  try {
    return await inTransaction(w.pool, async (client) => {
      const taken = await client.query(
        `update import set state = 'queued', spool_path = $2, size_bytes = $3, content_hash = null, content_bytes = null, finished_at = null, head_hash = $4, detection = coalesce(detection, '{}'::jsonb) || '{"extended": true}' where id = $1 and state = 'done'`, [other.id, row.spoolPath, row.sizeBytes, headHash]);
      if (taken.rowCount === 0) return 'wait';
      // Its last chunk may end within a line or within a chunk: it is read again from the longer file.
      const last = (await client.query<{ id: number }>('select id from chunk where import_id = $1 order by "offset" desc limit 1', [other.id])).rows[0];
      if (last) await deleteChunkRows(client, other.id, Number(last.id));
      await client.query('update import set spool_path = null where id = $1', [row.id]);
      await settle(client, row, other.id, message);
      return 'known';
    });
  } finally { await lock.release(); }
}
