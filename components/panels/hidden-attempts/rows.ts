import type { Ask } from '@/lib/db/ask';
import type { Row } from '../rows';
import { prepare } from './prepare';
import { query } from './query';

export const rows = async (ask: Ask): Promise<Row[]> => prepare(await query(ask), Infinity).rows
  .map((r) => ({ upstream: r.upstream || null, inferred: r.inferred, instance: r.instance || null, attempts: r.attempts, hidden_failed_attempts: r.hidden, hidden_timeouts: r.hiddenTimeouts, share_of_own_attempts: r.rate }));
