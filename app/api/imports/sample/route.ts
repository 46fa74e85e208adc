/** Loads the sample incident: made here, imported like any other log. */
import { importSummaries } from '@/lib/db/import-summaries';
import { createImport } from '@/lib/db/imports';
import { spaceMissing, spool } from '@/lib/db/uploads';
import { formatBytes } from '@/lib/view/format-bytes';
import { SAMPLE_SOURCE } from '@/lib/view/sample';
import { scenario } from '@/prisma/scenarios/travel-search';
import { answer, refuse } from '../answer';
import { change } from '../run';

export async function POST(req: Request): Promise<Response> {
  return change(req, async (viewer) => {
    const sample = scenario(), held = (await importSummaries(viewer)).filter((i) => i.source.name === SAMPLE_SOURCE && i.state !== 'failed' && i.state !== 'cancelled' && i.state !== 'deleting');
    const missing = await spaceMissing(sample.files.reduce((n, f) => n + f.content.length, 0));
    if (missing) return refuse(507, `Not enough disk space: ${formatBytes(missing.needed)} are needed, ${formatBytes(missing.free)} are free.`);
    const imports = [];
    for (const file of sample.files) {
      const there = held.find((i) => i.name === file.name);
      if (there) { imports.push({ id: there.id, name: there.name }); continue; }
      const bytes = Buffer.from(file.content), spoolPath = await spool(bytes);
      imports.push({ id: (await createImport(viewer, { source: SAMPLE_SOURCE, name: file.name, spoolPath, size: bytes.length, settings: { zone: 'UTC', logFormats: [sample.logFormat] } })).id, name: file.name });
    }
    return answer({ imports }, 201);
  });
}
