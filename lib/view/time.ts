/** From what the URL says and what the data holds to the range that is shown: snapped to whole buckets, with its previous period and its frozen form. */
import { bucketRange, type Range } from './bucket';
import { readTime } from './time-text';
import { NO_FILTERS } from './filters';
import { EMPTY_VIEW, viewHref, type ViewState } from './state';

/** First and last moment of the calls at hand, ms, end exclusive; null when there are none. */
export type Extent = { fromMs: number; toMs: number };

export type TimeProblem = { field: 'from' | 'to'; message: string };
export type ResolvedTime = {
  range: Range;
  /** The same number of the same buckets just before; null when the data starts too late to have any call there. */
  previous: Range | null;
  /** The range as absolute UTC: what "Copy link" and every link to calls carry. */
  frozen: { from: string; to: string };
  /** What was typed and could not be read; the range then falls back to the data's own edge. */
  problems: TimeProblem[];
  /** What was read in a way that is worth saying (clock changes, swapped ends). */
  notes: string[];
  /** Whether the range holds the whole extent. */
  whole: boolean;
};

/** Presets count back from the end of the data, not from now: a log of last week opens at last week. */
export const PRESETS = [
  { id: '15m', label: 'Last 15 min', from: 'end-15m' }, { id: '1h', label: 'Last hour', from: 'end-1h' }, { id: '6h', label: 'Last 6 h', from: 'end-6h' },
  { id: '24h', label: 'Last 24 h', from: 'end-24h' }, { id: '7d', label: 'Last 7 d', from: 'end-7d' }, { id: 'all', label: 'All the data', from: null },
] as const;

/** The label of the range as the view says it: a preset's name, or null for a typed range. */
export const presetOf = (view: Pick<ViewState, 'from' | 'to'>): (typeof PRESETS)[number] | null => (view.to === null ? (PRESETS.find((p) => p.from === view.from) ?? null) : null);

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

/** The range of a view. Without data, an hour that ends now. Never throws: what cannot be read becomes a problem and the data's own edge. */
export function resolveTime(view: Pick<ViewState, 'from' | 'to' | 'zone'>, extent: Extent | null, nowMs: number, maxPoints?: number): ResolvedTime {
  const edge = extent ?? { fromMs: nowMs - 3_600_000, toMs: nowMs }, anchors = { nowMs, startMs: edge.fromMs, endMs: edge.toMs };
  const problems: TimeProblem[] = [], notes: string[] = [];
  const read = (field: 'from' | 'to', fallback: number): number => {
    const typed = view[field];
    if (typed === null) return fallback;
    const t = readTime(typed, view.zone, anchors);
    if ('error' in t) { problems.push({ field, message: t.error }); return fallback; }
    if (t.note) notes.push(t.note);
    return t.ms;
  };
  let from = read('from', edge.fromMs), to = read('to', Math.max(edge.toMs, from));
  if (to < from) { [from, to] = [to, from]; notes.push('The end came before the start: they were swapped.'); }
  const range = bucketRange(from, to, maxPoints), span = range.toMs - range.fromMs;
  const hasBefore = extent !== null && extent.fromMs < range.fromMs;
  return {
    range, previous: hasBefore ? { ...range, fromMs: range.fromMs - span, toMs: range.fromMs } : null,
    frozen: { from: iso(range.fromMs), to: iso(range.toMs) }, problems, notes, whole: range.fromMs <= edge.fromMs && range.toMs >= edge.toMs,
  };
}

/** Whether the data covers only part of the previous period: its counts then cannot be compared. */
export const coversAll = (range: Range, extent: Extent | null): boolean => extent !== null && extent.fromMs < range.fromMs + range.bucketSec * 1000;

/** A view whose range is absolute: what a copied link holds. */
export const freeze = (view: ViewState, time: Pick<ResolvedTime, 'frozen'>): ViewState => ({ ...view, from: time.frozen.from, to: time.frozen.to });

/**
 * The calls behind a number of a panel: the view frozen, without the filters that cells do not know (the number left them out too), and `change`.
 * Pass `from` and `to` in `change` for one bucket.
 */
export const callsHref = (view: ViewState, time: Pick<ResolvedTime, 'frozen'>, change: Partial<ViewState> = {}): string =>
  viewHref('/calls', freeze(view, time), { importId: null, attempts: null, minMs: null, maxMs: null, client: null, requestId: null, text: null, sort: null, ...change });

/** The calls behind a number that only the range and the sources decide: no filter of the view but `change`. */
export const bareCallsHref = (view: ViewState, time: Pick<ResolvedTime, 'frozen'>, change: Partial<ViewState> = {}): string =>
  viewHref('/calls', freeze(view, time), { ...NO_FILTERS, sort: null, ...change });

/** The calls whose lines an import holds, at any time: all of them, or those that `change` leaves. */
export const importCallsHref = (importId: number, change: Partial<ViewState> = {}): string => viewHref('/calls', { ...EMPTY_VIEW, importId }, change);
