/**
 * The join of access and error lines in the store. It is computed again for whole buckets of a source whenever one of its imports with
 * calls or events there has changed, and is a function of what is stored then: the order of files does not matter, and it may run again.
 */
import type pg from 'pg';
import { corrections } from '../ingest/corrections';
import { joinCalls, type Decisions } from '../ingest/join';
import type { JoinCall } from '../ingest/join-facts';
import { saveCorrections } from './join-corrections';
import { ordinaryCalls } from './join-ordinary';
import { readCalls, readEvents, type StoredCall } from './join-read';
import { saveDecisions } from './join-save';

/** Ten minutes: what is computed at once, and as much is looked at on either side. */
export const BUCKET_MS = 600_000;
export const LOCK_JOIN = 0x48540007;
/** Buckets in one transaction. */
const GROUP = 6;

type Db = Pick<pg.Pool, 'query'> | pg.PoolClient;

/** The buckets of a source whose join these imports have a part in: those around its error lines that lie near the imports' own lines. */
export async function touchedBuckets(db: Db, sourceId: number, importIds: number[]): Promise<number[]> {
  const query = (db as pg.Pool).query.bind(db) as pg.Pool['query'];
  const events = (await query<{ bucket: number; own: boolean }>(
    `select floor(extract(epoch from at) * 1000 / $2)::float8 as bucket, bool_or(import_id = any($3)) as own from error_event where workspace_id > 0 and source_id = $1 group by 1`, [sourceId, BUCKET_MS, importIds])).rows;
  if (events.length === 0) return [];
  const chunks = (await query<{ from: number; to: number }>(
    `select floor(extract(epoch from from_at) * 1000 / $2)::float8 as from, floor(extract(epoch from to_at) * 1000 / $2)::float8 as to from chunk where import_id = any($1) and calls > 0 order by from_at`, [importIds, BUCKET_MS])).rows;
  const out = new Set<number>();
  for (const { bucket, own } of events) {
    if (own || chunks.some((c) => bucket >= c.from - 2 && bucket <= c.to + 2)) for (let b = bucket - 1; b <= bucket + 1; b++) out.add(b);
  }
  return [...out].sort((a, b) => a - b);
}

/** Computes the join of these buckets again, a few in each transaction. */
export async function joinBuckets(sourceId: number, buckets: number[], run: (work: (client: pg.PoolClient) => Promise<void>) => Promise<void>): Promise<void> {
  for (let i = 0; i < buckets.length; i += GROUP) await run((client) => joinWithin(client, sourceId, buckets.slice(i, i + GROUP)));
}

/** The same within the caller's transaction. */
export async function joinWithin(client: pg.PoolClient, sourceId: number, buckets: number[]): Promise<void> {
  if (buckets.length === 0) return;
  await client.query('select pg_advisory_xact_lock($1, $2)', [LOCK_JOIN, sourceId]);
  const { rows } = await client.query<{ workspace_id: number }>('select workspace_id from source where id = $1 and deleting = 0', [sourceId]);
  if (rows.length === 0) return;
  const source = { id: sourceId, workspaceId: rows[0].workspace_id };
  for (const bucket of buckets) {
    const from = bucket * BUCKET_MS, to = from + BUCKET_MS, decisions = await decide(client, source, from - BUCKET_MS, to + BUCKET_MS);
    const kept: Decisions = { joined: decisions.joined.filter((j) => j.call.at >= from && j.call.at < to), orphans: decisions.orphans.filter((o) => o.at >= from && o.at < to) };
    await saveDecisions(client, source, from, to, kept);
    await saveCorrections(client, source, bucket, from, to, corrections(kept.joined, kept.orphans));
  }
}

async function decide(client: pg.PoolClient, source: { id: number; workspaceId: number }, from: number, to: number): Promise<Decisions> {
  const events = await readEvents(client, source, from, to);
  if (events.length === 0) return { joined: [], orphans: [] };
  const calls: JoinCall[] = await readCalls(client, source, from, to), first = joinCalls(calls, events);
  const lone = first.orphans.flatMap((o) => o.events);
  if (lone.length === 0) return first;
  const known = new Set(calls.map((c) => c.importId + ':' + c.offset)), more: StoredCall[] = await ordinaryCalls(client, source, lone);
  const fresh = more.filter((c) => !known.has(c.importId + ':' + c.offset));
  return fresh.length ? joinCalls([...calls, ...fresh], events) : first;
}
