/**
 * Which calls of a chunk are slow for their route: at least 500 ms and 8 times the median of the route's calls in the same chunk, when it
 * has 20 of them there; 10 s and more always. A function of the chunk alone.
 */
import type { CellTable } from '../rollup/cell-table';
import { binValue } from '../rollup/histogram';

export const SLOW_MS = 500, ALWAYS_SLOW_MS = 10_000;
const TIMES_MEDIAN = 8, LEAST_CALLS = 20;

/** `table` is the chunk's ROUTES cube, not yet translated: dimension 0 is the route's own number, below `routes`. */
export class SlowLimits {
  private readonly first: Int32Array; private readonly next: Int32Array;
  private readonly limits: Float64Array;
  constructor(private readonly table: CellTable, routes: number) {
    this.first = new Int32Array(routes).fill(-1); this.next = new Int32Array(table.size); this.limits = new Float64Array(routes);
    const route = table.a;
    for (let i = 0; i < table.size; i++) { this.next[i] = this.first[route[i]]; this.first[route[i]] = i; }
    table.observed.sort(table.size);
  }

  /** Durations from here on are slow for the route, in ms. */
  of(route: number): number {
    const limit = this.limits[route];
    return limit > 0 ? limit : (this.limits[route] = this.compute(route));
  }
  private compute(route: number): number {
    const { bins, start } = this.table.observed;
    let n = 0;
    for (let cell = this.first[route]; cell >= 0; cell = this.next[cell]) n += start[cell + 1] - start[cell];
    if (n < LEAST_CALLS) return ALWAYS_SLOW_MS;
    const sorted = new Int16Array(n);
    n = 0;
    for (let cell = this.first[route]; cell >= 0; cell = this.next[cell]) for (let i = start[cell]; i < start[cell + 1]; i++) sorted[n++] = bins[i];
    sorted.sort();
    return Math.min(ALWAYS_SLOW_MS, Math.max(SLOW_MS, TIMES_MEDIAN * binValue(sorted[Math.ceil(n / 2) - 1])));
  }
}
