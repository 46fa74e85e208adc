/** Which chunks a search has to read at all: by time, by what the cells say of their minutes, by their filters of clients and request ids. */
import type { Viewer } from '../access/viewer';
import type { CallFilter } from '../view/call-filter';
import { outlook } from './calls-cells';
import { errorLineCalls, repeatedAttempts } from './calls-notable';
import { chunkRows, type ListedChunk } from './chunks-read';

/** A chunk to read, `index` others before it; none after it has a line later than `nextAt`, -Infinity = it is the last. */
export type PlannedChunk = ListedChunk & { index: number; nextAt: number };

export type Plan = {
  /** Those that time, cells and words leave. */
  chunks: PlannedChunk[];
  /** The exact number of calls of the whole list, where the cells know it; else null. */
  total: number | null;
  /** How many attempts of these calls the filter means; null = unknown, or it asks for none. */
  attempts: number | null;
};

/** The chunks to read for calls before `upperMs` (exclusive), the latest first. */
export async function plan(viewer: Viewer, f: CallFilter, upperMs: number): Promise<Plan> {
  const [seen, rows, repeated] = await Promise.all([outlook(viewer, f), chunkRows(viewer, { fromMs: f.fromMs, toMs: upperMs, sources: f.sources, importId: f.importId }, f), upperMs === f.toMs ? repeatedAttempts(viewer, f) : 0]);
  const left = rows.filter((c) => seen.possible(Math.max(f.fromMs, c.fromAt), Math.min(upperMs - 1, c.toAt)));
  const total = seen.total === null ? null : seen.total - repeated;
  return { chunks: left.map((c, index) => ({ ...c, index, nextAt: left[index + 1]?.toAt ?? -Infinity })), total: total ?? (upperMs === f.toMs ? await importTotal(viewer, f, rows) : null), attempts: f.attempts ? seen.total : null };
}

/** How many calls of an import lie in the range, where nothing else is asked and no chunk stands across an end of it; else null. */
async function importTotal(viewer: Viewer, f: CallFilter, rows: readonly ListedChunk[]): Promise<number | null> {
  const { fromMs, toMs, sources: _, importId, ...others } = f;
  if (importId === null || Object.values(others).some((condition) => condition !== null) || rows.some((c) => c.fromAt < fromMs || c.toAt >= toMs)) return null;
  return rows.reduce((n, c) => n + c.calls, 0) + (await errorLineCalls(viewer, f));
}
