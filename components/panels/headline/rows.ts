import type { Ask } from '@/lib/db/ask';
import { coversAll } from '@/lib/view/time';
import type { Row } from '../rows';
import { prepare } from './prepare';
import { query } from './query';

const UNITS = { count: 'calls', share: 'share', ms: 'ms' };

export async function rows(ask: Ask): Promise<Row[]> {
  const { now, before } = await query(ask), { previous } = ask.time;
  return prepare(now, before, ask.view, previous !== null && coversAll(previous, ask.standing.extent)).tiles
    .map((t) => ({ number: t.label, unit: UNITS[t.unit], value: t.value, at_least: t.atLeast, calls: t.count, before: t.before }));
}
