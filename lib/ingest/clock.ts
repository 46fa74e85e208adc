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

/** The log goes back in time behind the line range that ends at `offset`: `fromMs` was reached, then lines of `toMs` came. */
export type ClockJump = { offset: number; fromMs: number; toMs: number; wholeHour: boolean };

/**
 * Jumps back of more than 5 minutes, from the chunks of one import in any order: files put together in the wrong order, a clock that was set,
 * or local time without zone in the night that has an hour twice (`wholeHour`). A step within a chunk shows on both of its sides and is
 * one. At most `most`, widest first.
 */
export function clockJumps(chunks: Iterable<{ offset: number; fromAt: number | null; toAt: number | null }>, most = 20): ClockJump[] {
  const dated = [...chunks].filter((c): c is { offset: number; fromAt: number; toAt: number } => c.fromAt !== null && c.toAt !== null).sort((a, b) => a.offset - b.offset), found: ClockJump[] = [];
  for (let i = 1; i < dated.length; i++) {
    const back = dated[i - 1].toAt - dated[i].fromAt;
    if (back <= 5 * 60_000) continue;
    const last = found[found.length - 1], within = last !== undefined && last.offset === dated[i - 1].offset && dated[i - 1].toAt >= last.fromMs && dated[i].fromAt >= last.toMs;
    if (within) Object.assign(last, jump(last.offset, dated[i - 1].toAt, last.toMs));
    else found.push(jump(dated[i].offset, dated[i - 1].toAt, dated[i].fromAt));
  }
  return found.sort((a, b) => b.fromMs - b.toMs - (a.fromMs - a.toMs) || a.offset - b.offset).slice(0, most);
}

const jump = (offset: number, fromMs: number, toMs: number): ClockJump => ({ offset, fromMs, toMs, wholeHour: Math.abs(fromMs - toMs - 3_600_000) < 2 * 60_000 });

/** Calls later than `nowMs` (an hour of slack): a wrong zone, or a wrong clock. `minutes`: epoch minute and its calls. They are kept, and named. */
export function callsAhead(minutes: Iterable<readonly [minute: number, calls: number]>, nowMs: number): number {
  let ahead = 0;
  for (const [minute, calls] of minutes) if (minute * 60_000 > nowMs + 3_600_000) ahead += calls;
  return ahead;
}
