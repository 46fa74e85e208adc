/** What there is to show at all: the data's own first and last moment, and whether more is on its way. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import { CALLS } from '../rollup/cubes';
import type { Extent } from '../view/time';
import { ofKeptSource } from './kept-sources';
import { run } from './run';

export type Standing = {
  /** Whole minutes around the calls at hand; null when there are none. */
  extent: Extent | null;
  /** Lines were stored, calls or not. */
  stored: boolean;
  /** Imports that are not finished. */
  running: number;
};

/** The extent comes from the blocks of the calls cube, a few hundred rows; not from the chunks, which can be many thousands. */
export async function readStanding(viewer: Viewer, sources: readonly number[]): Promise<Standing> {
  const mine = Prisma.sql`workspace_id = ${viewer.workspaceId} and ${Prisma.raw(ofKeptSource())}`, some = sources.length ? Prisma.sql`and source_id = any(${[...sources]}::int[])` : Prisma.empty;
  const [row] = await run<{ from: Date | null; to: Date | null; stored: boolean; running: number }>(Prisma.sql`
    select (select min(from_at) from cell_block where ${mine} and cube = ${CALLS.id} and level in (0, 1) ${some}) as from,
           (select max(to_at) from cell_block where ${mine} and cube = ${CALLS.id} and level in (0, 1) ${some}) as to,
           exists (select from chunk where ${mine} ${some}) as stored,
           (select count(*)::int from import where ${mine} and state in ('uploading', 'queued', 'running') ${some}) as running`);
  return { extent: row.from && row.to ? { fromMs: row.from.getTime(), toMs: row.to.getTime() + 60_000 } : null, stored: row.stored, running: row.running };
}

/** The sources of a workspace that hold something, and those that a view names, by name. */
export const readSourceNames = (viewer: Viewer, named: readonly number[]): Promise<{ id: number; name: string }[]> => run(Prisma.sql`
  select id, name from source s where workspace_id = ${viewer.workspaceId} and deleting = 0 and (id = any(${[...named]}::int[]) or exists (select from import where source_id = s.id and state <> 'deleting')) order by name`);

/** The name of an import; null when the workspace has none of this id. */
export const readImportName = async (viewer: Viewer, id: number): Promise<string | null> => (await run<{ name: string }>(Prisma.sql`select name from import where workspace_id = ${viewer.workspaceId} and id = ${id} and ${Prisma.raw(ofKeptSource())}`))[0]?.name ?? null;
