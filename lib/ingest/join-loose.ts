/**
 * Error lines that do not name the request which they are about. Apache's name the client, and the one about a connect not even that: the next
 * line of the same failure does. Caddy up to 2.6 names nothing where a response was cut. What is left to go by is the client and the time:
 * Apache logs the start of a call, so its error comes between there and its end; Caddy's comes just before its end.
 */
import { failureCode } from '../failure';
import type { JoinCall, JoinEvent } from './join-facts';

/** Apache's codes; 2.2 has none and says "proxy:". */
const APACHE = /\bAH\d{5}: |^(?:\(\d+\)[^:]*: )?proxy: /, CADDY_CUT = /^aborting with incomplete response/;
/** Second lines of one failure: they name the client, the path, or the cause once more. */
const FOLLOWS = /\bAH(?:01114|01079|00896|02452|00898|00574): |: failed to make connection to backend/;
/** Such a line comes so soon. */
export const FOLLOWS_WITHIN_MS = 1000;
const SLACK_MS = 1500, CADDY_SLACK_MS = 250;
/** A call whose duration is not logged may have failed so long after its start: Debian's Timeout is 300 s. */
export const LONGEST_MS = 305_000;
const EXACT = 0, CUT = new Set(['client_abort', 'connection_reset', 'upstream_closed', 'body_timeout', 'failure_unspecified', 'client_stall_timeout'].map(failureCode));

export const isLoose = (e: JoinEvent): boolean => e.evidence !== null && (APACHE.test(e.evidence) || (e.client === null && CADDY_CUT.test(e.evidence)));

/** One failure: what is known of it, and its lines, the telling one last. */
export type Unit = { event: JoinEvent; events: JoinEvent[] };

/** Puts the lines of one failure together. `inOrder` is sorted by time, file and offset; the answer is in that order, too. */
export function unitsOf(inOrder: JoinEvent[]): Unit[] {
  const units: Unit[] = [], leads: Unit[] = [];
  for (const event of inOrder) {
    if (!isLoose(event)) { units.push({ event, events: [event] }); continue; }
    if (FOLLOWS.test(event.evidence!)) {
      const at = lastLead(leads, event);
      if (at >= 0) { merge(leads[at], event); leads.splice(at, 1); continue; }
    }
    const unit = { event, events: [event] };
    units.push(unit);
    if (!FOLLOWS.test(event.evidence!)) leads.push(unit);
    if (leads.length > 64) leads.shift();
  }
  return units;
}

function lastLead(leads: Unit[], follower: JoinEvent): number {
  for (let i = leads.length - 1; i >= 0; i--) {
    const { event } = leads[i];
    if (follower.at - event.at > FOLLOWS_WITHIN_MS) return -1;
    if (event.importId === follower.importId && (event.client === null || event.client === follower.client)) return i;
  }
  return -1;
}

function merge(unit: Unit, f: JoinEvent): void {
  const lead = unit.event, surer = (f.confidence ?? EXACT) < (lead.confidence ?? EXACT);
  unit.event = {
    ...lead, client: lead.client ?? f.client, method: lead.method ?? f.method, path: lead.path ?? f.path, host: lead.host ?? f.host, requestId: lead.requestId ?? f.requestId, routeId: lead.routeId || f.routeId,
    ...(surer ? { failure: f.failure, confidence: f.confidence, evidence: f.evidence } : {}),
  };
  unit.events = [f, unit.event];
}

/** Whether a loose event can be about a call that is logged at `at` with this duration (null = not logged). `failed`: its own line says so. */
export function looseFits(e: JoinEvent, at: number, durationMs: number | null, failed: boolean): boolean {
  if (CADDY_CUT.test(e.evidence!)) return Math.abs(at - e.at) <= CADDY_SLACK_MS;
  const since = e.at - at;
  return since >= -SLACK_MS && since <= SLACK_MS + (durationMs ?? (failed ? LONGEST_MS : 0));
}

/** The calls of a window, for loose events. */
export class LooseCalls {
  private readonly byClient = new Map<string, JoinCall[]>();
  private readonly failed: JoinCall[] = [];

  constructor(calls: JoinCall[]) {
    for (const c of calls) {
      if (c.failure !== 0) this.failed.push(c);
      if (c.client === null) continue;
      const list = this.byClient.get(c.client);
      if (list) list.push(c); else this.byClient.set(c.client, [c]);
    }
  }

  /** The call that the event most likely belongs to; null when none fits. An event without a client takes only a failed call that has no event yet. */
  choose(e: JoinEvent, used: (c: JoinCall) => number): JoinCall | null {
    const cut = CADDY_CUT.test(e.evidence!), candidates = e.client === null ? this.failed : this.byClient.get(e.client) ?? [];
    let best: JoinCall | null = null, bestScore: number[] = [];
    for (const c of candidates) {
      if (!looseFits(e, c.at, c.durationMs, c.failure !== 0)) continue;
      if (e.client === null && (used(c) > 0 || (cut ? !CUT.has(c.failure) || c.status >= 400 : c.status < 500))) continue;
      const distance = cut ? Math.abs(c.at - e.at) : Math.abs(c.at + (c.durationMs ?? 0) - e.at);
      const score = [
        used(c) < Math.max(1, c.attempts.length) ? 0 : 1,
        e.path !== null && e.path === c.path ? 0 : 1,
        e.instanceId !== 0 && c.attempts.some((a) => a.instance === e.instanceId) ? 0 : 1,
        distance <= SLACK_MS ? 0 : 1,
        c.failure !== 0 || c.attempts.length > 1 ? 0 : 1,
        distance, c.at, c.importId, c.offset,
      ];
      const difference = best === null ? -1 : score.map((s, i) => s - bestScore[i]).find((d) => d !== 0) ?? 0;
      if (difference < 0) { best = c; bestScore = score; }
    }
    return best;
  }
}
