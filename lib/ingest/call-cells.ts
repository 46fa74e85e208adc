/** The cubes of a chunk while it is folded: each call goes into its cells, in own numbers of names (see lib/rollup/cubes.ts for meanings). */
import type { Draft } from '../call';
import type { Block } from '../rollup/block';
import { CellTable } from '../rollup/cell-table';
import { ATTEMPTS, CALLS, EDGES, FAILED, PHASE_BODY, PHASE_CONNECT, PHASE_FIRST_BYTE, ROUTES, TARGETS } from '../rollup/cubes';
import { CellEncoder } from '../rollup/encode-cells';
import { binOf } from '../rollup/histogram';

const MINUTE_MS = 60_000;

export class CallCells {
  readonly routes = new CellTable(ROUTES, 1024);
  private readonly calls = new CellTable(CALLS); private readonly targets = new CellTable(TARGETS);
  private readonly failed = new CellTable(FAILED); private readonly attempts = new CellTable(ATTEMPTS, 1024);
  private readonly edges = new CellTable(EDGES, 2048);
  private readonly encoder = new CellEncoder();
  private readonly wellByRoute = new LastCells(); private readonly wellByTarget = new LastCells(); private readonly wellByInstance = new LastCells();

  clear(): void {
    this.lastMinute = -1;
    for (const t of [this.calls, this.routes, this.targets, this.failed, this.attempts, this.edges]) t.clear();
    for (const l of [this.wellByRoute, this.wellByTarget, this.wellByInstance]) l.clear();
  }

  /** `instances`: the own number of each attempt's instance. */
  add(d: Draft, route: number, instances: Int32Array): void {
    if (!(d.at >= this.minuteFrom && d.at < this.minuteFrom + MINUTE_MS)) this.setMinute(d.at);
    const { minute, calls, routes, targets } = this, { failure, duration } = d, n = d.attempts, target = n > 0 ? instances[n - 1] : 0;
    const a = this.lastMinute === minute && this.lastStatus === d.status && this.lastFailure === failure ? this.lastCell : this.callsCell(minute, d.status, failure);
    let b = -1, c = -1;
    if (failure === 0) { b = this.wellByRoute.of(minute, route); c = this.wellByTarget.of(minute, target); }
    if (b < 0) { b = routes.find(minute, route, failure, 0, 0); if (failure === 0) this.wellByRoute.keep(minute, route, b); }
    if (c < 0) { c = targets.find(minute, target, failure, 0, 0); if (failure === 0) this.wellByTarget.keep(minute, target, c); }
    calls.count[a]++; routes.count[b]++; targets.count[c]++;
    if (duration >= 0) { const bin = binOf(duration), us = Math.round(duration * 1000); calls.observe(a, us, bin); routes.observe(b, us, bin); targets.observe(c, us, bin); }
    if (failure !== 0) addOne(this.failed, minute, route, target, failure, d.status);
    if (n === 0) return;
    const { hour, edges } = this;
    for (let i = 0; i < n; i++) {
      const instance = instances[i];
      this.addAttempt(d, i, minute, instance);
      if (instance === 0) continue;
      if (i === 0 || instances[i - 1] !== instance) addOne(edges, hour, 0, route, instance, 0);
      if (i > 0 && instances[i - 1] !== 0 && instances[i - 1] !== instance && d.attemptGroup[i] === d.attemptGroup[i - 1]) addOne(edges, hour, 1, instances[i - 1], instance, 0);
    }
  }

  private minuteFrom = NaN; private minute = 0; private hour = 0;
  private setMinute(at: number): void {
    this.minute = Math.floor(at / MINUTE_MS); this.minuteFrom = this.minute * MINUTE_MS;
    this.hour = this.minute - (this.minute % 60);
  }

  /** Most calls are of the same minute and status as the one before. */
  private lastMinute = -1; private lastStatus = 0; private lastFailure = 0; private lastCell = 0;
  private callsCell(minute: number, status: number, failure: number): number {
    this.lastMinute = minute; this.lastStatus = status; this.lastFailure = failure;
    return (this.lastCell = this.calls.find(minute, status, failure, 0, 0));
  }

  private addAttempt(d: Draft, i: number, minute: number, instance: number): void {
    const t = this.attempts, failure = d.attemptFailure[i];
    const connect = d.attemptConnect[i], firstByte = d.attemptFirstByte[i], total = d.attemptTotal[i];
    let whole = failure === 0 ? this.wellByInstance.of(minute, instance) : -1;
    if (whole < 0) {
      whole = t.findFour(minute, instance, failure, failure !== 0 && d.failure === 0 ? 1 : 0);
      if (failure === 0) this.wellByInstance.keep(minute, instance, whole);
    }
    t.count[whole]++;
    if (total >= 0) t.observe(whole, Math.round(total * 1000), binOf(total));
    if (connect >= 0) this.phase(whole + PHASE_CONNECT, connect);
    if (!(firstByte >= 0)) return;
    this.phase(whole + PHASE_FIRST_BYTE, connect >= 0 ? Math.max(0, firstByte - connect) : firstByte);
    if (total >= 0) this.phase(whole + PHASE_BODY, Math.max(0, total - firstByte));
  }
  private phase(cell: number, ms: number): void { this.attempts.count[cell]++; this.attempts.observe(cell, Math.round(ms * 1000), binOf(ms)); }

  /** Blocks of all cubes, by id. Afterwards the cells are translated: clear them. */
  blocks(routes: Int32Array, instances: Int32Array): Block[] {
    const { encoder } = this, none = null;
    const kept = this.edges, routeOrInstance = translateEdges(kept, routes, instances);
    return [
      encoder.encode(this.calls, []), encoder.encode(this.routes, [routes]), encoder.encode(this.targets, [instances]), encoder.encode(this.failed, [routes, instances]),
      encoder.encode(this.attempts, [instances]), encoder.encode(routeOrInstance, [none, none, instances]),
    ].filter((b): b is Block => b !== null);
  }
}

/** The cell first, then its count: a search that makes the table grow gives it a new array of counts. */
function addOne(t: CellTable, minute: number, a: number, b: number, c: number, d: number): void { const cell = t.find(minute, a, b, c, d); t.count[cell]++; }

/** The cell that a name had last, and its minute: calls that went well, which are most, find theirs here without a search. */
class LastCells {
  private minutes = new Int32Array(1024).fill(-1); private cells = new Int32Array(1024);
  clear(): void { this.minutes.fill(-1); }
  /** -1 = not known. */
  of(minute: number, name: number): number { return name < this.minutes.length && this.minutes[name] === minute ? this.cells[name] : -1; }
  keep(minute: number, name: number, cell: number): void {
    if (name >= this.minutes.length) {
      const minutes = new Int32Array(name * 2).fill(-1), cells = new Int32Array(name * 2);
      minutes.set(this.minutes); cells.set(this.cells);
      this.minutes = minutes; this.cells = cells;
    }
    this.minutes[name] = minute; this.cells[name] = cell;
  }
}

/** An edge's `a` is a route (kind 0) or an instance (kind 1). */
function translateEdges(t: CellTable, routes: Int32Array, instances: Int32Array): CellTable {
  const { a: kind, b: a } = t;
  for (let i = 0; i < t.size; i++) a[i] = kind[i] === 0 ? routes[a[i]] : instances[a[i]];
  return t;
}
