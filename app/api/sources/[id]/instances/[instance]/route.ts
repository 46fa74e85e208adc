/** Which upstream group an instance belongs to. */
import { z } from 'zod';
import { moveInstance } from '@/lib/db/imports';
import { answer, readBody, refuse, rowId } from '../../../../imports/answer';
import { change } from '../../../../imports/run';

/** null = a new group of its own. */
const bodySchema = z.strictObject({ upstream: z.number().int().positive().nullable() });

export async function PATCH(req: Request, { params }: { params: Promise<{ id: string; instance: string }> }): Promise<Response> {
  return change(req, async (viewer) => {
    const instance = rowId((await params).instance), read = await readBody(req, bodySchema);
    if (instance === null) return refuse(404, 'There is no such instance.');
    if ('refusal' in read) return read.refusal;
    await moveInstance(viewer, instance, read.body.upstream);
    return answer({ id: instance, upstream: read.body.upstream });
  });
}
