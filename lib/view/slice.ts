/**
 * Which cube counts the calls of a view, and under which condition. Cells are narrow on purpose: one dimension beside the failure.
 * Conditions on two of route, instance and status are only known for failed calls; those on single calls (client, duration, text) for none.
 */
import { failureCodes } from './call-filter';
import type { ViewState } from './state';
import { CALLS, FAILED, ROUTES, TARGETS, type Cube } from '../rollup/cubes';

export type Ids = { routes: ReadonlySet<number> | null; instances: ReadonlySet<number> | null };
export type Slice = {
  cube: Cube;
  where: Record<string, ReadonlySet<number>>;
  /** Failure codes that the view leaves; null = all. Not part of `where`: rates need the others too. */
  codes: ReadonlySet<number> | null;
  /** Only failed calls can be counted: no totals, no rates, no durations. */
  failedOnly: boolean;
  /** Filters of the view that no cell knows, by their name in the interface. The numbers leave them out and must say so. */
  ignored: string[];
};

export function sliceOf(view: ViewState, ids: Ids): Slice {
  const where: Record<string, ReadonlySet<number>> = {};
  if (ids.routes) where.route = ids.routes;
  if (ids.instances) where.instance = ids.instances;
  if (view.status !== null) where.status = new Set([view.status]);
  const dims = Object.keys(where), cube = dims.length > 1 ? FAILED : dims[0] === 'route' ? ROUTES : dims[0] === 'instance' ? TARGETS : CALLS;
  const ignored = ([['import', view.importId], ['attempts', view.attempts], ['duration', view.minMs ?? view.maxMs], ['client', view.client], ['request id', view.requestId], ['text', view.text]] as const).filter(([, v]) => v !== null).map(([name]) => name);
  return { cube, where, codes: failureCodes(view), failedOnly: cube === FAILED, ignored };
}
