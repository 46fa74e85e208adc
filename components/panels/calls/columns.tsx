'use client';
import type { ReactNode } from 'react';
import { column, type Column } from '@/components/table/virtual-table';
import { Badge } from '@/components/ui/badge';
import { FailureBadge } from '@/components/ui/failure-badge';
import { SafeText } from '@/components/ui/safe-text';
import { CONFIDENCES } from '@/lib/failure';
import type { CallRow } from '@/lib/view/call-row';
import { formatDuration } from '@/lib/view/format-duration';
import { MISSING } from '@/lib/view/format-number';
import { formatTime } from '@/lib/view/format-time';
import { visibleText } from '@/lib/view/visible-text';

export const callId = (r: CallRow): string => r.importId + '-' + r.offset;
const whole = (ms: number): boolean => ms % 1000 === 0;
const Missing = () => <span className="text-faint">{MISSING}</span>;

/** Text of a log in one line: what does not fit is in the title. */
function Line({ text, className }: { text: string | null; className?: string }) {
  return text === null ? <Missing /> : <span className={'block truncate ' + (className ?? '')} title={visibleText(text)}><SafeText text={text} /></span>;
}

export const What = ({ row }: { row: CallRow }): ReactNode => {
  const path = row.path === null ? null : (row.method === null ? '' : row.method + ' ') + row.path;
  return <><Line text={row.route ?? path} />{path !== null && row.route !== null && path !== row.route && <Line text={path} className="text-xs text-faint" />}</>;
};
export const Where = ({ row }: { row: CallRow }): ReactNode => (row.instance === null ? <Missing /> : row.upstream === null || row.upstream === row.instance ? <Line text={row.instance} /> : <><Line text={row.upstream} /><Line text={row.instance} className="text-xs text-faint" /></>);
export const Attempts = ({ row }: { row: CallRow }): ReactNode => (
  <span className="flex flex-wrap items-center gap-1">
    {row.attempts === 0 ? <Missing /> : row.attempts}
    {row.failedAttempts > 0 && row.failure === 0 && <Badge tone="timeout" title="The call ended well; these attempts did not. The client saw only the time they took.">{row.failedAttempts} failed</Badge>}
    {row.failedAttempts > 0 && row.failure !== 0 && row.attempts > 1 && <span className="text-xs text-faint">({row.failedAttempts === row.attempts ? 'all' : row.failedAttempts} failed)</span>}
  </span>
);
export const Class = ({ row }: { row: CallRow }): ReactNode => (row.failure === 0 ? <span className="text-xs text-faint">ended well</span> : <FailureBadge code={row.failure} confidence={CONFIDENCES[row.confidence]} />);
export const Status = ({ row }: { row: CallRow }): ReactNode => (row.status === 0 ? <Missing /> : <span className={row.status >= 500 ? 'font-semibold' : ''}>{row.status}</span>);
export const Took = ({ row }: { row: CallRow }): ReactNode => <span title={row.durationMs === null ? 'Not in the log' : `${row.durationMs} ms`}>{formatDuration(row.durationMs)}</span>;

type Open = { href: (row: CallRow) => string; open: (row: CallRow, event: React.MouseEvent) => void };

/** The link of a row; it covers the whole row, so that a click anywhere opens the call. `stacked`: the day above the time. */
export function When({ row, zone, stacked = false, href, open }: { row: CallRow; zone: string; stacked?: boolean } & Open) {
  const [time, ms] = [formatTime(row.at, zone), whole(row.at) ? null : formatTime(row.at, zone, 'ms').slice(19)];
  return <a href={href(row)} onClick={(e) => open(row, e)} className="quiet-link whitespace-nowrap after:absolute after:inset-0" title={`Open this call · ${new Date(row.at).toISOString()}`}>{stacked ? <><span className="block text-xs text-faint">{time.slice(0, 10)} </span>{time.slice(11)}</> : time}{ms !== null && <span className="text-xs text-faint">{ms}</span>}</a>;
}

export function callColumns({ zone, stacked, heads, ...link }: { zone: string; stacked: boolean; heads: { time: ReactNode; duration: ReactNode } } & Open): Column<CallRow>[] {
  return [
    column<CallRow>('time', heads.time, (r) => <When row={r} zone={zone} stacked={stacked} {...link} />),
    column<CallRow>('what', 'Route and path', (r) => <What row={r} />),
    column<CallRow>('status', 'Status', (r) => <Status row={r} />),
    column<CallRow>('class', 'Outcome', (r) => <Class row={r} />),
    column<CallRow>('duration', heads.duration, (r) => <span className="block text-right"><Took row={r} /></span>),
    column<CallRow>('where', 'Upstream, instance', (r) => <Where row={r} />),
    column<CallRow>('attempts', 'Attempts', (r) => <Attempts row={r} />),
    column<CallRow>('client', 'Client', (r) => <Line text={r.client} className="text-xs" />),
    column<CallRow>('rid', 'Request id', (r) => <Line text={r.requestId} className="font-mono text-xs" />),
  ];
}

/** Track of a time whose day stands above it. */
const STACKED = '6.5rem';
export const isStacked = (tracks: Record<string, string> | null): boolean => tracks?.time === STACKED;

const WIDE = { time: '11.75rem', what: 'minmax(12rem,2.8fr)', status: '3rem', class: 'minmax(12rem,1.7fr)', duration: '4.5rem', where: 'minmax(9rem,1.5fr)', attempts: '6.5rem' };
/** The columns that a window has room for, most telling first; null = cards. */
export function tracksFor(width: number): Record<string, string> | null {
  if (width < 720) return null;
  const tight = { ...WIDE, time: STACKED, what: 'minmax(8rem,2.8fr)', class: 'minmax(8rem,12rem)' };
  if (width < 1000) { const { where: _where, attempts: _attempts, ...few } = tight; return few; }
  if (width < 1200) return { ...tight, where: 'minmax(8rem,1.5fr)', attempts: '5.5rem' };
  return { ...WIDE, client: '7.5rem', rid: 'minmax(5rem,1fr)' };
}
