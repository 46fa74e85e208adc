/** One step of compaction as pure work on bytes: blocks in, encoded rows of cell_block out. It runs in a parser thread where there is one. */
import { CUBES, LEVEL_SECONDS, type Cube } from '../rollup/cubes';
import type { Block } from '../rollup/block';
import { packBlock, unpackBlock } from './block-bytes';
import { CopyBinary } from './copy-binary';
import { mergeCells, type BlockBytes } from './merge-cells';
import { addBlock } from './store-rows';

/** What one block of each level covers, in seconds: a chart of 400 points meets a handful of blocks. Blocks start on multiples of it. */
export const SPAN_SECONDS = [0, 3600, 6 * 3600, 2 * 86400, 30 * 86400] as const;

export type MergeJob = {
  cube: number;
  /** 0: level-0 blocks become blocks of every level of the cube. Else: blocks of this level are joined span by span. */
  level: number;
  owner: { workspaceId: number; sourceId: number; importId: number };
  blocks: BlockBytes[];
};

/** The cells of level-0 blocks at every level of a cube. Each level is made from the one before it. */
export function levelsOf(cube: Cube, blocks: readonly BlockBytes[]): { level: number; block: Block }[] {
  const out: { level: number; block: Block }[] = [];
  let below: readonly BlockBytes[] = blocks;
  for (const level of cube.levels) {
    const made = mergeCells(cube, below, LEVEL_SECONDS[level], SPAN_SECONDS[level]);
    for (const block of made) out.push({ level, block });
    below = made;
  }
  return out;
}

export function mergeRows(job: MergeJob): Uint8Array {
  const cube = CUBES.find((c) => c.id === job.cube)!, rows = new CopyBinary();
  const blocks = job.blocks.map(unpackBlock), made = job.level === 0 ? levelsOf(cube, blocks) : mergeCells(cube, blocks, LEVEL_SECONDS[job.level], SPAN_SECONDS[job.level]).map((block) => ({ level: job.level, block }));
  for (const { level, block } of made) addBlock(rows, { ...job.owner, chunkId: null, origin: 0, level }, packBlock(level, block));
  return rows.take();
}
