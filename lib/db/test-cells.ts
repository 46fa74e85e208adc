/** Plants calls as cells, as a fold and a compaction would leave them. Only tests import this. */
import { encodeBlock, mergeBlocks, type Block, type Cell } from '../rollup/block';
import { ATTEMPTS, CALLS, FAILED, LEVEL_SECONDS, PHASE_TOTAL, ROUTES, TARGETS, type Cube } from '../rollup/cubes';
import { binOf } from '../rollup/histogram';
import { pool } from './client';

export type PlantedAttempt = { instance: number; failure: number; ms: number | null };
export type PlantedCall = { at: number; route: number; instance: number; status: number; failure: number; ms: number | null; attempts?: PlantedAttempt[] };
export type Place = { source: number; import: number };

/** A source with an import, routes and grouped instances, all by name. */
export async function plantSource(name: string, routes: string[], instances: { addr: string; label?: string; upstream?: string; inferred?: boolean }[]) {
  const one = async (sql: string, values: unknown[]): Promise<number> => (await pool().query(sql + ' returning id', values)).rows[0].id;
  const source = await one(`insert into source (workspace_id, name, settings) values (1, $1, '{}')`, [name]);
  const place: Place = { source, import: await one(`insert into import (workspace_id, source_id, name, state) values (1, $1, 'planted.log', 'done')`, [source]) };
  const routeIds: number[] = [], instanceIds: number[] = [], upstreams = new Map<string, number>();
  for (const r of routes) routeIds.push(await one('insert into route (workspace_id, source_id, name) values (1, $1, $2)', [source, r]));
  for (const i of instances) {
    if (i.upstream && !upstreams.has(i.upstream)) upstreams.set(i.upstream, await one('insert into upstream (workspace_id, source_id, name, inferred) values (1, $1, $2, $3)', [source, i.upstream, i.inferred ?? false]));
    instanceIds.push(await one('insert into instance (workspace_id, source_id, label, addr, upstream_id) values (1, $1, $2, $3, $4)', [source, i.label ?? '', i.addr, i.upstream ? upstreams.get(i.upstream) : null]));
  }
  return { place, routeIds, instanceIds };
}

/** Folds calls to one level-0 block a cube. */
export function foldPlanted(calls: readonly PlantedCall[]): Block[] {
  const cubes = new Map<Cube, Map<string, Cell>>();
  const add = (cube: Cube, at: number, dims: number[], ms: number | null): void => {
    let cells = cubes.get(cube);
    if (!cells) cubes.set(cube, (cells = new Map()));
    const minute = Math.floor(at / 60_000), key = minute + ':' + dims.join();
    let c = cells.get(key);
    if (!c) cells.set(key, (c = { minute, dims, count: 0, sumUs: 0, bins: cube.hist ? new Map() : null }));
    c.count++;
    if (ms !== null && c.bins) { c.sumUs += Math.round(ms * 1000); c.bins.set(binOf(ms), (c.bins.get(binOf(ms)) ?? 0) + 1); }
  };
  for (const c of calls) {
    add(CALLS, c.at, [c.status, c.failure], c.ms); add(ROUTES, c.at, [c.route, c.failure], c.ms); add(TARGETS, c.at, [c.instance, c.failure], c.ms);
    if (c.failure !== 0) add(FAILED, c.at, [c.route, c.instance, c.failure, c.status], null);
    for (const a of c.attempts ?? [{ instance: c.instance, failure: c.failure, ms: c.ms }]) add(ATTEMPTS, c.at, [a.instance, a.failure, a.failure !== 0 && c.failure === 0 ? 1 : 0, PHASE_TOTAL], a.ms);
  }
  return [...cubes].map(([cube, cells]) => encodeBlock(cube, [...cells.values()])).filter((b): b is Block => b !== null);
}

export async function plantBlocks(place: Place, level: number, blocks: readonly Block[]): Promise<void> {
  for (const b of blocks) await pool().query(
    'insert into cell_block (workspace_id, source_id, import_id, cube, level, from_at, to_at, cells, counts, hist) values (1, $1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [place.source, place.import, b.cube, level, new Date(b.fromMinute * 60_000), new Date(b.toMinute * 60_000), b.cells, Buffer.from(b.counts), b.hist && Buffer.from(b.hist)]);
}

/** Calls as compaction leaves them: every coarser level, and nothing at level 0. */
export async function plantCompacted(place: Place, calls: readonly PlantedCall[]): Promise<void> {
  const cubes = [CALLS, ROUTES, TARGETS, FAILED, ATTEMPTS];
  for (const b of foldPlanted(calls)) {
    const cube = cubes.find((c) => c.id === b.cube)!;
    for (const level of cube.levels) { const merged = mergeBlocks(cube, [b], LEVEL_SECONDS[level]); if (merged) await plantBlocks(place, level, [merged]); }
  }
}
