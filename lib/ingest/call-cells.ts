/** The cubes of a chunk while it is folded: each call goes into its cells, in own numbers of names (see lib/rollup/cubes.ts for meanings). */
import type { Draft } from '../call';
import type { Block } from '../rollup/block';
import { CellTable, Observations } from '../rollup/cell-table';
import { ATTEMPTS, CALLS, EDGES, FAILED, PHASE_BODY, PHASE_CONNECT, PHASE_FIRST_BYTE, ROUTES, TARGETS } from '../rollup/cubes';
import { CellEncoder } from '../rollup/encode-cells';
import { binOf } from '../rollup/histogram';

export class CallCells {
  readonly seen = new Observations();
  readonly routes = new CellTable(ROUTES, this.seen, 1024);
  private readonly calls = new CellTable(CALLS, this.seen); private readonly targets = new CellTable(TARGETS, this.seen);
  private readonly failed = new CellTable(FAILED, this.seen); private readonly attempts = new CellTable(ATTEMPTS, this.seen, 1024);
  private readonly edges = new CellTable(EDGES, this.seen, 2048);
  private readonly encoder = new CellEncoder(this.seen);

  clear(): void {
    this.seen.size = 0; this.lastMinute = -1;
    for (const t of [this.calls, this.routes, this.targets, this.failed, this.attempts, this.edges]) t.clear();
  }

  /** `instances`: the own number of each attempt's instance. */
  add(d: Draft, route: number, instances: Int32Array): void {
    const minute = Math.floor(d.at / 60_000), { failure, duration } = d, n = d.attempts, target = n > 0 ? instances[n - 1] : 0;
    const { calls, routes, targets } = this;
    const a = this.lastMinute === minute && this.lastStatus === d.status && this.lastFailure === failure ? this.lastCell : this.callsCell(minute, d.status, failure), b = routes.find(minute, route, failure, 0, 0), c = targets.find(minute, target, failure, 0, 0);
    calls.count[a]++; routes.count[b]++; targets.count[c]++;
    if (duration >= 0) { const bin = binOf(duration); calls.observe(a, duration, bin); routes.observe(b, duration, bin); targets.observe(c, duration, bin); }
    if (failure !== 0) this.failed.count[this.failed.find(minute, route, target, failure, d.status)]++;
    if (n === 0) return;
    const hour = minute - (minute % 60), { edges } = this;
    for (let i = 0; i < n; i++) {
      const instance = instances[i];
      this.addAttempt(d, i, minute, instance);
      if (instance === 0) continue;
      if (i === 0 || instances[i - 1] !== instance) edges.count[edges.find(hour, 0, route, instance, 0)]++;
      if (i > 0 && instances[i - 1] !== 0 && instances[i - 1] !== instance && d.attemptGroup[i] === d.attemptGroup[i - 1]) edges.count[edges.find(hour, 1, instances[i - 1], instance, 0)]++;
    }
  }

  /** Most calls are of the same minute and status as the one before. */
  private lastMinute = -1; private lastStatus = 0; private lastFailure = 0; private lastCell = 0;
  private callsCell(minute: number, status: number, failure: number): number {
    this.lastMinute = minute; this.lastStatus = status; this.lastFailure = failure;
    return (this.lastCell = this.calls.find(minute, status, failure, 0, 0));
  }

  private addAttempt(d: Draft, i: number, minute: number, instance: number): void {
    const t = this.attempts, failure = d.attemptFailure[i], hidden = failure !== 0 && d.failure === 0 ? 1 : 0;
    const connect = d.attemptConnect[i], firstByte = d.attemptFirstByte[i], total = d.attemptTotal[i];
    const whole = t.findFour(minute, instance, failure, hidden);
    t.count[whole]++;
    if (total >= 0) t.observe(whole, total, binOf(total));
    if (connect >= 0) this.phase(whole + PHASE_CONNECT, connect);
    if (!(firstByte >= 0)) return;
    this.phase(whole + PHASE_FIRST_BYTE, connect >= 0 ? Math.max(0, firstByte - connect) : firstByte);
    if (total >= 0) this.phase(whole + PHASE_BODY, Math.max(0, total - firstByte));
  }
  private phase(cell: number, ms: number): void { this.attempts.count[cell]++; this.attempts.observe(cell, ms, binOf(ms)); }

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

/** An edge's `a` is a route (kind 0) or an instance (kind 1). */
function translateEdges(t: CellTable, routes: Int32Array, instances: Int32Array): CellTable {
  const { a: kind, b: a } = t;
  for (let i = 0; i < t.size; i++) a[i] = kind[i] === 0 ? routes[a[i]] : instances[a[i]];
  return t;
}
