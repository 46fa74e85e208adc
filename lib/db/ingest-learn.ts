/** What the beginning of a file teaches before the rest is read: its formats, whether its lines carry a zone, and path templates. */
import type pg from 'pg';
import { CALL, EVENT, PATH } from '../call';
import { Detector } from '../formats/detect';
import { formatOf } from '../formats/registry';
import { learnTemplates } from '../ingest/learn-templates';
import { LineReader, lineEnd, trimEnd } from '../ingest/line-reader';
import { addDetection, sourceRow, type Detection, type ImportRow, type SourceRow } from './ingest-rows';
import { inTransaction } from './store';

/** Lines that are looked at, and those that explain the format. */
const MOST_LINES = 20_000, EXPLAINED = 2_000;

/** Formats, the zone question and sample paths of some lines. */
export function studySample(sample: Buffer, source: SourceRow): { detection: Detection; templates: string[] } {
  const detector = new Detector(source.settings), reader = new LineReader(source.settings), paths: string[] = [];
  let assumed = 0;
  for (let from = 0, n = 0; from < sample.length && n < MOST_LINES; n++) {
    const newline = lineEnd(sample, from), to = trimEnd(sample, from, newline), verdict = reader.read(sample, from, to), d = reader.draft;
    if (n < EXPLAINED && to > from) detector.pick(reader.peeled.buf, reader.peeled.from, reader.peeled.to);
    if ((verdict === CALL || verdict === EVENT) && d.tzAssumed) assumed++;
    if (verdict === CALL) { const path = d.text(PATH); if (path !== null) paths.push(path); }
    from = newline + 1;
  }
  const formats = detector.explain().map((e) => ({ id: e.format, title: formatOf(e.format)?.title ?? e.format, confidence: e.confidence, reason: e.reason }));
  return { detection: { formats, ...(assumed > 0 ? { zoneAssumed: true, zone: source.settings.zone } : {}) }, templates: learnTemplates(paths) };
}

/**
 * The settings by which this import is read. For a new import (`first`) what its beginning teaches is saved: the detection with the import,
 * new templates with the source, as a new version of its settings. Templates are only ever added: older chunks stay valid as they are.
 */
export async function learnFrom(pool: pg.Pool, row: ImportRow, source: SourceRow, sample: Buffer, first: boolean): Promise<SourceRow> {
  if (!first) return (await sourceRow(pool, source.id))!;
  const { detection, templates } = studySample(sample, source), held = new Set(source.settings.templates), fresh = templates.filter((t) => !held.has(t));
  await addDetection(pool, row.id, { ...detection, templates: fresh });
  if (fresh.length === 0) return source;
  return inTransaction(pool, async (client) => {
    // Another import of the source may learn at the same time.
    await client.query('select from source where id = $1 for update', [source.id]);
    const now = (await sourceRow(client, source.id))!, more = fresh.filter((t) => !now.settings.templates.includes(t));
    if (more.length === 0) return now;
    await client.query(`update source set settings = jsonb_set(settings, '{templates}', $2::jsonb), settings_version = settings_version + 1 where id = $1`, [source.id, JSON.stringify([...now.settings.templates, ...more])]);
    return (await sourceRow(client, source.id))!;
  });
}
