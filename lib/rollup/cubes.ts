/**
 * The cubes: one a family of questions. A cell is (minute, dimensions) with a count and, where asked, a histogram.
 * One cube over the full key would compress nothing; each of these stays narrow.
 *
 * Calls are counted in CALLS, ROUTES, TARGETS and FAILURES; attempts in ATTEMPTS; EDGES is what group inference reads.
 * A dimension is a small non-negative integer: a dictionary id (route, instance; 0 = none), a failure code, a status (0 = none).
 */
export type Cube = { id: number; name: string; dims: readonly string[]; hist: boolean; levels: readonly number[] };

/** Seconds a cell of each level covers. Level 0 is what a chunk appends; 1 is the same after compaction; then coarser copies. */
export const LEVEL_SECONDS = [60, 60, 300, 3600, 86400] as const;

/** Every call once. Histogram: duration. */
export const CALLS: Cube = { id: 1, name: 'calls', dims: ['status', 'failure'], hist: true, levels: [1, 2, 3, 4] };
/** Every call once, by route. Histogram: duration. */
export const ROUTES: Cube = { id: 2, name: 'routes', dims: ['route', 'failure'], hist: true, levels: [1, 2, 3, 4] };
/** Every call once, by the instance of its last attempt (0 = none). Histogram: duration. */
export const TARGETS: Cube = { id: 3, name: 'targets', dims: ['instance', 'failure'], hist: true, levels: [1, 2, 3, 4] };
/** Every failed call once, in full detail. */
export const FAILED: Cube = { id: 4, name: 'failed', dims: ['route', 'instance', 'failure', 'status'], hist: false, levels: [1, 2, 3, 4] };
/**
 * Attempts. `failure` is the attempt's own; `hidden` 1 = it failed but the call ended well; `phase` says what the histogram is of:
 * 0 whole attempt (its count is the number of attempts, whether or not timed), 1 connect, 2 wait for the first byte, 3 body.
 */
export const ATTEMPTS: Cube = { id: 5, name: 'attempts', dims: ['instance', 'failure', 'hidden', 'phase'], hist: true, levels: [1, 2, 3, 4] };
/** kind 0: calls of route a that went to instance b. kind 1: calls that retried from instance a to instance b. */
export const EDGES: Cube = { id: 6, name: 'edges', dims: ['kind', 'a', 'b'], hist: false, levels: [3, 4] };

export const CUBES: readonly Cube[] = [CALLS, ROUTES, TARGETS, FAILED, ATTEMPTS, EDGES];
export const PHASE_TOTAL = 0, PHASE_CONNECT = 1, PHASE_FIRST_BYTE = 2, PHASE_BODY = 3;
