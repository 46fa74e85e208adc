import type { Metadata } from 'next';
import { CallsPanel } from '@/components/panels/calls/panel';
import { PanelSlot } from '@/components/panels/panel-slot';
import { askOf } from '@/lib/db/ask';
import type { SearchParams } from '@/lib/view/state';

export const metadata: Metadata = { title: 'Calls' };
export const dynamic = 'force-dynamic';

export default async function Calls({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ask = await askOf(await searchParams);
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">Calls</h1>
      <PanelSlot title="Calls" height={480}><CallsPanel ask={ask} /></PanelSlot>
    </div>
  );
}
