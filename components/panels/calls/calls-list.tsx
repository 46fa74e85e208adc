'use client';
import { usePathname } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef, type MouseEvent, type ReactNode } from 'react';
import { VirtualTable } from '@/components/table/virtual-table';
import { useHeight } from '@/components/table/use-height';
import { useWidth } from '@/components/table/use-width';
import type { CallRow } from '@/lib/view/call-row';
import { viewHref, viewQuery, type ViewState } from '@/lib/view/state';
import { CallDrawer } from './call-drawer';
import { CallCard } from './call-card';
import { callColumns, callId, isStacked, tracksFor } from './columns';
import { NoCalls } from './no-calls';
import { SearchLine } from './search-line';
import { SortHead } from './sort-head';
import { useCallStream } from './use-call-stream';

type Props = {
  /** With the range frozen: going on with a list must not move its ends. */
  view: ViewState;
  range: { fromMs: number; toMs: number };
  /** The range holds all the data. */
  whole: boolean;
  /** Only notable calls match: then the order can be chosen. */
  sortable: boolean;
  /** Names in the view that nothing has. */
  unknown: readonly string[];
};

const OPEN = /^\/calls\/(\d+-\d+)$/;

/** The calls of a view, loaded as one scrolls. A click opens a call beside the list and puts its own address in the bar. */
export function CallsList({ view, range, whole, sortable, unknown }: Props) {
  const query = viewQuery(view), stream = useCallStream(query), tracks = tracksFor(useWidth()), stacked = isStacked(tracks);
  const slowest = sortable && view.sort === 'slowest', opened = OPEN.exec(usePathname())?.[1] ?? null, pushed = useRef(false), opener = useRef<HTMLElement | null>(null), [line, lineHeight] = useHeight<HTMLDivElement>();

  const href = useCallback((r: CallRow): string => viewHref('/calls/' + callId(r), view), [view]);
  const open = useCallback((r: CallRow, e: MouseEvent): void => {
    if (e.metaKey || e.ctrlKey || e.shiftKey || e.altKey || e.button !== 0) return;
    e.preventDefault();
    pushed.current = true; opener.current = e.currentTarget as HTMLElement;
    window.history.pushState(null, '', href(r));
  }, [href]);
  const close = useCallback((): void => {
    if (pushed.current) { pushed.current = false; window.history.back(); } else window.history.replaceState(null, '', viewHref('/calls', view));
  }, [view]);

  // The drawer has no trigger of its own: the row that opened it gets the focus back.
  useEffect(() => {
    if (opened !== null || opener.current === null) return;
    const row = opener.current, later = requestAnimationFrame(() => { row.focus({ preventScroll: true }); });
    opener.current = null;
    return () => cancelAnimationFrame(later);
  }, [opened]);

  const columns = useMemo(() => {
    const head = (label: string, sort: ViewState['sort'], end?: boolean): ReactNode => (sortable ? <SortHead view={view} sort={sort} end={end}>{label}</SortHead> : <span className={end ? 'block text-right' : ''}>{label}</span>);
    return callColumns({ zone: view.zone, stacked, heads: { time: head(`Time (${view.zone})`, null), duration: head('Duration', 'slowest', true) }, href, open });
  }, [view, sortable, stacked, href, open]);
  const onEnd = useCallback(() => { if (stream.why === 'page') stream.more(); }, [stream]);

  const none = !stream.running && stream.rows.length === 0 && stream.why === 'all';
  return (
    <>
      <div ref={line} className="sticky top-0 z-20 bg-panel"><SearchLine stream={stream} range={range} zone={view.zone} slowest={slowest} attempts={view.attempts} otherOrder={sortable && !tracks ? viewHref('/calls', view, { sort: slowest ? null : 'slowest' }) : null} onMore={stream.more} onStop={stream.stop} /></div>
      {none ? <NoCalls view={view} range={range} whole={whole} unknown={unknown} /> : (
        <VirtualTable label="Calls" rows={stream.rows} columns={columns} tracks={tracks ?? { time: '1fr' }} rowKey={callId} rowHeight={tracks ? 46 : 98} stickyTop={lineHeight} total={stream.total ?? -1}
          isMarked={(r) => callId(r) === opened} onEnd={onEnd} card={tracks ? undefined : (r) => <CallCard row={r} zone={view.zone} href={href} open={open} />} />
      )}
      <CallDrawer id={opened} view={view} onClose={close} />
    </>
  );
}
