import type { Ask } from '@/lib/db/ask';
import { utc, type Row } from '../rows';
import { prepare } from './prepare';
import { query } from './query';

export const rows = async (ask: Ask): Promise<Row[]> => prepare(await query(ask)).points.map((p) => ({ from_utc: utc(p.at), calls_with_duration: p.timed, p50_ms: p.p50, p95_ms: p.p95, p99_ms: p.p99 }));
