/** The first lines of an upload as they would be read with this zone, format and log_format. Works while the rest still arrives. */
import { z } from 'zod';
import { guardRead } from '@/lib/access/request';
import { currentViewer } from '@/lib/access/viewer';
import { previewUpload } from '@/lib/db/preview';
import { settingsSchema } from '@/lib/db/source-settings';
import { findUpload } from '@/lib/db/uploads';
import { DEFAULT_SETTINGS } from '@/lib/ingest/settings';
import { answer, refuse } from '../imports/answer';

export const dynamic = 'force-dynamic';

const shape = settingsSchema.shape;
const querySchema = z.object({ zone: shape.zone.default('UTC'), format: shape.format.default(null), logFormats: shape.logFormats });

export async function GET(req: Request): Promise<Response> {
  const refusal = guardRead(req);
  if (refusal) return refusal;
  const q = new URL(req.url).searchParams, upload = await findUpload(await currentViewer(), q.get('upload') ?? '');
  if (!upload) return refuse(404, 'There is no such upload. It was imported, cancelled or cleared: drop the file again.');
  const read = querySchema.safeParse({ zone: q.get('zone') ?? undefined, format: q.get('format') ?? undefined, logFormats: q.getAll('logFormat') });
  if (!read.success) return refuse(400, read.error.issues[0].message);
  return answer(await previewUpload(upload, { ...DEFAULT_SETTINGS, ...read.data }));
}
