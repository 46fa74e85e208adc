/** The dictionaries that a list of calls needs: from what a line says to ids (as the fold did it), and from ids back to names. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import { MAX_INSTANCE } from '../ingest/name-ids';
import { conditions, type CallFilter } from '../view/call-filter';
import { instanceName, instancesNamed, routesNamed, upstreamName, type Named } from '../view/names';
import type { ViewState } from '../view/state';
import { safeText } from './copy-binary';
import { ofKeptSource } from './kept-sources';
import { MAX_NAME, OTHER } from './names';
import { run } from './run';

type InstanceName = Named & { sourceId: number };

export type CallNames = {
  sources: ReadonlyMap<number, string>;
  route(id: number): string | null;
  instance(id: number): InstanceName | null;
  /** The id of "METHOD template" in a source; a name without an id is counted as "(other)". 0 = none. */
  routeId(sourceId: number, name: string | null): number;
  /** The id of an instance in a source, 0 = none. */
  instanceId(sourceId: number, label: string, addr: string | null): number;
  /** Ids by the names of a view, over all sources: null = any, an empty set for a name that nobody has, {0} for NO_NAME. */
  routesNamed(name: string | null): ReadonlySet<number> | null;
  instancesNamed(upstream: string | null, instance: string | null): ReadonlySet<number> | null;
  /** For a form to choose from. A name can come more than once. */
  all: { routes: string[]; upstreams: string[]; instances: string[] };
};

const instanceKey = (label: string, addr: string): string => label + '\0' + addr;
/** Ids by name, a map a source: asked for every line of a chunk. */
function bySource<T extends { id: number; sourceId: number }>(rows: readonly T[], name: (row: T) => string): (sourceId: number, name: string) => number | undefined {
  const maps = new Map<number, Map<string, number>>();
  for (const r of rows) { let m = maps.get(r.sourceId); if (!m) maps.set(r.sourceId, (m = new Map())); m.set(name(r), r.id); }
  return (sourceId, wanted) => maps.get(sourceId)?.get(wanted);
}

/** Loads the names of some sources of a workspace, or of all (null). A few thousand rows at most a source. */
export async function callNames(viewer: Viewer, sourceIds: readonly number[] | null): Promise<CallNames> {
  const mine = Prisma.sql`workspace_id = ${viewer.workspaceId}`, some = (column: string) => Prisma.sql`and ${Prisma.raw(ofKeptSource(column))} ${sourceIds === null ? Prisma.empty : Prisma.sql`and ${Prisma.raw(column)} = any(${[...sourceIds]}::int[])`}`;
  const [sources, routes, instances] = await Promise.all([
    run<{ id: number; name: string }>(Prisma.sql`select id, name from source where ${mine} ${some('id')}`),
    run<{ id: number; sourceId: number; name: string }>(Prisma.sql`select id, source_id as "sourceId", name from route where ${mine} ${some('source_id')}`),
    run<InstanceName>(Prisma.sql`
      select i.id, i.source_id as "sourceId", i.label, i.addr, u.name as "group" from instance i left join upstream u on u.id = i.upstream_id
      where i.workspace_id = ${viewer.workspaceId} ${some('i.source_id')}`),
  ]);
  const routeById = new Map(routes.map((r) => [r.id, r.name])), routeByName = bySource(routes, (r) => r.name);
  const instanceById = new Map(instances.map((i) => [i.id, i])), instanceByName = bySource(instances, (i) => instanceKey(i.label, i.addr));
  return {
    sources: new Map(sources.map((s) => [s.id, s.name])),
    route: (id) => routeById.get(id) ?? null,
    instance: (id) => instanceById.get(id) ?? null,
    routeId: (sourceId, name) => (name === null ? 0 : routeByName(sourceId, safeText(name, MAX_NAME)) ?? routeByName(sourceId, OTHER) ?? 0),
    instanceId: (sourceId, label, addr) => (addr === null || addr === '' || Buffer.byteLength(label) + 1 + Buffer.byteLength(addr) > MAX_INSTANCE ? 0 : instanceByName(sourceId, instanceKey(safeText(label, MAX_NAME), safeText(addr, MAX_NAME))) ?? instanceByName(sourceId, instanceKey('', OTHER)) ?? 0),
    all: { routes: routes.map((r) => r.name), upstreams: instances.map(upstreamName), instances: instances.map(instanceName) },
    routesNamed: (name) => (name === null ? null : routesNamed(routes, name)),
    instancesNamed: (upstream, instance) => (upstream === null && instance === null ? null : instancesNamed(instances, { upstream, instance })),
  };
}

/** A view and its range as ids and numbers. */
export function callFilter(view: ViewState, range: { fromMs: number; toMs: number }, names: CallNames): CallFilter {
  return {
    fromMs: range.fromMs, toMs: range.toMs, sources: view.sources.length ? view.sources : null, importId: view.importId,
    routes: names.routesNamed(view.route), ...conditions(view, names.instancesNamed(view.upstream, view.instance)),
    status: view.status, minMs: view.minMs, maxMs: view.maxMs, client: view.client, requestId: view.requestId, text: view.text === null ? null : view.text.toLowerCase(),
  };
}
