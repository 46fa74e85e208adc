import type { Ask } from '@/lib/db/ask';
import { readInstanceStats } from '@/lib/db/instance-stats';
import type { Row } from '../rows';
import { prepareInstances } from './prepare';

/** The instances of the view's upstream. */
export const rows = async (ask: Ask): Promise<Row[]> => prepareInstances(await readInstanceStats(ask, ask.view.upstream ?? '')).map((r) => ({
  instance: r.name || null, attempts: r.attempts, failed_attempts: r.failedAttempts, timed_out_attempts: r.timedOutAttempts, failed_attempts_hidden: r.hidden, failed_attempts_share: r.failedShare, stands_out: r.standsOut,
  calls: r.calls, timeouts: r.timeouts, failed: r.failed, connect_p95_ms: r.connectP95, first_byte_p95_ms: r.firstByteP95, p50_ms: r.p50.ms, p95_ms: r.p95.ms, p95_at_least: r.p95.atLeast, p99_ms: r.p99.ms, p99_at_least: r.p99.atLeast,
}));
