/**
 * Imports and sources as the command line and the web change them. Every function reads and writes the viewer's workspace only; what
 * takes time is left to the ingest worker, which is told. Reading is in import-summaries.ts and sources.ts.
 */
import type pg from 'pg';
import type { Viewer } from '../access/viewer';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { pool } from './client';
import { ofKeptSource } from './kept-sources';
import { readSettings } from './source-settings';
import { inTransaction } from './store';

/** Something that cannot be done, as a sentence for the user. */
export class Refused extends Error {}

export type NewImport = {
  /** Source by name; a new one is made with these settings. */
  source: string;
  /** File name, for showing. */
  name: string;
  /** Absolute path of the bytes. A file in the spool (lib/db/uploads) is removed when it is no longer needed, any other never. */
  spoolPath: string;
  /** Bytes of the file as it is. */
  size: number;
  /** Laid over the settings of the source; `logFormats` are added to those it has. Absent or null = the source's own. */
  settings?: { zone?: string | null; format?: string | null; logFormats?: string[] };
};

/** Puts a file in line for the worker. */
export async function createImport(viewer: Viewer, n: NewImport): Promise<{ id: number; sourceId: number }> {
  const made = await inTransaction(pool(), async (client) => {
    const sourceId = await sourceFor(client, viewer, n);
    const { rows } = await client.query<{ id: number }>(
      `insert into import (workspace_id, source_id, name, state, spool_path, size_bytes) values ($1, $2, $3, 'queued', $4, $5) returning id`, [viewer.workspaceId, sourceId, n.name, n.spoolPath, n.size]);
    return { id: rows[0].id, sourceId };
  });
  await wakeWorker();
  return made;
}

async function sourceFor(client: pg.PoolClient, viewer: Viewer, n: NewImport): Promise<number> {
  const over = n.settings ?? {}, fresh: ParseSettings = laidOver(DEFAULT_SETTINGS, over);
  for (;;) {
    const made = await client.query<{ id: number }>('insert into source (workspace_id, name, settings) values ($1, $2, $3) on conflict (workspace_id, name, deleting) do nothing returning id', [viewer.workspaceId, n.source, JSON.stringify(fresh)]);
    if (made.rows[0]) return made.rows[0].id;
    const held = (await client.query<{ id: number; settings: unknown }>('select id, settings from source where workspace_id = $1 and name = $2 and deleting = 0 for update', [viewer.workspaceId, n.source])).rows[0];
    // One that was deleted between the two statements has given its name free.
    if (!held) continue;
    await saveSettings(client, held.id, held.settings, laidOver(readSettings(held.settings), over));
    return held.id;
  }
}

function laidOver(base: ParseSettings, over: NonNullable<NewImport['settings']>): ParseSettings {
  return { ...base, zone: over.zone ?? base.zone, format: over.format ?? base.format, logFormats: [...new Set([...(over.logFormats ?? []), ...base.logFormats])] };
}

/** Saves settings as a new version if they differ; null when they do not. */
async function saveSettings(client: pg.PoolClient, sourceId: number, held: unknown, next: ParseSettings): Promise<number | null> {
  if (JSON.stringify(readSettings(held)) === JSON.stringify(readSettings(next))) return null;
  return (await client.query<{ v: number }>('update source set settings = $2, settings_version = settings_version + 1 where id = $1 returning settings_version as v', [sourceId, JSON.stringify(next)])).rows[0].v;
}

/** Changes settings of a source. With `refold`, everything of it that older settings read is read again, without a new upload. Returns the version that holds now. */
export async function updateSettings(viewer: Viewer, sourceId: number, patch: Partial<ParseSettings>, refold: boolean): Promise<number> {
  const version = await inTransaction(pool(), async (client) => {
    const row = (await client.query<{ settings: unknown; version: number }>('select settings, settings_version as version from source where id = $1 and workspace_id = $2 and deleting = 0 for update', [sourceId, viewer.workspaceId])).rows[0];
    if (!row) throw new Refused('There is no such source.');
    return (await saveSettings(client, sourceId, row.settings, { ...readSettings(row.settings), ...patch })) ?? row.version;
  });
  if (refold) await refoldSource(viewer, sourceId);
  return version;
}

/** Reads every import of a source again that has chunks of older settings. Returns how many. */
export async function refoldSource(viewer: Viewer, sourceId: number): Promise<number> {
  return requestRefold(`source_id = $2 and exists (select from chunk c join source s on s.id = c.source_id where c.import_id = import.id and c.settings_version < s.settings_version)`, viewer, sourceId);
}
/** Reads one import again with the current settings of its source. */
export async function refoldImport(viewer: Viewer, importId: number): Promise<void> {
  if ((await requestRefold('id = $2', viewer, importId)) === 0) throw new Refused('Only an import that has been read can be read again.');
}

async function requestRefold(which: string, viewer: Viewer, id: number): Promise<number> {
  // One that is still being read is read again when it is done.
  const { rowCount } = await pool().query(
    `update import set detection = coalesce(detection, '{}'::jsonb) || jsonb_build_object('refold', jsonb_build_object('settingsVersion', (select settings_version from source where id = import.source_id))),
       state = case when state = 'done' then 'queued' else state end
     where workspace_id = $1 and ${which} and state in ('done', 'queued', 'running') and (state <> 'done' or content_hash is not null)`, [viewer.workspaceId, id]);
  await wakeWorker();
  return rowCount ?? 0;
}

export async function renameImport(viewer: Viewer, id: number, name: string): Promise<void> {
  await changed(pool().query(`update import set name = $3 where id = $2 and workspace_id = $1 and ${ofKeptSource()}`, [viewer.workspaceId, id, name]));
}

/**
 * Stops an import. One that is being read for the first time keeps nothing; a re-fold leaves what was there before. The tail of a file
 * that grew cannot be cancelled: what it belongs to is complete only with it.
 */
export async function cancelImport(viewer: Viewer, id: number): Promise<void> {
  const back = await pool().query(`update import set state = 'done', detection = detection - 'refold' where id = $2 and workspace_id = $1 and state in ('queued', 'running') and content_hash is not null and detection ? 'refold'`, [viewer.workspaceId, id]);
  if (back.rowCount) return;
  const { rowCount } = await pool().query(
    `update import set state = 'cancelled', message = 'Cancelled. Nothing of it was kept.', finished_at = now() where id = $2 and workspace_id = $1 and state in ('uploading', 'queued', 'running') and not coalesce((detection ->> 'extended')::boolean, false)`, [viewer.workspaceId, id]);
  if (rowCount === 0) throw new Refused('There is nothing to cancel: the import is not under way, or it adds the tail of a file that grew.');
  await wakeWorker();
}

/** Deletes an import with everything that it added. The worker does it; until then its state is "deleting". */
export async function deleteImport(viewer: Viewer, id: number): Promise<void> {
  await changed(pool().query(`update import set state = 'deleting' where id = $2 and workspace_id = $1 and ${ofKeptSource()}`, [viewer.workspaceId, id]));
  await wakeWorker();
}

export async function renameUpstream(viewer: Viewer, upstreamId: number, name: string): Promise<void> {
  try {
    await changed(pool().query(`update upstream set name = $3, renamed = true where id = $2 and workspace_id = $1 and ${ofKeptSource()}`, [viewer.workspaceId, upstreamId, name]));
  } catch (e) {
    if ((e as { code?: string }).code === '23505') throw new Refused(`Another upstream of this source is called “${name}” already.`);
    throw e;
  }
}

/** Moves an instance to an upstream of its source; null = to a new one of its own name. Both are then left alone by inference. */
export async function moveInstance(viewer: Viewer, instanceId: number, upstreamId: number | null): Promise<void> {
  await inTransaction(pool(), async (client) => {
    const i = (await client.query<{ source_id: number; addr: string; upstream_id: number | null }>('select i.source_id, i.addr, i.upstream_id from instance i join source s on s.id = i.source_id where i.id = $2 and i.workspace_id = $1 and s.deleting = 0 for share of s', [viewer.workspaceId, instanceId])).rows[0];
    if (!i) throw new Refused('There is no such instance.');
    const to = upstreamId !== null
      ? (await client.query<{ id: number }>('update upstream set renamed = true where id = $1 and source_id = $2 returning id', [upstreamId, i.source_id])).rows[0]
      : (await client.query<{ id: number }>('insert into upstream (workspace_id, source_id, name, inferred, renamed) values ($1, $2, $3, false, true) on conflict (source_id, name) do update set renamed = true returning id', [viewer.workspaceId, i.source_id, i.addr])).rows[0];
    if (!to) throw new Refused('There is no such upstream in this source.');
    // The group that it leaves is fixed as well: else those that stay would follow it.
    await client.query('update upstream set renamed = true where id = $1', [i.upstream_id]);
    await client.query('update instance set upstream_id = $2 where id = $1', [instanceId, to.id]);
  });
}

async function changed(query: Promise<{ rowCount: number | null }>): Promise<void> { if (((await query).rowCount ?? 0) === 0) throw new Refused('There is no such entry.'); }
/** Tells the workers that there is something to do. */
export async function wakeWorker(): Promise<void> { await pool().query('notify hangtime_import'); }
