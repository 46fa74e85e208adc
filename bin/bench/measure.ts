/** Timing for the bench: medians of several runs, ratios against a floor measured in the same run. */

export const RUNS = Number(process.env.BENCH_RUNS ?? 5);

export const median = (xs: number[]): number => { const s = [...xs].sort((a, b) => a - b); return s.length % 2 ? s[(s.length - 1) / 2] : (s[s.length / 2 - 1] + s[s.length / 2]) / 2; };
export const quantile = (xs: number[], q: number): number => [...xs].sort((a, b) => a - b)[Math.min(xs.length - 1, Math.max(0, Math.ceil(q * xs.length) - 1))];

/** Seconds of one call. */
export async function seconds(work: () => unknown): Promise<number> {
  const t = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - t) / 1e9;
}

/** Median seconds of RUNS calls; `prepare` runs before each and is not timed. */
export async function medianSeconds(work: () => unknown, prepare: () => unknown = () => {}, runs = RUNS): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < runs; i++) { await prepare(); all.push(await seconds(work)); }
  return median(all);
}

export const grouped = (n: number): string => Math.round(n).toLocaleString('en-US');

/** What the run found: printed as it goes, and once more as a table at the end. */
const lines: string[] = [];
export function report(what: string, figure: string, floor: string, goal: string, met: boolean | null): void {
  const mark = met === null ? ' ' : met ? '✓' : '✗';
  const line = `${mark} ${what.padEnd(46)} ${figure.padEnd(28)} ${floor.padEnd(40)} goal ${goal}`;
  lines.push(line); console.log(line);
}
export const summary = (): string => lines.join('\n');
export const missed = (): number => lines.filter((l) => l.startsWith('✗')).length;
