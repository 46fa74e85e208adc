/** How a source is read. Changing it reads what is stored again. */
import { z } from 'zod';
import { updateSettings } from '@/lib/db/imports';
import { settingsPatchSchema } from '@/lib/db/source-settings';
import { answer, readBody, refuse, rowId } from '../../imports/answer';
import { change, type ById } from '../../imports/run';

const bodySchema = z.strictObject({ settings: settingsPatchSchema });

/** Body: { settings: some of ParseSettings }. Answers { id, settingsVersion }. */
export async function PATCH(req: Request, { params }: ById): Promise<Response> {
  return change(req, async (viewer) => {
    const id = rowId((await params).id), read = await readBody(req, bodySchema);
    if (id === null) return refuse(404, 'There is no such source.');
    if ('refusal' in read) return read.refusal;
    return answer({ id, settingsVersion: await updateSettings(viewer, id, read.body.settings, true) });
  });
}
