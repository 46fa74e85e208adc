import type { Metadata } from 'next';
import { Frame } from '@/components/panels/frame';
import { EmptySources } from '@/components/panels/imports/empty-sources';
import { ImportsTable } from '@/components/panels/imports/imports-table';
import { SampleButton } from '@/components/panels/no-data/sample-button';
import { Upload } from '@/components/panels/upload/panel';
import { currentViewer } from '@/lib/access/viewer';
import { importSummaries } from '@/lib/db/import-summaries';
import { listSources } from '@/lib/db/sources';

export const metadata: Metadata = { title: 'Imports' };
export const dynamic = 'force-dynamic';

/** Log files in, and what became of every line of them. */
export default async function Imports() {
  const viewer = await currentViewer(), [imports, sources] = await Promise.all([importSummaries(viewer), listSources(viewer)]);
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h1 className="text-xl font-semibold">Imports</h1>
        <p className="text-soft">Log files and what became of every line of them.</p>
      </div>
      <Upload imports={imports} />
      {imports.length > 0 ? <Frame title="Imported files" sub="The newest first. A name opens the receipt."><ImportsTable imports={imports} /></Frame> : (
        <div className="flex flex-wrap items-center gap-3 text-soft"><p>No log at hand? See what Hangtime finds in a made-up outage of a travel site.</p><SampleButton /></div>
      )}
      <EmptySources sources={sources} />
    </div>
  );
}
