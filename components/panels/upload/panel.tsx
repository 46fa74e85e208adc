import { currentViewer } from '@/lib/access/viewer';
import { listSources } from '@/lib/db/sources';
import { FORMATS } from '@/lib/formats/registry';
import { SAMPLE_SOURCE } from '@/lib/view/sample';
import { UploadPanel } from './upload-later';

/** Where logs are dropped, on any page. `imports`: what the page lists already, the newest first. */
export async function Upload({ imports }: { imports: readonly { id: number; source: { name: string } }[] }) {
  const sources = await listSources(await currentViewer());
  return (
    <UploadPanel formats={FORMATS.map(({ id, title }) => ({ id, title }))} listed={imports.map((i) => i.id)} preferred={imports.find((i) => i.source.name !== SAMPLE_SOURCE)?.source.name ?? null}
      sources={sources.map((s) => ({ id: s.id, name: s.name, zone: s.settings.zone, format: s.settings.format, logFormats: s.settings.logFormats, imports: s.imports }))} />
  );
}
