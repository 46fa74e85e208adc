/** What a source holds, as it is told to somebody who is about to delete it. Reading only. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import { CALLS } from '../rollup/cubes';
import { readCells } from './cells';
import { readStanding } from './extent';
import { run } from './run';
import { wholeDays } from './sources';

export type SourceContents = {
  imports: number;
  /** Stored lines, and how many of them could not be read. */
  lines: number; quarantined: number;
  /** Over all time, as the charts count them. */
  calls: number; failed: number;
  /** Files that are still being read, and their bytes. */
  reading: { files: number; bytes: number };
  /** Upstream groups that a person named or filled. */
  named: number;
};

/** Of a source that the viewer may see. */
export async function sourceContents(viewer: Viewer, sourceId: number): Promise<SourceContents> {
  const mine = Prisma.sql`workspace_id = ${viewer.workspaceId} and source_id = ${sourceId}`, under = Prisma.sql`state in ('uploading', 'queued', 'running') and content_hash is null`;
  const [[row], calls] = await Promise.all([
    run<Omit<SourceContents, 'calls' | 'failed' | 'reading'> & { files: number; bytes: number }>(Prisma.sql`
      select i.*, c.*, (select count(*)::int from upstream where ${mine} and renamed) as named
      from (select count(*)::int as imports, count(*) filter (where ${under})::int as files, coalesce(sum(size_bytes) filter (where ${under}), 0)::float8 as bytes from import where ${mine} and state <> 'deleting') i,
        (select coalesce(sum(lines), 0)::float8 as lines, coalesce(sum(quarantined), 0)::float8 as quarantined from chunk where ${mine}) c`),
    callsOf(viewer, sourceId),
  ]);
  const { files, bytes, ...counts } = row;
  return { ...counts, ...calls, reading: { files, bytes } };
}

async function callsOf(viewer: Viewer, sourceId: number): Promise<{ calls: number; failed: number }> {
  const { extent } = await readStanding(viewer, [sourceId]), sums = { calls: 0, failed: 0 };
  if (extent === null) return sums;
  await readCells({ viewer, cube: CALLS, range: wholeDays(extent), sources: [sourceId], whole: true }, (cell) => {
    sums.calls += cell.count;
    if (cell.dims[1] !== 0) sums.failed += cell.count;
  });
  return sums;
}
