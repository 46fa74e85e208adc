/** Reads an import again from its stored bytes, with the settings that its source has now. */
import { refoldImport } from '@/lib/db/imports';
import { answer, refuse, rowId } from '../../answer';
import { change, type ById } from '../../run';

export async function POST(req: Request, { params }: ById): Promise<Response> {
  return change(req, async (viewer) => {
    const id = rowId((await params).id);
    if (id === null) return refuse(404, 'There is no such import.');
    await refoldImport(viewer, id);
    return answer({ id }, 202);
  });
}
