/** Cells of one cube over one range: what every panel's numbers are summed from. */
import type { Viewer } from '../access/viewer';
import { BlockReader } from '../rollup/block';
import { LEVEL_SECONDS, type Cube } from '../rollup/cubes';
import type { Range } from '../view/bucket';
import { readBlocks } from './block-cache';
import { ofKeptSource } from './kept-sources';

export type CellQuestion = {
  viewer: Viewer; cube: Cube; range: Range;
  /** Source ids; empty = all of the workspace. */
  sources: readonly number[];
  /** Values that a dimension may have; a dimension that is not named may have any. An empty set matches nothing. */
  where?: Readonly<Record<string, ReadonlySet<number>>>;
  /** Read the histograms too. They are most of the bytes: leave them when only counts are asked. */
  hist?: boolean;
  /** Only sums over the whole range are wanted: whole days and hours are then read from their coarser copies, and every cell comes as bucket 0. */
  whole?: boolean;
};

/** A whole number for SQL text: nothing else gets in. */
function int(n: number): number {
  if (!Number.isSafeInteger(n)) throw new Error(`not a whole number: ${n}`);
  return n;
}

/** A stretch of time and the level that answers it. */
export type Piece = { level: number; fromMs: number; toMs: number };

/**
 * The range in pieces: the coarsest level for what it covers whole, finer ones for the edges. Pieces do not overlap and leave nothing out;
 * the edges get the range's own level, or the cube's finest where it keeps none that fine.
 */
export function piecesOf(cube: Cube, range: Pick<Range, 'fromMs' | 'toMs' | 'level'>, whole: boolean): Piece[] {
  const finest = Math.max(range.level, cube.levels[0]), coarser = whole ? cube.levels.filter((l) => l > finest) : [];
  const cut = (fromMs: number, toMs: number, levels: readonly number[]): Piece[] => {
    if (fromMs >= toMs) return [];
    const level = levels[levels.length - 1];
    if (level === undefined) return [{ level: finest, fromMs, toMs }];
    const step = LEVEL_SECONDS[level] * 1000, from = Math.ceil(fromMs / step) * step, to = Math.floor(toMs / step) * step, finer = levels.slice(0, -1);
    return from < to ? [...cut(fromMs, from, finer), { level, fromMs: from, toMs: to }, ...cut(to, toMs, finer)] : cut(fromMs, toMs, finer);
  };
  return cut(range.fromMs, range.toMs, coarser);
}
const overlaps = ({ level, fromMs, toMs }: Piece): string => `level = ${int(level)} and from_at < '${new Date(toMs).toISOString()}' and to_at >= '${new Date(fromMs).toISOString()}'`;

/**
 * Calls `visit` for every cell whose minute lies in the range, with the index of its bucket. Cells of one key can come more than once, and
 * counts can be negative (corrections): sum them. The cell is the reader itself, reused: take what is needed before returning.
 *
 * Reads the compacted blocks of the range's level (of several levels, where only sums are wanted) and the blocks that are not compacted yet; compaction replaces the latter in one transaction,
 * and both are listed by one statement, so that nothing is counted twice or missed.
 */
export async function readCells(q: CellQuestion, visit: (cell: BlockReader, bucket: number) => void): Promise<void> {
  const { cube, range } = q, tests = compile(cube, q.where);
  if (tests === null) return;
  const pieces = [{ level: 0, fromMs: range.fromMs, toMs: range.toMs }, ...piecesOf(cube, range, q.whole ?? false)], windows = new Map<number, Piece[]>();
  for (const p of pieces) windows.set(p.level, [...(windows.get(p.level) ?? []), p]);
  const blocks = await readBlocks(`workspace_id = ${int(q.viewer.workspaceId)} and cube = ${int(cube.id)} and (${pieces.map(overlaps).join(' or ')}) and ${ofKeptSource()}
    ${q.sources.length ? `and source_id in (${q.sources.map(int).join(', ')})` : ''}`, q.hist ?? false);
  const start = range.fromMs / 60_000, step = q.whole ? Infinity : range.bucketSec / 60;
  for (const { level, counts, hist } of blocks) {
    const cell = new BlockReader(cube, counts, hist), own = windows.get(level)!;
    let w = 0, from = own[0].fromMs / 60_000, to = own[0].toMs / 60_000;
    while (cell.next()) {
      // Cells and windows are in order of time.
      while (cell.minute >= to && w < own.length - 1) { w++; from = own[w].fromMs / 60_000; to = own[w].toMs / 60_000; }
      if (cell.minute < from) continue;
      if (cell.minute >= to) break;
      let fits = true;
      for (const { dim, allowed } of tests) if (allowed[cell.dims[dim]] !== 1) { fits = false; break; }
      if (fits) visit(cell, Math.floor((cell.minute - start) / step));
    }
  }
}

/** Dimension indexes and a 1 for each allowed value, which is looked up for every cell; null when nothing can match. Throws on a dimension that the cube does not have. */
function compile(cube: Cube, where: CellQuestion['where']): { dim: number; allowed: Uint8Array }[] | null {
  const tests: { dim: number; allowed: Uint8Array }[] = [];
  for (const [name, allowed] of Object.entries(where ?? {})) {
    const dim = cube.dims.indexOf(name);
    if (dim < 0) throw new Error(`cube ${cube.name} has no dimension ${name}`);
    if (allowed.size === 0) return null;
    const values = new Uint8Array(Math.max(...allowed) + 1);
    for (const v of allowed) values[v] = 1;
    tests.push({ dim, allowed: values });
  }
  return tests;
}
