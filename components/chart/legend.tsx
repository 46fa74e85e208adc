import type { Series } from './series';

/** Names of the series beside a sample of how each is drawn. */
export function Legend({ series, marks, kind }: { series: Series[]; marks?: boolean; kind: 'stack' | 'lines' }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
      {series.map((s) => (
        <li key={s.key} className="flex items-center gap-1.5">
          <svg aria-hidden="true" width="16" height="10">{kind === 'stack' ? <rect width="10" height="10" x="3" rx="2" fill={`var(--${s.color})`} /> : <line x1="0" x2="16" y1="5" y2="5" stroke={`var(--${s.color})`} strokeWidth="2" strokeDasharray={s.dash} />}</svg>
          {s.label}
        </li>
      ))}
      {marks && <li className="flex items-center gap-1.5"><svg aria-hidden="true" width="16" height="10"><line x1="0" x2="16" y1="5" y2="5" stroke="var(--timeout)" strokeWidth="1.5" strokeDasharray="2 3" /></svg>timeout wall</li>}
    </ul>
  );
}
