import type { HiddenAttempts } from '@/lib/db/hidden-attempts';

export type HiddenRow = HiddenAttempts['byInstance'][number] & { share: number; rate: number | null };
export type Hidden = {
  hidden: number; hiddenTimeouts: number;
  /** Of all failed attempts. */
  shareOfFailed: number | null;
  rows: HiddenRow[]; more: number;
  classes: { code: number; attempts: number }[];
};

/** Instances by hidden failed attempts, most first: `share` of all hidden ones, `rate` of the instance's own attempts. */
export function prepare(h: HiddenAttempts, most = 6): Hidden {
  const rows = h.byInstance.map((i) => ({ ...i, share: i.hidden / h.hidden, rate: i.attempts > 0 ? i.hidden / i.attempts : null }));
  return {
    hidden: h.hidden, hiddenTimeouts: h.hiddenTimeouts, shareOfFailed: h.failed > 0 ? h.hidden / h.failed : null, rows: rows.slice(0, most), more: Math.max(0, rows.length - most),
    classes: [...h.byCode].map(([code, attempts]) => ({ code, attempts })).filter((c) => c.attempts > 0).sort((a, b) => b.attempts - a.attempts),
  };
}
