/** Upstreams, worst first. Pure. */
import type { UpstreamStats } from '@/lib/db/instance-stats';
import { boundedQuantile, type Quantile } from '@/lib/view/wall';

export type UpstreamRow = {
  /** As links have it. */
  upstream: string;
  name: string; inferred: boolean | null; instances: number; calls: number; failed: number; timeouts: number; failedShare: number | null; timeoutShare: number | null;
  p50: Quantile; p95: Quantile; p99: Quantile; attempts: number; failedAttempts: number; hidden: number;
};

const share = (n: number, of: number): number | null => (of > 0 ? n / of : null);

export function prepareUpstreams(stats: UpstreamStats[]): UpstreamRow[] {
  return stats.map((s) => ({
    upstream: s.upstream, name: s.name, inferred: s.inferred, instances: s.instances, calls: s.calls, failed: s.failed, timeouts: s.timeouts, failedShare: share(s.failed, s.calls), timeoutShare: share(s.timeouts, s.calls),
    p50: boundedQuantile(s.durations, s.timedOut, 0.5), p95: boundedQuantile(s.durations, s.timedOut, 0.95), p99: boundedQuantile(s.durations, s.timedOut, 0.99), attempts: s.attempts, failedAttempts: s.failedAttempts, hidden: s.hidden,
  })).sort((a, b) => b.timeouts - a.timeouts || b.failed - a.failed || b.calls - a.calls || (a.name < b.name ? -1 : 1));
}
