/** Sources as the pages read them: names, settings, routes, upstream groups. Writing is in imports.ts. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import type { ParseSettings } from '../ingest/settings';
import { ROUTES } from '../rollup/cubes';
import type { Range } from '../view/bucket';
import type { Extent } from '../view/time';
import { readCells } from './cells';
import { prisma } from './client';
import { readStanding } from './extent';
import { run } from './run';
import { readSettings } from './source-settings';

const DAY = 86_400_000;

export type SourceSummary = { id: number; name: string; settings: ParseSettings; settingsVersion: number; imports: number };
export type InstanceInfo = { id: number; label: string; addr: string };
export type UpstreamInfo = { id: number; name: string; inferred: boolean; renamed: boolean; instances: InstanceInfo[] };

/** Every source of the workspace with how many imports it has, by name. */
export async function listSources(viewer: Viewer): Promise<SourceSummary[]> {
  const rows = await prisma().source.findMany({ where: { workspaceId: viewer.workspaceId, deleting: 0 }, orderBy: { name: 'asc' }, include: { _count: { select: { imports: true } } } });
  return rows.map((s) => ({ id: s.id, name: s.name, settings: readSettings(s.settings), settingsVersion: s.settingsVersion, imports: s._count.imports }));
}

/** One source of the workspace; null when there is none. */
export async function findSource(viewer: Viewer, id: number): Promise<SourceSummary | null> {
  const s = await prisma().source.findFirst({ where: { id, workspaceId: viewer.workspaceId, deleting: 0 }, include: { _count: { select: { imports: true } } } });
  return s && { id: s.id, name: s.name, settings: readSettings(s.settings), settingsVersion: s.settingsVersion, imports: s._count.imports };
}

/** Chunks of a source; while some of its imports are folded again, how many of theirs still wait. */
export async function chunksToRefold(viewer: Viewer, sourceId: number): Promise<{ total: number; waiting: number }> {
  const [row] = await run<{ total: number; waiting: number }>(Prisma.sql`
    select coalesce(sum(held), 0)::int as total, coalesce(sum(greatest(held - fresh, 0)) filter (where folding), 0)::int as waiting from (
      select (select count(*) from chunk c where c.import_id = i.id) as held, (select count(*) from chunk c where c.import_id = -i.id) as fresh,
        i.state in ('queued', 'running') and i.detection -> 'refold' <> 'null'::jsonb as folding
      from import i where i.workspace_id = ${viewer.workspaceId} and i.source_id = ${sourceId}) x`);
  return row;
}

/** Lines of a source by the format that read them, most first. */
export function formatsOf(viewer: Viewer, sourceId: number): Promise<{ id: string; lines: number }[]> {
  return run(Prisma.sql`
    select e.key as id, sum(e.value::bigint)::float8 as lines from chunk c cross join lateral jsonb_each_text(c.accounts -> 'formats') e
    where c.workspace_id = ${viewer.workspaceId} and c.source_id = ${sourceId} and c.import_id > 0 group by 1 order by 2 desc, 1`);
}

/** All days of an extent, for sums over all time. */
export const wholeDays = (extent: Extent): Range => ({ fromMs: Math.floor(extent.fromMs / DAY) * DAY, toMs: Math.ceil(extent.toMs / DAY) * DAY, bucketSec: DAY / 1000, level: 4, points: 0 });

/** The routes of a source with their calls and failed calls over all time, the busiest first. A name that no cell has any more is left out. */
export async function routeCounts(viewer: Viewer, sourceId: number): Promise<{ id: number; name: string; calls: number; failed: number }[]> {
  const [routes, { extent }] = await Promise.all([
    prisma().route.findMany({ where: { workspaceId: viewer.workspaceId, sourceId }, select: { id: true, name: true } }), readStanding(viewer, [sourceId]),
  ]);
  if (extent === null) return [];
  const counts = new Map<number, { calls: number; failed: number }>();
  await readCells({ viewer, cube: ROUTES, range: wholeDays(extent), sources: [sourceId], whole: true }, (cell) => {
    const [route, failure] = cell.dims;
    let c = counts.get(route);
    if (!c) counts.set(route, (c = { calls: 0, failed: 0 }));
    c.calls += cell.count;
    if (failure !== 0) c.failed += cell.count;
  });
  return routes.flatMap((r) => { const c = counts.get(r.id); return c && c.calls > 0 ? [{ ...r, ...c }] : []; }).sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
}

/** Upstream groups with their instances; those that no group claims are under the id 0. */
export async function upstreamsOf(viewer: Viewer, sourceId: number): Promise<UpstreamInfo[]> {
  const where = { workspaceId: viewer.workspaceId, sourceId }, select = { id: true, label: true, addr: true } as const;
  const [groups, loose] = await Promise.all([
    prisma().upstream.findMany({ where, orderBy: { name: 'asc' }, select: { id: true, name: true, inferred: true, renamed: true, instances: { select, orderBy: { addr: 'asc' } } } }),
    prisma().instance.findMany({ where: { ...where, upstreamId: null }, select, orderBy: { addr: 'asc' } }),
  ]);
  return loose.length ? [...groups, { id: 0, name: '', inferred: true, renamed: false, instances: loose }] : groups;
}
