/** Notable calls from their indexed rows: the SQL twin of lib/view/call-filter.ts, one page or the exact count. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import { WHY_ERROR_LINE, type AttemptRow } from '../ingest/folded';
import type { AttemptFilter, CallFilter } from '../view/call-filter';
import type { CallKey, CallRow } from '../view/call-row';
import { upstreamName } from '../view/names';
import type { CallNames } from './calls-names';
import { attemptsOf } from './attempts-text';
import { ofKeptSource } from './kept-sources';
import { run } from './run';

export type JoinedLine = { importId: number; offset: number; length: number; failure: number; evidence: string | null };

export type NotableCall = {
  at: number; importId: number; offset: number; length: number; sourceId: number; chunkId: number; why: number;
  failure: number; lineFailure: number; confidence: number; status: number; durationMs: number | null; routeId: number; instanceId: number; retries: number;
  method: string | null; path: string | null; host: string | null; client: string | null; requestId: string | null; evidence: string | null;
  attempts: AttemptRow[] | null; joined: JoinedLine[] | null;
};

const columns = Prisma.raw(`(extract(epoch from n.at) * 1000)::float8 as at, n.import_id as "importId", n."offset", n.length, n.source_id as "sourceId", n.chunk_id as "chunkId", n.why,
  n.failure, n.line_failure as "lineFailure", n.confidence, n.status, n.duration_ms as "durationMs", n.route_id as "routeId", n.instance_id as "instanceId", n.retries,
  n.method, n.path, n.host, n.client, n.request_id as "requestId", n.evidence, n.attempts, n.joined`);

const calls = async (query: Prisma.Sql): Promise<NotableCall[]> => (await run<Omit<NotableCall, 'attempts'> & { attempts: string | null }>(query)).map((n) => ({ ...n, attempts: attemptsOf(n.attempts) }));

export const atTime = (ms: number): Prisma.Sql => Prisma.sql`${new Date(Math.min(8.64e15, Math.max(-6e13, ms))).toISOString()}::timestamptz`;
const idList = (column: string, ids: ReadonlySet<number>): Prisma.Sql => Prisma.sql`and ${Prisma.raw(column)} = any(${[...ids]}::int[])`;

/** The condition on one attempt `a` of a call, as attempts-text.ts writes it. */
function attemptHas({ codes, instances }: AttemptFilter): Prisma.Sql {
  const parts = [Prisma.sql`true`];
  if (codes) parts.push(Prisma.sql`split_part(a, ',', 7)::int = any(${[...codes]}::int[])`);
  if (instances) parts.push(Prisma.sql`split_part(a, ',', 1)::int = any(${[...instances]}::int[])`);
  return Prisma.join(parts, ' and ');
}

/** Everything but the text. Failure lists go as single equalities where they are one, which the planner guesses best. */
function where(viewer: Viewer, f: CallFilter): Prisma.Sql {
  const parts = [Prisma.sql`n.workspace_id = ${viewer.workspaceId} and n.at >= ${atTime(f.fromMs)} and n.at < ${atTime(f.toMs)} and ${Prisma.raw(ofKeptSource('n.source_id'))}`];
  if (f.sources) parts.push(Prisma.sql`and n.source_id = any(${[...f.sources]}::int[])`);
  if (f.importId !== null) parts.push(Prisma.sql`and n.import_id = ${f.importId}`);
  if (f.failures?.size === 1) parts.push(Prisma.sql`and n.failure = ${[...f.failures][0]}`);
  else if (f.failures) parts.push(idList('n.failure', f.failures));
  if (f.routes) parts.push(idList('n.route_id', f.routes));
  if (f.instances) parts.push(idList('n.instance_id', f.instances));
  if (f.attempts) parts.push(Prisma.sql`and exists (select from unnest(string_to_array(n.attempts, ';')) a where ${attemptHas(f.attempts)})`);
  if (f.status !== null) parts.push(Prisma.sql`and n.status = ${f.status}`);
  if (f.minMs !== null) parts.push(Prisma.sql`and n.duration_ms >= ${f.minMs}`);
  if (f.maxMs !== null) parts.push(Prisma.sql`and n.duration_ms <= ${f.maxMs}`);
  if (f.client !== null) parts.push(Prisma.sql`and n.client = ${f.client}`);
  if (f.requestId !== null) parts.push(Prisma.sql`and n.request_id = ${f.requestId}`);
  return Prisma.join(parts, ' ');
}

const afterNewest = (k: CallKey): Prisma.Sql => Prisma.sql`and n.at <= ${atTime(k.at)} and (n.at, n.import_id, n."offset") < (${atTime(k.at)}, ${k.importId}::int, ${k.offset}::bigint)`;
/** Slowest first, those without a duration at the end. */
const afterSlowest = (k: CallKey): Prisma.Sql => (k.durationMs == null
  ? Prisma.sql`and n.duration_ms is null ${afterNewest(k)}`
  : Prisma.sql`and (n.duration_ms < ${k.durationMs} or n.duration_ms is null or (n.duration_ms = ${k.durationMs} ${afterNewest(k)}))`);

/** One page of notable calls after a key, newest or slowest first. */
export async function notablePage(viewer: Viewer, f: CallFilter, after: CallKey | null, limit: number, slowest = false): Promise<NotableCall[]> {
  const order = slowest ? Prisma.sql`n.duration_ms desc nulls last, n.at desc, n.import_id desc, n."offset" desc` : Prisma.sql`n.at desc, n.import_id desc, n."offset" desc`;
  return calls(Prisma.sql`select ${columns} from notable n where ${where(viewer, f)} ${after === null ? Prisma.empty : slowest ? afterSlowest(after) : afterNewest(after)}
    order by ${order} limit ${limit}`);
}

/** How many calls match, and how many of their attempts the filter means (null: it asks for none). */
export async function notableCount(viewer: Viewer, f: CallFilter): Promise<{ calls: number; attempts: number | null }> {
  if (f.attempts === null) return { calls: (await run<{ n: number }>(Prisma.sql`select count(*)::int as n from notable n where ${where(viewer, f)}`))[0].n, attempts: null };
  return (await run<{ calls: number; attempts: number }>(Prisma.sql`select count(*)::int as calls, coalesce(sum(m.n), 0)::int as attempts
    from notable n, lateral (select count(*) as n from unnest(string_to_array(n.attempts, ';')) a where ${attemptHas(f.attempts)}) m where ${where(viewer, f)}`))[0];
}

/** How many calls there are that only error lines tell of. */
export async function errorLineCalls(viewer: Viewer, f: CallFilter): Promise<number> {
  return (await run<{ n: number }>(Prisma.sql`select count(*)::int as n from notable n where ${where(viewer, f)} and n.why & ${WHY_ERROR_LINE} <> 0`))[0].n;
}

/**
 * How many attempts that the filter means come second or later in their call. Every call with several attempts is notable, so that the
 * attempts in the cells less these are the calls that have any.
 */
export async function repeatedAttempts(viewer: Viewer, f: CallFilter): Promise<number> {
  if (f.attempts === null) return 0;
  return (await run<{ n: number }>(Prisma.sql`select coalesce(sum(m.n - 1), 0)::int as n from notable n, lateral (select count(*) as n from unnest(string_to_array(n.attempts, ';')) a where ${attemptHas(f.attempts)}) m
    where ${where(viewer, f)} and n.attempts like '%;%'`))[0].n;
}

/** The notable calls of one chunk, whatever their class: what the join made of its lines. */
export async function notableOfChunk(viewer: Viewer, c: { id: number; importId: number; fromAt: number | null; toAt: number | null }): Promise<NotableCall[]> {
  if (c.fromAt === null || c.toAt === null) return [];
  return calls(Prisma.sql`select ${columns} from notable n
    where n.workspace_id = ${viewer.workspaceId} and n.at >= ${atTime(c.fromAt)} and n.at <= ${atTime(c.toAt)} and n.import_id = ${c.importId} and n.chunk_id = ${c.id}`);
}

/** The notable row of one line, where it has one. */
export async function notableAt(viewer: Viewer, importId: number, offset: number): Promise<NotableCall | null> {
  return (await calls(Prisma.sql`select ${columns} from notable n where n.workspace_id = ${viewer.workspaceId} and n.import_id = ${importId} and n."offset" = ${offset}::bigint limit 1`))[0] ?? null;
}

/** Calls whose joined error lines carry a text that their own line need not have, as "import:offset". */
export async function joinedWithText(viewer: Viewer, f: CallFilter): Promise<Set<string>> {
  if (f.text === null) return new Set();
  const pattern = '%' + f.text.replace(/[\\%_]/g, '\\$&') + '%';
  const rows = await run<{ k: string }>(Prisma.sql`select n.import_id || ':' || n."offset" as k from notable n, jsonb_array_elements(n.joined) j
    where ${where(viewer, f)} and n.joined is not null and jsonb_typeof(n.joined) = 'array' and lower(j->>'evidence') like ${pattern} limit 100000`);
  return new Set(rows.map((r) => r.k));
}

/** Attempts that failed. */
export const failedOf = (n: NotableCall): number => (n.attempts ?? []).filter((a) => a.failure !== 0).length;

export function notableRow(n: NotableCall, names: CallNames): CallRow {
  const instance = names.instance(n.instanceId), attempts = n.attempts ?? [];
  return {
    importId: n.importId, offset: n.offset, at: n.at, source: names.sources.get(n.sourceId) ?? '', status: n.status, failure: n.failure, confidence: n.confidence,
    durationMs: n.durationMs, method: n.method, path: n.path, host: n.host, route: names.route(n.routeId), upstream: instance && upstreamName(instance), instance: instance?.addr ?? null,
    attempts: Math.max(attempts.length, n.retries > 0 ? n.retries + 1 : 0), failedAttempts: failedOf(n),
    client: n.client, requestId: n.requestId, errorLineOnly: (n.why & WHY_ERROR_LINE) !== 0,
  };
}
