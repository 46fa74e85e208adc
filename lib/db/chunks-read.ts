/** Chunks as a reader wants them: their rows newest first without the bytes, then the bytes one by one. */
import type { Viewer } from '../access/viewer';
import { unpackChunk, unpackChunkWith } from './chunk-bytes';
import { Prisma } from '../generated/prisma/client';
import { asksWords, chunksWith, type Words } from './chunk-words';
import { copyOut } from './copy-out';
import { ofKeptSource } from './kept-sources';
import { run } from './run';

export type ChunkRow = {
  id: number; sourceId: number; importId: number;
  /** Byte range in the import's content. */
  offset: number; length: number;
  calls: number; events: number; failed: number;
  /** ms, first and last time of any stored line, both inclusive. */
  fromAt: number; toAt: number;
  /** The header lines in force where it begins; null = none. */
  preamble: Uint8Array | null;
};

/** `verbatim`: a line with the words asked for has them byte for byte (lib/db/chunk-words.ts). */
export type ListedChunk = ChunkRow & { verbatim: boolean };

export type ChunkRange = { fromMs: number; toMs: number; sources: readonly number[] | null; importId?: number | null };

const columns = Prisma.raw(`c.id, c.source_id as "sourceId", c.import_id as "importId", c."offset", c.length, c.calls, c.events, c.failed, c.preamble,
  (extract(epoch from c.from_at) * 1000)::float8 as "fromAt", (extract(epoch from c.to_at) * 1000)::float8 as "toAt"`);

const time = (ms: number): string => `'${new Date(Math.min(8.64e15, Math.max(-6e13, ms))).toISOString()}'::timestamptz`;
/** Chunks with a line in [fromMs, toMs), the one with the latest line first. Numbers and dates only, so that a COPY can take it too. */
const listed = (viewer: Viewer, r: ChunkRange, more = ''): string => `where c.workspace_id = ${BigInt(viewer.workspaceId)} ${r.sources === null ? '' : `and c.source_id = any('{${r.sources.map(BigInt).join()}}'::int[])`} ${r.importId == null ? '' : `and c.import_id = ${BigInt(r.importId)}`}
  and c.to_at >= ${time(r.fromMs)} and c.from_at < ${time(r.toMs)} and (c.calls > 0 or c.events > 0) and ${ofKeptSource('c.source_id')} ${more} order by c.to_at desc, c.import_id desc, c."offset" desc`;

/** The chunks of a range, or those among them that may have a line with all the words. Some hundred bytes a chunk. */
export async function chunkRows(viewer: Viewer, r: ChunkRange, words: Words): Promise<ListedChunk[]> {
  const found = asksWords(words) ? await chunksWith(listed(viewer, r), words) : null;
  if (found?.size === 0) return [];
  const rows = await run<ChunkRow>(Prisma.sql`select ${columns} from chunk c ${Prisma.raw(listed(viewer, r, found ? `and c.id in (${[...found.keys()].join()})` : ''))}`);
  return rows.map((c) => ({ ...c, verbatim: found?.get(c.id) ?? false }));
}

/** The chunk that holds a byte of an import; null when there is none, or its source was deleted. */
export async function chunkAt(viewer: Viewer, importId: number, offset: number): Promise<ChunkRow | null> {
  const [row] = await run<ChunkRow>(Prisma.sql`select ${columns} from chunk c
    where c.workspace_id = ${viewer.workspaceId} and c.import_id = ${importId} and c."offset" <= ${offset}::bigint and ${Prisma.raw(ofKeptSource('c.source_id'))} order by c."offset" desc limit 1`);
  return row !== undefined && offset < row.offset + row.length ? row : null;
}

/** The packed bytes of a chunk; null when it is gone (deleted or replaced meanwhile). */
async function packedBytes(viewer: Viewer, id: number): Promise<Uint8Array | null> {
  const [row] = await copyOut(`select data from chunk where workspace_id = ${BigInt(viewer.workspaceId)} and id = ${BigInt(id)}`);
  return row?.[0] ?? null;
}
/** The decoded lines of a chunk; null when it is gone. Decompresses off the main thread. */
export async function chunkBytes(viewer: Viewer, id: number): Promise<Buffer | null> {
  const packed = await packedBytes(viewer, id);
  return packed && unpackChunk(packed);
}
/** The same; null too where one of the words stands nowhere in the chunk. */
export async function chunkBytesWith(viewer: Viewer, id: number, words: readonly string[]): Promise<Buffer | null> {
  const packed = await packedBytes(viewer, id);
  return packed && unpackChunkWith(packed, words);
}

/**
 * What is read of chunks one after another, a few ahead, so that the database, the decompressing thread and the parser work at once. Holds
 * `ahead` + 1 chunks at most, whatever their number.
 */
export async function* chunksInTurn<Row extends ChunkRow>(rows: Iterable<Row>, read: (row: Row) => Promise<Buffer | null>, ahead = 3): AsyncGenerator<{ row: Row; bytes: Buffer | null }> {
  const queue: { row: Row; bytes: Promise<Buffer | null> }[] = [], source = rows[Symbol.iterator]();
  const fill = (): void => {
    while (queue.length <= ahead) {
      const next = source.next();
      if (next.done) return;
      const bytes = read(next.value);
      bytes.catch(() => undefined); // reported when its turn comes; a reader that stopped early must not crash the process
      queue.push({ row: next.value, bytes });
    }
  };
  for (fill(); queue.length > 0; fill()) {
    const { row, bytes } = queue.shift()!;
    yield { row, bytes: await bytes };
  }
}
