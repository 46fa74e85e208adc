/** What the join reads of the store: events, and notable calls as their lines alone tell them. */
import type pg from 'pg';
import type { NotableRow } from '../ingest/folded';
import { WHY_ERROR_LINE, WHY_PROMOTED } from '../ingest/folded';
import type { JoinCall, JoinEvent } from '../ingest/join-facts';
import { attemptsOf } from './attempts-text';

export type JoinSource = { id: number; workspaceId: number };
/** A call with what its row needs if it becomes one. */
export type StoredCall = JoinCall & { row?: NotableRow & { chunkId: number } };

const MS = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
export const time = (ms: number): string => new Date(ms).toISOString();

export async function readEvents(client: pg.PoolClient, s: JoinSource, from: number, to: number): Promise<(JoinEvent & { chunkId: number })[]> {
  const { rows } = await client.query<JoinEvent & { chunkId: number }>(
    `select ${MS('at')} as at, import_id as "importId", "offset", length, chunk_id as "chunkId", failure, confidence, route_id as "routeId", instance_id as "instanceId", method, path, host, client, request_id as "requestId", evidence
     from error_event where workspace_id = $1 and source_id = $2 and at >= $3 and at < $4`, [s.workspaceId, s.id, time(from), time(to)]);
  return rows.map((r) => ({ ...r, offset: Number(r.offset), chunkId: Number(r.chunkId) }));
}

type Row = Omit<JoinCall, 'startAt' | 'endAt' | 'notable' | 'attempts'> & { attempts: string | null; lineConfidence: number | null };

/** Notable calls of the window, without those that an earlier join made. */
export async function readCalls(client: pg.PoolClient, s: JoinSource, from: number, to: number): Promise<StoredCall[]> {
  const { rows } = await client.query<Row>(
    `select ${MS('at')} as at, import_id as "importId", "offset", line_failure as failure, confidence, line_confidence as "lineConfidence", status, duration_ms as "durationMs", route_id as "routeId", instance_id as "instanceId",
       method, path, client, request_id as "requestId", attempts
     from notable where workspace_id = $1 and source_id = $2 and at >= $3 and at < $4 and why & ${WHY_ERROR_LINE | WHY_PROMOTED} = 0`, [s.workspaceId, s.id, time(from), time(to)]);
  return rows.map((r) => ({
    ...r, offset: Number(r.offset), confidence: r.lineConfidence ?? r.confidence, attempts: attemptsOf(r.attempts).map((a) => ({ ...a, failure: a.lineFailure ?? a.failure })),
    ...spanOf(r.at, r.durationMs), notable: true,
  }));
}

/** nginx and Caddy log the end of a call; Apache, whose error lines do not name their request, the start (lib/ingest/join-loose.ts). */
export const spanOf = (at: number, durationMs: number | null): { startAt: number; endAt: number } => ({ startAt: at - (durationMs ?? 0), endAt: at });
