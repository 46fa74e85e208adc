/**
 * "Parse these again with …": for quarantined lines. The log_format joins those of the source, and what older settings read is read again,
 * so that every line of the source is read by one set of settings. Without a log_format: again with the settings that the source has now.
 */
import { importSummary } from '@/lib/db/import-summaries';
import { refoldImport, updateSettings } from '@/lib/db/imports';
import { findSource } from '@/lib/db/sources';
import { answer, readBody, refuse, rowId } from '../../answer';
import { reparseSchema } from '../../body';
import { change, type ById } from '../../run';

export async function POST(req: Request, { params }: ById): Promise<Response> {
  return change(req, async (viewer) => {
    const id = rowId((await params).id), read = await readBody(req, reparseSchema);
    if ('refusal' in read) return read.refusal;
    const found = id === null ? null : await importSummary(viewer, id), source = found && (await findSource(viewer, found.source.id));
    if (!found || !source) return refuse(404, 'There is no such import.');
    const fresh = read.body.logFormats.filter((f) => !source.settings.logFormats.includes(f));
    if (fresh.length) await updateSettings(viewer, source.id, { logFormats: [...fresh, ...source.settings.logFormats] }, true);
    else await refoldImport(viewer, found.id);
    return answer({ id: found.id }, 202);
  });
}
