'use client';
import { useEffect, useId, useRef, useState } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceArea, ReferenceLine, ResponsiveContainer, Tooltip, useActiveTooltipLabel, XAxis, YAxis } from 'recharts';
import { formatRange, formatTick } from '@/lib/view/format-time';
import { logTicks, timeTicks, valueTicks } from '@/lib/view/ticks';
import { formatAxis } from '@/lib/view/units';
import { PointTip } from './point-tip';
import { CHART_KEYS, pointWords } from './point-words';
import type { ChartPoint, TimeChartProps } from './series';
import { useKeys } from './use-keys';

type Props = TimeChartProps & { onZoom: (fromMs: number, toMs: number) => void };
const axisText = { fontSize: 11, fill: 'var(--faint)' } as const;
const labelOf = (s: { activeLabel?: string | number }): number | null => { const at = Number(s.activeLabel); return s.activeLabel === undefined || Number.isNaN(at) ? null : at; };

/** The highest value that is drawn: of the stack, or of any line. */
function topOf(points: ChartPoint[], keys: string[], stacked: boolean): number {
  let top = 0;
  for (const p of points) { let s = 0; for (const k of keys) { const v = p[k] ?? 0; if (stacked) s += v; else s = Math.max(s, v); } top = Math.max(top, s); }
  return top;
}
function lowOf(points: ChartPoint[], keys: string[]): number {
  let low = Infinity;
  for (const p of points) for (const k of keys) { const v = p[k]; if (v !== null && v > 0) low = Math.min(low, v); }
  return low === Infinity ? 1 : low;
}

export function Plot({ title, points, series, kind, unit, fromMs, toMs, bucketSec, zone, log, marks = [], onZoom }: Props) {
  const [picked, setPicked] = useState<{ from: number; to: number } | null>(null), [here, setHere] = useState(false), frame = useRef<HTMLDivElement>(null), id = useId(), touch = useRef<Touching | null>(null), stacked = kind === 'stack', names = series.map((s) => s.key), bucket = bucketSec * 1000;
  useEffect(() => {
    if (!picked) return;
    const give = (e: KeyboardEvent): void => { if (e.key === 'Escape') setPicked(null); }, drop = (): void => setPicked(null);
    addEventListener('keydown', give); addEventListener('mouseup', drop);
    return () => { removeEventListener('keydown', give); removeEventListener('mouseup', drop); };
  }, [picked]);
  // A finger does not leave a chart as a pointer does: it touches something else.
  useEffect(() => {
    if (!here) return;
    const leave = (e: PointerEvent): void => { if (!frame.current?.contains(e.target as Node)) setHere(false); };
    addEventListener('pointerdown', leave);
    return () => removeEventListener('pointerdown', leave);
  }, [here]);
  const begin = (at: number | null): void => { if (at !== null) setPicked({ from: at, to: at }); };
  const extend = (at: number | null): void => { if (picked && at !== null && at !== picked.to) setPicked({ ...picked, to: Math.min(at, toMs - bucket) }); };
  const done = (): void => {
    if (!picked) return;
    const from = Math.min(picked.from, picked.to), to = Math.max(picked.from, picked.to);
    setPicked(null);
    if (to > from) onZoom(from, to + bucket);
  };
  const last = points[points.length - 1], keys = useKeys(frame, { firstMs: fromMs, lastMs: toMs - bucket, onZoom: (from, to) => onZoom(from, to + bucket) });
  const selection = picked ?? (keys.anchor !== null && keys.at !== null ? { from: keys.anchor, to: keys.at } : null), from = selection && Math.min(selection.from, selection.to), end = selection && Math.max(selection.from, selection.to) + bucket;
  const under = keys.at === null ? undefined : points.find((p) => p.at === keys.at);
  const words = keys.zoomed ? `Zoomed in to ${formatRange(keys.zoomed.from, keys.zoomed.to + bucket, zone)}.` : under ? (from !== null && end !== null ? `Selected ${formatRange(from, end, zone)}. ` : '') + pointWords(under, { series, unit, bucketMs: bucket, zone, total: stacked }) : '';
  const walls = [...marks].sort((a, b) => b.value - a.value);
  const top = Math.max(topOf(points, names, stacked), ...marks.map((m) => m.value)), ticks = log ? logTicks(lowOf(points, names), top) : valueTicks(top, unit === 'count');
  // A stack is drawn in steps, each as wide as its bucket: the last one needs an end.
  const drawn = stacked && last ? [...points, { ...last, at: last.at + bucket }] : points;
  return (
    // The crosshair is everywhere, the numbers only beside the pointer or the focus.
    <div ref={frame} {...keys.frame} className="size-full" onMouseEnter={() => setHere(true)} onMouseLeave={() => setHere(false)} onFocus={() => setHere(true)} onBlur={() => setHere(false)}
      onTouchStart={(e) => { touch.current = { x: e.touches[0].clientX, y: e.touches[0].clientY, way: null }; setHere(true); setPicked(null); }} onTouchMoveCapture={(e) => follow(touch.current, e.touches[0])}
      onTouchEnd={() => { touch.current = null; }} onTouchCancel={() => { touch.current = null; setPicked(null); }}>
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 200 }}>
      <ComposedChart data={drawn} syncId="range" syncMethod="value" margin={{ top: 6, right: 4, bottom: 0, left: 0 }} title={title} aria-describedby={id} style={{ cursor: 'crosshair', touchAction: 'pan-y' }}
        onMouseDown={(s) => begin(labelOf(s))} onMouseMove={(s) => extend(labelOf(s))} onMouseUp={done}
        onTouchMove={(s) => { if (touch.current?.way === 'across') (picked ? extend : begin)(labelOf(s)); }} onTouchEnd={done}>
        <Crosshair onMove={keys.moved} />
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis height={22} dataKey="at" type="number" scale="time" domain={[fromMs, toMs]} ticks={timeTicks(fromMs, toMs, zone)} tickFormatter={(at: number) => formatTick(at, zone, toMs - fromMs)} tick={axisText} tickLine={false} axisLine={{ stroke: 'var(--line)' }} minTickGap={28} allowDataOverflow />
        <YAxis width={58} scale={log ? 'log' : 'linear'} domain={[ticks[0], ticks[ticks.length - 1]]} ticks={ticks} tickFormatter={(v: number) => formatAxis(v, unit)} tick={axisText} tickLine={false} axisLine={false} allowDataOverflow />
        <Tooltip isAnimationActive={false} cursor={{ stroke: 'var(--line-strong)', strokeWidth: 1 }} content={(p) => <PointTip active={(here || keys.at !== null) && p.active === true} keys={keys.at !== null} at={labelOf({ activeLabel: p.label })} points={points} series={series} unit={unit} bucketMs={bucket} zone={zone} total={stacked} />} />
        {stacked
          ? series.map((s) => <Area key={s.key} dataKey={s.key} name={s.label} type="stepAfter" stackId="all" stroke="none" fill={`var(--${s.color})`} fillOpacity={1} isAnimationActive={false} dot={false} activeDot={false} />)
          : series.map((s) => <Line key={s.key} dataKey={s.key} name={s.label} type="linear" stroke={`var(--${s.color})`} strokeWidth={1.75} strokeDasharray={s.dash} connectNulls={false} isAnimationActive={false} dot={lonely(points, s.key, s.color)} activeDot={{ r: 3, strokeWidth: 0 }} />)}
        {walls.map((m, i) => <ReferenceLine key={m.value} y={m.value} stroke="var(--timeout)" strokeDasharray="2 3" label={{ value: m.label, position: i === 0 ? 'insideBottomRight' : 'insideTopRight', fontSize: 11, fill: 'var(--soft)' }} />)}
        {from !== null && end !== null && <ReferenceArea x1={from} x2={end} fill="var(--accent)" fillOpacity={0.15} ifOverflow="hidden" />}
      </ComposedChart>
    </ResponsiveContainer>
    <p id={id} hidden>{CHART_KEYS}</p>
    <p role="status" className="sr-only">{words}</p>
    </div>
  );
}

/** Where a finger came down, and which way it went first: across selects, down scrolls, even where the browser is slow to take it over. */
type Touching = { x: number; y: number; way: 'across' | 'down' | null };
const WAY_PX = 8;
function follow(touch: Touching | null, at: { clientX: number; clientY: number }): void {
  if (touch === null || touch.way !== null) return;
  const across = Math.abs(at.clientX - touch.x), down = Math.abs(at.clientY - touch.y);
  if (Math.max(across, down) >= WAY_PX) touch.way = across > down ? 'across' : 'down';
}

/** Tells where the chart's crosshair is. Draws nothing. */
function Crosshair({ onMove }: { onMove: (at: number | null) => void }) {
  const at = labelOf({ activeLabel: useActiveTooltipLabel() });
  useEffect(() => onMove(at), [at, onMove]);
  return null;
}

/** A value between two gaps has no line to be part of: it gets a dot, or it would not be seen. */
function lonely(points: ChartPoint[], key: string, color: string) {
  return function Dot(p: { index?: number; cx?: number; cy?: number }) {
    const i = p.index ?? -1, alone = i >= 0 && points[i]?.[key] != null && points[i - 1]?.[key] == null && points[i + 1]?.[key] == null;
    return alone ? <circle key={i} cx={p.cx} cy={p.cy} r={2} fill={`var(--${color})`} /> : <g key={i} />;
  };
}
