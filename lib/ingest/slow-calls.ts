/**
 * Which calls of a chunk are slow for their route: at least 500 ms and 8 times the median of the route's calls in the same chunk, when it
 * has 20 of them there; 10 s and more always. A function of the chunk alone.
 */
import type { CellTable, Observations } from '../rollup/cell-table';
import { binValue } from '../rollup/histogram';

export const SLOW_MS = 500, ALWAYS_SLOW_MS = 10_000;
const TIMES_MEDIAN = 8, LEAST_CALLS = 20;

/** `table` is the chunk's ROUTES cube, not yet translated: dimension 0 is the route's own number, below `routes`. */
export class SlowLimits {
  private readonly first: Int32Array; private readonly next: Int32Array;
  private readonly limits = new Map<number, number>();
  constructor(private readonly table: CellTable, private readonly seen: Observations, routes: number) {
    this.first = new Int32Array(routes).fill(-1); this.next = new Int32Array(table.size);
    const route = table.a;
    for (let i = 0; i < table.size; i++) { this.next[i] = this.first[route[i]]; this.first[route[i]] = i; }
  }

  /** Durations from here on are slow for the route, in ms. */
  of(route: number): number {
    let limit = this.limits.get(route);
    if (limit === undefined) this.limits.set(route, (limit = this.compute(route)));
    return limit;
  }
  private compute(route: number): number {
    const bins: number[] = [], { bin, next } = this.seen;
    for (let cell = this.first[route]; cell >= 0; cell = this.next[cell]) for (let o = this.table.head[cell]; o >= 0; o = next[o]) bins.push(bin[o]);
    if (bins.length < LEAST_CALLS) return ALWAYS_SLOW_MS;
    const sorted = Int16Array.from(bins).sort(), median = binValue(sorted[Math.ceil(sorted.length / 2) - 1]);
    return Math.min(ALWAYS_SLOW_MS, Math.max(SLOW_MS, TIMES_MEDIAN * median));
  }
}
