import type { Ask } from '@/lib/db/ask';
import { Frame, FrameEmpty } from '@/components/panels/frame';
import { NumberLink } from '@/components/panels/number-link';
import { PlainTable } from '@/components/table/plain-table';
import { SafeText } from '@/components/ui/safe-text';
import { partOf } from '@/lib/view/filters';
import { formatCount, formatShare, plural } from '@/lib/view/format-number';
import { formatRange } from '@/lib/view/format-time';
import { viewQuery } from '@/lib/view/state';
import { callsHref, freeze } from '@/lib/view/time';
import { failureCode, failureOf } from '@/lib/failure';
import { sliceFor } from '@/lib/db/outcomes';
import { ignoredNote } from '../ask-props';
import { HotspotChart } from './chart';
import { prepareMap } from './prepare';
import { query } from './query';

/** What the view counts, in words: "timeouts", "failures", "Connect timeout". */
export const unitOf = (failure: string | null): string => (failure === 'timeout' ? 'timeouts' : failure === 'other' ? 'failures other than timeouts' : failure === null || failure === 'any' || failure === 'none' ? 'failures' : failureOf(failureCode(failure)).title.toLowerCase());

const cellTime = (c: { fromMs: number; toMs: number }) => ({ frozen: { from: new Date(c.fromMs).toISOString(), to: new Date(c.toMs).toISOString() } });

/** Route or upstream by time, darkest where most calls failed. */
export async function HotspotMapPanel({ ask, by }: { ask: Ask; by: 'route' | 'upstream' }) {
  const map = prepareMap(await query(ask, by), ask.time.range), ignored = ignoredNote((await sliceFor(ask)).ignored), unit = unitOf(ask.view.failure), view = freeze(ask.view, ask.time), title = by === 'route' ? 'Routes by time' : 'Upstreams by time';
  if (map.rows.length === 0) return <Frame title={title}><FrameEmpty><p>No {unit} in this range.</p><p className="text-xs text-faint">{ask.view.failure === 'timeout' ? 'Failures other than timeouts may still be there.' : 'Every call ended well, or was an ordinary answer such as 404.'}</p></FrameEmpty></Frame>;
  const table = (
    <PlainTable caption={title} rows={map.rows.flatMap((r) => r.cellHits.map((hits, i) => ({ name: r.name, link: r.link, hits, calls: r.cellCalls[i], ...map.columns[i] })).filter((c) => c.hits > 0))} rowKey={(c) => `${JSON.stringify(c.link)} ${c.fromMs}`}
      columns={[
        { key: 'name', head: by === 'route' ? 'Route' : 'Upstream', cell: (c) => <SafeText text={c.name} /> },
        { key: 'time', head: 'Time', cell: (c) => formatRange(c.fromMs, c.toMs, view.zone) },
        { key: 'hits', head: unit, right: true, cell: (c) => <NumberLink n={c.hits} href={callsHref(view, cellTime(c), { ...c.link, failure: partOf(view.failure, 'any') })} /> },
        { key: 'calls', head: 'of calls', right: true, cell: (c) => (c.calls > 0 ? <NumberLink n={c.calls} href={callsHref(view, cellTime(c), { ...c.link, failure: null, phase: null })} /> : '–') },
        { key: 'share', head: 'Share', right: true, cell: (c) => formatShare(c.calls > 0 ? c.hits / c.calls : null) },
      ]} />
  );
  return (
    <Frame title={title} table={table} exports={{ path: `/api/panels/hotspot-map-${by}`, query: viewQuery(view) }}
      sub={<>{plural(map.rows.length + map.rest.names, by)} with {unit}, most first{map.rest.names > 0 && <>; {plural(map.rest.names, 'more', 'more')} with {formatCount(map.rest.hits)} not shown</>}{ignored && <>. {ignored}</>}</>}>
      <HotspotChart map={map} view={view} by={by} unit={unit} />
    </Frame>
  );
}
