import type { Ask } from '@/lib/db/ask';

/** A row of an export: plain values under names that carry their unit ("p95_ms", "from_utc"). Shares are 0..1. All rows of a panel have the same keys. */
export type Row = Record<string, string | number | boolean | null>;
/** What a panel shows, as rows. */
export type PanelRows = (ask: Ask) => Promise<Row[]>;

export const utc = (ms: number): string => new Date(ms).toISOString();
