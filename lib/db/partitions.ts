/** Day partitions of `notable`, made as their days are met. A file whose lines lie years apart cannot make thousands: the rest shares one. */
import type pg from 'pg';

const DAY_MS = 86_400_000;
/** Partitions are cheap to skip but not free to plan: past this many, new days go to `notable_rest`. */
export const MAX_PARTITIONS = 400;
const LOCK_PARTITIONS = 0x48540003;
const known = new WeakMap<object, Set<number>>();

const iso = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
const midnight = (day: number): string => iso(day) + ' 00:00:00+00';

/**
 * Makes the missing partitions for the days of these times (ms). Its own short transaction, before the rows come: attaching locks the
 * default partition. A day that already has rows in `notable_rest` stays there. `owner` is the pool: what is known is remembered by it.
 */
export async function ensureDays(pool: pg.Pool, times: Iterable<number>): Promise<void> {
  let seen = known.get(pool);
  if (!seen) known.set(pool, (seen = new Set()));
  const days = new Set<number>();
  for (const at of times) { const day = Math.floor(at / DAY_MS); if (!seen.has(day)) days.add(day); }
  if (days.size === 0) return;
  const client = await pool.connect();
  try {
    for (const day of [...days].sort((a, b) => a - b)) { await ensureDay(client, day); seen.add(day); }
    client.release();
  } catch (error) { client.release(true); throw error; }
}

async function ensureDay(client: pg.PoolClient, day: number): Promise<void> {
  const name = 'notable_' + iso(day).replaceAll('-', '');
  if (!/^notable_\d{8}$/.test(name)) return; // outside the years 0 to 9999
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock($1, 0)', [LOCK_PARTITIONS]);
  const state = (await client.query<{ there: boolean; partitions: number; stray: boolean }>(
    `select to_regclass($1) is not null as there, (select count(*)::int from pg_inherits where inhparent = 'notable'::regclass) as partitions,
            exists (select from notable_rest where at >= $2::timestamptz and at < $3::timestamptz) as stray`, [name, midnight(day), midnight(day + 1)])).rows[0];
  if (!state.there && !state.stray && state.partitions <= MAX_PARTITIONS) {
    // LIKE and ATTACH instead of PARTITION OF: readers of the parent are not locked out.
    await client.query(`create table ${name} (like notable including all)`);
    await client.query(`alter table notable attach partition ${name} for values from ('${midnight(day)}') to ('${midnight(day + 1)}')`);
  }
  await client.query('commit');
}
