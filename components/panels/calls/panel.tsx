import type { Ask } from '@/lib/db/ask';
import { callFilter, callNames } from '@/lib/db/calls-names';
import { onlyNotable } from '@/lib/view/call-filter';
import { formatRange } from '@/lib/view/format-time';
import { viewQuery } from '@/lib/view/state';
import { freeze } from '@/lib/view/time';
import { CallsExport } from './calls-export';
import { CallsList } from './calls-list';
import { FilterBar } from './filter-bar';

/** Most names that a field offers: past that, typing is faster than choosing. */
const MOST_NAMES = 1000;
const sorted = (names: Iterable<string | null>): string[] => [...new Set(names)].filter((n): n is string => n !== null && n !== '').sort().slice(0, MOST_NAMES);

/** The filter form and the list of calls of a view. */
export async function CallsPanel({ ask }: { ask: Ask }) {
  const { viewer, view, time } = ask;
  const names = await callNames(viewer, view.sources.length ? view.sources : null), frozen = freeze(view, time), { fromMs, toMs } = time.range;
  const filter = callFilter(view, time.range, names), unknown = [filter.routes?.size === 0 && 'route', (filter.attempts?.instances ?? filter.instances)?.size === 0 && (view.instance === null ? 'upstream' : 'instance')].filter((w) => w !== false);
  return (
    <div className="flex flex-col gap-4">
      <FilterBar view={view} names={{ routes: sorted(names.all.routes), upstreams: sorted(names.all.upstreams), instances: sorted(names.all.instances) }} />
      <section aria-label="Calls" className="min-w-0 overflow-x-clip rounded-panel border border-line bg-panel">
        <div className="flex items-center gap-3 px-5 pt-3"><h2 className="flex-1 text-sm font-semibold">Calls <span className="font-normal text-faint">{formatRange(fromMs, toMs, view.zone)}</span></h2><CallsExport query={viewQuery(frozen)} /></div>
        <CallsList key={viewQuery(frozen)} view={frozen} range={{ fromMs, toMs }} whole={time.whole} sortable={onlyNotable(filter)} unknown={unknown} />
      </section>
    </div>
  );
}
