/** What pages show of an import: its state while it runs, and the account of every line once it has. Plain data, times in ms. */
export type ImportState = 'uploading' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'deleting';

export type ImportSummary = {
  id: number; name: string; state: ImportState;
  source: { id: number; name: string };
  createdAt: number; startedAt: number | null; finishedAt: number | null;
  /** Bytes of the file as it came, and how many are consumed. */
  sizeBytes: number; consumedBytes: number;
  lines: number; stored: number; quarantined: number; filtered: number;
  /** Calls, error lines that are calls of their own among them, by what they are found to be once error lines are joined. */
  calls: number; failed: number; timeouts: number;
  /** Stored error lines: each tells more of a call. */
  events: number;
  fromAt: number | null; toAt: number | null;
  /** Format ids by lines, most first. */
  formats: string[];
  /** A sentence for the user: why it failed, or a note. */
  message: string | null;
  /** Chunks that still have to be folded again with changed settings, and all there are; null when none are waiting. */
  refold: { done: number; total: number } | null;
};

export type ReasonCount = { reason: string; lines: number };
export type QuarantineSample = { line: number; reason: string; sample: string };
export type Gap = { fromMs: number; toMs: number };
/** The log reached `fromMs`, and about line `line` goes back to `toMs`. `wholeHour`: by an hour, as a night does whose clock is set back. */
export type Jump = { line: number; fromMs: number; toMs: number; wholeHour: boolean };
export type ImportClock = {
  gaps: Gap[]; jumps: Jump[];
  /** Calls that lay in the future when they were imported, and by how much the last one did; null = none. */
  ahead: { calls: number; byMs: number } | null;
};

export type Receipt = ImportSummary & {
  attempts: number;
  /** Decompressed bytes; null until the end was reached. */
  contentBytes: number | null;
  byFormat: { id: string; title: string; lines: number }[];
  filteredBy: ReasonCount[];
  quarantinedBy: ReasonCount[];
  samples: QuarantineSample[];
  clock: ImportClock;
  /** The zone that was taken for lines that carry none; null = every line carries its own. */
  zoneAssumed: string | null;
  /** Sentences about what was found on the way: a zone that was assumed, gzip data that was damaged. */
  notes: string[];
  /** The import that holds these bytes already. */
  sameAs: number | null;
};

/** Whether it holds error lines and nothing else. */
export const isErrorLog = (i: Pick<ImportSummary, 'stored' | 'events'>): boolean => i.events > 0 && i.events === i.stored;

export const isActive = (i: Pick<ImportSummary, 'state' | 'refold'>): boolean => i.state === 'uploading' || i.state === 'queued' || i.state === 'running' || i.state === 'deleting' || i.refold !== null;

/** Share of the work that is done, 0..1. */
export function progressOf(i: Pick<ImportSummary, 'state' | 'refold' | 'sizeBytes' | 'consumedBytes'>): number {
  if (i.refold) return i.refold.total === 0 ? 1 : i.refold.done / i.refold.total;
  if (i.sizeBytes === 0) return i.state === 'done' ? 1 : 0;
  return Math.min(1, i.consumedBytes / i.sizeBytes);
}
