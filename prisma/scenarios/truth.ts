/** What a made-up world holds, counted from its calls and not from its text. */
import { FAILURES } from '../../lib/failure';
import type { WorldCall } from './world-call';

export type Counts = Record<string, number>;
export type Truth = {
  calls: number; attempts: number; errorLines: number;
  failed: number; timeouts: number;
  /** Attempts that failed in calls that ended well. */
  hidden: number;
  /** Calls by status; failed calls by class; failed attempts by class; attempts and failed attempts by instance. */
  status: Counts; failures: Counts; attemptFailures: Counts; instances: Counts; instanceFailures: Counts;
  /** By "METHOD /path" without the query: calls and timeouts. Only routes without ids are worth asking for. */
  routes: Counts; routeTimeouts: Counts;
  /** By minute (ms of its start), the minute in which the call ended: calls and timeouts. */
  minutes: Counts; minuteTimeouts: Counts;
};

const isTimeout = new Set(FAILURES.filter((f) => f.timeout).map((f) => f.id));
const add = (counts: Counts, key: string | number): void => { counts[key] = (counts[key] ?? 0) + 1; };

export function truthOf(calls: WorldCall[], errorLines: number): Truth {
  const t: Truth = { calls: calls.length, attempts: 0, errorLines, failed: 0, timeouts: 0, hidden: 0, status: {}, failures: {}, attemptFailures: {}, instances: {}, instanceFailures: {}, routes: {}, routeTimeouts: {}, minutes: {}, minuteTimeouts: {} };
  for (const c of calls) {
    // The gateway writes whole seconds, so the minute is that of the second.
    const route = `${c.method} ${c.target.split('?')[0]}`, minute = Math.floor(c.end / 60_000) * 60_000;
    add(t.status, c.status); add(t.routes, route); add(t.minutes, minute);
    if (c.failure !== null) {
      t.failed++; add(t.failures, c.failure);
      if (isTimeout.has(c.failure)) { t.timeouts++; add(t.routeTimeouts, route); add(t.minuteTimeouts, minute); }
    }
    for (const a of c.tries) {
      t.attempts++; add(t.instances, a.addr);
      if (a.failure === null) continue;
      add(t.attemptFailures, a.failure); add(t.instanceFailures, a.addr);
      if (c.failure === null) t.hidden++;
    }
  }
  return t;
}
