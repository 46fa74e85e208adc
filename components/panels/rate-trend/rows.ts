import type { Ask } from '@/lib/db/ask';
import { utc, type Row } from '../rows';
import { prepare } from './prepare';
import { query } from './query';

export const rows = async (ask: Ask): Promise<Row[]> => prepare(await query(ask)).map((p) => ({ from_utc: utc(p.at), calls: p.calls, failed_share: p.failed, timed_out_share: p.timeouts }));
