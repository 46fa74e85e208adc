/** The import row as the worker reads and changes it. */
import type pg from 'pg';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';

export type ImportRow = {
  id: number; workspaceId: number; sourceId: number; name: string; state: string; spoolPath: string | null; sizeBytes: number; consumedBytes: number;
  contentBytes: number | null; contentHash: string | null; headHash: string | null; settingsVersion: number; detection: Detection | null; message: string | null; generation: number;
};
export type SourceRow = { id: number; workspaceId: number; name: string; settings: ParseSettings; settingsVersion: number };

/** What the receipt shows beside the sums of the chunks. Written by the worker. */
export type Detection = {
  /** Formats found in the sample, best first, with why. */
  formats?: { id: string; title: string; confidence: number; reason: string }[];
  /** The lines carry no zone: `zone` was assumed until the user confirms another. */
  zoneAssumed?: boolean; zone?: string;
  /** Path templates that this import taught its source. */
  templates?: string[];
  /** Damage of the file as it came. */
  problem?: { kind: string; at: number; lost: number; message: string } | null;
  encoding?: string; gzip?: boolean;
  /** The import that already holds these bytes; this one added nothing (or its tail went there). */
  sameAs?: number;
  /** Format by which quarantined lines were read again. */
  reread?: string;
  /** The tail of a file that grew is being added: the import was complete before. */
  extended?: boolean;
  /** A re-fold is wanted or under way, with at least this version of the settings. */
  refold?: { settingsVersion: number } | null;
};

const COLUMNS = `id, workspace_id as "workspaceId", source_id as "sourceId", name, state, spool_path as "spoolPath", size_bytes as "sizeBytes", consumed_bytes as "consumedBytes",
  content_bytes as "contentBytes", content_hash as "contentHash", head_hash as "headHash", settings_version as "settingsVersion", detection, message, generation`;

type Runner = Pick<pg.Pool, 'query'> | pg.ClientBase;

export async function importRow(db: Runner, id: number): Promise<ImportRow | null> {
  return (await (db as pg.Pool).query<ImportRow>(`select ${COLUMNS} from import where id = $1`, [id])).rows[0] ?? null;
}
export async function sourceRow(db: Runner, id: number): Promise<SourceRow | null> {
  const row = (await (db as pg.Pool).query<SourceRow>('select id, workspace_id as "workspaceId", name, settings, settings_version as "settingsVersion" from source where id = $1', [id])).rows[0];
  return row ? { ...row, settings: { ...DEFAULT_SETTINGS, ...row.settings } } : null;
}

/** Adds to the import's detection; keys that are given replace, null removes nothing. */
export async function addDetection(db: Runner, id: number, more: Detection): Promise<void> {
  await (db as pg.Pool).query(`update import set detection = coalesce(detection, '{}'::jsonb) || $2::jsonb where id = $1`, [id, JSON.stringify(more)]);
}
