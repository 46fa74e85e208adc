import { sum, type Outcomes } from '@/lib/db/outcomes';
import { failureOf } from '@/lib/failure';
import { changeOf, type Change } from '@/lib/view/change';

export type ClassRow = { code: number; id: string; phase: string; timeout: boolean; calls: number; share: number; before: number | null; change: Change | null };

/** Failed calls by class, most first; classes that only the period before had come last with 0. Counts are compared only when that period is all there. */
export function prepare(now: Outcomes, before: Outcomes | null, comparable: boolean): ClassRow[] {
  const failed = sum(now.failed), rows: ClassRow[] = [], was = comparable ? before : null;
  for (let code = 1; code < now.byCode.length; code++) {
    const calls = now.byCode[code], b = was ? was.byCode[code] : null;
    if (calls <= 0 && !b) continue;
    const f = failureOf(code);
    rows.push({ code, id: f.id, phase: f.phase, timeout: f.timeout, calls, share: failed > 0 ? calls / failed : 0, before: b, change: changeOf(calls, b) });
  }
  return rows.sort((a, b) => b.calls - a.calls || (b.before ?? 0) - (a.before ?? 0) || a.code - b.code);
}
