/** The name of an upstream group. A name given by hand stays. */
import { renameUpstream } from '@/lib/db/imports';
import { answer, readBody, refuse, rowId } from '../../../../imports/answer';
import { renameSchema } from '../../../../imports/body';
import { change } from '../../../../imports/run';

export async function PATCH(req: Request, { params }: { params: Promise<{ id: string; upstream: string }> }): Promise<Response> {
  return change(req, async (viewer) => {
    const upstream = rowId((await params).upstream), read = await readBody(req, renameSchema);
    if (upstream === null) return refuse(404, 'There is no such upstream.');
    if ('refusal' in read) return read.refusal;
    await renameUpstream(viewer, upstream, read.body.name);
    return answer({ id: upstream, name: read.body.name });
  });
}
