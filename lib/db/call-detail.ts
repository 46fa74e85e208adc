/** One call with everything that is known of it: its raw line, what the parser read, what the join added, its error lines. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import type { CallRecord } from '../call';
import { failureCode } from '../failure';
import { WHY_ERROR_LINE } from '../ingest/folded';
import type { CallDetail, DetailAttempt, DetailLine } from '../view/call-detail';
import { formatTitle } from '../view/format-title';
import { upstreamName } from '../view/names';
import { callNames, type CallNames } from './calls-names';
import { notableAt, type JoinedLine, type NotableCall } from './calls-notable';
import { recordAt, type LineRecord } from './calls-chunk';
import { sourceSettings } from './calls-settings';
import { chunkAt, chunkBytes, type ChunkRow } from './chunks-read';
import { run } from './run';

/** Longest raw line that is sent to a page, in bytes. */
const MOST_RAW = 64 * 1024;

/** The call whose line starts at this offset of an import; null when there is none (never was, or is deleted). */
export async function callDetail(viewer: Viewer, importId: number, offset: number): Promise<CallDetail | null> {
  const [chunk, notable] = await Promise.all([chunkAt(viewer, importId, offset), notableAt(viewer, importId, offset)]);
  if (chunk === null) return null;
  const bytes = await chunkBytes(viewer, chunk.id);
  if (bytes === null) return null;
  const [settings, names, line] = await Promise.all([sourceSettings(viewer, [chunk.sourceId]), callNames(viewer, [chunk.sourceId]), rawLine(viewer, chunk, bytes, offset)]);
  const read = recordAt(bytes, chunk.preamble, offset - chunk.offset, settings(chunk.sourceId));
  if (line === null || (read === null && notable === null)) return null;
  const record = read?.record ?? null, routeId = notable?.routeId ?? names.routeId(chunk.sourceId, read?.route ?? null);
  const instanceId = notable?.instanceId ?? (read ? names.instanceId(chunk.sourceId, read.label, read.addr) : 0), instance = names.instance(instanceId);
  const lineFailure = record?.failure_class ? failureCode(record.failure_class) : 0, failure = notable?.failure ?? lineFailure;
  const joined = await Promise.all((notable?.joined ?? []).filter((j) => j.importId !== importId || j.offset !== offset).map((j) => joinedLine(viewer, j)));
  return {
    importId, offset, source: names.sources.get(chunk.sourceId) ?? '', line, record, formatTitle: record && formatTitle(record.format),
    at: notable?.at ?? (record?.timestamp ? Date.parse(record.timestamp) : 0),
    failure, lineFailure: notable && (notable.why & WHY_ERROR_LINE) !== 0 ? 0 : lineFailure,
    confidence: notable?.confidence ?? read?.confidence ?? 0,
    evidence: notable?.evidence ?? record?.evidence ?? null,
    errorLineOnly: notable !== null && (notable.why & WHY_ERROR_LINE) !== 0,
    status: notable?.status ?? record?.status ?? 0, durationMs: notable ? notable.durationMs : record?.duration_ms ?? null,
    method: notable?.method ?? record?.method ?? null, path: notable?.path ?? record?.path ?? null, host: notable?.host ?? record?.host ?? null,
    client: notable?.client ?? record?.client_ip ?? null, requestId: notable?.requestId ?? record?.request_id ?? null,
    route: names.route(routeId), upstream: instance && upstreamName(instance), instance: instance?.addr ?? null,
    attempts: attemptsOf(read, notable, (id) => names.instance(id)),
    joined: joined.filter((j) => j !== null),
  };
}

/** The attempts as the line tells them, each with its class after the join. */
function attemptsOf(read: LineRecord | null, notable: NotableCall | null, instanceOf: CallNames['instance']): DetailAttempt[] {
  const upstreamOf = (id: number): string | null => { const i = instanceOf(id); return i && upstreamName(i); };
  const stored = notable?.attempts ?? [], told: CallRecord['attempts'] = read?.record.attempts ?? [];
  if (told.length === 0) return stored.map((a) => ({ addr: a.addr ?? instanceOf(a.instance)?.addr ?? null, upstream: upstreamOf(a.instance), status: a.status, connectMs: a.connectMs, firstByteMs: a.firstByteMs, totalMs: a.totalMs, group: a.group, failure: a.failure }));
  return told.map((a, i) => {
    const s = stored.length === told.length ? stored[i] : null;
    return {
      addr: a.addr, upstream: s ? upstreamOf(s.instance) : null, status: a.status, connectMs: a.connect_ms, firstByteMs: a.first_byte_ms, totalMs: a.response_ms, group: a.group,
      failure: s ? s.failure : a.failure_class ? failureCode(a.failure_class) : 0,
    };
  });
}

async function joinedLine(viewer: Viewer, j: JoinedLine): Promise<CallDetail['joined'][number] | null> {
  const chunk = await chunkAt(viewer, j.importId, j.offset), bytes = chunk && (await chunkBytes(viewer, chunk.id)), line = chunk && bytes ? await rawLine(viewer, chunk, bytes, j.offset) : null;
  return line && { ...line, failure: j.failure, evidence: j.evidence };
}

/** The raw line at an offset with its number in the file; null when the offset is not the start of a line. */
async function rawLine(viewer: Viewer, chunk: ChunkRow, bytes: Buffer, offset: number): Promise<DetailLine | null> {
  const from = offset - chunk.offset;
  if (from < 0 || from >= bytes.length || (from > 0 && bytes[from - 1] !== 10)) return null;
  let to = bytes.indexOf(10, from);
  if (to < 0) to = bytes.length;
  let number = 1;
  for (let i = bytes.indexOf(10); i >= 0 && i < from; i = bytes.indexOf(10, i + 1)) number++;
  const [before] = await run<{ lines: number; name: string }>(Prisma.sql`select i.name, coalesce((select sum(c.lines) from chunk c where c.import_id = i.id and c."offset" < ${chunk.offset}::bigint), 0)::float8 as lines
    from import i where i.workspace_id = ${viewer.workspaceId} and i.id = ${chunk.importId}`);
  if (before === undefined) return null;
  const end = Math.min(to, from + MOST_RAW);
  return { importId: chunk.importId, offset, importName: before.name, number: before.lines + number, raw: bytes.toString('utf8', from, end), cutBytes: to - end };
}
