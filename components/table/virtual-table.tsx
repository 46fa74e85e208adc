'use client';
import { createColumnHelper, tableFeatures, useTable, type ColumnDef } from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { cx } from '@/components/ui/class-names';

const rowFeatures = tableFeatures({});
// A column's value type differs from column to column.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Column<Row extends object> = ColumnDef<typeof rowFeatures, Row, any>;

/** A column by what it shows of a row. */
export function column<Row extends object>(id: string, header: ReactNode, cell: (row: Row) => ReactNode): Column<Row> {
  return createColumnHelper<typeof rowFeatures, Row>().display({ id, header: () => header, cell: (c) => cell(c.row.original) });
}

type Props<Row extends object> = {
  label: string; rows: Row[]; columns: Column<Row>[];
  /** CSS grid track of each shown column, in order; columns that are not named are not shown. */
  tracks: Record<string, string>;
  rowKey: (row: Row) => string;
  rowHeight: number;
  /** Replaces the columns where there is no room for them. */
  card?: (row: Row) => ReactNode;
  /** How many rows there are in all, where that is known; -1 = unknown. */
  total: number;
  isMarked?: (row: Row) => boolean;
  /** Height in px of what sticks to the top above the column heads. */
  stickyTop?: number;
  /** Told when the last rows come into view. */
  onEnd?: () => void;
};

/** A long table that scrolls with the page and draws only the rows in view. Rows have one height. */
export function VirtualTable<Row extends object>({ label, rows, columns, tracks, rowKey, rowHeight, card, total, isMarked, stickyTop = 0, onEnd }: Props<Row>) {
  const table = useTable({ features: rowFeatures, columns, data: rows, getRowId: rowKey }), model = table.getRowModel().rows;
  const body = useRef<HTMLDivElement>(null), [margin, setMargin] = useState(0);
  // What stands above the table changes its height (chips, a longer progress line): its place is measured whenever the page changes size.
  useEffect(() => {
    const watch = new ResizeObserver(() => { if (body.current) setMargin(Math.round(body.current.getBoundingClientRect().top + window.scrollY)); });
    watch.observe(document.body);
    return () => watch.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({ count: model.length, estimateSize: () => rowHeight, overscan: 12, scrollMargin: margin, getItemKey: (i) => model[i].id });
  const items = virtual.getVirtualItems(), last = items.length ? items[items.length - 1].index : -1;
  useEffect(() => { virtual.measure(); }, [rowHeight, virtual]);
  const told = useRef(-1);
  useEffect(() => { if (last >= 0 && last >= model.length - 20 && told.current !== model.length && onEnd) { told.current = model.length; onEnd(); } }, [last, model.length, onEnd]);

  const shown = (id: string): boolean => card !== undefined || tracks[id] !== undefined, grid = { gridTemplateColumns: Object.values(tracks).join(' ') };
  return (
    <div role="table" aria-label={label} aria-rowcount={total < 0 ? -1 : total + 1} aria-colcount={card ? 1 : Object.keys(tracks).length}>
      <div role="rowgroup" className={card ? 'sr-only' : 'sticky z-10 border-b border-line bg-panel'} style={{ top: stickyTop }}>
        {table.getHeaderGroups().map((group) => (
          <div role="row" key={group.id} aria-rowindex={1} className="grid items-end gap-x-4 px-5 py-2 text-xs font-medium text-soft" style={grid}>
            {group.headers.filter((h) => shown(h.column.id)).map((h) => <div role="columnheader" key={h.id} className="min-w-0"><table.FlexRender header={h} /></div>)}
          </div>
        ))}
      </div>
      <div role="rowgroup" ref={body} className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = model[item.index];
          return (
            <div role="row" key={item.key} aria-rowindex={item.index + 2} style={{ ...(card ? {} : grid), height: rowHeight, transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
              className={cx('absolute inset-x-0 top-0 border-b border-line hover:bg-sunken/60 focus-within:bg-sunken/60', card ? 'block px-5 py-2' : 'grid items-center gap-x-4 px-5', isMarked?.(row.original) && 'bg-accent-wash')}>
              {card ? <div role="cell">{card(row.original)}</div> : row.getAllCells().filter((c) => shown(c.column.id)).map((c) => <div role="cell" key={c.id} className="min-w-0"><table.FlexRender cell={c} /></div>)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
