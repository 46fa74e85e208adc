'use client';
import Link from '@/components/ui/link';
import { useRouter } from 'next/navigation';
import { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { cx } from '@/components/ui/class-names';
import { SafeText } from '@/components/ui/safe-text';
import { formatCount, formatShare, plural } from '@/lib/view/format-number';
import { formatRange, formatTick } from '@/lib/view/format-time';
import { partOf } from '@/lib/view/filters';
import { viewHref, type ViewState } from '@/lib/view/state';
import { callsHref } from '@/lib/view/time';
import { shade, shadeEdges, type HotspotMap } from './prepare';

type Props = { map: HotspotMap; view: ViewState; by: 'route' | 'upstream'; /** "timeouts", "failures" */ unit: string };
const SHADES = ['transparent', ...[22, 40, 60, 80, 100].map((p) => `color-mix(in oklab, var(--timeout) ${p}%, var(--sunken))`)];

/** Names by time. One tab stop: arrows move, Enter opens the calls of a cell; the line above reads out what is under the pointer. */
export function HotspotChart({ map, view, by, unit }: Props) {
  const router = useRouter(), id = useId(), grid = useRef<HTMLDivElement>(null), [at, setAt] = useState<{ row: number; column: number } | null>(null);
  const { columns, rows, most } = map, spanMs = columns[columns.length - 1].toMs - columns[0].fromMs, times = useMemo(() => columns.map((c) => formatRange(c.fromMs, c.toMs, view.zone)), [columns, view.zone]);
  const row = at && rows[at.row];
  const total = columns.length, hitsOf = (r: number, c: number): number => (c === total ? rows[r].hits : rows[r].cellHits[c]);
  const open = (r: number, c: number): void => {
    const [first, last] = c === total ? [0, total - 1] : [c, c], iso = (ms: number): string => new Date(ms).toISOString();
    if (hitsOf(r, c) > 0) router.push(callsHref(view, { frozen: { from: iso(columns[first].fromMs), to: iso(columns[last].toMs) } }, { ...rows[r].link, failure: partOf(view.failure, 'any') }));
  };
  const onKey = (e: KeyboardEvent, r: number, c: number): void => {
    const to = { ArrowRight: [r, c + 1], ArrowLeft: [r, c - 1], ArrowDown: [r + 1, c], ArrowUp: [r - 1, c], Home: [r, 0], End: [r, columns.length - 1] }[e.key];
    if (to) { e.preventDefault(); grid.current?.querySelector<HTMLElement>(`[data-cell="${Math.min(rows.length - 1, Math.max(0, to[0]))} ${Math.min(total, Math.max(0, to[1]))}"]`)?.focus(); }
    if (e.key === 'Enter') open(r, c);
  };
  const ticks = columns.length > 1 ? [0, Math.floor(columns.length / 3), Math.floor((2 * columns.length) / 3)] : [0];
  return (
    <div>
      <p id={id} aria-live="polite" className="min-h-5 text-xs text-soft">
        {row && at ? <><SafeText text={row.name} /> · {times[at.column]}: <strong className="font-semibold text-ink">{formatCount(row.cellHits[at.column])} {row.cellHits[at.column] === 1 ? unit.replace(/s$/, '') : unit}</strong> of {plural(row.cellCalls[at.column], 'call')}{row.cellCalls[at.column] > 0 && ` (${formatShare(row.cellHits[at.column] / row.cellCalls[at.column])})`}</> : <span className="text-faint"><span className="[@media(hover:none)]:hidden">Point at a cell, or use the arrow keys; Enter opens its calls.</span><span className="hidden [@media(hover:none)]:inline">Tap a cell: its calls open.</span></span>}
      </p>
      <div ref={grid} role="grid" aria-label={`${unit} by ${by} and time`} aria-describedby={id} className="mt-2">
        {rows.map((r, i) => (
          <div key={JSON.stringify(r.link)} role="row" className="grid items-center gap-x-3 sm:grid-cols-[minmax(9rem,22rem)_1fr_4.5rem]">
            <span role="rowheader" className="truncate text-xs text-soft" title={r.name}><Link href={viewHref('/hotspots', view, r.link)} className="quiet-link block truncate leading-6 text-ink"><SafeText text={r.name} /></Link></span>
            <div className="grid h-6 *:m-px *:rounded-[2px] *:focus-visible:outline-offset-0" style={{ gridTemplateColumns: `repeat(${columns.length}, minmax(0, 1fr))` }}>
              {r.cellHits.map((hits, c) => {
                const active = at?.row === i && at.column === c;
                return (
                  <span key={c} role="gridcell" data-cell={`${i} ${c}`} tabIndex={active || (at === null && i === 0 && c === 0) ? 0 : -1} aria-label={`${times[c]}: ${formatCount(hits)} of ${formatCount(r.cellCalls[c])}`}
                    onMouseEnter={() => setAt({ row: i, column: c })} onFocus={() => setAt({ row: i, column: c })} onClick={() => open(i, c)} onKeyDown={(e) => onKey(e, i, c)}
                    className={cx(hits > 0 ? 'cursor-pointer' : r.cellCalls[c] > 0 && 'bg-sunken', active && 'outline outline-2 outline-accent') || undefined}
                    style={hits > 0 ? { background: SHADES[shade(hits, most)] } : undefined} />
                );
              })}
            </div>
            <span role="gridcell" data-cell={`${i} ${total}`} tabIndex={-1} onClick={() => open(i, total)} onKeyDown={(e) => onKey(e, i, total)} aria-label={`In all: ${formatCount(r.hits)}`} className="hidden cursor-pointer text-right text-xs leading-6 text-soft hover:text-accent sm:block">{formatCount(r.hits)}</span>
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
