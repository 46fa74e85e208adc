/**
 * Space that compaction left empty. A plain vacuum lets later rows have it; while the table is small the empty part can be most of it, and
 * then it is written anew, which takes well under a second.
 */
import type pg from 'pg';

/** Up to this size the table is written anew, when more than a quarter of it and more than this is empty. */
const SMALL = 256 << 20, WORTH = 8 << 20;
/** Nobody waits longer for a reader that is under way: then it is left for the next time. */
const PATIENCE_MS = 250;

export async function tidyCells(pool: pg.Pool): Promise<void> {
  await pool.query('vacuum cell_block');
  const { rows } = await pool.query<{ held: number; used: number }>(
    `select pg_total_relation_size('cell_block')::float8 as held, (select coalesce(sum(1.06 * (length(counts) + coalesce(length(hist), 0)) + 300), 0)::float8 from cell_block) as used`);
  const { held, used } = rows[0];
  if (held > SMALL || held - used < Math.max(WORTH, held / 4)) return;
  const client = await pool.connect();
  try {
    await client.query(`set lock_timeout = ${PATIENCE_MS}`);
    await client.query('vacuum full cell_block');
  } catch (e) {
    if ((e as { code?: string }).code !== '55P03') throw e;
  } finally { await client.query('reset lock_timeout').then(() => client.release(), () => client.release(true)); }
}
