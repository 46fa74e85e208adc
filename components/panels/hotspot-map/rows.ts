import type { Ask } from '@/lib/db/ask';
import { utc, type Row } from '../rows';
import { prepareMap } from './prepare';
import { query } from './query';

/** Every cell with a hit, of every name, not only of those that have room on the page. */
export const rows = async (ask: Ask, by: 'route' | 'upstream'): Promise<Row[]> => {
  const map = prepareMap(await query(ask, by), ask.time.range, Infinity), columns = map.columns.map((c) => ({ from_utc: utc(c.fromMs), to_utc: utc(c.toMs) }));
  return map.rows.flatMap((r) => columns.flatMap((c, i) => (r.cellHits[i] === 0 ? [] : [{ [by]: r.name, ...c, failed: r.cellHits[i], calls: r.cellCalls[i] }])));
};
