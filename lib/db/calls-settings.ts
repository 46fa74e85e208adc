/** The settings that parse a source's lines, for readers. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { run } from './run';
import { readSettings } from './source-settings';

/**
 * Current settings by source id. While a source is being folded again its older chunks are read by the new settings too: a list may then
 * be ahead of a panel until the re-fold is done.
 */
export async function sourceSettings(viewer: Viewer, sourceIds: readonly number[] | null): Promise<(sourceId: number) => ParseSettings> {
  const rows = await run<{ id: number; settings: unknown }>(Prisma.sql`select id, settings from source
    where workspace_id = ${viewer.workspaceId} ${sourceIds === null ? Prisma.empty : Prisma.sql`and id = any(${[...sourceIds]}::int[])`}`);
  const byId = new Map(rows.map((r) => [r.id, readSettings(r.settings)]));
  return (id) => byId.get(id) ?? DEFAULT_SETTINGS;
}
