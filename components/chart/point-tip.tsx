import { formatRange } from '@/lib/view/format-time';
import { formatValue, type Unit } from '@/lib/view/units';
import type { ChartPoint, Series } from './series';

type Props = { active: boolean; /** The keyboard moved here: it is told what else it can do. */ keys: boolean; at: number | null; points: ChartPoint[]; series: Series[]; unit: Unit; bucketMs: number; zone: string; total: boolean };

/** The numbers of one bucket beside the crosshair. */
export function PointTip({ active, keys, at, points, series, unit, bucketMs, zone, total }: Props) {
  const p = active && at !== null ? points.find((x) => x.at === at) : undefined;
  if (!p) return null;
  return (
    <div className="min-w-40 rounded-md border border-line bg-raised px-3 py-2 text-xs shadow-raised">
      <div className="mb-1 text-faint">{formatRange(p.at, p.at + bucketMs, zone)}</div>
      <table className="w-full"><tbody>
        {[...series].reverse().map((s) => (
          <tr key={s.key}><td className="pr-4 text-soft"><span aria-hidden="true" className="mr-1.5 inline-block size-2 rounded-sm" style={{ background: `var(--${s.color})` }} />{s.label}</td><td className="text-right font-medium">{formatValue(p[s.key], unit)}</td></tr>
        ))}
        {total && <tr><td className="pr-4 text-soft">All</td><td className="text-right font-medium">{formatValue(series.reduce((n, s) => n + (p[s.key] ?? 0), 0), unit)}</td></tr>}
      </tbody></table>
      {keys && <div className="mt-1 text-faint">Shift ← → selects, Enter zooms in</div>}
    </div>
  );
}
