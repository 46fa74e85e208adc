/** Upstreams, worst first. Pure. */
import type { UpstreamStats } from '@/lib/db/instance-stats';

export type UpstreamRow = {
  name: string; inferred: boolean | null; instances: number; calls: number; failed: number; timeouts: number; failedShare: number | null; timeoutShare: number | null;
  p50: number | null; p95: number | null; p99: number | null; attempts: number; failedAttempts: number; hidden: number;
};

const share = (n: number, of: number): number | null => (of > 0 ? n / of : null);

export function prepareUpstreams(stats: UpstreamStats[]): UpstreamRow[] {
  return stats.map((s) => ({
    name: s.name, inferred: s.inferred, instances: s.instances, calls: s.calls, failed: s.failed, timeouts: s.timeouts, failedShare: share(s.failed, s.calls), timeoutShare: share(s.timeouts, s.calls),
    p50: s.durations.quantile(0.5), p95: s.durations.quantile(0.95), p99: s.durations.quantile(0.99), attempts: s.attempts, failedAttempts: s.failedAttempts, hidden: s.hidden,
  })).sort((a, b) => b.timeouts - a.timeouts || b.failed - a.failed || b.calls - a.calls || (a.name < b.name ? -1 : 1));
}
