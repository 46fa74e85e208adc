import type { Ask } from '@/lib/db/ask';
import { utc, type Row } from '../rows';
import { prepare } from './prepare';
import { query } from './query';

export const rows = async (ask: Ask): Promise<Row[]> => prepare(await query(ask)).map((p) => ({ from_utc: utc(p.at), ended_well: p.well, failed_otherwise: p.failed, timed_out: p.timeouts }));
