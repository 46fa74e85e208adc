/** What one chunk becomes: rows and blocks ready for the store. Shapes only; made by fold.ts, written by lib/db/store. */
import type { Block } from '../rollup/block';

export const WHY_FAILED = 1, WHY_RETRIED = 2, WHY_CUT = 4, WHY_SLOW = 8, WHY_ERROR_LINE = 16, WHY_PROMOTED = 32;

/** An attempt as stored with a notable call. Times in ms, null = missing. */
export type AttemptRow = { instance: number; addr: string | null; status: number | null; connectMs: number | null; firstByteMs: number | null; totalMs: number | null; group: number; failure: number };

export type NotableRow = {
  at: number; offset: number; length: number; why: number; failure: number; confidence: number; status: number; durationMs: number | null;
  routeId: number; instanceId: number; retries: number; method: string | null; path: string | null; host: string | null; client: string | null;
  requestId: string | null; evidence: string | null; attempts: AttemptRow[];
};

export type EventRow = {
  at: number; offset: number; length: number; failure: number; confidence: number; routeId: number; instanceId: number;
  method: string | null; path: string | null; host: string | null; client: string | null; requestId: string | null; evidence: string | null;
};

export type QuarantineRow = { offset: number; length: number; line: number; reason: string; sample: string };

/** Lines by what became of them. read = stored + quarantined + filtered, always. */
export type Accounts = { formats: Record<string, number>; filtered: Record<string, number>; quarantined: Record<string, number> };

export type FoldedChunk = {
  lines: number; stored: number; quarantined: number; filtered: number;
  calls: number; attempts: number; events: number; failed: number; timeouts: number;
  /** ms, first and last time of any stored line; null when nothing was stored. */
  fromAt: number | null; toAt: number | null;
  accounts: Accounts;
  /** The header lines that were in force where it begins, as stored with it; null = none. */
  preamble: Uint8Array | null;
  blocks: Block[];
  notable: NotableRow[];
  /** Error-log lines. They are no calls yet: the join gives each to its call, or makes it one. */
  eventRows: EventRow[];
  /** At most 100 a chunk; `quarantined` counts them all. */
  quarantineRows: QuarantineRow[];
  /** Filters over the words of these two fields (lib/ingest/filter.ts). */
  requestIds: Uint8Array; clients: Uint8Array;
};

/** Names a fold met that have no dictionary id yet. */
export type Unknown = { routes: string[]; instances: { label: string; addr: string }[] };

/**
 * Folds chunks for one import. One per thread; keeps its caches from chunk to chunk.
 *   const unknown = folder.fold(bytes, offset, preamble);   // bytes: whole lines, decoded to UTF-8
 *   folder.learn(await store.names(unknown));        // only when something is unknown
 *   const folded = folder.finish();
 * `fold` blanks secrets (and client addresses, where the settings ask for it) in `bytes` itself, length for length: what is stored of the
 * chunk are the bytes as they are after `fold`. A line too long to keep (split.ts) comes as its head alone and is one quarantined line.
 * Deterministic: the same bytes, preamble, settings and ids give the same FoldedChunk, byte for byte.
 */
export interface ChunkFolder {
  fold(bytes: Buffer, offset: number, preamble?: Uint8Array | null): Unknown;
  learn(ids: { routes: [string, number][]; instances: [string, string, number][] }): void;
  finish(): FoldedChunk;
}
