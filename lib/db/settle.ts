/** What a source's imports make together once one of them changed: error lines joined to calls, instances to groups. May run again at any time. */
import type pg from 'pg';
import { groupInstances } from './groups';
import { joinBuckets, touchedBuckets } from './join';

export { touchedBuckets };

/** `importIds`: imports that changed. `buckets`: time buckets that an import, gone by now, had touched. */
export async function settleSource(pool: pg.Pool, sourceId: number, changed: { importIds?: number[]; buckets?: number[] }): Promise<void> {
  const buckets = new Set(changed.buckets ?? []);
  if (changed.importIds?.length) for (const b of await touchedBuckets(pool, sourceId, changed.importIds)) buckets.add(b);
  await joinBuckets(pool, sourceId, [...buckets].sort((a, b) => a - b));
  await groupInstances(pool, sourceId);
}
