/**
 * Which calls a view shows. Pure: the same predicate runs over parsed lines, and its SQL twin (lib/db/calls-notable.ts) over notable rows.
 * Routes and instances are dictionary ids here, as in the cells, so that a list and a panel's number cannot disagree.
 */
import { FAILURES } from '../failure';
import type { ViewState } from './state';

export type CallFilter = {
  /** ms, from inclusive, to exclusive. */
  fromMs: number; toMs: number;
  /** Source ids; null = every source. */
  sources: readonly number[] | null;
  /** Failure codes; null = every class, no failure among them. */
  failures: ReadonlySet<number> | null;
  /** Dictionary ids; null = all. An unknown name gives an empty set: nothing matches. */
  routes: ReadonlySet<number> | null; instances: ReadonlySet<number> | null;
  status: number | null;
  /** ms, both inclusive. A call without a duration passes neither. */
  minMs: number | null; maxMs: number | null;
  client: string | null; requestId: string | null;
  /** Lower case; looked for in the raw line and in the evidence of joined error lines. */
  text: string | null;
};

export type CallFacts = {
  at: number; failure: number; status: number;
  /** NaN = none */
  durationMs: number;
  routeId: number; instanceId: number; client: string | null; requestId: string | null;
};

/** The failure codes that class and phase of a view leave; null = no condition. Both together must hold. */
export function failureCodes(view: Pick<ViewState, 'failure' | 'phase'>): ReadonlySet<number> | null {
  const { failure, phase } = view;
  if (failure === null && phase === null) return null;
  const codes = new Set<number>();
  FAILURES.forEach((f, code) => {
    const byClass = failure === null || (failure === 'any' ? code !== 0 : failure === 'timeout' ? f.timeout : failure === f.id);
    if (byClass && (phase === null || (code !== 0 && f.phase === phase))) codes.add(code);
  });
  return codes;
}

/** True when every call that can match is a notable row: an index answers, with the exact count. */
export const onlyNotable = (f: CallFilter): boolean => f.failures !== null && !f.failures.has(0);

/** Everything but the text and the source. */
export function callMatches(f: CallFilter, c: CallFacts): boolean {
  return lineMatches(f, c) && (f.failures === null || f.failures.has(c.failure));
}

/** What the line alone decides: all but the class, which a joined error line may change. */
export function lineMatches(f: CallFilter, c: Omit<CallFacts, 'failure'>): boolean {
  return c.at >= f.fromMs && c.at < f.toMs && (f.status === null || c.status === f.status)
    && (f.minMs === null || c.durationMs >= f.minMs) && (f.maxMs === null || c.durationMs <= f.maxMs)
    && (f.routes === null || f.routes.has(c.routeId)) && (f.instances === null || f.instances.has(c.instanceId))
    && (f.client === null || c.client === f.client) && (f.requestId === null || c.requestId === f.requestId);
}
