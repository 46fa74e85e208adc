import type { Metadata } from 'next';
import Link from '@/components/ui/link';
import { ViewBar } from '@/components/controls/view-bar';
import { HotspotMapPanel } from '@/components/panels/hotspot-map/panel';
import { PanelSlot } from '@/components/panels/panel-slot';
import * as spots from '@/components/panels/top-spots/panel';
import { cx } from '@/components/ui/class-names';
import { NoData } from '@/components/panels/no-data/panel';
import { askOf } from '@/lib/db/ask';
import { viewHref, type SearchParams, type ViewState } from '@/lib/view/state';

export const metadata: Metadata = { title: 'Hotspots' };

const CHOICES: [failure: string | null, label: string][] = [[null, 'All failures'], ['timeout', 'Timeouts only']];

export default async function Hotspots({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ask = await askOf(await searchParams), { view, standing } = ask;
  return (
    <>
      <ViewBar title="Hotspots" path="/hotspots" ask={ask} />
      {standing.extent === null ? <NoData ask={ask} path="/hotspots" /> : (
        <>
          <Choice view={view} />
          <div className="flex flex-col gap-4">
            <PanelSlot title="Routes by time" height={360}><HotspotMapPanel ask={ask} by="route" /></PanelSlot>
            <PanelSlot title="Upstreams by time" height={240}><HotspotMapPanel ask={ask} by="upstream" /></PanelSlot>
            <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
              <PanelSlot title={spots.titles.route}><spots.TopSpots ask={ask} kind="route" most={30} path="/hotspots" /></PanelSlot>
              <PanelSlot title={spots.titles.upstream}><spots.TopSpots ask={ask} kind="upstream" most={30} path="/hotspots" /></PanelSlot>
            </div>
          </div>
        </>
      )}
    </>
  );
}

function Choice({ view }: { view: ViewState }) {
  return (
    <nav aria-label="What is counted" className="mb-4 inline-flex rounded-md border border-line bg-panel p-0.5 text-sm">
      {CHOICES.map(([failure, label]) => {
        const here = view.failure === failure || (failure === null && view.failure === 'any');
        return <Link key={label} href={viewHref('/hotspots', view, { failure })} aria-current={here ? 'true' : undefined} className={cx('rounded px-3 py-1', here ? 'bg-accent-wash font-medium text-accent' : 'text-soft hover:text-ink')}>{label}</Link>;
      })}
    </nav>
  );
}
