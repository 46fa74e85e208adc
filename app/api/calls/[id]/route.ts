import { guardRead } from '@/lib/access/request';
import { currentViewer } from '@/lib/access/viewer';
import { callDetail } from '@/lib/db/call-detail';
import { parseCallId } from '@/lib/view/call-detail';

export const dynamic = 'force-dynamic';

/** One call as JSON (CallDetail), "<import>-<offset>". */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const refused = guardRead(request);
  if (refused) return refused;
  const id = parseCallId((await params).id), call = id && (await callDetail(await currentViewer(), id.importId, id.offset));
  return call ? Response.json(call, { headers: { 'Cache-Control': 'no-store' } }) : Response.json({ error: 'This call is not here. Its import may have been deleted or read anew.' }, { status: 404 });
}
