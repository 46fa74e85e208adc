/** Upstream groups of a source after an import: named by the log where it names them, else inferred from who retries and serves together. */
import type pg from 'pg';
import { inferGroups, type GroupEdge, type GroupInstance, type InferredGroup } from '../ingest/groups';
import { BlockReader } from '../rollup/block';
import { EDGES } from '../rollup/cubes';
import { inTransaction } from './store';

export const LOCK_GROUPS = 0x48540006;

/** Infers the groups of a source again. Renamed upstreams keep their name and their instances. */
export async function groupInstances(pool: pg.Pool, sourceId: number): Promise<void> {
  const edges = await readEdges(pool, sourceId);
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1, $2)', [LOCK_GROUPS, sourceId]);
    const instances = (await client.query<GroupInstance>('select id, label, addr, upstream_id as "upstreamId" from instance where source_id = $1 order by id', [sourceId])).rows;
    const upstreams = (await client.query<{ id: number; name: string; renamed: boolean }>('select id, name, renamed from upstream where source_id = $1', [sourceId])).rows;
    const routes = new Map((await client.query<{ id: number; name: string }>('select id, name from route where source_id = $1', [sourceId])).rows.map((r) => [r.id, r.name]));
    const groups = inferGroups(instances, edges, (id) => routes.get(id) ?? '', new Set(upstreams.filter((u) => u.renamed).map((u) => u.id)));
    await saveGroups(client, sourceId, instances, upstreams, groups);
  });
}

/** Edges of a source, summed over all time. */
async function readEdges(pool: pg.Pool, sourceId: number): Promise<GroupEdge[]> {
  const { rows } = await pool.query<{ counts: Uint8Array }>('select counts from cell_block where source_id = $1 and workspace_id > 0 and cube = $2 and level in (0, 4)', [sourceId, EDGES.id]);
  const sums = new Map<string, GroupEdge>();
  for (const { counts } of rows) {
    const r = new BlockReader(EDGES, counts, null);
    while (r.next()) {
      const [kind, a, b] = r.dims, key = kind + ':' + a + ':' + b, edge = sums.get(key);
      if (edge) edge.count += r.count; else sums.set(key, { kind, a, b, count: r.count });
    }
  }
  return [...sums.values()];
}

async function saveGroups(client: pg.PoolClient, sourceId: number, instances: GroupInstance[], upstreams: { id: number; name: string; renamed: boolean }[], groups: InferredGroup[]): Promise<void> {
  const byId = new Map(upstreams.map((u) => [u.id, u])), renamed = new Map(upstreams.filter((u) => u.renamed).map((u) => [u.name, u.id]));
  // A row that changes its name must not meet another's old one: the unique index is checked row by row.
  const kept = new Set<number>(), changes: [id: number, name: string][] = [], place = new Map<number, number>();
  const fresh: InferredGroup[] = [];
  for (const g of groups) {
    const id = g.upstreamId ?? upstreams.find((u) => u.name === g.name && !kept.has(u.id))?.id ?? null;
    if (id === null || kept.has(id)) { fresh.push(g); continue; }
    kept.add(id);
    if (!byId.get(id)!.renamed && byId.get(id)!.name !== g.name) changes.push([id, freeName(g.name, renamed)]);
    for (const i of g.instances) place.set(i, id);
  }
  const gone = upstreams.filter((u) => !kept.has(u.id) && !u.renamed).map((u) => u.id);
  if (gone.length) await client.query('delete from upstream where id = any($1)', [gone]);
  if (changes.length) {
    await client.query(`update upstream set name = name || ' ~' || id where id = any($1)`, [changes.map((c) => c[0])]);
    await client.query('update upstream u set name = n.name from unnest($1::int[], $2::text[]) as n (id, name) where u.id = n.id', [changes.map((c) => c[0]), changes.map((c) => c[1])]);
  }
  for (const g of fresh) {
    const made = await client.query<{ id: number }>('insert into upstream (workspace_id, source_id, name, inferred) select workspace_id, id, $2, $3 from source where id = $1 returning id', [sourceId, freeName(g.name, renamed), g.inferred]);
    for (const i of g.instances) place.set(i, made.rows[0].id);
  }
  const moved = instances.filter((i) => place.get(i.id) !== undefined && place.get(i.id) !== i.upstreamId);
  if (moved.length) await client.query('update instance i set upstream_id = n.upstream from unnest($1::int[], $2::int[]) as n (id, upstream) where i.id = n.id', [moved.map((i) => i.id), moved.map((i) => place.get(i.id)!)]);
}

/** A person may have given this very name to another group. */
function freeName(name: string, renamed: Map<string, number>): string {
  let free = name;
  for (let n = 2; renamed.has(free); n++) free = `${name} (${n})`;
  return free;
}
