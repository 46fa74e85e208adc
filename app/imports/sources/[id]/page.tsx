import type { Metadata } from 'next';
import Link from '@/components/ui/link';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { rowId } from '@/app/api/imports/answer';
import { Frame } from '@/components/panels/frame';
import { LogDoctor } from '@/components/panels/log-doctor/panel';
import { DeleteSource } from '@/components/panels/source-settings/delete-source';
import { RoutesTable } from '@/components/panels/source-settings/routes-table';
import { SettingsForm } from '@/components/panels/source-settings/settings-form';
import { SourceTitle } from '@/components/panels/source-settings/source-title';
import { UpstreamsList } from '@/components/panels/source-settings/upstreams-list';
import { currentViewer } from '@/lib/access/viewer';
import { sourceContents } from '@/lib/db/source-contents';
import { chunksToRefold, findSource, formatsOf, routeCounts, upstreamsOf } from '@/lib/db/sources';
import { examine } from '@/lib/doctor/examine';
import { defaultLimits } from '@/lib/formats/default-limits';
import { FORMATS, formatOf } from '@/lib/formats/registry';

export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ id: string }> };

/** The source of an address, read once a request. */
const load = cache(async (address: string) => { const id = rowId(address); return id === null ? null : findSource(await currentViewer(), id); });

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  if (!(await load((await params).id))) notFound();
  return { title: 'Source' };
}

export default async function SourcePage({ params }: Props) {
  const viewer = await currentViewer(), source = await load((await params).id);
  if (!source) notFound();
  const [chunks, formats, routes, groups, contents] = await Promise.all([chunksToRefold(viewer, source.id), formatsOf(viewer, source.id), routeCounts(viewer, source.id), upstreamsOf(viewer, source.id), sourceContents(viewer, source.id)]);
  return (
    <div className="flex flex-col gap-5">
      <div>
        <p className="text-xs text-soft"><Link href="/imports" className="quiet-link">Imports</Link> / source</p>
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <div className="min-w-0"><SourceTitle name={source.name} waiting={chunks.waiting} total={chunks.total} /></div>
          <DeleteSource source={source} contents={contents} />
        </div>
      </div>
      <Frame title="How its lines are read" sub="Changing these reads what is stored again, from the stored bytes."><SettingsForm key={source.settingsVersion} sourceId={source.id} settings={source.settings} formats={FORMATS.map(({ id: f, title }) => ({ id: f, title }))} chunks={chunks.total} defaults={limitsOf(formats)} /></Frame>
      <LogDoctor findings={examine(formats, source.settings.logFormats)} />
      <Frame title="Upstream groups" sub="Which instances serve together. Names and places given here stay."><UpstreamsList sourceId={source.id} groups={groups} /></Frame>
      <Frame title="Routes" sub="Method and path template, over all time"><RoutesTable sourceId={source.id} routes={routes} templates={source.settings.templates} /></Frame>
    </div>
  );
}

/** Default limits of the gateway that most access lines are from. */
function limitsOf(formats: readonly { id: string }[]): ReturnType<typeof defaultLimits> {
  const most = formats.map((f) => formatOf(f.id)).find((f) => f?.kind === 'access');
  return most ? defaultLimits(most.id, most.gateway) : defaultLimits('', (formats[0]?.id ?? '').split('-')[0]);
}
