import Link from 'next/link';
import type { Ask } from '@/lib/db/ask';
import { readUpstreamStats } from '@/lib/db/instance-stats';
import { Frame, FrameEmpty } from '@/components/panels/frame';
import { Bounded } from '@/components/panels/bounded';
import { PlainTable } from '@/components/table/plain-table';
import { Badge } from '@/components/ui/badge';
import { SafeText } from '@/components/ui/safe-text';
import { formatCount, formatShare, plural } from '@/lib/view/format-number';
import { viewHref, viewQuery } from '@/lib/view/state';
import { freeze } from '@/lib/view/time';
import { prepareUpstreams, type UpstreamRow } from './prepare';

/** All upstreams of the range, worst first. */
export async function UpstreamListPanel({ ask }: { ask: Ask }) {
  const rows = prepareUpstreams(await readUpstreamStats(ask)), view = freeze(ask.view, ask.time), inferred = rows.filter((r) => r.inferred).length;
  const calls = (r: UpstreamRow, failure: string | null, n: number) => (n > 0 && r.inferred !== null ? <Link prefetch={false} className="quiet-link" href={viewHref('/calls', view, { upstream: r.name, failure })}>{formatCount(n)}</Link> : formatCount(n));
  if (rows.length === 0) return <Frame title="Upstreams"><FrameEmpty>No calls in this range.</FrameEmpty></Frame>;
  return (
    <Frame title="Upstreams" exports={{ path: '/api/panels/upstreams', query: viewQuery(view) }}
      sub={<>{plural(rows.filter((r) => r.instances > 0).length, 'upstream')}, those with most timeouts first{inferred > 0 && <>. Groups marked “inferred” come from which addresses serve and retry together; rename them in the source’s settings</>}</>}>
      <div className="overflow-x-auto">
        <PlainTable caption="Upstreams" rows={rows} rowKey={(r) => r.name} columns={[
          { key: 'name', head: 'Upstream', className: 'sm:min-w-40', cell: (r) => <span className="flex flex-wrap items-center gap-2">{r.instances > 0 ? <Link prefetch={false} className="font-medium text-accent hover:underline" href={viewHref(`/upstreams/${encodeURIComponent(r.name)}`, { ...ask.view, upstream: null, instance: null })}><SafeText text={r.name} /></Link> : <span className="text-soft">{r.name}</span>}{r.inferred && <Badge title="The log names only addresses: this group is inferred">inferred</Badge>}</span> },
          { key: 'instances', head: 'Instances', right: true, className: 'max-sm:hidden', cell: (r) => formatCount(r.instances) },
          { key: 'calls', head: 'Calls', right: true, cell: (r) => calls(r, null, r.calls) },
          { key: 'timeouts', head: 'Timeouts', right: true, cell: (r) => calls(r, 'timeout', r.timeouts) },
          { key: 'failed', head: 'Failed', right: true, cell: (r) => <>{calls(r, 'any', r.failed)} <span className="inline-block min-w-13 text-faint max-sm:hidden">{formatShare(r.failedShare)}</span></> },
          { key: 'hidden', head: <span title="Failed attempts of calls that ended well after a retry">Hidden by retries</span>, right: true, className: 'max-md:hidden', cell: (r) => formatCount(r.hidden) },
          { key: 'p50', head: 'p50', right: true, className: 'max-md:hidden', cell: (r) => <Bounded q={r.p50} /> },
          { key: 'p95', head: 'p95', right: true, cell: (r) => <Bounded q={r.p95} /> },
          { key: 'p99', head: 'p99', right: true, className: 'max-sm:hidden', cell: (r) => <Bounded q={r.p99} /> },
        ]} />
      </div>
    </Frame>
  );
}
