import { formatRange } from '@/lib/view/format-time';
import { formatValue, type Unit } from '@/lib/view/units';
import type { ChartPoint, Series } from './series';

/** How a chart is used without a pointer; a screen reader tells it with the chart. */
export const CHART_KEYS = 'Left and right arrows move the crosshair and read its numbers out. Shift with an arrow selects a range from there. Enter zooms in to the selection, or to the crosshair. Escape drops the selection. Going back undoes a zoom.';

type Facts = { series: Series[]; unit: Unit; bucketMs: number; zone: string; total: boolean };

/** The numbers of one bucket as a sentence, in the order in which they are drawn from the top. */
export function pointWords(p: ChartPoint, { series, unit, bucketMs, zone, total }: Facts): string {
  const said = (v: number | null): string => (v === null ? 'no value' : formatValue(v, unit));
  const values = [...series].reverse().map((s) => `${s.label} ${said(p[s.key] ?? null)}`);
  if (total) values.push(`All ${said(series.reduce((n, s) => n + (p[s.key] ?? 0), 0))}`);
  return `${formatRange(p.at, p.at + bucketMs, zone)}: ${values.join('; ')}.`;
}
