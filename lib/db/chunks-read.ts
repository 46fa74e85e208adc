/** Chunks as a reader wants them: their rows newest first without the bytes, then the bytes one by one. */
import type { Viewer } from '../access/viewer';
import { unpackChunk } from './chunk-bytes';
import { Prisma } from '../generated/prisma/client';
import { atTime } from './calls-notable';
import { run } from './run';

export type ChunkRow = {
  id: number; sourceId: number; importId: number;
  /** Byte range in the import's content. */
  offset: number; length: number;
  calls: number; events: number; failed: number;
  /** ms, first and last time of any stored line, both inclusive. */
  fromAt: number; toAt: number;
};

export type ChunkRange = { fromMs: number; toMs: number; sources: readonly number[] | null };

const columns = Prisma.raw(`c.id, c.source_id as "sourceId", c.import_id as "importId", c."offset", c.length, c.calls, c.events, c.failed,
  (extract(epoch from c.from_at) * 1000)::float8 as "fromAt", (extract(epoch from c.to_at) * 1000)::float8 as "toAt"`);

/** Chunks with a line in [fromMs, toMs), the one with the latest line first. No bytes, no filters: some hundred bytes a chunk. */
export async function chunkRows(viewer: Viewer, r: ChunkRange): Promise<ChunkRow[]> {
  return run<ChunkRow>(Prisma.sql`select ${columns} from chunk c
    where c.workspace_id = ${viewer.workspaceId} ${r.sources === null ? Prisma.empty : Prisma.sql`and c.source_id = any(${[...r.sources]}::int[])`}
      and c.to_at >= ${atTime(r.fromMs)} and c.from_at < ${atTime(r.toMs)} and (c.calls > 0 or c.events > 0)
    order by c.to_at desc, c.import_id desc, c."offset" desc`);
}

/** The bloom filters of some chunks by chunk id. */
export async function chunkFilters(viewer: Viewer, ids: readonly number[]): Promise<Map<number, Uint8Array>> {
  const rows = await run<{ id: number; filter: Uint8Array }>(Prisma.sql`select id, filter from chunk where workspace_id = ${viewer.workspaceId} and id = any(${[...ids]}::bigint[])`);
  return new Map(rows.map((r) => [r.id, r.filter]));
}

/** The chunk that holds a byte of an import; null when there is none. */
export async function chunkAt(viewer: Viewer, importId: number, offset: number): Promise<ChunkRow | null> {
  const [row] = await run<ChunkRow>(Prisma.sql`select ${columns} from chunk c
    where c.workspace_id = ${viewer.workspaceId} and c.import_id = ${importId} and c."offset" <= ${offset}::bigint order by c."offset" desc limit 1`);
  return row !== undefined && offset < row.offset + row.length ? row : null;
}

/** The decoded lines of a chunk; null when it is gone (deleted or replaced meanwhile). Decompresses off the main thread. */
export async function chunkBytes(viewer: Viewer, id: number): Promise<Buffer | null> {
  const [row] = await run<{ data: Buffer }>(Prisma.sql`select data from chunk where workspace_id = ${viewer.workspaceId} and id = ${id}::bigint`);
  return row === undefined ? null : unpackChunk(row.data);
}

/**
 * The bytes of chunks that are read one after another, a few ahead, so that the database, the decompressing thread and the parser work at
 * once. Holds `ahead` + 1 chunks at most, whatever their number. `wants` false: the bytes are not needed.
 */
export async function* chunksInTurn<Row extends ChunkRow>(viewer: Viewer, rows: AsyncIterable<Row>, wants: (row: Row) => boolean, ahead = 2): AsyncGenerator<{ row: Row; bytes: Buffer | null }> {
  const queue: { row: Row; bytes: Promise<Buffer | null> }[] = [], source = rows[Symbol.asyncIterator]();
  const fill = async (): Promise<void> => {
    while (queue.length <= ahead) {
      const next = await source.next();
      if (next.done) return;
      const bytes = wants(next.value) ? chunkBytes(viewer, next.value.id) : Promise.resolve(null);
      bytes.catch(() => undefined); // reported when its turn comes; a reader that stopped early must not crash the process
      queue.push({ row: next.value, bytes });
    }
  };
  for (await fill(); queue.length > 0; await fill()) {
    const { row, bytes } = queue.shift()!;
    yield { row, bytes: await bytes };
  }
}
