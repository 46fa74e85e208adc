'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { formatRange, formatTime } from '@/lib/view/format-time';
import type { ViewState } from '@/lib/view/state';
import { readTime } from '@/lib/view/time-text';
import type { Extent } from '@/lib/view/time';
import { ZoneSelect } from './zone-select';

/** Typed start, end and zone, each read while it is typed: what it means, or why it cannot be read. */
export function RangeForm({ view, extent, onApply }: { view: ViewState; extent: Extent | null; onApply: (change: Partial<ViewState>) => void }) {
  const [from, setFrom] = useState(view.from ?? ''), [to, setTo] = useState(view.to ?? ''), [zone, setZone] = useState(view.zone);
  const nowMs = Date.now(), anchors = { nowMs, startMs: extent?.fromMs ?? nowMs - 3_600_000, endMs: extent?.toMs ?? nowMs };
  const meaning = (typed: string, empty: string): { hint?: string; error?: string } => {
    if (typed.trim() === '') return { hint: empty };
    const t = readTime(typed, zone, anchors);
    return 'error' in t ? { error: t.error } : { hint: `= ${formatTime(t.ms, zone)}${t.note ? '. ' + t.note : ''}` };
  };
  const a = meaning(from, 'Empty: the start of the data'), b = meaning(to, 'Empty: the end of the data');
  return (
    <form className="flex flex-col gap-3" onSubmit={(e) => { e.preventDefault(); if (!a.error && !b.error) onApply({ from: from.trim() || null, to: to.trim() || null, zone }); }}>
      <Field label="From" value={from} onChange={(e) => setFrom(e.target.value)} placeholder="end-2h, 2026-03-12 09:20, epoch" spellCheck={false} autoComplete="off" {...a} />
      <Field label="To" value={to} onChange={(e) => setTo(e.target.value)} placeholder="end, now, 10:30" spellCheck={false} autoComplete="off" {...b} />
      <ZoneSelect value={zone} onChange={setZone} />
      {extent && <p className="text-xs text-faint">The data: {formatRange(extent.fromMs, extent.toMs, zone)}</p>}
      <Button type="submit" kind="primary" disabled={Boolean(a.error ?? b.error)}>Show this range</Button>
    </form>
  );
}
