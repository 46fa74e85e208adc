/** Stops an import, or the reading again of one. */
import { cancelImport } from '@/lib/db/imports';
import { answer, refuse, rowId } from '../../answer';
import { change, type ById } from '../../run';

export async function POST(req: Request, { params }: ById): Promise<Response> {
  return change(req, async (viewer) => {
    const id = rowId((await params).id);
    if (id === null) return refuse(404, 'There is no such import.');
    await cancelImport(viewer, id);
    return answer({ id }, 202);
  });
}
