import type { Metadata } from 'next';
import { ViewBar } from '@/components/controls/view-bar';
import { NoData } from '@/components/panels/no-data/panel';
import { PanelSlot } from '@/components/panels/panel-slot';
import { UpstreamListPanel } from '@/components/panels/upstream-list/panel';
import { askOf } from '@/lib/db/ask';
import type { SearchParams } from '@/lib/view/state';

export const metadata: Metadata = { title: 'Upstreams' };

export default async function Upstreams({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ask = await askOf(await searchParams), { standing } = ask;
  return (
    <>
      <ViewBar title="Upstreams" path="/upstreams" ask={ask} />
      {standing.extent === null ? <NoData ask={ask} path="/upstreams" /> : <PanelSlot title="Upstreams" height={360}><UpstreamListPanel ask={ask} /></PanelSlot>}
    </>
  );
}
