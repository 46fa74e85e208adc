/** Resumable uploads. No proxy may cover this route: it would cut bodies at 10 MiB. */
import { guardMutation } from '@/lib/access/request';
import { tusServer } from '../server';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

const read = (req: Request): Promise<Response> => tusServer().handleWeb(req);
async function change(req: Request): Promise<Response> { return guardMutation(req) ?? tusServer().handleWeb(req); }

export { read as HEAD, read as OPTIONS, change as POST, change as PATCH, change as DELETE };
