/** Names that no import of a source needs any more: routes, instances, and upstreams without instances. */
import type pg from 'pg';
import { BlockReader } from '../rollup/block';
import { ATTEMPTS, CUBES, EDGES, ROUTES, TARGETS } from '../rollup/cubes';
import { LOCK_NAMES_IN_USE, OTHER } from './names';
import { inTransaction } from './store';

/**
 * Removes them, unless somebody imports into the source: a worker remembers ids. A source that has reached its cap keeps all of its names
 * as long as it holds anything: what was counted as "(other)" once must stay so.
 */
export async function removeUnusedNames(pool: pg.Pool, sourceId: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1, $2) as free', [LOCK_NAMES_IN_USE, sourceId]);
    if (!rows[0].free) return;
    const used = await usedIds(client, sourceId);
    const full = async (table: 'route' | 'instance', column: string): Promise<boolean> => ((await client.query(`select from ${table} where source_id = $1 and ${column} = $2`, [sourceId, OTHER])).rowCount ?? 0) > 0;
    if (used.routes.size === 0 || !(await full('route', 'name'))) await client.query('delete from route where source_id = $1 and id <> all($2)', [sourceId, [...used.routes]]);
    if (used.instances.size === 0 || !(await full('instance', 'addr'))) await client.query('delete from instance where source_id = $1 and id <> all($2)', [sourceId, [...used.instances]]);
    await client.query('delete from upstream u where source_id = $1 and not renamed and not exists (select from instance i where i.upstream_id = u.id)', [sourceId]);
  });
}

/** Ids in cells and rows, those of a re-fold under way among them. */
async function usedIds(client: pg.PoolClient, sourceId: number): Promise<{ routes: Set<number>; instances: Set<number> }> {
  const routes = new Set<number>(), instances = new Set<number>();
  const { rows } = await client.query<{ cube: number; counts: Uint8Array }>('select cube, counts from cell_block where source_id = $1 and cube = any($2) and level in (-1, 0, 4)', [sourceId, [ROUTES.id, TARGETS.id, ATTEMPTS.id, EDGES.id]]);
  for (const r of rows) {
    const cube = CUBES.find((c) => c.id === r.cube)!, cell = new BlockReader(cube, r.counts, null);
    while (cell.next()) {
      if (cube === ROUTES) routes.add(cell.dims[0]);
      else if (cube === EDGES) { (cell.dims[0] === 0 ? routes : instances).add(cell.dims[1]); instances.add(cell.dims[2]); }
      else instances.add(cell.dims[0]);
    }
  }
  for (const table of ['error_event', 'notable']) {
    const ids = await client.query<{ route_id: number; instance_id: number }>(`select distinct route_id, instance_id from ${table} where source_id = $1`, [sourceId]);
    for (const r of ids.rows) { routes.add(r.route_id); instances.add(r.instance_id); }
  }
  return { routes, instances };
}
