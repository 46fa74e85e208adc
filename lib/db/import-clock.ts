/** What the clock of an import's lines did, for its receipt: silences, steps back, calls from the future. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import { callsAhead, clockGaps, clockJumps } from '../ingest/clock';
import { BlockReader } from '../rollup/block';
import { CALLS } from '../rollup/cubes';
import type { ImportClock } from '../view/receipt';
import { unpackBlock } from './block-bytes';
import { run } from './run';

/** `createdAt`: when the import was made, ms. A call later than that was in the future then, and is named even when its time has come. */
export async function importClock(viewer: Viewer, i: { id: number; calls: number; createdAt: number; toAt: number | null }): Promise<ImportClock> {
  // An error log alone has no calls, and a quiet one is no gap.
  const [minutes, chunks] = await Promise.all([i.calls > 0 ? callsByMinute(viewer, i.id) : new Map<number, number>(), chunkTimes(viewer, i.id)]);
  const ahead = callsAhead(minutes, i.createdAt), lines = new Map(chunks.map((c) => [c.offset, c.linesBefore]));
  return {
    gaps: clockGaps(minutes.keys()).sort((x, y) => x.fromMs - y.fromMs),
    jumps: clockJumps(chunks).map(({ offset, ...j }) => ({ ...j, line: lines.get(offset)! + 1 })).sort((x, y) => x.line - y.line),
    ahead: ahead > 0 ? { calls: ahead, byMs: i.toAt! - i.createdAt } : null,
  };
}

/** Calls by epoch minute, as the lines alone tell them. */
async function callsByMinute(viewer: Viewer, id: number): Promise<Map<number, number>> {
  const blocks = await run<{ counts: Buffer }>(Prisma.sql`select counts from cell_block where workspace_id = ${viewer.workspaceId} and import_id = ${id} and cube = ${CALLS.id} and level in (0, 1) and origin = 0`);
  const minutes = new Map<number, number>();
  for (const b of blocks) for (const cell = new BlockReader(CALLS, unpackBlock({ counts: b.counts, hist: null }).counts, null); cell.next();) minutes.set(cell.minute, (minutes.get(cell.minute) ?? 0) + cell.count);
  return minutes;
}

const chunkTimes = (viewer: Viewer, id: number): Promise<{ offset: number; fromAt: number | null; toAt: number | null; linesBefore: number }[]> => run(Prisma.sql`
  select "offset"::float8 as "offset", (extract(epoch from from_at) * 1000)::float8 as "fromAt", (extract(epoch from to_at) * 1000)::float8 as "toAt", (sum(lines) over (order by "offset") - lines)::float8 as "linesBefore"
  from chunk where workspace_id = ${viewer.workspaceId} and import_id = ${id}`);
