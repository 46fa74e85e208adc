'use client';
import type { MouseEvent } from 'react';
import type { CallRow } from '@/lib/view/call-row';
import { Attempts, Class, Status, Took, What, When } from './columns';

/** A call where there is no room for columns: what, when and how it ended; the rest is one tap away. */
export function CallCard({ row, zone, href, open }: { row: CallRow; zone: string; href: (row: CallRow) => string; open: (row: CallRow, event: MouseEvent) => void }) {
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-baseline justify-between gap-3 text-xs text-soft"><When row={row} zone={zone} href={href} open={open} /><span className="text-sm font-medium text-ink"><Took row={row} /></span></div>
      <div className="min-w-0 leading-tight"><What row={row} /></div>
      <div className="flex min-w-0 items-center gap-3 text-xs"><Status row={row} /><span className="min-w-0"><Class row={row} /></span>{row.attempts > 1 && <span className="flex items-center gap-1 whitespace-nowrap text-faint">Attempts: <Attempts row={row} /></span>}</div>
    </div>
  );
}
