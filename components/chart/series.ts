import type { Unit } from '@/lib/view/units';

/** What a time chart draws: prepared points only. `at` is the start of the bucket; null is a gap, 0 is a zero. */
export type ChartPoint = { at: number } & Record<string, number | null>;
export type Series = {
  key: string; label: string;
  /** A token of globals.css without the dashes: "timeout", "q95". */
  color: string;
  /** Lines differ in dash as well as in colour. */
  dash?: string;
};
export type TimeChartProps = {
  title: string;
  points: ChartPoint[]; series: Series[];
  /** Stacked areas in steps (counts) or lines (rates, latencies). */
  kind: 'stack' | 'lines';
  unit: Unit;
  fromMs: number; toMs: number; bucketSec: number; zone: string;
  height?: number;
  log?: boolean;
  /** Horizontal lines that mean something, e.g. timeout walls. */
  marks?: { value: number; label: string }[];
};
