/** Every import, and new ones from complete uploads. */
import type { z } from 'zod';
import { guardRead } from '@/lib/access/request';
import { currentViewer, type Viewer } from '@/lib/access/viewer';
import { importSummaries } from '@/lib/db/import-summaries';
import { createImport, refoldSource, Refused } from '@/lib/db/imports';
import { listSources } from '@/lib/db/sources';
import { claim, findUpload, settle, unclaim, type Upload } from '@/lib/db/uploads';
import { answer, readBody, refuse } from './answer';
import { planSchema } from './body';
import { change } from './run';

export const dynamic = 'force-dynamic';

export async function GET(req: Request): Promise<Response> {
  return guardRead(req) ?? answer({ imports: await importSummaries(await currentViewer()) });
}

/** Body: planSchema. Answers { imports: [{ id, name }] } in the order of the uploads. Nothing is made unless every upload is there and complete. */
export async function POST(req: Request): Promise<Response> {
  return change(req, async (viewer) => {
    const read = await readBody(req, planSchema);
    if ('refusal' in read) return read.refusal;
    const plan = read.body, uploads: Upload[] = [];
    for (const id of new Set(plan.uploads)) {
      const upload = await findUpload(viewer, id);
      if (!upload) return refuse(404, 'There is no such upload. It was imported, cancelled or cleared: drop the file again.');
      if (upload.received !== upload.size) return refuse(409, `${upload.name} has not arrived whole: ${upload.received} of ${upload.size} bytes are here.`);
      uploads.push(upload);
    }
    const before = await known(viewer, plan), imports = [];
    for (const upload of uploads) imports.push(await take(viewer, upload, plan));
    // What the source held already is read the same way as what it gets now.
    if (before?.changes) await refoldSource(viewer, before.id);
    return answer({ imports }, 201);
  });
}

type Plan = z.infer<typeof planSchema>;

async function take(viewer: Viewer, upload: Upload, { source, zone, format, logFormats }: Plan): Promise<{ id: number; name: string }> {
  const spoolPath = await claim(upload).catch((e: NodeJS.ErrnoException) => { throw e.code === 'ENOENT' ? new Refused('There is no such upload any more: it was imported a moment ago.') : e; });
  let made: { id: number };
  try { made = await createImport(viewer, { source, name: upload.name, spoolPath, size: upload.size, settings: { zone, format, logFormats } }); } catch (e) { await unclaim(upload); throw e; }
  await settle(upload);
  return { id: made.id, name: upload.name };
}

/** The source of this name, if there is one, and whether the plan changes how it is read. */
async function known(viewer: Viewer, plan: Plan): Promise<{ id: number; changes: boolean } | null> {
  const source = (await listSources(viewer)).find((s) => s.name === plan.source);
  if (!source) return null;
  const s = source.settings, changes = (plan.zone !== null && plan.zone !== s.zone) || (plan.format !== null && plan.format !== s.format) || plan.logFormats.some((f) => !s.logFormats.includes(f));
  return { id: source.id, changes: changes && source.imports > 0 };
}
