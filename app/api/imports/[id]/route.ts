/** One import: how far it is (?summary=1), its receipt, its name, its end. */
import { guardRead } from '@/lib/access/request';
import { currentViewer } from '@/lib/access/viewer';
import { importReceipt, importSummary } from '@/lib/db/import-summaries';
import { deleteImport, renameImport } from '@/lib/db/imports';
import { answer, readBody, refuse, rowId } from '../answer';
import { renameSchema } from '../body';
import { change, type ById } from '../run';

export const dynamic = 'force-dynamic';
const missing = (): Response => refuse(404, 'There is no such import. It may have been deleted.');

export async function GET(req: Request, { params }: ById): Promise<Response> {
  const refusal = guardRead(req);
  if (refusal) return refusal;
  const id = rowId((await params).id), viewer = await currentViewer(), read = new URL(req.url).searchParams.has('summary') ? importSummary : importReceipt;
  const found = id === null ? null : await read(viewer, id);
  return found ? answer(found) : missing();
}

export async function PATCH(req: Request, { params }: ById): Promise<Response> {
  return change(req, async (viewer) => {
    const id = rowId((await params).id), read = await readBody(req, renameSchema);
    if (id === null) return missing();
    if ('refusal' in read) return read.refusal;
    await renameImport(viewer, id, read.body.name);
    return answer({ id, name: read.body.name });
  });
}

export async function DELETE(req: Request, { params }: ById): Promise<Response> {
  return change(req, async (viewer) => {
    const id = rowId((await params).id);
    if (id === null) return missing();
    await deleteImport(viewer, id);
    return answer({ id }, 202);
  });
}
