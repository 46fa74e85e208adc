/**
 * The join: which error-log lines belong to which call. One failed call may write an access line and one error line an attempt; it is
 * counted once, and the error line decides its class (FORMATS, principle 5).
 *
 * Pure: the result depends on the set of calls and events alone, not on their order or on which file came first. The caller gives a
 * window of one source with a margin on both sides, and keeps the decisions whose `at` is its own.
 */
import { failureCode } from '../failure';
import type { JoinCall, JoinEvent } from './join-facts';
import { FOLLOWS_WITHIN_MS, isLoose, LooseCalls, unitsOf, type Unit } from './join-loose';

/** A call with its error lines: its class after the join, and the failure of every attempt. */
export type Joined = { call: JoinCall; events: JoinEvent[]; failure: number; confidence: number; evidence: string | null; attemptFailures: number[] };
/** Error lines without an access line, of one call: the last one decides. */
export type Orphan = { at: number; events: JoinEvent[]; failure: number; confidence: number };
export type Decisions = { joined: Joined[]; orphans: Orphan[] };

/** Access logs have whole seconds, and a line is written a moment after its error. */
export const SLACK_MS = 1500;
/** A retry's error line follows the one before by at most this, or it is another call. */
const RETRY_GAP_MS = 61_000;
const EXACT = 0, INFERRED = 1;

const BREAKS_OFF = new Set(['body_timeout', 'client_abort', 'client_stall_timeout', 'idle_timeout'].map(failureCode));
const DURING_BODY = /while (?:reading upstream|sending to client|proxying)|AH01110: |^aborting with incomplete response/;
/** True for an event that spoils a call whose status looks well: the answer had begun and was cut. Earlier failures were made good by a retry. */
const breaksOff = (e: JoinEvent): boolean => BREAKS_OFF.has(e.failure) || (e.evidence !== null && DURING_BODY.test(e.evidence));

const byTime = <T extends { at: number; importId: number; offset: number }>(a: T, b: T): number => a.at - b.at || a.importId - b.importId || a.offset - b.offset;
const keyOf = (x: { client: string | null; method: string | null; path: string | null }): string | null =>
  // A request that could not be read has neither method nor path, in both logs.
  x.client === null ? null : x.path === null ? `${x.client}\n` : `${x.client}\n${x.method ?? ''}\n${x.path}`;

function index(calls: JoinCall[], key: (c: JoinCall) => string | null): Map<string, JoinCall[]> {
  const map = new Map<string, JoinCall[]>();
  for (const c of calls) {
    const k = key(c);
    if (k === null) continue;
    const list = map.get(k);
    if (list) list.push(c); else map.set(k, [c]);
  }
  return map;
}

/** Among the candidates whose time fits, the one that an event most likely belongs to; null when none fits. */
function choose(event: JoinEvent, candidates: JoinCall[], taken: Map<JoinCall, JoinEvent[]>): JoinCall | null {
  let best: JoinCall | null = null, bestScore: number[] = [];
  for (const c of candidates) {
    if (event.at < c.startAt - SLACK_MS || event.at > c.endAt + SLACK_MS) continue;
    const used = taken.get(c)?.length ?? 0, capacity = Math.max(1, c.attempts.length);
    const score = [
      used < capacity ? 0 : 1,
      event.instanceId !== 0 && c.attempts.some((a) => a.instance === event.instanceId) ? 0 : 1,
      c.failure !== 0 || c.attempts.length > 1 ? 0 : 1,
      Math.abs(c.endAt - event.at), c.at, c.importId, c.offset,
    ];
    const difference = best === null ? -1 : score.map((s, i) => s - bestScore[i]).find((d) => d !== 0) ?? 0;
    if (difference < 0) { best = c; bestScore = score; }
  }
  return best;
}

/** Gives each event to an attempt of its call: the first one of that instance that failed and has none yet; -1 = the call as a whole. */
function attemptOf(event: JoinEvent, call: JoinCall, given: Set<number>): number {
  if (event.instanceId === 0) return -1;
  const free = call.attempts.findIndex((a, i) => a.instance === event.instanceId && !given.has(i) && (a.failure !== 0 || i === call.attempts.length - 1));
  return free >= 0 ? free : call.attempts.findIndex((a, i) => a.instance === event.instanceId && !given.has(i));
}

function decide(call: JoinCall, events: JoinEvent[]): Joined {
  const attemptFailures = call.attempts.map((a) => a.failure), given = new Set<number>(), last = call.attempts.length - 1;
  let deciding: JoinEvent | null = null;
  for (const event of events) {
    const i = attemptOf(event, call, given);
    if (i >= 0) { given.add(i); attemptFailures[i] = event.failure; }
    const final = last < 0 || i < 0 || i === last;
    // Words that fit several classes do not take the place of a class that the call's own line is surer of.
    if (call.failure !== 0 ? final && (event.confidence ?? EXACT) <= Math.max(call.confidence, INFERRED) : final && breaksOff(event)) deciding = event;
    else if (call.failure === 0 && final && i >= 0) attemptFailures[i] = call.attempts[i].failure; // a retry made it good
  }
  return deciding === null
    ? { call, events, failure: call.failure, confidence: call.confidence, evidence: null, attemptFailures }
    : { call, events, failure: deciding.failure, confidence: deciding.confidence ?? EXACT, evidence: deciding.evidence, attemptFailures };
}

/** Error lines that found no call: those of one request that went from instance to instance are one call. */
function orphansOf(units: Unit[]): Orphan[] {
  const open = new Map<string, Unit[]>(), groups: Unit[][] = [];
  for (const unit of units) {
    const { event } = unit, key = event.requestId ?? keyOf(event), group = key === null ? undefined : open.get(key);
    // Without its path, a line of the same client is about the same request only when it follows at once.
    const gap = event.path === null && isLoose(event) ? FOLLOWS_WITHIN_MS : RETRY_GAP_MS;
    const goesOn = group !== undefined && (event.requestId !== null || (event.at - group[group.length - 1].event.at <= gap && group.every((g) => g.event.instanceId !== event.instanceId)));
    if (goesOn) { group.push(unit); continue; }
    const fresh = [unit];
    groups.push(fresh);
    if (key !== null) open.set(key, fresh);
  }
  return groups.map((group) => { const { event } = group[group.length - 1]; return { at: event.at, events: group.flatMap((u) => u.events), failure: event.failure, confidence: event.confidence }; });
}

/** Matches events to calls of one source. Every event ends up in exactly one decision. */
export function joinCalls(calls: JoinCall[], events: JoinEvent[]): Decisions {
  const units = unitsOf([...events].sort(byTime)), byId = index(calls, (c) => c.requestId), byRequest = index(calls, keyOf), loose = units.some((u) => isLoose(u.event)) ? new LooseCalls(calls) : null;
  const taken = new Map<JoinCall, JoinEvent[]>(), left: Unit[] = [], used = (c: JoinCall): number => taken.get(c)?.length ?? 0;
  for (const unit of units) {
    const { event, events: lines } = unit;
    const key = keyOf(event), named = event.requestId === null ? [] : byId.get(event.requestId) ?? [];
    const call = loose !== null && isLoose(event) ? new LooseCalls(named).choose(event, used) ?? loose.choose(event, used) : choose(event, named, taken) ?? (key === null ? null : choose(event, byRequest.get(key) ?? [], taken));
    if (call === null) { left.push(unit); continue; }
    const list = taken.get(call);
    if (list) list.push(...lines); else taken.set(call, [...lines]);
  }
  const joined = [...taken].map(([call, events]) => decide(call, events)).sort((a, b) => byTime(a.call, b.call));
  return { joined, orphans: orphansOf(left) };
}
