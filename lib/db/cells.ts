/** Cells of one cube over one range: what every panel's numbers are summed from. */
import type { Viewer } from '../access/viewer';
import { BlockReader } from '../rollup/block';
import type { Cube } from '../rollup/cubes';
import type { Range } from '../view/bucket';
import { unpackBlock } from './block-bytes';
import { copyOut } from './copy-out';

export type CellQuestion = {
  viewer: Viewer; cube: Cube; range: Range;
  /** Source ids; empty = all of the workspace. */
  sources: readonly number[];
  /** Values that a dimension may have; a dimension that is not named may have any. An empty set matches nothing. */
  where?: Readonly<Record<string, ReadonlySet<number>>>;
  /** Read the histograms too. They are most of the bytes: leave them when only counts are asked. */
  hist?: boolean;
};

/** A whole number for SQL text: nothing else gets in. */
function int(n: number): number {
  if (!Number.isSafeInteger(n)) throw new Error(`not a whole number: ${n}`);
  return n;
}

/** The level that answers a range for a cube: the range's own, or the cube's finest where it keeps none that fine. */
const levelFor = (cube: Cube, range: Range): number => Math.max(range.level, cube.levels[0]);

/**
 * Calls `visit` for every cell whose minute lies in the range, with the index of its bucket. Cells of one key can come more than once, and
 * counts can be negative (corrections): sum them. The cell is the reader itself, reused: take what is needed before returning.
 *
 * Reads the compacted blocks of the range's level and the blocks that are not compacted yet; compaction replaces the latter in one transaction,
 * and both are read by one statement, so that nothing is counted twice or missed.
 */
export async function readCells(q: CellQuestion, visit: (cell: BlockReader, bucket: number) => void): Promise<void> {
  const { cube, range } = q, tests = compile(cube, q.where);
  if (tests === null) return;
  const rows = await copyOut(`select counts${q.hist ? ', hist' : ''} from cell_block
    where workspace_id = ${int(q.viewer.workspaceId)} and cube = ${int(cube.id)} and level in (0, ${int(levelFor(cube, range))})
      and from_at < '${new Date(range.toMs).toISOString()}' and to_at >= '${new Date(range.fromMs).toISOString()}'
      ${q.sources.length ? `and source_id in (${q.sources.map(int).join(', ')})` : ''}`);
  const from = range.fromMs / 60_000, to = range.toMs / 60_000, step = range.bucketSec / 60;
  for (const row of rows) {
    const block = unpackBlock({ counts: row[0]!, hist: q.hist ? row[1] : null }), cell = new BlockReader(cube, block.counts, block.hist);
    while (cell.next()) {
      if (cell.minute < from) continue;
      if (cell.minute >= to) break; // cells are in order of time
      let fits = true;
      for (const t of tests) if (!t.allowed.has(cell.dims[t.dim])) { fits = false; break; }
      if (fits) visit(cell, Math.floor((cell.minute - from) / step));
    }
  }
}

/** Dimension indexes and their allowed values; null when nothing can match. Throws on a dimension that the cube does not have. */
function compile(cube: Cube, where: CellQuestion['where']): { dim: number; allowed: ReadonlySet<number> }[] | null {
  const tests: { dim: number; allowed: ReadonlySet<number> }[] = [];
  for (const [name, allowed] of Object.entries(where ?? {})) {
    const dim = cube.dims.indexOf(name);
    if (dim < 0) throw new Error(`cube ${cube.name} has no dimension ${name}`);
    if (allowed.size === 0) return null;
    tests.push({ dim, allowed });
  }
  return tests;
}
