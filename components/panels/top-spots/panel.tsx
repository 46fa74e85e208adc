import Link from '@/components/ui/link';
import { PlainTable, type Column } from '@/components/table/plain-table';
import { Badge } from '@/components/ui/badge';
import { SafeText } from '@/components/ui/safe-text';
import { Term } from '@/components/ui/tooltip';
import { formatShare } from '@/lib/view/format-number';
import { partOf } from '@/lib/view/filters';
import { viewHref } from '@/lib/view/state';
import { callsHref } from '@/lib/view/time';
import { exportsOf, type AskProps } from '../ask-props';
import { Frame, FrameEmpty } from '../frame';
import { NumberLink } from '../number-link';
import { prepare, type RankedSpot } from './prepare';
import { query } from './query';

export const titles = { route: 'Routes that fail most', upstream: 'Upstreams that fail most' };

type Props = AskProps & { kind: 'route' | 'upstream'; /** How many rows have room. */ most?: number; /** The page that a name filters. */ path?: string };

/** Where it hurts: the routes, or the upstreams, behind most timeouts and failures. */
export async function TopSpots({ ask, kind, most = 8, path = '/' }: Props) {
  const { rows, more, rate, by, empty } = prepare(await query(ask, kind), most), { view, time } = ask, title = titles[kind];
  const count = (s: RankedSpot, n: number, failure: string) => <NumberLink n={n} href={callsHref(view, time, { ...s.link, failure: partOf(view.failure, failure) })} />;
  const columns: Column<RankedSpot>[] = [
    { key: 'name', head: kind === 'route' ? 'Route' : 'Upstream', className: 'w-full max-w-0', cell: (s) => (
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
        <Link href={viewHref(path, view, s.link)} className="quiet-link line-clamp-2 [overflow-wrap:anywhere]" title={s.name}><SafeText text={s.name} path /></Link>
        {s.inferred && <Badge title="The log names addresses only. This group was inferred from which instances serve and retry together; rename it under Imports.">inferred</Badge>}
      </span>) },
    { key: 'timeouts', head: 'Timeouts', right: true, cell: (s) => <Bar share={s.shareOfTimeouts} color="timeout">{count(s, s.timeouts, 'timeout')}</Bar> },
    { key: 'failed', head: 'Failed', right: true, className: 'max-sm:hidden', cell: (s) => count(s, s.failed, 'any') },
    { key: 'rate', head: 'Rate', right: true, cell: (s) => formatShare(s.rate) },
    { key: 'without', head: <span className="whitespace-nowrap"><Term text={`The failure rate of everything shown is ${formatShare(rate)}. This is what it would be without the row.`}>All without it</Term></span>, right: true, className: 'max-sm:hidden', cell: (s) => formatShare(s.rateWithout) },
  ];
  return (
    <Frame title={title} sub={`By ${by === 'timeouts' ? 'timeouts' : 'failed calls'}, timeouts counted among the failed.${more > 0 ? ` ${more} more ${path === '/' ? 'under Hotspots' : 'in the export'}.` : ''}`} exports={exportsOf(ask, kind === 'route' ? 'top-routes' : 'top-upstreams')}>
      {rows.length === 0 ? <FrameEmpty>{empty ? 'No calls in this range.' : 'Nothing failed in this range.'}</FrameEmpty> : <PlainTable caption={title} columns={columns} rows={rows} rowKey={(s) => JSON.stringify(s.link)} />}
    </Frame>
  );
}

/** A number over a bar that is its share of the whole. */
function Bar({ share, color, children }: { share: number; color: string; children: React.ReactNode }) {
  return (
    <span className="relative inline-block min-w-16 pb-1">
      {children}
      <span aria-hidden="true" className="absolute inset-x-0 bottom-0 h-0.5 rounded bg-sunken"><span className="absolute right-0 h-full rounded" style={{ width: `${Math.min(100, share * 100)}%`, background: `var(--${color})` }} /></span>
    </span>
  );
}
