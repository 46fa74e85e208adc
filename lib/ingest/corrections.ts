/**
 * What the join changes in the cubes, as cells: counts taken back where the line alone had put them, and counts added where the error
 * line puts them. Summed with the folded cells they give what a fold that knew both lines would have given.
 */
import type { Cell } from '../rollup/block';
import { ATTEMPTS, CALLS, EDGES, FAILED, PHASE_BODY, PHASE_CONNECT, PHASE_FIRST_BYTE, PHASE_TOTAL, ROUTES, TARGETS, type Cube } from '../rollup/cubes';
import { binOf } from '../rollup/histogram';
import type { AttemptRow } from './folded';
import type { Joined, Orphan } from './join';

class Tally {
  readonly cells = new Map<Cube, Map<string, Cell>>();
  add(cube: Cube, at: number, dims: number[], sign: number, ms: number | null): void {
    const minute = cube === EDGES ? Math.floor(at / 3_600_000) * 60 : Math.floor(at / 60_000), key = minute + ':' + dims.join(',');
    let of = this.cells.get(cube);
    if (!of) this.cells.set(cube, (of = new Map()));
    let cell = of.get(key);
    if (!cell) of.set(key, (cell = { minute, dims, count: 0, sumUs: 0, bins: cube.hist ? new Map() : null }));
    cell.count += sign;
    if (ms === null || !cell.bins) return;
    const bin = binOf(ms);
    cell.bins.set(bin, (cell.bins.get(bin) ?? 0) + sign); cell.sumUs += sign * Math.round(ms * 1000);
  }
  call(at: number, c: { status: number; failure: number; routeId: number; instanceId: number; durationMs: number | null }, sign: number): void {
    this.add(CALLS, at, [c.status, c.failure], sign, c.durationMs);
    this.add(ROUTES, at, [c.routeId, c.failure], sign, c.durationMs);
    this.add(TARGETS, at, [c.instanceId, c.failure], sign, c.durationMs);
    if (c.failure !== 0) this.add(FAILED, at, [c.routeId, c.instanceId, c.failure, c.status], sign, null);
  }
  attempt(at: number, a: AttemptRow, failure: number, callFailed: boolean, sign: number): void {
    const hidden = failure !== 0 && !callFailed ? 1 : 0, dims = (phase: number): number[] => [a.instance, failure, hidden, phase];
    this.add(ATTEMPTS, at, dims(PHASE_TOTAL), sign, a.totalMs);
    if (a.connectMs !== null) this.add(ATTEMPTS, at, dims(PHASE_CONNECT), sign, a.connectMs);
    if (a.firstByteMs !== null) this.add(ATTEMPTS, at, dims(PHASE_FIRST_BYTE), sign, Math.max(0, a.firstByteMs - (a.connectMs ?? 0)));
    if (a.totalMs !== null && a.firstByteMs !== null) this.add(ATTEMPTS, at, dims(PHASE_BODY), sign, Math.max(0, a.totalMs - a.firstByteMs));
  }
}

/** Cells by cube. Cells that come to nothing are dropped by the block encoder. */
export function corrections(joined: Joined[], orphans: Orphan[]): Map<Cube, Cell[]> {
  const tally = new Tally();
  for (const { call, failure, attemptFailures } of joined) {
    if (failure !== call.failure) { tally.call(call.at, call, -1); tally.call(call.at, { ...call, failure }, 1); }
    call.attempts.forEach((a, i) => {
      if (failure === call.failure && attemptFailures[i] === a.failure) return;
      tally.attempt(call.at, a, a.failure, call.failure !== 0, -1);
      tally.attempt(call.at, a, attemptFailures[i], failure !== 0, 1);
    });
  }
  for (const { at, events, failure } of orphans) {
    const last = events[events.length - 1];
    tally.call(at, { status: 0, failure, routeId: last.routeId, instanceId: last.instanceId, durationMs: null }, 1);
    for (const e of events) {
      if (e.instanceId === 0) continue;
      tally.attempt(at, { instance: e.instanceId, addr: null, status: null, connectMs: null, firstByteMs: null, totalMs: null, group: 0, failure: e.failure }, e.failure, true, 1);
      tally.add(EDGES, at, [0, e.routeId, e.instanceId], 1, null);
    }
  }
  return new Map([...tally.cells].map(([cube, cells]) => [cube, [...cells.values()]]));
}
