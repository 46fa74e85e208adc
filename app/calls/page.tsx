import type { Metadata } from 'next';
import { ViewBar } from '@/components/controls/view-bar';
import { CallsPanel } from '@/components/panels/calls/panel';
import { NoData } from '@/components/panels/no-data/panel';
import { PanelSlot } from '@/components/panels/panel-slot';
import { askOf } from '@/lib/db/ask';
import type { SearchParams } from '@/lib/view/state';

export const metadata: Metadata = { title: 'Calls' };
export const dynamic = 'force-dynamic';

/** Every call of the view, one by one. */
export default async function Calls({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ask = await askOf(await searchParams), { standing } = ask;
  return (
    <>
      <ViewBar title="Calls" path="/calls" ask={ask} />
      {standing.extent === null ? <NoData ask={ask} path="/calls" /> : <PanelSlot title="Calls" height={480}><CallsPanel ask={ask} /></PanelSlot>}
    </>
  );
}
