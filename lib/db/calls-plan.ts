/** Which chunks a search has to read at all: by time, by what the cells say of their minutes, by their filters of clients and request ids. */
import type { Viewer } from '../access/viewer';
import { mayContain } from '../ingest/filter';
import type { CallFilter } from '../view/call-filter';
import { outlook } from './calls-cells';
import { repeatedAttempts } from './calls-notable';
import { chunkFilters, chunkRows, type ChunkRow } from './chunks-read';

/** A chunk to read; no chunk after it has a line later than `nextAt`, -Infinity = it is the last. `index` counts the chunks before it, skipped ones too. */
export type PlannedChunk = ChunkRow & { index: number; nextAt: number };

export type Plan = {
  /** Chunks in question by time and cells; how many, and the latest time of the first. */
  count: number;
  chunks: AsyncIterable<PlannedChunk>;
  /** The exact number of calls of the whole list, where the cells know it; else null. */
  total: number | null;
  /** How many attempts of these calls the filter means; null = unknown, or it asks for none. */
  attempts: number | null;
};

/** Filters are up to 1 % of their chunks: read so many at a time, so that a search among thousands starts at once. */
const BATCH = 200;

/** The chunks to read for calls before `upperMs` (exclusive), the latest first. */
export async function plan(viewer: Viewer, f: CallFilter, upperMs: number): Promise<Plan> {
  const [seen, inTime, repeated] = await Promise.all([outlook(viewer, f), chunkRows(viewer, { fromMs: f.fromMs, toMs: upperMs, sources: f.sources }), upperMs === f.toMs ? repeatedAttempts(viewer, f) : 0]);
  const rows = inTime.filter((c) => seen.possible(Math.max(f.fromMs, c.fromAt), Math.min(upperMs - 1, c.toAt)));
  return { count: rows.length, chunks: withWords(viewer, rows, [f.client, f.requestId].filter((w) => w !== null)), total: seen.total === null ? null : seen.total - repeated, attempts: f.attempts ? seen.total : null };
}

async function* withWords(viewer: Viewer, rows: ChunkRow[], words: string[]): AsyncGenerator<PlannedChunk> {
  for (let start = 0; start < rows.length; start += BATCH) {
    const part = rows.slice(start, start + BATCH), filters = words.length ? await chunkFilters(viewer, part.map((c) => c.id)) : null;
    for (const [i, c] of part.entries()) {
      const index = start + i, filter = filters?.get(c.id);
      // The last one is always given, so that a search hears of its end.
      if (filters === null || index === rows.length - 1 || (filter !== undefined && words.every((w) => mayContain(filter, w)))) yield { ...c, index, nextAt: rows[index + 1]?.toAt ?? -Infinity };
    }
  }
}
