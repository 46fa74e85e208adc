import type { Metadata } from 'next';
import { Suspense } from 'react';
import { ViewBar } from '@/components/controls/view-bar';
import * as classes from '@/components/panels/failure-classes/panel';
import * as headline from '@/components/panels/headline/panel';
import * as hidden from '@/components/panels/hidden-attempts/panel';
import * as latency from '@/components/panels/latency-trend/panel';
import { NoData } from '@/components/panels/no-data/panel';
import * as outcomes from '@/components/panels/outcome-trend/panel';
import { PanelSlot } from '@/components/panels/panel-slot';
import * as rates from '@/components/panels/rate-trend/panel';
import * as spots from '@/components/panels/top-spots/panel';
import { Upload, UploadsOnTheWay } from '@/components/panels/upload/panel';
import { askOf } from '@/lib/db/ask';
import type { SearchParams } from '@/lib/view/state';

// The layout's template does not reach the page beside it.
export const metadata: Metadata = { title: { absolute: 'Overview · Hangtime' } };

/** Is it bad, and since when? */
export default async function Overview({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ask = await askOf(await searchParams), { standing, view } = ask;
  if (standing.extent === null && view.sources.length > 0) return <><ViewBar title="Overview" path="/" ask={ask} /><NoData ask={ask} path="/" /></>;
  if (standing.extent === null) return <><h1 className="sr-only">Overview</h1><NoData ask={ask} path="/" drop={<Upload imports={[]} />} /></>;
  return (
    <>
      <ViewBar title="Overview" path="/" ask={ask} />
      <Suspense><UploadsOnTheWay /></Suspense>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <div className="lg:col-span-2"><PanelSlot title={headline.title} height={96}><headline.HeadlinePanel ask={ask} /></PanelSlot></div>
        <div className="grid lg:col-span-2"><PanelSlot title={outcomes.title} height={250}><outcomes.OutcomeTrend ask={ask} /></PanelSlot></div>
        <PanelSlot title={rates.title} height={210}><rates.RateTrend ask={ask} /></PanelSlot>
        <PanelSlot title={latency.title} height={250}><latency.LatencyTrend ask={ask} /></PanelSlot>
        <PanelSlot title={spots.titles.route}><spots.TopSpots ask={ask} kind="route" /></PanelSlot>
        <PanelSlot title={spots.titles.upstream}><spots.TopSpots ask={ask} kind="upstream" /></PanelSlot>
        <PanelSlot title={classes.title}><classes.FailureClasses ask={ask} /></PanelSlot>
        <PanelSlot title={hidden.title}><hidden.HiddenAttemptsPanel ask={ask} /></PanelSlot>
      </div>
    </>
  );
}
