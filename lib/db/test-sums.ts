/** Fingerprints of what is stored, for laws: equal contents give equal fingerprints, however blocks were cut. Only tests import this. */
import { createHash } from 'node:crypto';
import { CUBES, LEVEL_SECONDS } from '../rollup/cubes';
import { unpackBlock } from './block-bytes';
import { pool } from './client';
import { mergeCells, type BlockBytes } from './merge-cells';

const ALL_TIME = 1e10;

/** Per cube: a hash of the merged cells at each level (with level 0 merged in). Levels that disagree with the finest throw. */
export async function cellPrint(where: string, args: unknown[] = []): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const cube of CUBES) {
    const at = async (level: number): Promise<BlockBytes[]> => (await pool().query<BlockBytes>(`select counts, hist from cell_block where cube = ${cube.id} and level in (0, ${level}) and ${where}`, args)).rows.map(unpackBlock);
    const finest = mergeCells(cube, await at(cube.levels[0]), LEVEL_SECONDS[cube.levels[0]], ALL_TIME);
    for (const level of cube.levels) {
      const own = mergeCells(cube, await at(level), LEVEL_SECONDS[level], ALL_TIME), made = mergeCells(cube, finest, LEVEL_SECONDS[level], ALL_TIME);
      if (hash(own) !== hash(made)) throw new Error(`cube ${cube.name}: level ${level} is not the sum of level ${cube.levels[0]}`);
    }
    out[cube.name] = hash(finest);
  }
  return out;
}
const hash = (blocks: BlockBytes[]): string => { const h = createHash('sha256'); for (const b of blocks) { h.update(b.counts); if (b.hist) h.update(b.hist); } return h.digest('hex').slice(0, 16); };

/** A hash of the rows that a query gives, which must order them. */
export async function rowPrint(sql: string, args: unknown[] = []): Promise<string> {
  const { rows } = await pool().query(`select count(*)::int as n, md5(string_agg(t::text, chr(10))) as print from (${sql}) t`, args);
  return `${rows[0].n}:${rows[0].print ?? ''}`;
}
/** Everything stored of an import but ids of rows, as one fingerprint. */
export async function importPrint(id: number): Promise<Record<string, string>> {
  return {
    ...(await cellPrint('import_id = $1 and workspace_id = 1', [id])),
    chunks: await rowPrint(`select "offset", length, lines, stored, quarantined, filtered, calls, attempts, events, failed, timeouts, from_at, to_at, accounts, hash, md5(request_ids) r, md5(clients) c, md5(data) d from chunk where import_id = $1 order by 1`, [id]),
    notable: await rowPrint(`select n.at, n."offset", n.length, n.why, n.failure, n.line_failure, n.confidence, n.status, n.duration_ms, n.route_id, n.instance_id, n.retries, n.method, n.path, n.host, n.client, n.request_id, n.evidence, n.attempts, n.joined, c."offset" as chunk from notable n join chunk c on c.id = n.chunk_id and c.import_id = n.import_id where n.workspace_id = 1 and n.import_id = $1 order by 2`, [id]),
    events: await rowPrint(`select "offset", at, failure, route_id, instance_id, client, path, evidence from error_event where workspace_id = 1 and import_id = $1 order by 1`, [id]),
    quarantine: await rowPrint(`select "offset", length, line, reason, sample from quarantine where workspace_id = 1 and import_id = $1 order by 1`, [id]),
  };
}

const TABLES = ['source', 'import', 'chunk', 'cell_block', 'notable', 'error_event', 'quarantine', 'route', 'upstream', 'instance'];

/**
 * Everything that the database holds, as one fingerprint: how many rows every table has for each workspace (a re-fold's lie under negated
 * ones), and all that is stored of one source: its imports, its cells with their corrections, its names.
 */
export async function databasePrint(sourceId: number): Promise<Record<string, unknown>> {
  const counts: Record<string, unknown> = {}, imports = (await pool().query<{ id: number }>('select id from import where source_id = $1 order by id', [sourceId])).rows;
  for (const table of TABLES) counts[table] = (await pool().query(`select workspace_id as workspace, count(*)::int as n from ${table} group by 1 order by 1`)).rows;
  return {
    counts, imports: await Promise.all(imports.map((i) => importPrint(i.id))), cells: await cellPrint('source_id = $1', [sourceId]),
    routes: await rowPrint('select id, name from route where source_id = $1 order by 1', [sourceId]),
    instances: await rowPrint('select i.id, i.label, i.addr, u.name from instance i left join upstream u on u.id = i.upstream_id where i.source_id = $1 order by 1', [sourceId]),
  };
}
