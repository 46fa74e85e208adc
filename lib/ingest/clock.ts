/** Gaps in a log's time, for the receipt: stretches in which a source that was busy wrote nothing. */
export type ClockGap = { fromMs: number; toMs: number };

/**
 * Gaps between minutes that have lines. `minutes`: epoch minutes with at least one line, in any order. A gap counts when it is longer than
 * 10 minutes and 20 times the usual distance between busy minutes, so that a quiet night of a quiet site is no alarm. At most `most`, longest first.
 */
export function clockGaps(minutes: Iterable<number>, most = 20): ClockGap[] {
  const busy = [...new Set(minutes)].sort((a, b) => a - b), steps = busy.slice(1).map((m, i) => m - busy[i]);
  if (steps.length === 0) return [];
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)], least = Math.max(10, usual * 20);
  return steps
    .map((step, i) => ({ step, fromMs: (busy[i] + 1) * 60_000, toMs: busy[i + 1] * 60_000 }))
    .filter((g) => g.step > least).sort((a, b) => b.step - a.step).slice(0, most).map(({ fromMs, toMs }) => ({ fromMs, toMs }));
}
