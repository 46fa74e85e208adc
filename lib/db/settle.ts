/** What a source's imports make together once one of them changed: error lines joined to calls, instances to groups. May run again at any time. */
import type pg from 'pg';
import { groupInstances } from './groups';
import { BUCKET_MS, joinBuckets, touchedBuckets } from './join';
import { ensureDays } from './partitions';
import { inTransaction } from './store';

/** `importIds`: imports that changed. */
export async function settleSource(pool: pg.Pool, sourceId: number, importIds: number[]): Promise<void> {
  const buckets = await touchedBuckets(pool, sourceId, importIds);
  await ensureDays(pool, buckets.map((b) => b * BUCKET_MS));
  await joinBuckets(sourceId, buckets, (work) => inTransaction(pool, work));
  await groupInstances(pool, sourceId);
}
