/** A call as a list shows it: plain JSON, made by lib/db from a parsed line or a notable row, sent to the browser as it is. */
export type CallRow = {
  importId: number;
  /** Byte offset of the line in the import's content: with the import it names the call for good. */
  offset: number;
  /** ms since the epoch, the time as logged. */
  at: number;
  source: string;
  /** 0 = none */
  status: number;
  /** Failure code after the join (lib/failure.ts), 0 = none; index into CONFIDENCES. */
  failure: number; confidence: number;
  durationMs: number | null;
  method: string | null; path: string | null; host: string | null;
  /** "METHOD template", null = the line has no request. */
  route: string | null;
  upstream: string | null; instance: string | null;
  /** How many attempts the call made, and how many of them failed. */
  attempts: number; failedAttempts: number;
  client: string | null; requestId: string | null;
  /** No access line: the call is known from its error line alone. */
  errorLineOnly: boolean;
};

/** A place in the order of a list (newest first: at, import, offset, all descending); `durationMs` leads when slowest come first. */
export type CallKey = { at: number; importId: number; offset: number; durationMs?: number | null };

/** Sorts newest first. Total: two calls never share import and offset. */
export const newestFirst = (a: CallKey, b: CallKey): number => b.at - a.at || b.importId - a.importId || b.offset - a.offset;

/** The end of a time that is not a call: every call at or before `at` comes after it. */
export const timeKey = (at: number): CallKey => ({ at, importId: 2 ** 31 - 1, offset: Number.MAX_SAFE_INTEGER });

export const keyText = (k: CallKey): string => [k.at, k.importId, k.offset, ...(k.durationMs === undefined ? [] : [k.durationMs ?? 'none'])].join('_');

/** Reads what `keyText` wrote; null when it is not one. */
export function parseKey(s: string | null): CallKey | null {
  const parts = (s ?? '').split('_');
  if (parts.length < 3 || parts.length > 4 || !parts.slice(0, 3).every((p) => /^-?\d{1,16}(\.\d{1,9})?$/.test(p))) return null;
  const [at, importId, offset] = parts.map(Number);
  if (!Number.isInteger(importId) || !Number.isInteger(offset) || importId < 0 || importId >= 2 ** 31 || offset < 0 || Math.abs(at) > 8.64e15) return null;
  if (parts.length === 3) return { at, importId, offset };
  if (parts[3] !== 'none' && !/^\d{1,16}(\.\d{1,40})?$/.test(parts[3])) return null;
  return { at, importId, offset, durationMs: parts[3] === 'none' ? null : Number(parts[3]) };
}

/** What a search says while it runs. */
export type CallsMessage =
  /** Everything later than `searchedTo` down to `searchedFrom` (ms) was searched; `cursor` goes on from there. */
  | { type: 'progress'; searchedFrom: number; searchedTo: number; chunksDone: number; chunksTotal: number; matches: number; cursor: string | null }
  | { type: 'calls'; rows: CallRow[] }
  /** How many calls the whole list has, where that is known exactly without reading them. */
  | { type: 'total'; total: number; /** How many of their attempts the view means, where it asks for attempts. */ attempts?: number | null }
  /** `cursor` null: nothing more. `why` page: the page is full; time: the search paused; all: the range is done. */
  | { type: 'end'; cursor: string | null; why: 'page' | 'time' | 'all' }
  | { type: 'error'; message: string };
