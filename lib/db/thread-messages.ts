/** What the worker and its parser threads say to each other. Buffers are handed over, not copied. */
import type { FoldedChunk, Unknown } from '../ingest/folded';
import type { ParseSettings } from '../ingest/settings';
import type { KnownNames } from './names';

export type ToThread =
  /** Starts an import: a fresh folder with these settings. */
  | { kind: 'open'; settings: ParseSettings }
  /** `keep`: also compress and hash the bytes (not when they come out of the store again). */
  | { kind: 'fold'; job: number; bytes: Uint8Array; offset: number; keep: boolean }
  | { kind: 'names'; job: number; names: KnownNames };

export type FromThread =
  | { kind: 'unknown'; job: number; unknown: Unknown }
  | { kind: 'folded'; job: number; folded: FoldedChunk; hash: Uint8Array; data: Uint8Array }
  | { kind: 'failed'; job: number; message: string };

/** The buffers of these arrays, for a transfer list; arrays that share their buffer with others are left to be copied. */
export const transferable = (arrays: (Uint8Array | null)[]): ArrayBuffer[] => [...new Set(arrays.filter((a): a is Uint8Array => a !== null && a.byteLength > 0 && a.byteLength === a.buffer.byteLength).map((a) => a.buffer as ArrayBuffer))];
