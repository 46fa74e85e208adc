import type { Ask } from '@/lib/db/ask';
import type { Row } from '../rows';
import { prepare } from './prepare';
import { query } from './query';

/** All of the ranking, not only the rows that have room on the page. */
export const rows = async (ask: Ask, kind: 'route' | 'upstream'): Promise<Row[]> => prepare(await query(ask, kind), Infinity).rows
  .map((s) => ({ [kind]: s.name, calls: s.calls, failed: s.failed, timeouts: s.timeouts, failure_share: s.rate, share_of_all_failed: s.shareOfFailed, share_of_all_timeouts: s.shareOfTimeouts, failure_share_without_it: s.rateWithout }));
