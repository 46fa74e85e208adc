import type { Ask } from '@/lib/db/ask';
import { readPhaseSeries } from '@/lib/db/phase-series';
import { utc, type Row } from '../rows';
import { preparePhases } from './prepare';

/** Means over all attempts of the view's upstream that carry a time. */
export const rows = async (ask: Ask): Promise<Row[]> => preparePhases(await readPhaseSeries(ask, ask.view.upstream ?? ''), ask.time.range).points.map((p) => ({
  from_utc: utc(p.at), attempts: p.attempts, connect_ms: p.connect, first_byte_wait_ms: p.firstByte, body_ms: p.body, not_split_ms: p.unsplit, failed_attempts_ms: p.failed,
}));
