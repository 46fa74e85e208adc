/** The calls of one chunk that a filter wants: its lines parsed, with what the join made of them, and the calls that only error lines tell of. */
import type { Viewer } from '../access/viewer';
import { CLIENT, HOST, METHOD, PATH, REQUEST_ID, toRecord, type CallRecord, type Draft } from '../call';
import { WHY_ERROR_LINE } from '../ingest/folded';
import { ChunkReader, type CallLine, type Visit } from '../ingest/read-calls';
import type { ParseSettings } from '../ingest/settings';
import { attemptsMatching, callMatches, lineMatches, type AttemptFact, type CallFilter } from '../view/call-filter';
import { newestFirst, type CallKey, type CallRow } from '../view/call-row';
import { upstreamName } from '../view/names';
import type { CallNames } from './calls-names';
import { failedOf, notableOfChunk, notableRow, type NotableCall } from './calls-notable';
import type { ChunkRow } from './chunks-read';

type Question = {
  row: ChunkRow;
  /** null: the chunk holds no access lines, or is gone. */
  bytes: Buffer | null;
  reader: ChunkReader; filter: CallFilter; names: CallNames;
  /** Calls whose error lines have the text, as "import:offset". */
  joined: ReadonlySet<string>;
  after: CallKey | null;
  /** No more than so many, the latest. */
  limit: number;
};

/** Matching calls of a chunk that come after a key, newest first. */
export async function callsOfChunk(viewer: Viewer, q: Question): Promise<CallRow[]> {
  const { row, bytes, filter: f, names } = q, isLater = (k: CallKey): boolean => q.after === null || newestFirst(q.after, k) < 0;
  const hasText = textTest(q), rows: CallRow[] = [];
  if (hasText === null) return rows;
  const read = async (): Promise<Map<number, NotableCall>> => new Map((await notableOfChunk(viewer, row)).map((n) => [n.offset, n]));
  // Where the class counts, the join must be known first; else only calls that are shown need it.
  let notable = f.failures !== null || f.attempts?.codes || row.events > 0 ? await read() : null;
  if (bytes !== null && row.calls > 0) {
    const window = { fromMs: f.fromMs, toMs: q.after === null ? f.toMs : Math.min(f.toMs, q.after.at + 1) };
    // Newest first reads wanted lines twice and stops when the page is full; where few match, one pass over all of them costs less.
    const few = f.routes !== null || f.instances !== null || f.attempts !== null || f.status !== null || f.minMs !== null || f.maxMs !== null || f.client !== null || f.requestId !== null || f.text !== null;
    const visit: Visit<CallLine> = ({ draft: d, offset, length, route, label, addr }) => {
      const key = { at: Math.trunc(d.at), importId: row.importId, offset: row.offset + offset };
      if (!isLater(key)) return;
      // Names cost a look-up each: only where they are asked for, and for what is listed.
      const facts = {
        at: key.at, status: d.status, durationMs: d.duration, client: f.client === null ? null : d.text(CLIENT), requestId: f.requestId === null ? null : d.text(REQUEST_ID),
        routeId: f.routes === null ? 0 : names.routeId(row.sourceId, route), instanceId: f.instances === null ? 0 : names.instanceId(row.sourceId, label, addr),
      };
      if (!lineMatches(f, facts) || !hasText(offset, length, key.offset)) return;
      if (f.failures !== null && !f.failures.has(joinedTo(notable, key.offset)?.failure ?? d.failure)) return;
      if (f.attempts !== null && attemptsMatching(f.attempts, joinedTo(notable, key.offset)?.attempts ?? attemptFacts(d, label, (of, at) => names.instanceId(row.sourceId, of, at))) === 0) return;
      rows.push(rowOf(d, key, row, names, names.routeId(row.sourceId, route), names.instanceId(row.sourceId, label, addr)));
      if (!few && rows.length === q.limit) return false;
    };
    if (few) q.reader.eachCall(bytes, row.preamble, visit, window); else q.reader.eachCallNewestFirst(bytes, row.preamble, visit, window);
  }
  if (rows.length > 0) notable ??= await read();
  if (notable === null) return rows.sort(newestFirst).slice(0, q.limit);
  const out = rows.map((r) => { const n = joinedTo(notable, r.offset); return n === undefined ? r : { ...r, failure: n.failure, confidence: n.confidence, failedAttempts: n.attempts ? failedOf(n) : r.failedAttempts }; });
  for (const n of notable.values()) {
    if (isErrorLine(n) && isLater(n) && callMatches(f, { ...n, durationMs: n.durationMs ?? NaN, attempts: n.attempts ?? [] }) && hasText(n.offset - row.offset, n.length, n.offset)) out.push(notableRow(n, names));
  }
  return out.sort(newestFirst).slice(0, q.limit);
}

const isErrorLine = (n: NotableCall): boolean => (n.why & WHY_ERROR_LINE) !== 0;
/** What the join says of an access line. */
const joinedTo = (notable: ReadonlyMap<number, NotableCall> | null, offset: number): NotableCall | undefined => { const n = notable?.get(offset); return n && !isErrorLine(n) ? n : undefined; };

/** Says whether a line (or the error lines joined to it) has the text; null: none of the chunk can, and its lines need no look. */
function textTest({ bytes, row, filter, joined }: Question): ((from: number, length: number, offset: number) => boolean) | null {
  const text = filter.text;
  if (text === null) return () => true;
  const inLines = bytes !== null && bytes.toString('utf8').toLowerCase().includes(text);
  if (!inLines && joined.size === 0) return null;
  return (from, length, offset) => (inLines && bytes.toString('utf8', from, from + length).toLowerCase().includes(text)) || joined.has(row.importId + ':' + offset);
}

function attemptFacts(d: Draft, label: string, idOf: (label: string, addr: string | null) => number): AttemptFact[] {
  return Array.from({ length: d.attempts }, (_, i) => ({ failure: d.attemptFailure[i], instance: idOf(label, d.addr(i)) }));
}

const ms = (x: number): number | null => (Number.isNaN(x) ? null : Math.round(x * 1000) / 1000);

function rowOf(d: Draft, key: CallKey, row: ChunkRow, names: CallNames, routeId: number, instanceId: number): CallRow {
  const instance = names.instance(instanceId);
  let failed = 0;
  for (let i = 0; i < d.attempts; i++) if (d.attemptFailure[i] !== 0) failed++;
  return {
    ...key, source: names.sources.get(row.sourceId) ?? '', status: d.status, failure: d.failure, confidence: d.confidence, durationMs: ms(d.duration),
    method: d.text(METHOD), path: d.text(PATH), host: d.text(HOST), route: names.route(routeId), upstream: instance && upstreamName(instance), instance: instance?.addr ?? null,
    attempts: Math.max(d.attempts, d.retries > 0 ? d.retries + 1 : 0), failedAttempts: failed, client: d.text(CLIENT), requestId: d.text(REQUEST_ID), errorLineOnly: false,
  };
}

export type LineRecord = { record: CallRecord; confidence: number; route: string | null; label: string; addr: string | null };

/** What the parser reads from the line at an offset within a chunk; null when no call starts there. */
export function recordAt(bytes: Buffer, preamble: Uint8Array | null, at: number, settings: ParseSettings): LineRecord | null {
  let found: LineRecord | null = null;
  new ChunkReader(settings).eachCall(bytes, preamble, ({ draft, offset, route, label, addr }) => {
    if (offset === at) found = { record: toRecord(draft), confidence: draft.confidence, route, label, addr };
    return offset < at;
  });
  return found;
}
