/** Settings of a source as they come in (checked) and as they lie in the database (read with defaults for what an older version did not know). */
import { z } from 'zod';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { compileLayout } from '../formats/layout';
import { formatOf } from '../formats/registry';
import { isZone } from '../formats/zone';

const text = (max: number) => z.string().trim().min(1).max(max);
const limit = z.number().positive().max(86_400_000).nullable();
const pathText = text(500).refine((p) => p.startsWith('/'), 'A path starts with "/".');

export const settingsSchema = z.strictObject({
  zone: text(64).refine(isZone, 'This zone is not known. Use a name like "Europe/Berlin" or "UTC".'),
  format: text(64).refine((id) => formatOf(id) !== null, 'This format is not known.').nullable(),
  logFormats: z.array(text(8192)).max(20, 'At most 20 log_format lines.'),
  templates: z.array(pathText).max(2000, 'At most 2,000 templates.'),
  redactKeys: z.array(text(100)).max(100, 'At most 100 keys.'),
  maskClients: z.boolean(),
  healthPaths: z.array(pathText).max(100, 'At most 100 paths.'),
  limits: z.strictObject({ connectMs: limit, sendMs: limit, readMs: limit }),
  maxRoutes: z.number().int().min(10, 'At least 10 routes.').max(20_000, 'At most 20,000 routes.'),
}) satisfies z.ZodType<ParseSettings>;

/** log_format lines that compile; the message says what is wrong and where. */
export const logFormatsSchema = settingsSchema.shape.logFormats.superRefine((texts, c) => {
  texts.forEach((t, i) => { const made = compileLayout(t); if (!made.ok) c.addIssue({ code: 'custom', path: [i], message: `${made.message} (at character ${made.at + 1})` }); });
});

/** Some settings, to lay over a source's own. */
export const settingsPatchSchema = settingsSchema.extend({ logFormats: logFormatsSchema }).partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

/** The stored JSON as settings: what is missing or unreadable is the default, so that an old row never stops a page. */
export function readSettings(json: unknown): ParseSettings {
  const given = typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : {};
  const out: ParseSettings = { ...DEFAULT_SETTINGS };
  for (const key of Object.keys(DEFAULT_SETTINGS) as (keyof ParseSettings)[]) {
    if (given[key] === undefined) continue;
    const read = settingsSchema.shape[key].safeParse(given[key]);
    if (read.success) Object.assign(out, { [key]: read.data });
  }
  return out;
}
