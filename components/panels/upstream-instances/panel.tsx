import type { Ask } from '@/lib/db/ask';
import { readInstanceStats } from '@/lib/db/instance-stats';
import { Frame, FrameEmpty } from '@/components/panels/frame';
import { Bounded } from '@/components/panels/bounded';
import { NumberLink } from '@/components/panels/number-link';
import { PlainTable } from '@/components/table/plain-table';
import { Badge } from '@/components/ui/badge';
import { SafeText } from '@/components/ui/safe-text';
import { formatDuration } from '@/lib/view/format-duration';
import { formatShare, plural } from '@/lib/view/format-number';
import { filtersBut } from '@/lib/view/filters';
import { nameWithin } from '@/lib/view/names';
import { viewQuery, type ViewState } from '@/lib/view/state';
import { bareCallsHref, freeze } from '@/lib/view/time';
import { ignoredNote } from '../ask-props';
import { prepareInstances, type InstanceRow } from './prepare';

/** The instances of one upstream side by side. Attempts are counted beside calls: a retry hides a failed attempt, not from here. */
export async function UpstreamInstancesPanel({ ask, upstream }: { ask: Ask; upstream: string }) {
  const rows = prepareInstances(await readInstanceStats(ask, upstream)), ignored = ignoredNote(filtersBut(ask.view, 'upstream')), odd = rows.filter((r) => r.standsOut);
  const count = (r: InstanceRow, n: number, change: Partial<ViewState> = {}) => <NumberLink n={n} href={bareCallsHref(ask.view, ask.time, { upstream, instance: r.name, ...change })} />;
  if (rows.length === 0) return <Frame title="Instances"><FrameEmpty>No call reached this upstream in this range.</FrameEmpty></Frame>;
  return (
    <Frame title="Instances" exports={{ path: '/api/panels/upstream-instances', query: viewQuery(freeze({ ...ask.view, upstream }, ask.time)) }}
      sub={<>{odd.length > 0 ? <>{plural(odd.length, 'instance')} of {rows.length} {odd.length === 1 ? 'fails' : 'fail'} at least three times as often as the others together</> : <>{plural(rows.length, 'instance')}, most failed attempts first. Calls count where their last attempt went</>}{ignored && <>. {ignored}</>}</>}>
      <div className="overflow-x-auto">
        <PlainTable caption={`Instances of ${upstream}`} rows={rows} rowKey={(r) => r.name} columns={[
          { key: 'name', head: 'Instance', className: 'min-w-36', cell: (r) => <span className="flex flex-wrap items-center gap-2"><SafeText text={nameWithin(upstream, r.name)} />{r.standsOut && <Badge tone="worse">stands out</Badge>}</span> },
          { key: 'attempts', head: 'Attempts', right: true, cell: (r) => count(r, r.attempts, { attempts: 'any' }) },
          { key: 'failedAttempts', head: 'Failed attempts', right: true, cell: (r) => <>{count(r, r.failedAttempts, { attempts: 'failed' })} <span className="inline-block min-w-13 text-faint">{formatShare(r.failedShare)}</span></> },
          { key: 'hidden', head: 'of them hidden', right: true, cell: (r) => count(r, r.hidden, { attempts: 'hidden' }) },
          { key: 'calls', head: 'Calls', right: true, cell: (r) => count(r, r.calls) },
          { key: 'timeouts', head: 'Timeouts', right: true, cell: (r) => count(r, r.timeouts, { failure: 'timeout' }) },
          { key: 'failed', head: 'Failed', right: true, cell: (r) => count(r, r.failed, { failure: 'any' }) },
          { key: 'connect', head: 'Connect p95', right: true, className: 'max-md:hidden', cell: (r) => formatDuration(r.connectP95) },
          { key: 'firstByte', head: 'First byte p95', right: true, className: 'max-md:hidden', cell: (r) => formatDuration(r.firstByteP95) },
          { key: 'p50', head: 'Call p50', right: true, className: 'max-md:hidden', cell: (r) => <Bounded q={r.p50} /> },
          { key: 'p95', head: 'p95', right: true, cell: (r) => <Bounded q={r.p95} /> },
          { key: 'p99', head: 'p99', right: true, className: 'max-sm:hidden', cell: (r) => <Bounded q={r.p99} /> },
        ]} />
      </div>
    </Frame>
  );
}
