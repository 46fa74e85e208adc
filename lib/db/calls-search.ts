/**
 * The search behind a list of calls: notable rows by index where the filter allows it, else all calls streamed from the chunks, newest
 * first. Either way the list is complete: its length over a range is the number that a panel shows for it.
 */
import type { Viewer } from '../access/viewer';
import { matchesNothing, onlyNotable, type CallFilter } from '../view/call-filter';
import { keyText, newestFirst, timeKey, type CallKey, type CallRow, type CallsMessage } from '../view/call-row';
import { ChunkReader } from '../ingest/read-calls';
import { callsOfChunk } from './calls-chunk';
import type { CallNames } from './calls-names';
import { joinedWithText, notableCount, notablePage, notableRow, type NotableCall } from './calls-notable';
import { plan, type PlannedChunk } from './calls-plan';
import { chunkAt, chunkBytes, chunkBytesWith, chunksInTurn } from './chunks-read';
import { sourceSettings } from './calls-settings';

export type SearchOptions = {
  /** Calls up to the end of the page. */
  limit: number;
  after: CallKey | null;
  /** Only where every match is notable. */
  slowest?: boolean;
  /** Stops between chunks. */
  signal?: AbortSignal;
  /** Pauses after so many ms, with a cursor to go on from. */
  budgetMs?: number;
};

/** Yields rows in the order of the list, progress between them, and one `end`. Throws what the database throws. */
export async function* searchCalls(viewer: Viewer, f: CallFilter, names: CallNames, o: SearchOptions): AsyncGenerator<CallsMessage> {
  if (matchesNothing(f)) {
    yield { type: 'total', total: 0, attempts: f.attempts && 0 };
    yield { type: 'end', cursor: null, why: 'all' };
  } else if (onlyNotable(f)) yield* searchNotable(viewer, f, names, o);
  else yield* searchChunks(viewer, f, names, o);
}

const pauseAt = (o: SearchOptions): number => (o.budgetMs === undefined ? Infinity : performance.now() + o.budgetMs);
const lastKey = (rows: readonly CallRow[], slowest: boolean): string => { const r = rows[rows.length - 1]; return keyText({ at: r.at, importId: r.importId, offset: r.offset, ...(slowest ? { durationMs: r.durationMs } : {}) }); };

async function* searchNotable(viewer: Viewer, f: CallFilter, names: CallNames, o: SearchOptions): AsyncGenerator<CallsMessage> {
  const slowest = o.slowest ?? false, until = pauseAt(o), found: CallRow[] = [], hasText = f.text === null ? null : await textOfNotable(viewer, f);
  let after = o.after, batch = hasText ? Math.max(200, o.limit) : o.limit;
  const counting = o.after === null && !hasText ? notableCount(viewer, f) : null;
  counting?.catch(() => undefined);
  for (;;) {
    const rows = await notablePage(viewer, f, after, batch + 1, slowest), more = rows.length > batch, page = more ? rows.slice(0, batch) : rows, hits: CallRow[] = [];
    let read = 0;
    for (const n of page) {
      if (o.signal?.aborted) return;
      if (hasText === null || (await hasText(n))) hits.push(notableRow(n, names));
      read++;
      if (found.length + hits.length === o.limit) break;
    }
    found.push(...hits);
    if (hits.length) yield { type: 'calls', rows: hits };
    if (counting && after === o.after) { const { calls: total, attempts } = await counting; yield { type: 'total', total, attempts }; }
    if (found.length === o.limit && (more || read < page.length)) { yield { type: 'end', cursor: lastKey(found, slowest), why: 'page' }; return; }
    if (!more) { yield { type: 'end', cursor: null, why: 'all' }; return; }
    const last = page[page.length - 1];
    after = { at: last.at, importId: last.importId, offset: last.offset, ...(slowest ? { durationMs: last.durationMs } : {}) };
    const cursor = keyText(after);
    yield { type: 'progress', searchedFrom: slowest ? f.fromMs : last.at, searchedTo: f.toMs, chunksDone: 0, chunksTotal: 0, matches: found.length, cursor };
    if (performance.now() >= until) { yield { type: 'end', cursor, why: 'time' }; return; }
    batch = Math.min(2000, batch * 2);
  }
}

/** Says whether a notable call's raw line (or the evidence of its error lines) has the text; keeps the last few chunks at hand. */
async function textOfNotable(viewer: Viewer, f: CallFilter): Promise<(n: NotableCall) => Promise<boolean>> {
  const joined = await joinedWithText(viewer, f), held = new Map<number, { offset: number; bytes: Buffer } | null>();
  return async (n) => {
    if (joined.has(n.importId + ':' + n.offset)) return true;
    let c = held.get(n.chunkId);
    if (c === undefined) {
      const row = await chunkAt(viewer, n.importId, n.offset), bytes = row && (await chunkBytes(viewer, row.id));
      c = row && bytes ? { offset: row.offset, bytes } : null;
      held.set(n.chunkId, c);
      if (held.size > 12) held.delete(held.keys().next().value!);
    }
    return c !== null && c.bytes.toString('utf8', n.offset - c.offset, n.offset - c.offset + n.length).toLowerCase().includes(f.text!);
  };
}

async function* searchChunks(viewer: Viewer, f: CallFilter, names: CallNames, o: SearchOptions): AsyncGenerator<CallsMessage> {
  const until = pauseAt(o), upper = o.after === null ? f.toMs : Math.min(f.toMs, Math.floor(o.after.at) + 1);
  const [{ chunks, total, attempts }, settings, joined] = await Promise.all([plan(viewer, f, upper), sourceSettings(viewer, f.sources), joinedWithText(viewer, f)]);
  if (total !== null && o.after === null) yield { type: 'total', total, attempts };
  const readers = new Map<number, ChunkReader>(), readerOf = (sourceId: number): ChunkReader => { let r = readers.get(sourceId); if (!r) readers.set(sourceId, (r = new ChunkReader(settings(sourceId)))); return r; };
  // Found, not yet listed: a chunk still to be read may hold later calls. Never longer than what the page still takes.
  let waiting: CallRow[] = [], listed = 0, told = performance.now(), last: CallRow | null = null;
  const progress = (done: number, searchedFrom: number, cursor: string | null): CallsMessage =>
    ({ type: 'progress', searchedFrom: Math.max(f.fromMs, Math.min(upper, searchedFrom)), searchedTo: f.toMs, chunksDone: done, chunksTotal: chunks.length, matches: listed + waiting.length, cursor });
  const words = [f.requestId, f.client].filter((w) => w !== null);
  const read = (c: PlannedChunk): Promise<Buffer | null> => (c.verbatim ? chunkBytesWith(viewer, c.id, words) : c.calls > 0 || f.text !== null ? chunkBytes(viewer, c.id) : Promise.resolve(null));
  for await (const { row, bytes } of chunksInTurn(chunks, read)) {
    if (o.signal?.aborted) return;
    const found = row.verbatim && bytes === null ? [] : await callsOfChunk(viewer, { row, bytes, reader: readerOf(row.sourceId), filter: f, names, joined, after: o.after, limit: o.limit - listed });
    if (found.length) waiting = [...waiting, ...found].sort(newestFirst).slice(0, o.limit - listed);
    let sure = 0;
    while (sure < waiting.length && waiting[sure].at > row.nextAt) sure++;
    if (sure > 0) {
      const rows = waiting.splice(0, sure);
      listed += sure; last = rows[rows.length - 1];
      yield { type: 'calls', rows };
    }
    if (row.nextAt === -Infinity) break;
    if (listed === o.limit) { yield progress(row.index + 1, last!.at, keyText(last!)); yield { type: 'end', cursor: keyText(last!), why: 'page' }; return; }
    // A pause must leave less to do: chunks that overlap in time are read together, or going on would meet the same ones again.
    const now = performance.now(), pause = now >= until && row.nextAt < (o.after?.at ?? Infinity);
    if (pause || now - told > 100) {
      told = now;
      const cursor = keyText(timeKey(row.nextAt));
      yield progress(row.index + 1, row.nextAt + 1, cursor);
      if (pause) { yield { type: 'end', cursor, why: 'time' }; return; }
    }
    await new Promise<void>((resume) => setImmediate(resume)); // pages must be answered between two chunks
  }
  if (listed === o.limit) { yield progress(chunks.length, last!.at, keyText(last!)); yield { type: 'end', cursor: keyText(last!), why: 'page' }; return; }
  yield progress(chunks.length, f.fromMs, null);
  yield { type: 'end', cursor: null, why: 'all' };
}
