/** From sums per bucket to the mean time of an attempt, split: the parts add up to the whole, so they may be stacked. Pure. */
import type { PhaseSeries } from '@/lib/db/phase-series';
import type { Range } from '@/lib/view/bucket';

/** Means in ms over all timed attempts of the bucket; all null in a bucket without one. `failed`: time spent on attempts that failed. */
export type PhasePoint = { at: number; attempts: number; connect: number | null; firstByte: number | null; body: number | null; unsplit: number | null; failed: number | null };
export type Phases = { points: PhasePoint[]; /** Parts with any time at all, in the order of an attempt. */ parts: PhasePart[] };
export type PhasePart = 'connect' | 'firstByte' | 'body' | 'unsplit' | 'failed';
export const PARTS: Record<PhasePart, string> = { connect: 'Connect', firstByte: 'Wait for the first byte', body: 'Body', unsplit: 'Not split by the log', failed: 'Failed attempts' };

/** Rounding in the log can make phases add up to a little more than the whole: less than this is no time of its own. */
const SLIVER_MS = 0.5;

export function preparePhases(s: PhaseSeries, range: Range): Phases {
  const points = Array.from({ length: range.points }, (_, i): PhasePoint => {
    const n = s.timed[i], mean = (sum: number): number | null => (n > 0 ? sum / n : null), rest = s.whole[i] - s.connect[i] - s.firstByte[i] - s.body[i];
    return { at: range.fromMs + i * range.bucketSec * 1000, attempts: s.attempts[i], connect: mean(s.connect[i]), firstByte: mean(s.firstByte[i]), body: mean(s.body[i]), unsplit: mean(n > 0 && rest / n > SLIVER_MS ? rest : 0), failed: mean(s.failed[i]) };
  });
  return { points, parts: (Object.keys(PARTS) as PhasePart[]).filter((k) => points.some((p) => (p[k] ?? 0) > 0)) };
}
