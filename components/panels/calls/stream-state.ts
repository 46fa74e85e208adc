/** What a running search has brought so far: a pure reducer over its messages. */
import type { CallRow, CallsMessage } from '@/lib/view/call-row';

export type Progress = Extract<CallsMessage, { type: 'progress' }>;
export type StreamState = {
  rows: CallRow[]; progress: Progress | null; total: number | null;
  /** Chunks read of those that the whole search has to read; null = it reads none, or not yet known. */
  searched: { done: number; total: number } | null;
  /** Attempts of the list's calls that the view means; null = it asks for none, or not yet known. */
  attempts: number | null;
  running: boolean;
  /** Where the next page starts; null = nothing more, or not yet known. */
  cursor: string | null;
  /** Why it stands still: the page is full, time ran out, somebody stopped it, the range is done. */
  why: 'page' | 'time' | 'stopped' | 'all' | null;
  error: string | null;
};

export const EMPTY_STREAM: StreamState = { rows: [], progress: null, total: null, searched: null, attempts: null, running: false, cursor: null, why: null, error: null };

export type StreamEvent = { type: 'start' } | { type: 'stop' } | { type: 'fail'; message: string } | { type: 'messages'; messages: CallsMessage[] };

export function streamReducer(s: StreamState, e: StreamEvent): StreamState {
  if (e.type === 'start') return { ...s, running: true, error: null, why: null };
  // Rows listed beyond the last known cursor are kept: going on from it lists nothing twice (see `later`).
  if (e.type === 'stop') return { ...s, running: false, why: 'stopped' };
  if (e.type === 'fail') return { ...s, running: false, why: 'stopped', error: e.message };
  let next = { ...s }, rows: CallRow[] | null = null;
  for (const m of e.messages) {
    if (m.type === 'calls') (rows ??= []).push(...m.rows);
    else if (m.type === 'total') { next.total = m.total; next.attempts = m.attempts ?? null; }
    else if (m.type === 'progress') { next.progress = m; next.cursor = m.cursor; next.searched = worked(next.searched, m); }
    else if (m.type === 'error') next = { ...next, running: false, why: 'stopped', error: m.message };
    else next = { ...next, running: false, cursor: m.cursor, why: m.why };
  }
  if (rows) next.rows = later(s.rows, rows);
  return next;
}

/** A search that goes on counts only what is left: the work of all of it is known from its first part. */
function worked(before: StreamState['searched'], m: Progress): StreamState['searched'] {
  if (m.chunksTotal === 0) return before;
  const total = before?.total ?? m.chunksTotal;
  return { done: Math.min(total, Math.max(before?.done ?? 0, total - m.chunksTotal + m.chunksDone)), total };
}

/** Adds rows to a list, without those it has: after a stop the next page starts at the last progress, which may lie before the last row. */
function later(have: CallRow[], more: CallRow[]): CallRow[] {
  if (have.length === 0) return more;
  const tail = new Set(have.slice(-500).map((r) => r.importId + ':' + r.offset));
  return [...have, ...more.filter((r) => !tail.has(r.importId + ':' + r.offset))];
}
