import type { ReactNode } from 'react';
import { cx } from '@/components/ui/class-names';

export type Column<Row> = { key: string; head: ReactNode; cell: (row: Row) => ReactNode; right?: boolean; className?: string };

/** A link that is a cell of its own takes room from the row, to be hit by a finger. */
const cellLinks = '[&>a]:-my-0.5 [&>a]:inline-block [&>a]:py-0.5';

/** A table of a few hundred rows at most. What stands behind a chart is made in the browser when it is asked for; all else on the server. The caption names it for screen readers. */
export function PlainTable<Row>({ caption, columns, rows, rowKey, empty }: { caption: string; columns: Column<Row>[]; rows: readonly Row[]; rowKey: (row: Row) => string | number; empty?: ReactNode }) {
  return (
    <table className="w-full border-collapse text-sm">
      <caption className="sr-only">{caption}</caption>
      <thead className="sticky top-0 bg-panel">
        <tr>{columns.map((c) => <th key={c.key} scope="col" className={cx('border-b border-line px-2 py-1.5 text-xs font-medium text-faint first:pl-0 last:pr-0', c.right ? 'text-right' : 'text-left', c.className)}>{c.head}</th>)}</tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} className="border-b border-line last:border-0">
            {columns.map((c, i) => (i === 0
              ? <th key={c.key} scope="row" className={cx(cellLinks, 'px-2 py-1.5 text-left font-normal first:pl-0', c.className)}>{c.cell(row)}</th>
              : <td key={c.key} className={cx(cellLinks, 'px-2 py-1.5 last:pr-0', c.right && 'text-right whitespace-nowrap', c.className)}>{c.cell(row)}</td>))}
          </tr>
        ))}
        {rows.length === 0 && <tr><td colSpan={columns.length} className="py-6 text-center text-soft">{empty ?? 'Nothing to show'}</td></tr>}
      </tbody>
    </table>
  );
}
