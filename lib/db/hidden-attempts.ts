/** Failed attempts of calls that ended well: what retries hid. Counts attempts, not calls. */
import { isTimeoutCode } from '../failure';
import { ATTEMPTS, PHASE_TOTAL } from '../rollup/cubes';
import type { Ask } from './ask';
import { readCells } from './cells';
import { namesOf, sliceFor } from './outcomes';

export type HiddenAttempts = {
  /** All attempts of the slice, those that failed, and those among them that a later attempt hid. */
  attempts: number; failed: number; hidden: number; hiddenTimeouts: number;
  byInstance: { upstream: string | null; inferred: boolean; addr: string; attempts: number; hidden: number; hiddenTimeouts: number }[];
  /** Hidden attempts by failure code. */
  byCode: Map<number, number>;
  /** The view's filters that attempts do not carry. */
  ignored: string[];
};

export async function readHiddenAttempts(ask: Ask): Promise<HiddenAttempts> {
  const [names, slice] = await Promise.all([namesOf(ask), sliceFor(ask)]);
  const where: Record<string, ReadonlySet<number>> = { phase: new Set([PHASE_TOTAL]) };
  if (slice.where.instance) where.instance = slice.where.instance;
  const ignored = [...(slice.where.route ? ['route'] : []), ...(slice.where.status ? ['status'] : []), ...slice.ignored];
  const out: HiddenAttempts = { attempts: 0, failed: 0, hidden: 0, hiddenTimeouts: 0, byInstance: [], byCode: new Map(), ignored };
  const byInstance = new Map<number, { attempts: number; hidden: number; hiddenTimeouts: number }>();
  await readCells({ viewer: ask.viewer, cube: ATTEMPTS, range: ask.time.range, sources: ask.view.sources, where }, (cell) => {
    const [instance, code, hidden] = cell.dims;
    out.attempts += cell.count;
    let i = byInstance.get(instance);
    if (!i) byInstance.set(instance, (i = { attempts: 0, hidden: 0, hiddenTimeouts: 0 }));
    i.attempts += cell.count;
    if (code !== 0) out.failed += cell.count;
    if (hidden !== 1 || (slice.codes !== null && !slice.codes.has(code))) return;
    out.hidden += cell.count; i.hidden += cell.count;
    out.byCode.set(code, (out.byCode.get(code) ?? 0) + cell.count);
    if (isTimeoutCode(code)) { out.hiddenTimeouts += cell.count; i.hiddenTimeouts += cell.count; }
  });
  for (const [id, n] of byInstance) {
    if (n.hidden === 0) continue;
    const name = names.instance(id);
    out.byInstance.push({ upstream: name?.upstream?.name ?? (name?.label || null), inferred: name?.upstream?.inferred ?? false, addr: name?.addr ?? 'no address', ...n });
  }
  out.byInstance.sort((a, b) => b.hidden - a.hidden);
  return out;
}
