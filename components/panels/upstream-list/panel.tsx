import Link from '@/components/ui/link';
import { NumberLink } from '@/components/panels/number-link';
import type { Ask } from '@/lib/db/ask';
import { readUpstreamStats } from '@/lib/db/instance-stats';
import { Frame, FrameEmpty } from '@/components/panels/frame';
import { Bounded } from '@/components/panels/bounded';
import { PlainTable } from '@/components/table/plain-table';
import { Badge } from '@/components/ui/badge';
import { SafeText } from '@/components/ui/safe-text';
import { formatCount, formatShare, plural } from '@/lib/view/format-number';
import { filtersBut } from '@/lib/view/filters';
import { NO_NAME } from '@/lib/view/names';
import { viewHref, viewQuery, type ViewState } from '@/lib/view/state';
import { bareCallsHref, freeze } from '@/lib/view/time';
import { ignoredNote } from '../ask-props';
import { prepareUpstreams, type UpstreamRow } from './prepare';

/** All upstreams of the range, worst first. */
export async function UpstreamListPanel({ ask }: { ask: Ask }) {
  const rows = prepareUpstreams(await readUpstreamStats(ask)), view = freeze(ask.view, ask.time), inferred = rows.filter((r) => r.inferred).length;
  const count = (r: UpstreamRow, n: number, change: Partial<ViewState> = {}) => <NumberLink n={n} href={bareCallsHref(ask.view, ask.time, { upstream: r.upstream, ...change })} />;
  const ignored = ignoredNote(filtersBut(ask.view));
  if (rows.length === 0) return <Frame title="Upstreams"><FrameEmpty>No calls in this range.</FrameEmpty></Frame>;
  return (
    <Frame title="Upstreams" exports={{ path: '/api/panels/upstreams', query: viewQuery(view) }}
      sub={<>{plural(rows.filter((r) => r.instances > 0).length, 'upstream')}, those with most timeouts first{inferred > 0 && <>. Groups marked “inferred” come from which addresses serve and retry together; rename them in the source’s settings</>}{ignored && <>. {ignored}</>}</>}>
      <div className="overflow-x-auto">
        <PlainTable caption="Upstreams" rows={rows} rowKey={(r) => r.upstream} columns={[
          { key: 'name', head: 'Upstream', className: 'sm:min-w-40', cell: (r) => <span className="flex flex-wrap items-center gap-2">{r.upstream !== NO_NAME ? <Link className="font-medium text-accent hover:underline" href={viewHref(`/upstreams/${encodeURIComponent(r.upstream)}`, { ...ask.view, upstream: null, instance: null })}><SafeText text={r.name} /></Link> : <span className="text-soft">{r.name}</span>}{r.inferred && <Badge title="The log names only addresses: this group is inferred">inferred</Badge>}</span> },
          { key: 'instances', head: 'Instances', right: true, className: 'max-sm:hidden', cell: (r) => formatCount(r.instances) },
          { key: 'calls', head: 'Calls', right: true, cell: (r) => count(r, r.calls) },
          { key: 'timeouts', head: 'Timeouts', right: true, cell: (r) => count(r, r.timeouts, { failure: 'timeout' }) },
          { key: 'failed', head: 'Failed', right: true, cell: (r) => <>{count(r, r.failed, { failure: 'any' })} <span className="inline-block min-w-13 text-faint max-sm:hidden">{formatShare(r.failedShare)}</span></> },
          { key: 'hidden', head: <span title="Failed attempts of calls that ended well after a retry">Hidden by retries</span>, right: true, className: 'max-md:hidden', cell: (r) => count(r, r.hidden, { attempts: 'hidden' }) },
          { key: 'p50', head: 'p50', right: true, className: 'max-md:hidden', cell: (r) => <Bounded q={r.p50} /> },
          { key: 'p95', head: 'p95', right: true, cell: (r) => <Bounded q={r.p95} /> },
          { key: 'p99', head: 'p99', right: true, className: 'max-sm:hidden', cell: (r) => <Bounded q={r.p99} /> },
        ]} />
      </div>
    </Frame>
  );
}
