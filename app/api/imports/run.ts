/** The way of every changing route: same origin, a viewer, an id that exists in form, and refusals as sentences. */
import { guardMutation } from '@/lib/access/request';
import { currentViewer, type Viewer } from '@/lib/access/viewer';
import { Refused } from '@/lib/db/imports';
import { refuse } from './answer';

export async function change(req: Request, work: (viewer: Viewer) => Promise<Response>): Promise<Response> {
  const refusal = guardMutation(req);
  if (refusal) return refusal;
  try { return await work(await currentViewer()); } catch (e) {
    if (e instanceof Refused) return refuse(e.message.startsWith('There is no such') ? 404 : 409, e.message);
    throw e;
  }
}

export type ById = { params: Promise<{ id: string }> };
