/** What a client may send about imports. */
import { z } from 'zod';
import { logFormatsSchema, settingsSchema } from '@/lib/db/source-settings';
import { isUploadId } from '@/lib/db/uploads';

/** A name that people give: one line, shown as text. */
export const nameSchema = z.string().trim().min(1, 'A name is needed.').max(120, 'At most 120 characters.').refine((s) => !/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(s), 'Control characters are not allowed.');

const shape = settingsSchema.shape;
/** null = leave the source's own setting. */
export const planSchema = z.strictObject({
  uploads: z.array(z.string().refine(isUploadId, 'This is no upload id.')).min(1).max(100, 'At most 100 files at once.'),
  source: nameSchema,
  zone: shape.zone.nullable(),
  format: shape.format,
  logFormats: logFormatsSchema,
});
export const renameSchema = z.strictObject({ name: nameSchema });
export const reparseSchema = z.strictObject({ logFormats: logFormatsSchema });
