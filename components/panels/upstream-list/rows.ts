import type { Ask } from '@/lib/db/ask';
import { readUpstreamStats } from '@/lib/db/instance-stats';
import type { Row } from '../rows';
import { prepareUpstreams } from './prepare';

export const rows = async (ask: Ask): Promise<Row[]> => prepareUpstreams(await readUpstreamStats(ask)).map((r) => ({
  upstream: r.name, inferred: r.inferred, instances: r.instances, calls: r.calls, timeouts: r.timeouts, failed: r.failed, failed_share: r.failedShare, timeout_share: r.timeoutShare,
  attempts: r.attempts, failed_attempts: r.failedAttempts, failed_attempts_hidden: r.hidden, p50_ms: r.p50.ms, p95_ms: r.p95.ms, p95_at_least: r.p95.atLeast, p99_ms: r.p99.ms, p99_at_least: r.p99.atLeast,
}));
