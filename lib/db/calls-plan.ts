/** Which chunks a search has to read at all: by time, by what the cells say of their minutes, by their filters of clients and request ids. */
import type { Viewer } from '../access/viewer';
import { mayContain } from '../ingest/filter';
import type { CallFilter } from '../view/call-filter';
import { outlook } from './calls-cells';
import { chunkFilters, chunkRows, type ChunkRow } from './chunks-read';

export type Plan = {
  rows: ChunkRow[];
  /** The exact number of calls of the whole list, where the cells know it; else null. */
  total: number | null;
};

const BATCH = 500;

/** The chunks to read for calls before `upperMs` (exclusive), the latest first. */
export async function plan(viewer: Viewer, f: CallFilter, upperMs: number): Promise<Plan> {
  const [seen, inTime] = await Promise.all([outlook(viewer, f), chunkRows(viewer, { fromMs: f.fromMs, toMs: upperMs, sources: f.sources })]);
  const rows = inTime.filter((c) => seen.possible(Math.max(f.fromMs, c.fromAt), Math.min(upperMs - 1, c.toAt)));
  const words = [f.client, f.requestId].filter((w): w is string => w !== null);
  return { rows: words.length ? await withWords(viewer, rows, words) : rows, total: seen.total };
}

async function withWords(viewer: Viewer, rows: ChunkRow[], words: string[]): Promise<ChunkRow[]> {
  const kept: ChunkRow[] = [];
  for (let i = 0; i < rows.length; i += BATCH) {
    const part = rows.slice(i, i + BATCH), filters = await chunkFilters(viewer, part.map((c) => c.id));
    for (const c of part) { const filter = filters.get(c.id); if (filter !== undefined && words.every((w) => mayContain(filter, w))) kept.push(c); }
  }
  return kept;
}
