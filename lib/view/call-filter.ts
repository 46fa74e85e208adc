/**
 * Which calls a view shows. Pure: the same predicate runs over parsed lines, and its SQL twin (lib/db/calls-notable.ts) over notable rows.
 * Routes and instances are dictionary ids here, as in the cells, so that a list and a panel's number cannot disagree.
 */
import { FAILURES } from '../failure';
import type { ViewState } from './state';

/**
 * Calls by one of their attempts: it must have all of these at once. Every call with a failed attempt is a notable row (lib/ingest/fold.ts).
 */
export type AttemptFilter = {
  /** Failure codes of the attempt; null = any, none among them. */
  codes: ReadonlySet<number> | null;
  /** Dictionary ids; null = any. */
  instances: ReadonlySet<number> | null;
};
export type AttemptFact = { failure: number; instance: number };

export type CallFilter = {
  /** ms, from inclusive, to exclusive. */
  fromMs: number; toMs: number;
  /** Source ids; null = every source. */
  sources: readonly number[] | null;
  importId: number | null;
  /** Failure codes; null = every class, no failure among them. */
  failures: ReadonlySet<number> | null;
  /** Dictionary ids; null = all. An unknown name gives an empty set: nothing matches. */
  routes: ReadonlySet<number> | null; instances: ReadonlySet<number> | null;
  attempts: AttemptFilter | null;
  /** 0 = none. */
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
  attempts: readonly AttemptFact[];
};

/** The failure codes that class and phase of a view leave; null = no condition. Both together must hold. */
export function failureCodes(view: Pick<ViewState, 'failure' | 'phase'>): ReadonlySet<number> | null {
  const { failure, phase } = view;
  if (failure === null && phase === null) return null;
  const codes = new Set<number>();
  FAILURES.forEach((f, code) => {
    const byClass = failure === null || (failure === 'any' ? code !== 0 : failure === 'timeout' ? f.timeout : failure === 'other' ? code !== 0 && !f.timeout : failure === f.id);
    if (byClass && (phase === null || (code !== 0 && f.phase === phase))) codes.add(code);
  });
  return codes;
}

/**
 * What a view asks of a call and of one of its attempts. Without `attempts` class and instance are the call's (those of its last attempt);
 * with it they are the attempt's, and of the call only remains whether it ended well.
 */
export function conditions(view: Pick<ViewState, 'failure' | 'phase' | 'attempts'>, instances: ReadonlySet<number> | null): Pick<CallFilter, 'failures' | 'instances' | 'attempts'> {
  const asked = failureCodes(view), { attempts } = view;
  if (attempts === null) return { failures: asked, instances, attempts: null };
  const codes = attempts === 'any' ? asked : new Set([...(asked ?? FAILED_CODES)].filter((code) => code !== 0));
  return { failures: attempts === 'hidden' ? WELL : attempts === 'spoiled' ? FAILED_CODES : null, instances: null, attempts: { codes, instances } };
}
const WELL: ReadonlySet<number> = new Set([0]), FAILED_CODES: ReadonlySet<number> = new Set(FAILURES.map((_, code) => code).slice(1));

const failuresOnly = (codes: ReadonlySet<number> | null): boolean => codes !== null && !codes.has(0);
/** True when every call that can match is a notable row: an index answers, with the exact count. */
export const onlyNotable = (f: CallFilter): boolean => failuresOnly(f.failures) || (f.attempts !== null && failuresOnly(f.attempts.codes));

/** No call can match, whatever the log holds: a name that nobody has, or conditions that exclude each other. */
export const matchesNothing = (f: CallFilter): boolean => f.toMs <= f.fromMs || [f.routes, f.instances, f.failures, f.attempts?.codes, f.attempts?.instances].some((set) => set?.size === 0);

/** Everything but the text, the source and the import. */
export function callMatches(f: CallFilter, c: CallFacts): boolean {
  return lineMatches(f, c) && (f.failures === null || f.failures.has(c.failure)) && (f.attempts === null || attemptsMatching(f.attempts, c.attempts) > 0);
}

/** How many of a call's attempts the filter means. */
export function attemptsMatching({ codes, instances }: AttemptFilter, attempts: readonly AttemptFact[]): number {
  let n = 0;
  for (const a of attempts) if ((codes === null || codes.has(a.failure)) && (instances === null || instances.has(a.instance))) n++;
  return n;
}

/** What the line alone decides: all but the class and the attempts, which a joined error line may change. */
export function lineMatches(f: CallFilter, c: Omit<CallFacts, 'failure' | 'attempts'>): boolean {
  return c.at >= f.fromMs && c.at < f.toMs && (f.status === null || c.status === f.status)
    && (f.minMs === null || c.durationMs >= f.minMs) && (f.maxMs === null || c.durationMs <= f.maxMs)
    && (f.routes === null || f.routes.has(c.routeId)) && (f.instances === null || f.instances.has(c.instanceId))
    && (f.client === null || c.client === f.client) && (f.requestId === null || c.requestId === f.requestId);
}
