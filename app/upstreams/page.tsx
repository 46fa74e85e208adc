import type { Metadata } from 'next';
import { ViewBar } from '@/components/controls/view-bar';
import { NoData } from '@/components/panels/no-data';
import { PanelSlot } from '@/components/panels/panel-slot';
import { UpstreamListPanel } from '@/components/panels/upstream-list/panel';
import { askOf } from '@/lib/db/ask';
import { listSources } from '@/lib/db/sources';
import type { SearchParams } from '@/lib/view/state';

export const metadata: Metadata = { title: 'Upstreams' };

export default async function Upstreams({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ask = await askOf(await searchParams), { view, standing, time, viewer } = ask;
  return (
    <>
      <ViewBar title="Upstreams" path="/upstreams" view={view} time={time} extent={standing.extent} running={standing.running} sources={await listSources(viewer)} />
      {standing.extent === null ? <NoData standing={standing} /> : <PanelSlot title="Upstreams" height={360}><UpstreamListPanel ask={ask} /></PanelSlot>}
    </>
  );
}
