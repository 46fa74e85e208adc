/** Stored lines of a source as they would be read with other settings: for a layout that is tried before it is saved. Stores nothing. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import type { ParseSettings } from '../ingest/settings';
import type { PreviewLine } from '../view/preview';
import { chunkAt, chunkBytes } from './chunks-read';
import { readLines } from './preview';
import { run } from './run';

/** Quarantined lines that are tried first, and bytes of a chunk that are tried after them. */
const QUARANTINED = 10, MAX_CONTENT = 64 << 10;

export type StoredPreview = { /** Lines that could not be read when they were stored. */ quarantined: PreviewLine[]; /** The first lines of the newest import. */ first: PreviewLine[] };

/** @returns at most 10 quarantined lines and 20 others; both empty when nothing is stored. */
export async function previewStored(viewer: Viewer, sourceId: number, settings: ParseSettings): Promise<StoredPreview> {
  const [samples, newest] = await Promise.all([
    run<{ sample: string }>(Prisma.sql`select q.sample from quarantine q join import i on i.id = q.import_id where q.workspace_id = ${viewer.workspaceId} and i.source_id = ${sourceId} order by q.import_id desc, q."offset" limit ${QUARANTINED}`),
    run<{ id: number; offset: number }>(Prisma.sql`select c.import_id as id, c."offset"::float8 as "offset" from chunk c where c.workspace_id = ${viewer.workspaceId} and c.source_id = ${sourceId} and c.import_id > 0 order by c.import_id desc, c."offset" limit 1`),
  ]);
  const row = newest[0] ? await chunkAt(viewer, newest[0].id, newest[0].offset) : null, bytes = row && (await chunkBytes(viewer, row.id));
  const lines = (content: Buffer): PreviewLine[] => readLines(content, settings).lines;
  const head = bytes ? bytes.subarray(0, bytes.length <= MAX_CONTENT ? bytes.length : bytes.lastIndexOf(10, MAX_CONTENT) + 1) : Buffer.alloc(0);
  return { quarantined: lines(Buffer.from(samples.map((s) => s.sample.replaceAll('\n', ' ')).join('\n'))).slice(0, QUARANTINED), first: lines(Buffer.from(head)) };
}
