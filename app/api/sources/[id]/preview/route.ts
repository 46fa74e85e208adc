/** Stored lines of a source as they would be read with changed settings, asked while these are edited. */
import { z } from 'zod';
import { guardRead } from '@/lib/access/request';
import { currentViewer } from '@/lib/access/viewer';
import { previewStored } from '@/lib/db/preview-stored';
import { settingsSchema } from '@/lib/db/source-settings';
import { findSource } from '@/lib/db/sources';
import { answer, readBody, refuse, rowId } from '../../../imports/answer';
import type { ById } from '../../../imports/run';

export const dynamic = 'force-dynamic';
const { zone, format, logFormats } = settingsSchema.shape;
const bodySchema = z.strictObject({ settings: z.strictObject({ zone, format, logFormats }).partial() });

/** Changes nothing; a POST because layouts can be longer than an address may be. Body: { settings }. Answers StoredPreview. */
export async function POST(req: Request, { params }: ById): Promise<Response> {
  const refusal = guardRead(req);
  if (refusal) return refusal;
  const viewer = await currentViewer(), id = rowId((await params).id), source = id === null ? null : await findSource(viewer, id);
  if (!source) return refuse(404, 'There is no such source.');
  const read = await readBody(req, bodySchema);
  if ('refusal' in read) return read.refusal;
  return answer(await previewStored(viewer, source.id, { ...source.settings, ...read.body.settings }));
}
