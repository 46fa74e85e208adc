/** Names for the ids in cells, and ids for the names in a view. Id 0 is "none": the line named no route or no upstream. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import { instancesNamed, routesNamed } from '../view/names';
import type { ViewState } from '../view/state';
import { ofKeptSource } from './kept-sources';
import { run } from './run';

export type UpstreamName = { name: string; inferred: boolean };
/** `upstream` is null while an address is in no group (yet). */
export type InstanceName = { id: number; label: string; addr: string; upstream: UpstreamName | null };

export type Names = {
  /** null for id 0. */
  route(id: number): string | null;
  instance(id: number): InstanceName | null;
  instances: readonly InstanceName[];
  /** Ids by the names of a view (lib/view/names.ts); NO_NAME gives id 0. */
  routeIds(name: string): ReadonlySet<number>;
  instanceIds(view: Pick<ViewState, 'upstream' | 'instance'>): ReadonlySet<number>;
};

/** Loads the dictionaries of some sources (empty = all): a few thousand rows. The same name in two sources is one name with two ids. */
export async function readNames(viewer: Viewer, sources: readonly number[]): Promise<Names> {
  const some = (column: string): Prisma.Sql => Prisma.sql`and ${Prisma.raw(ofKeptSource(column))} ${sources.length ? Prisma.sql`and ${Prisma.raw(column)} = any(${[...sources]}::int[])` : Prisma.empty}`;
  const [routes, rows] = await Promise.all([
    run<{ id: number; name: string }>(Prisma.sql`select id, name from route where workspace_id = ${viewer.workspaceId} ${some('source_id')}`),
    run<{ id: number; label: string; addr: string; upstream: string | null; inferred: boolean | null }>(Prisma.sql`
      select i.id, i.label, i.addr, u.name as upstream, u.inferred from instance i left join upstream u on u.id = i.upstream_id
      where i.workspace_id = ${viewer.workspaceId} ${some('i.source_id')} order by i.id`),
  ]);
  const instances = rows.map((r): InstanceName => ({ id: r.id, label: r.label, addr: r.addr, upstream: r.upstream === null ? null : { name: r.upstream, inferred: r.inferred ?? false } }));
  const routeById = new Map(routes.map((r) => [r.id, r.name])), instanceById = new Map(instances.map((i) => [i.id, i])), named = rows.map((r) => ({ id: r.id, label: r.label, addr: r.addr, group: r.upstream }));
  return {
    route: (id) => routeById.get(id) ?? null, instance: (id) => instanceById.get(id) ?? null, instances,
    routeIds: (name) => routesNamed(routes, name), instanceIds: (view) => instancesNamed(named, view),
  };
}
