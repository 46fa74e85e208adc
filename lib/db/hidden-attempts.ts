/** Failed attempts of calls that ended well: what retries hid. Counts attempts, not calls. */
import { isTimeoutCode } from '../failure';
import { ATTEMPTS, PHASE_TOTAL } from '../rollup/cubes';
import { instanceName, NO_NAME } from '../view/names';
import type { Ask } from './ask';
import { readCells } from './cells';
import { upstreamOf } from './hotspots';
import { namesOf, sliceFor } from './outcomes';

export type HiddenAttempts = {
  /** All attempts of the slice, those that failed, and those among them that a later attempt hid. */
  attempts: number; failed: number; hidden: number; hiddenTimeouts: number;
  /** `upstream` and `instance` as links name them: NO_NAME where the log names no address. */
  byInstance: { upstream: string; inferred: boolean; instance: string; attempts: number; hidden: number; hiddenTimeouts: number }[];
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
  const byName = new Map<string, HiddenAttempts['byInstance'][number]>(), byId = new Map<number, HiddenAttempts['byInstance'][number]>();
  const countOf = (id: number): HiddenAttempts['byInstance'][number] => {
    let n = byId.get(id);
    if (n) return n;
    const i = names.instance(id), { key: upstream, inferred } = upstreamOf(i), instance = i === null ? NO_NAME : instanceName(i), key = JSON.stringify([upstream, instance]);
    n = byName.get(key) ?? { upstream, inferred, instance, attempts: 0, hidden: 0, hiddenTimeouts: 0 };
    byName.set(key, n); byId.set(id, n);
    return n;
  };
  await readCells({ viewer: ask.viewer, cube: ATTEMPTS, range: ask.time.range, sources: ask.view.sources, where, whole: true }, (cell) => {
    const [instance, code, hidden] = cell.dims;
    out.attempts += cell.count;
    const i = countOf(instance);
    i.attempts += cell.count;
    if (code !== 0) out.failed += cell.count;
    if (hidden !== 1 || (slice.codes !== null && !slice.codes.has(code))) return;
    out.hidden += cell.count; i.hidden += cell.count;
    out.byCode.set(code, (out.byCode.get(code) ?? 0) + cell.count);
    if (isTimeoutCode(code)) { out.hiddenTimeouts += cell.count; i.hiddenTimeouts += cell.count; }
  });
  out.byInstance = [...byName.values()].filter((i) => i.hidden !== 0).sort((a, b) => b.hidden - a.hidden);
  return out;
}
