/** What the join looks at: calls of access lines, and events of error lines. */
import type { AttemptRow, EventRow } from './folded';

export type JoinCall = {
  importId: number; offset: number;
  /** ms, time as logged, and when the call began and ended. */
  at: number; startAt: number; endAt: number;
  /** What the access line alone says. */
  failure: number; confidence: number; status: number; durationMs: number | null; routeId: number; instanceId: number;
  method: string | null; path: string | null; client: string | null; requestId: string | null;
  attempts: AttemptRow[];
  /** False for an ordinary call that was read from its chunk only because an event may belong to it. */
  notable: boolean;
};
export type JoinEvent = EventRow & { importId: number };
