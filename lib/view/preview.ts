/** What a page shows of a file before it is imported: the answer of /api/preview. Plain data. */

/** One line as it would be read. `raw` is cut. Times in ms since the epoch, null = the line says nothing. */
export type PreviewLine = {
  /** From 1. */
  line: number;
  became: 'call' | 'event' | 'filtered' | 'rejected';
  /** Why it is filtered or rejected. */
  reason: string | null;
  raw: string; format: string | null;
  at: number | null; method: string | null; path: string | null; status: number | null; durationMs: number | null;
  upstream: string | null; attempts: number; failure: number; confidence: 'exact' | 'inferred' | 'ambiguous' | null;
};

/** Whether a pasted layout compiles: what is wrong and where (index in the text), or of which dialect it is, which variables are read and which passed over. */
export type LayoutCheck = { ok: true; title: string; variables: string[]; skipped: string[] } | { ok: false; message: string; at: number };

export type Preview = {
  /** False while too little of the file has arrived to say anything. */
  ready: boolean;
  /** What most of the first lines are; null when no format knows them. Confidence 0..1. */
  format: { id: string; title: string; confidence: number; reason: string } | null;
  /** Others that some lines have. */
  others: { id: string; title: string; lines: number }[];
  gzip: boolean;
  /** Why this cannot be read at all: "This file is a PDF document". */
  problem: string | null;
  lines: PreviewLine[];
  /** How the names of a log of one's own were understood, as a layout that can be edited and pasted back; null = its format needs no guess. */
  mapping: string | null;
  /** Lines looked at for the chip. */
  looked: number;
  /** When lines carry no zone: the wall clock of the first such line, in ms as if it were UTC. */
  wallMs: number | null;
  /** The offset of the first line that carries one: minutes east of UTC, and when. */
  offset: { minutes: number; at: number } | null;
};
