import type { Ask } from '@/lib/db/ask';
import { coversAll } from '@/lib/view/time';
import type { Row } from '../rows';
import { prepare } from './prepare';
import { query } from './query';

export async function rows(ask: Ask): Promise<Row[]> {
  const { now, before } = await query(ask), { previous } = ask.time;
  return prepare(now, before, previous !== null && coversAll(previous, ask.standing.extent)).map((r) => ({ class: r.id, phase: r.phase, timeout: r.timeout, calls: r.calls, share_of_failed: r.share, calls_before: r.before }));
}
