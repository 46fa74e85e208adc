/**
 * Blocks of cells as they lie in the store. Where a log is thin its minutes hold a few calls each and the cells are many and small: such
 * blocks are packed with brotli and take half the space. Dense ones are not: they are a small share of their log, and are read the most.
 */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { BlockBytes } from './merge-cells';

/** A block's counts begin with their number, which is not 0. */
const PACKED = 0;
/** Levels that are packed: the others are few bytes. */
const LEVELS = new Set([1, 2]);
/** Bytes of histogram a cell, on average, up to which a block counts as thin; and what is too small to be worth it. */
const THIN = 64, LEAST = 2048;

const brotli = (b: Uint8Array): Buffer => brotliCompressSync(b, { params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 18, [constants.BROTLI_PARAM_SIZE_HINT]: b.length } });

/** The same block, packed if that is worth it. */
export function packBlock<B extends BlockBytes & { cells: number }>(level: number, b: B): B {
  const bytes = b.counts.length + (b.hist?.length ?? 0);
  if (!LEVELS.has(level) || bytes < LEAST || (b.hist !== null && b.hist.length > b.cells * THIN)) return b;
  const packed = brotli(b.counts), counts = new Uint8Array(packed.length + 1);
  counts[0] = PACKED; counts.set(packed, 1);
  return { ...b, counts, hist: b.hist && brotli(b.hist) };
}

export const isPacked = (counts: Uint8Array): boolean => counts.length > 0 && counts[0] === PACKED;
/** What `packBlock` was given; an unpacked block as it is. `hist` may be left out (null) when it is not wanted. */
export function unpackBlock(b: BlockBytes): BlockBytes {
  return isPacked(b.counts) ? { counts: brotliDecompressSync(b.counts.subarray(1)), hist: b.hist && brotliDecompressSync(b.hist) } : b;
}
