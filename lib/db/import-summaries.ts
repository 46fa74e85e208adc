/** Imports as pages show them: sums of their chunks, progress while they run, and the receipt. Reading only. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import { FAILURES } from '../failure';
import { WHY_ERROR_LINE } from '../ingest/folded';
import { formatTitle } from '../view/format-title';
import type { ImportState, ImportSummary, QuarantineSample, ReasonCount, Receipt } from '../view/receipt';
import { importClock } from './import-clock';
import type { Detection } from './ingest-rows';
import { run } from './run';

/** Quarantined lines shown for a reason. */
const SAMPLES = 20;

type Row = {
  id: number; name: string; state: ImportState; sourceId: number; sourceName: string; createdAt: Date; startedAt: Date | null; finishedAt: Date | null;
  sizeBytes: number; consumedBytes: number; contentBytes: number | null; message: string | null; detection: Detection | null;
  chunks: number; refolded: number; lines: number; stored: number; quarantined: number; filtered: number; calls: number; attempts: number; events: number; failed: number; timeouts: number;
  fromAt: Date | null; toAt: Date | null;
};
const TIMEOUTS = FAILURES.flatMap((f, code) => (f.timeout ? [code] : []));

// What the join made of calls after their own lines were counted: error lines that are calls of their own, and classes that error lines changed.
const joined = (viewer: Viewer, id: number | null): Prisma.Sql => Prisma.sql`
  select n.import_id, count(*) filter (where n.why & ${WHY_ERROR_LINE} <> 0)::int as calls,
    coalesce(sum(cardinality(string_to_array(nullif(n.attempts, ''), ';'))) filter (where n.why & ${WHY_ERROR_LINE} <> 0), 0)::int as attempts,
    sum((n.failure <> 0)::int - (n.line_failure <> 0)::int)::int as failed, sum((n.failure = any(${TIMEOUTS}))::int - (n.line_failure = any(${TIMEOUTS}))::int)::int as timeouts
  from notable n where n.workspace_id = ${viewer.workspaceId} and n.joined is not null and exists (select from chunk where workspace_id = ${viewer.workspaceId} and events > 0)
    ${id === null ? Prisma.empty : Prisma.sql`and n.import_id = ${id} and n.at >= (select min(from_at) from chunk where import_id = ${id}) and n.at <= (select max(to_at) from chunk where import_id = ${id})`}
  group by 1`;

// While an import is folded again its new chunks lie under the negated id (and workspace) until they take the old ones' place.
const rows = (viewer: Viewer, id: number | null): Promise<Row[]> => run<Row>(Prisma.sql`
  with joined as (${joined(viewer, id)})
  select i.id, i.name, i.state, s.id as "sourceId", s.name as "sourceName", i.created_at as "createdAt", i.started_at as "startedAt", i.finished_at as "finishedAt",
    i.size_bytes::float8 as "sizeBytes", i.consumed_bytes::float8 as "consumedBytes", i.content_bytes::float8 as "contentBytes", i.message, i.detection,
    c.chunks, c.lines, c.stored, c.quarantined, c.filtered, c.events, c."fromAt", c."toAt",
    c.calls + coalesce(j.calls, 0) as calls, c.attempts + coalesce(j.attempts, 0) as attempts, c.failed + coalesce(j.failed, 0) as failed, c.timeouts + coalesce(j.timeouts, 0) as timeouts,
    coalesce((select count(*)::int from chunk n where n.import_id = -i.id and i.detection ? 'refold'), 0) as refolded
  from import i join source s on s.id = i.source_id
  cross join lateral (
    select count(*)::int as chunks, coalesce(sum(lines), 0)::float8 as lines, coalesce(sum(stored), 0)::float8 as stored, coalesce(sum(quarantined), 0)::float8 as quarantined,
      coalesce(sum(filtered), 0)::float8 as filtered, coalesce(sum(calls), 0)::float8 as calls, coalesce(sum(attempts), 0)::float8 as attempts, coalesce(sum(events), 0)::float8 as events,
      coalesce(sum(failed), 0)::float8 as failed, coalesce(sum(timeouts), 0)::float8 as timeouts, min(from_at) as "fromAt", max(to_at) as "toAt"
    from chunk where import_id = i.id) c
  left join joined j on j.import_id = i.id
  where i.workspace_id = ${viewer.workspaceId} and s.deleting = 0 ${id === null ? Prisma.empty : Prisma.sql`and i.id = ${id}`}
  order by i.id desc limit 500`);

/** Every import of the workspace, the newest first; at most 500. */
export async function importSummaries(viewer: Viewer): Promise<ImportSummary[]> {
  const [found, formats] = await Promise.all([rows(viewer, null), accounts(viewer, null, 'formats')]);
  return found.map((r) => summary(r, formats.filter((f) => f.id === r.id).map((f) => f.key)));
}

/** One import; null when the workspace has none of this id. */
export async function importSummary(viewer: Viewer, id: number): Promise<ImportSummary | null> {
  const [[row], formats] = await Promise.all([rows(viewer, id), accounts(viewer, id, 'formats')]);
  return row ? summary(row, formats.map((f) => f.key)) : null;
}

/** The full account of one import; null when the workspace has none of this id. */
export async function importReceipt(viewer: Viewer, id: number): Promise<Receipt | null> {
  const [[row], formats, filtered, quarantined] = await Promise.all([rows(viewer, id), ...(['formats', 'filtered', 'quarantined'] as const).map((k) => accounts(viewer, id, k))] as const);
  if (!row) return null;
  const reasons = (list: typeof filtered): ReasonCount[] => list.map((r) => ({ reason: r.key, lines: r.lines }));
  const own = summary(row, formats.map((f) => f.key)), [samples, clock] = await Promise.all([quarantined.length ? quarantineSamples(viewer, id) : [], importClock(viewer, own)]);
  return {
    ...own, attempts: row.attempts, contentBytes: row.contentBytes,
    byFormat: formats.map((f) => ({ id: f.key, title: formatTitle(f.key), lines: f.lines })), filteredBy: reasons(filtered), quarantinedBy: reasons(quarantined),
    samples, clock, zoneAssumed: row.detection?.zoneAssumed ? row.detection.zone ?? 'UTC' : null, notes: notesOf(row), sameAs: row.detection?.sameAs ?? null,
  };
}

function summary(r: Row, formats: string[]): ImportSummary {
  const folding = (r.state === 'queued' || r.state === 'running') && r.detection?.refold;
  return {
    id: r.id, name: r.name, state: r.state, source: { id: r.sourceId, name: r.sourceName }, createdAt: r.createdAt.getTime(), startedAt: r.startedAt?.getTime() ?? null, finishedAt: r.finishedAt?.getTime() ?? null,
    sizeBytes: r.sizeBytes, consumedBytes: r.consumedBytes, lines: r.lines, stored: r.stored, quarantined: r.quarantined, filtered: r.filtered, calls: r.calls, events: r.events, failed: r.failed, timeouts: r.timeouts,
    fromAt: r.fromAt?.getTime() ?? null, toAt: r.toAt?.getTime() ?? null, formats, message: r.message, refold: folding ? { done: r.refolded, total: r.chunks } : null,
  };
}

/** Sums of one part of the chunks' accounts, most lines first. */
const accounts = (viewer: Viewer, id: number | null, part: 'formats' | 'filtered' | 'quarantined'): Promise<{ id: number; key: string; lines: number }[]> => run(Prisma.sql`
  select c.import_id as id, e.key, sum(e.value::bigint)::float8 as lines from chunk c cross join lateral jsonb_each_text(c.accounts -> ${part}) e
  where c.workspace_id = ${viewer.workspaceId} ${id === null ? Prisma.sql`and c.import_id > 0` : Prisma.sql`and c.import_id = ${id}`} group by 1, 2 order by 3 desc, 2`);

/** The first quarantined lines of each reason, with their numbers in the whole file (from 1). */
const quarantineSamples = (viewer: Viewer, id: number): Promise<QuarantineSample[]> => run(Prisma.sql`
  with before as (select id, sum(lines) over (order by "offset") - lines as lines from chunk where import_id = ${id}),
  ranked as (select q.chunk_id, q.line, q.reason, q.sample, row_number() over (partition by q.reason order by q."offset") as nth from quarantine q where q.workspace_id = ${viewer.workspaceId} and q.import_id = ${id})
  select (b.lines + r.line + 1)::float8 as line, r.reason, r.sample from ranked r join before b on b.id = r.chunk_id where r.nth <= ${SAMPLES} order by 1`);

function notesOf({ detection: d, message, sizeBytes, state }: Row): string[] {
  const notes: string[] = [];
  if (state === 'done' && sizeBytes === 0) notes.push('The file is empty.');
  if (d?.zoneAssumed) notes.push(`The clock of lines that carry no zone was read as ${d.zone ?? 'UTC'}. If that is wrong, change the zone of the source; nothing needs to be uploaded again.`);
  if (d?.problem && d.problem.message !== message) notes.push(d.problem.message);
  if (d?.problem && d.problem.lost > 0) notes.push(`${d.problem.lost} bytes of the file told nothing.`);
  if (d?.encoding && d.encoding !== 'utf-8') notes.push(`The file is ${d.encoding.toUpperCase()}; it was read as UTF-8.`);
  if (d?.templates?.length) notes.push(`Learned path templates: ${d.templates.slice(0, 10).join(', ')}${d.templates.length > 10 ? ` and ${d.templates.length - 10} more` : ''}.`);
  if (d?.reread) notes.push(`Quarantined lines were read again as ${formatTitle(d.reread)}.`);
  return notes;
}
