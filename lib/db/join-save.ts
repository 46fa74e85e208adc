/** Writes what the join decided into the notable calls of one bucket, and takes back what an earlier join had written there. */
import type pg from 'pg';
import type { Decisions, Joined, Orphan } from '../ingest/join';
import { WHY_ERROR_LINE, WHY_FAILED, WHY_PROMOTED } from '../ingest/folded';
import { safeJson } from './copy-binary';
import { attemptsText, type StoredAttempt } from './attempts-text';
import { time, type JoinSource, type StoredCall } from './join-read';

/** An attempt with an eighth field, its own failure: taken back it stands for the seventh. */
const CHANGED = '((?:^|;)(?:[^,;]*,){6})[^,;]*,([^,;]+)';

export async function saveDecisions(client: pg.PoolClient, s: JoinSource, from: number, to: number, d: Decisions): Promise<void> {
  const range = [s.workspaceId, s.id, time(from), time(to)], where = 'workspace_id = $1 and source_id = $2 and at >= $3 and at < $4';
  await client.query(`delete from notable where ${where} and why & ${WHY_ERROR_LINE | WHY_PROMOTED} <> 0`, range);
  await client.query(
    `update notable set failure = line_failure, confidence = coalesce(line_confidence, confidence), line_confidence = null,
       evidence = case when line_confidence is null then evidence else line_evidence end, line_evidence = null, joined = null, why = case when line_failure = 0 then why & ~${WHY_FAILED} else why end,
       attempts = regexp_replace(attempts, '${CHANGED}', '\\1\\2', 'g')
     where ${where} and joined is not null`, range);
  await updateJoined(client, s, d.joined.filter((j) => j.call.notable));
  await insertRows(client, s, [...d.joined.filter((j) => !j.call.notable).map(promoted), ...d.orphans.map(orphan)]);
}

const eventsOf = (events: Joined['events']): unknown[] => events.map(({ importId, offset, length, failure, evidence }) => ({ importId, offset, length, failure, evidence }));
const attemptsAfter = (j: Joined): StoredAttempt[] => j.call.attempts.map((a, i) => {
  const { lineFailure: _, ...own } = a as StoredAttempt;
  return j.attemptFailures[i] === a.failure ? own : { ...own, failure: j.attemptFailures[i], lineFailure: a.failure };
});
/** The error line decides the class, or at least the words for it: then the row takes its evidence. */
const decides = (j: Joined): boolean => j.evidence !== null || j.failure !== j.call.failure;

async function updateJoined(client: pg.PoolClient, s: JoinSource, joined: Joined[]): Promise<void> {
  if (joined.length === 0) return;
  const rows = joined.map((j) => ({ at: time(j.call.at), import: j.call.importId, off: j.call.offset, failure: j.failure, confidence: j.confidence, decides: decides(j), evidence: j.evidence, attempts: attemptsText(attemptsAfter(j)), joined: eventsOf(j.events) }));
  await client.query(
    `update notable n set failure = r.failure, joined = r.joined, attempts = r.attempts,
       line_confidence = case when r.decides then n.confidence end, line_evidence = case when r.decides then n.evidence end,
       confidence = case when r.decides then r.confidence else n.confidence end, evidence = case when r.decides then r.evidence else n.evidence end,
       why = case when r.failure <> 0 then n.why | ${WHY_FAILED} when n.line_failure = 0 then n.why & ~${WHY_FAILED} else n.why end
     from jsonb_to_recordset($2::jsonb) as r (at timestamptz, import int, off bigint, failure smallint, confidence smallint, decides boolean, evidence text, attempts text, joined jsonb)
     where n.workspace_id = $1 and n.at = r.at and n.import_id = r.import and n."offset" = r.off`, [s.workspaceId, safeJson(rows)]);
}

type NewRow = Record<string, unknown>;

/** An ordinary access line that an error line belongs to. */
function promoted(j: Joined): NewRow {
  const row = (j.call as StoredCall).row!;
  return {
    ...row, at: time(row.at), off: row.offset, import: j.call.importId, why: WHY_PROMOTED | (j.failure ? WHY_FAILED : 0), failure: j.failure, line: j.call.failure, confidence: decides(j) ? j.confidence : row.confidence, lineconfidence: decides(j) ? row.confidence : null,
    lineevidence: decides(j) ? row.evidence : null, evidence: decides(j) ? j.evidence : row.evidence, attempts: attemptsText(attemptsAfter(j)), joined: eventsOf(j.events),
    duration: row.durationMs, route: row.routeId, instance: row.instanceId, request: row.requestId, chunk: row.chunkId,
  };
}
/** A call that only error lines tell of; it stands at its last line. */
function orphan(o: Orphan): NewRow {
  const last = o.events[o.events.length - 1] as Orphan['events'][number] & { chunkId: number };
  return {
    at: time(o.at), off: last.offset, length: last.length, import: last.importId, chunk: last.chunkId, why: WHY_ERROR_LINE | WHY_FAILED, failure: o.failure, line: 0, confidence: o.confidence, status: 0, duration: null,
    route: last.routeId, instance: last.instanceId, retries: Math.max(0, o.events.length - 1), method: last.method, path: last.path, host: last.host, client: last.client, request: last.requestId, evidence: last.evidence,
    attempts: attemptsText(o.events.filter((e) => e.instanceId !== 0).map((e) => ({ instance: e.instanceId, addr: null, status: null, connectMs: null, firstByteMs: null, totalMs: null, group: 0, failure: e.failure }))),
    joined: eventsOf(o.events), lineconfidence: null, lineevidence: null,
  };
}

async function insertRows(client: pg.PoolClient, s: JoinSource, rows: NewRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `insert into notable (workspace_id, source_id, at, import_id, "offset", length, chunk_id, why, failure, line_failure, confidence, line_confidence, status, duration_ms, route_id, instance_id, retries, method, path, host, client, request_id, evidence, line_evidence, attempts, joined)
     select $1, $2, r.at, r.import, r.off, r.length, r.chunk, r.why, r.failure, r.line, r.confidence, r.lineconfidence, r.status, r.duration, r.route, r.instance, r.retries, r.method, r.path, r.host, r.client, r.request, r.evidence, r.lineevidence, r.attempts, r.joined
     from jsonb_to_recordset($3::jsonb) as r (at timestamptz, import int, off bigint, length int, chunk bigint, why smallint, failure smallint, line smallint, confidence smallint, lineconfidence smallint, status smallint, duration float8, route int, instance int,
       retries smallint, method text, path text, host text, client text, request text, evidence text, lineevidence text, attempts text, joined jsonb)`, [s.workspaceId, s.id, safeJson(rows)]);
}
