'use client';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useId, useState, type KeyboardEvent } from 'react';
import { SafeText } from '@/components/ui/safe-text';
import { formatCount, formatShare } from '@/lib/view/format-number';
import { formatRange, formatTick } from '@/lib/view/format-time';
import { viewHref, type ViewState } from '@/lib/view/state';
import { shade, shadeEdges, type HotspotMap } from './prepare';

type Props = { map: HotspotMap; view: ViewState; by: 'route' | 'upstream'; /** "timeouts", "failures" */ unit: string };
const SHADES = ['transparent', ...[22, 40, 60, 80, 100].map((p) => `color-mix(in oklab, var(--timeout) ${p}%, var(--sunken))`)];

/** Names by time. One tab stop: arrows move, Enter opens the calls of a cell; the line above reads out what is under the pointer. */
export function HotspotChart({ map, view, by, unit }: Props) {
  const router = useRouter(), id = useId(), [at, setAt] = useState<{ row: number; column: number } | null>(null);
  const { columns, rows, most } = map, spanMs = columns[columns.length - 1].toMs - columns[0].fromMs;
  const row = at && rows[at.row], column = at && columns[at.column];
  const open = (r: number, c: number): void => { const { link } = rows[r]; if (link) router.push(viewHref('/calls', view, { ...link, failure: view.failure ?? 'any', from: new Date(columns[c].fromMs).toISOString(), to: new Date(columns[c].toMs).toISOString() })); };
  const onKey = (e: KeyboardEvent): void => {
    const { row: r, column: c } = at ?? { row: 0, column: -1 };
    const to = { ArrowRight: [r, c + 1], ArrowLeft: [r, c - 1], ArrowDown: [r + 1, c], ArrowUp: [r - 1, c], Home: [r, 0], End: [r, columns.length - 1] }[e.key];
    if (to) { e.preventDefault(); setAt({ row: Math.min(rows.length - 1, Math.max(0, to[0])), column: Math.min(columns.length - 1, Math.max(0, to[1])) }); }
    if (e.key === 'Enter' && at && rows[at.row].cellHits[at.column] > 0) open(at.row, at.column);
  };
  const ticks = columns.length > 1 ? [0, Math.floor(columns.length / 3), Math.floor((2 * columns.length) / 3)] : [0];
  return (
    <div>
      <p id={id} aria-live="polite" className="min-h-5 text-xs text-soft">
        {row && column && at ? <><SafeText text={row.name} /> · {formatRange(column.fromMs, column.toMs, view.zone)}: <strong className="font-semibold text-ink">{formatCount(row.cellHits[at.column])} {unit}</strong> of {formatCount(row.cellCalls[at.column])} calls{row.cellCalls[at.column] > 0 && ` (${formatShare(row.cellHits[at.column] / row.cellCalls[at.column])})`}</> : <span className="text-faint">Point at a cell, or use the arrow keys; Enter opens its calls.</span>}
      </p>
      <div role="application" aria-label={`${unit} by ${by} and time`} aria-describedby={id} tabIndex={0} onKeyDown={onKey} onMouseLeave={() => setAt(null)} className="mt-2">
        {rows.map((r, i) => (
          <div key={r.name} className="grid items-center gap-x-3 sm:grid-cols-[minmax(9rem,22rem)_1fr_4.5rem]">
            {r.link ? <Link href={viewHref('/hotspots', view, r.link)} prefetch={false} className="quiet-link truncate py-0.5 text-xs" title={r.name}><SafeText text={r.name} /></Link> : <span className="truncate py-0.5 text-xs text-soft">{r.name}</span>}
            <div className="grid h-5" style={{ gridTemplateColumns: `repeat(${columns.length}, minmax(0, 1fr))` }}>
              {r.cellHits.map((hits, c) => {
                const active = at?.row === i && at.column === c;
                return (
                  <span key={c} onMouseEnter={() => setAt({ row: i, column: c })} onClick={() => hits > 0 && open(i, c)}
                    className={`m-px rounded-[2px] ${hits > 0 && r.link ? 'cursor-pointer' : ''} ${active ? 'outline outline-2 outline-accent' : ''}`}
                    style={{ background: hits > 0 ? SHADES[shade(hits, most)] : r.cellCalls[c] > 0 ? 'var(--sunken)' : 'transparent' }} />
                );
              })}
            </div>
            <span className="hidden text-right text-xs text-soft sm:block">{formatCount(r.hits)}</span>
          </div>
        ))}
        <div className="grid gap-x-3 sm:grid-cols-[minmax(9rem,22rem)_1fr_4.5rem]">
          <span />
          <div className="relative h-5 text-[11px] text-faint">{ticks.map((t) => <span key={t} className="absolute top-0.5" style={{ left: `${(100 * t) / columns.length}%` }}>{formatTick(columns[t].fromMs, view.zone, spanMs)}</span>)}<span className="absolute right-0 top-0.5">{formatTick(columns[columns.length - 1].toMs, view.zone, spanMs)}</span></div>
        </div>
      </div>
      <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-[11px] text-faint">
        <span className="flex items-center gap-1"><i className="size-3 rounded-[2px] border border-line" /> no calls</span>
        <span className="flex items-center gap-1"><i className="size-3 rounded-[2px] bg-sunken" /> 0 {unit}</span>
        {[...new Map(shadeEdges(most).map((edge) => [shade(edge, most), edge]))].map(([s, edge]) => <span key={s} className="flex items-center gap-1"><i className="size-3 rounded-[2px]" style={{ background: SHADES[s] }} /> from {formatCount(edge)}</span>)}
      </p>
    </div>
  );
}
