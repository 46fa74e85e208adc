import { currentViewer } from '@/lib/access/viewer';
import { listSources } from '@/lib/db/sources';
import { FORMATS } from '@/lib/formats/registry';
import { SAMPLE_SOURCE } from '@/lib/view/sample';
import { UploadPanel } from './upload-later';
import { UploadsHere } from './uploads-here';

/** What the form offers to choose from. */
async function choices() {
  const sources = await listSources(await currentViewer());
  return { formats: FORMATS.map(({ id, title }) => ({ id, title })), sources: sources.map((s) => ({ id: s.id, name: s.name, zone: s.settings.zone, format: s.settings.format, logFormats: s.settings.logFormats, imports: s.imports })) };
}

/** Where logs are dropped, on any page. `imports`: what the page lists already, the newest first. */
export async function Upload({ imports }: { imports: readonly { id: number; source: { name: string } }[] }) {
  return <UploadPanel {...await choices()} listed={imports.map((i) => i.id)} preferred={imports.find((i) => i.source.name !== SAMPLE_SOURCE)?.source.name ?? null} />;
}

/** What is being uploaded in this visit, on a page that has data to show. */
export async function UploadsOnTheWay() {
  const offered = await choices(), newest = offered.sources.filter((s) => s.name !== SAMPLE_SOURCE).sort((a, b) => b.id - a.id)[0];
  return <UploadsHere {...offered} preferred={newest?.name ?? null} />;
}
