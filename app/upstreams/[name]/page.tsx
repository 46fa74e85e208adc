import type { Metadata } from 'next';
import Link from '@/components/ui/link';
import { ViewBar } from '@/components/controls/view-bar';
import * as headline from '@/components/panels/headline/panel';
import * as latency from '@/components/panels/latency-trend/panel';
import { NoData } from '@/components/panels/no-data/panel';
import { PanelSlot } from '@/components/panels/panel-slot';
import { UpstreamAttemptsPanel, UpstreamFailuresPanel } from '@/components/panels/upstream-failures/panel';
import { UpstreamInstancesPanel } from '@/components/panels/upstream-instances/panel';
import { NoUpstream, upstreamExists } from '@/components/panels/upstream-list/no-upstream';
import { UpstreamPhasesPanel } from '@/components/panels/upstream-phases/panel';
import { askOf } from '@/lib/db/ask';
import { nameParam, viewHref, type SearchParams } from '@/lib/view/state';

type Props = { params: Promise<{ name: string }>; searchParams: Promise<SearchParams> };

/** The upstream's name as it stands in the address: a link with a broken escape names itself. */
async function nameOf(params: Props['params']): Promise<string> {
  const { name } = await params;
  try { return decodeURIComponent(name); } catch { return name; }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> { return { title: (await nameOf(params)).slice(0, 80) }; }

export default async function Upstream({ params, searchParams }: Props) {
  const upstream = await nameOf(params), ask = await askOf({ ...(await searchParams), upstream: nameParam(upstream) }), { view, standing } = ask, path = `/upstreams/${encodeURIComponent(upstream)}`;
  return (
    <>
      <p className="mb-1 text-sm"><Link className="text-accent hover:underline" href={viewHref('/upstreams', { ...view, upstream: null })}>Upstreams</Link></p>
      <ViewBar title={upstream} path={path} ask={ask} view={{ ...view, upstream: null }} />
      {standing.extent === null ? <NoData ask={{ ...ask, view: { ...view, upstream: null } }} path={path} /> : !(await upstreamExists(ask, upstream)) ? <NoUpstream ask={ask} /> : (
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          <div className="lg:col-span-2"><PanelSlot title={headline.title} height={96}><headline.HeadlinePanel ask={ask} path={path} /></PanelSlot></div>
          <PanelSlot title="Where attempts spend their time" height={260}><UpstreamPhasesPanel ask={ask} upstream={upstream} /></PanelSlot>
          <PanelSlot title={latency.title} height={260}><latency.LatencyTrend ask={ask} /></PanelSlot>
          <div className="lg:col-span-2"><PanelSlot title="Instances" height={240}><UpstreamInstancesPanel ask={ask} upstream={upstream} /></PanelSlot></div>
          <PanelSlot title="What failed, and how" height={240}><UpstreamFailuresPanel ask={ask} upstream={upstream} /></PanelSlot>
          <PanelSlot title="Failed attempts" height={240}><UpstreamAttemptsPanel ask={ask} upstream={upstream} /></PanelSlot>
        </div>
      )}
    </>
  );
}
