/** One call as its page shows it: plain JSON. Times in ms, null = not in the log. */
import type { CallRecord } from '../call';

export type DetailLine = {
  importId: number; offset: number; importName: string;
  /** Line number in the file, from 1. */
  number: number;
  raw: string;
  /** Bytes of the line that are left out of `raw`. */
  cutBytes: number;
};

export type DetailAttempt = {
  addr: string | null; upstream: string | null; status: number | null;
  /** From the attempt's own start: connected, first byte of the header came, ended. */
  connectMs: number | null; firstByteMs: number | null; totalMs: number | null;
  /** Rises at every internal redirect. */
  group: number;
  failure: number;
};

export type CallDetail = {
  importId: number; offset: number; source: string; at: number;
  line: DetailLine;
  /** What the line says by itself; null for a call that is known from its error line alone. */
  record: CallRecord | null;
  /** What the line was read as, in words; null as above. */
  formatTitle: string | null;
  /** Failure code after the join, and by the access line alone. */
  failure: number; lineFailure: number; confidence: number; evidence: string | null;
  errorLineOnly: boolean;
  status: number; durationMs: number | null;
  method: string | null; path: string | null; host: string | null; client: string | null; requestId: string | null;
  route: string | null; upstream: string | null; instance: string | null;
  attempts: DetailAttempt[];
  /** Error-log lines of the same call. */
  joined: (DetailLine & { failure: number; evidence: string | null })[];
};

/** "12-3456" in an address: import and offset; null when it is not one. */
export function parseCallId(id: string): { importId: number; offset: number } | null {
  const m = /^(\d{1,9})-(\d{1,15})$/.exec(id);
  return m && { importId: Number(m[1]), offset: Number(m[2]) };
}
