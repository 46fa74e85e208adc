import type { Metadata } from 'next';
import { Frame } from '@/components/panels/frame';
import { ImportsTable } from '@/components/panels/imports/imports-table';
import { SampleButton } from '@/components/panels/imports/sample-button';
import { UploadPanel } from '@/components/panels/upload/upload-panel';
import { currentViewer } from '@/lib/access/viewer';
import { importSummaries } from '@/lib/db/import-summaries';
import { listSources } from '@/lib/db/sources';
import { FORMATS } from '@/lib/formats/registry';
import { SAMPLE_SOURCE } from '@/lib/view/sample';

export const metadata: Metadata = { title: 'Imports' };
export const dynamic = 'force-dynamic';

export default async function Imports() {
  const viewer = await currentViewer(), [imports, sources] = await Promise.all([importSummaries(viewer), listSources(viewer)]);
  const formats = FORMATS.map(({ id, title }) => ({ id, title }));
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h1 className="text-xl font-semibold">Imports</h1>
        <p className="text-soft">Log files and what became of every line of them.</p>
      </div>
      <UploadPanel sources={sources.map((s) => ({ id: s.id, name: s.name, zone: s.settings.zone, format: s.settings.format, logFormats: s.settings.logFormats, imports: s.imports }))} formats={formats}
        preferred={imports.find((i) => i.source.name !== SAMPLE_SOURCE)?.source.name ?? null} listed={imports.map((i) => i.id)} />
      {imports.length > 0 ? (
        <Frame title="Imported files" sub="The newest first. A name opens the receipt.">
          <ImportsTable imports={imports} />
        </Frame>
      ) : (
        <div className="flex flex-wrap items-center gap-3 text-soft"><p>No log at hand? See what Hangtime finds in a made-up outage of a travel site.</p><SampleButton /></div>
      )}
    </div>
  );
}
