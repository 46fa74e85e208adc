/** What the worker and its parser threads say to each other. The worker hands its buffers over; a thread's are copied (bin/parse-thread.ts says why). */
import type { Unknown } from '../ingest/folded';
import type { ParseSettings } from '../ingest/settings';
import type { KnownNames } from './names';
import type { MergeJob } from './merge-rows';
import type { EncodedChunk, StoreTarget } from './store-rows';

export type ToThread =
  /** Starts an import: a fresh folder with these settings. */
  | { kind: 'open'; settings: ParseSettings; target: StoreTarget }
  /** `keep`: also compress and hash the bytes (not when they come out of the store again). For `id` and `owner` see StoredChunk. */
  | { kind: 'fold'; job: number; id: number; owner: number; bytes: Uint8Array; offset: number; length: number; preamble: Uint8Array | null; keep: boolean }
  | { kind: 'names'; job: number; names: KnownNames }
  | { kind: 'merge'; job: number; merge: MergeJob };

export type FromThread =
  | { kind: 'unknown'; job: number; unknown: Unknown }
  | { kind: 'folded'; job: number; chunk: EncodedChunk }
  | { kind: 'merged'; job: number; rows: Uint8Array }
  | { kind: 'failed'; job: number; message: string };
