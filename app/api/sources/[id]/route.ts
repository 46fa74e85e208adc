/** How a source is read, and its end. Changing the settings reads what is stored again. */
import { z } from 'zod';
import { deleteSource } from '@/lib/db/delete-source';
import { updateSettings } from '@/lib/db/imports';
import { settingsPatchSchema } from '@/lib/db/source-settings';
import { answer, readBody, refuse, rowId } from '../../imports/answer';
import { change, type ById } from '../../imports/run';

const missing = (): Response => refuse(404, 'There is no such source. It may have been deleted.');
const bodySchema = z.strictObject({ settings: settingsPatchSchema });

/** Body: { settings: some of ParseSettings }. Answers { id, settingsVersion }. */
export async function PATCH(req: Request, { params }: ById): Promise<Response> {
  return change(req, async (viewer) => {
    const id = rowId((await params).id), read = await readBody(req, bodySchema);
    if (id === null) return missing();
    if ('refusal' in read) return read.refusal;
    return answer({ id, settingsVersion: await updateSettings(viewer, id, read.body.settings, true) });
  });
}

/** Deletes the source with all of its imports. Answers { id } at once; the worker takes the rows away. */
export async function DELETE(req: Request, { params }: ById): Promise<Response> {
  return change(req, async (viewer) => {
    const id = rowId((await params).id);
    if (id === null) return missing();
    await deleteSource(viewer, id);
    return answer({ id }, 202);
  });
}
