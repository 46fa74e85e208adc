import type { Ask } from '@/lib/db/ask';
import { Frame, FrameEmpty } from '@/components/panels/frame';
import { formatCount, plural } from '@/lib/view/format-number';
import { viewQuery } from '@/lib/view/state';
import { freeze } from '@/lib/view/time';
import { failureCode, failureOf } from '@/lib/failure';
import { sliceFor } from '@/lib/db/outcomes';
import { ignoredNote } from '../ask-props';
import { HotspotChart } from './chart';
import { prepareMap } from './prepare';
import { query } from './query';
import { HotspotTable } from './table';

/** What the view counts, in words: "timeouts", "failures", "Connect timeout". */
export const unitOf = (failure: string | null): string => (failure === 'timeout' ? 'timeouts' : failure === 'other' ? 'failures other than timeouts' : failure === null || failure === 'any' || failure === 'none' ? 'failures' : failureOf(failureCode(failure)).title.toLowerCase());

/** Route or upstream by time, darkest where most calls failed. */
export async function HotspotMapPanel({ ask, by }: { ask: Ask; by: 'route' | 'upstream' }) {
  const map = prepareMap(await query(ask, by), ask.time.range), ignored = ignoredNote((await sliceFor(ask)).ignored), unit = unitOf(ask.view.failure), view = freeze(ask.view, ask.time), title = by === 'route' ? 'Routes by time' : 'Upstreams by time';
  if (map.rows.length === 0) return <Frame title={title}><FrameEmpty><p>No {unit} in this range.</p><p className="text-xs text-faint">{ask.view.failure === 'timeout' ? 'Failures other than timeouts may still be there.' : 'Every call ended well, or was an ordinary answer such as 404.'}</p></FrameEmpty></Frame>;
  return (
    <Frame title={title} table={<HotspotTable title={title} map={map} view={view} by={by} unit={unit} />} exports={{ path: `/api/panels/hotspot-map-${by}`, query: viewQuery(view) }}
      sub={<>{plural(map.rows.length + map.rest.names, by)} with {unit}, most first{map.rest.names > 0 && <>; the last {formatCount(map.rest.names)}, with {formatCount(map.rest.hits)} together, not shown</>}{ignored && <>. {ignored}</>}</>}>
      <HotspotChart map={map} view={view} by={by} unit={unit} />
    </Frame>
  );
}
