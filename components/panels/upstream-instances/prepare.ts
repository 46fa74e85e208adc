/** Instances of one upstream side by side, and which of them stand out. Pure. */
import type { InstanceStats } from '@/lib/db/instance-stats';
import { boundedQuantile, type Quantile } from '@/lib/view/wall';

export type InstanceRow = {
  name: string; calls: number; failed: number; timeouts: number; attempts: number; failedAttempts: number; timedOutAttempts: number; hidden: number; failedShare: number | null;
  /** ms, by phase of the attempt; durations are of calls that ended here. */
  connectP95: number | null; firstByteP95: number | null; p50: Quantile; p95: Quantile; p99: Quantile;
  /** Fails at least three times as often as its peers together, with enough attempts to say so. */
  standsOut: boolean;
};

/** Fewer failed attempts than this prove nothing. */
const ENOUGH = 5, TIMES = 3;

export function prepareInstances(stats: InstanceStats[]): InstanceRow[] {
  const attempts = stats.reduce((n, s) => n + s.attempts, 0), failed = stats.reduce((n, s) => n + s.failedAttempts, 0);
  return stats.map((s): InstanceRow => {
    const peers = attempts - s.attempts, peersFailed = failed - s.failedAttempts, own = s.attempts > 0 ? s.failedAttempts / s.attempts : null;
    return {
      name: s.name, calls: s.calls, failed: s.failed, timeouts: s.timeouts, attempts: s.attempts, failedAttempts: s.failedAttempts,
      timedOutAttempts: s.timedOutAttempts, hidden: s.hidden, failedShare: own,
      connectP95: s.connect.quantile(0.95), firstByteP95: s.firstByte.quantile(0.95), p50: boundedQuantile(s.durations, s.timedOut, 0.5), p95: boundedQuantile(s.durations, s.timedOut, 0.95), p99: boundedQuantile(s.durations, s.timedOut, 0.99),
      standsOut: own !== null && peers > 0 && s.failedAttempts >= ENOUGH && own >= TIMES * (peersFailed / peers),
    };
  }).sort((a, b) => b.failedAttempts - a.failedAttempts || b.attempts - a.attempts || (a.name < b.name ? -1 : 1));
}
