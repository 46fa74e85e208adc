/**
 * One import from its file to the finished store. Everything may be killed anywhere: committed chunks are in the ledger and skipped the
 * next time, each later step is a function of what is stored and may run again.
 */
import type pg from 'pg';
import { Decoder } from '../ingest/decode';
import { Compactor } from './compactor';
import { settleSource } from './settle';
import { learnFrom } from './ingest-learn';
import { chunksOf, contentHash, readLedger, readSample, type LedgerEntry } from './ingest-ledger';
import { addDetection, importRow, sourceRow, type ImportRow, type SourceRow } from './ingest-rows';
import { Pipeline, Stopped } from './ingest-pipeline';
import { recognise } from './ingest-recognise';
import { dropSpool } from './spool-file';
import { Names } from './names';
import type { ParserPool } from './parser-pool';
import { SourceBytes } from './source-bytes';

export type Worker = { pool: pg.Pool; parsers: ParserPool; url: string; log: (line: string) => void; signal: AbortSignal };
/** The file cannot be imported: a sentence for the user. Nothing of it is kept. */
export class ImportFailed extends Error {}
/** The worker is to end; the next one goes on with this import. */
export class Halted extends Error { constructor() { super('the worker ends'); } }

/** Runs the import as far as it goes; its lock is held by the caller. 'wait' = another import of the same bytes is under way. */
export async function runImport(w: Worker, importId: number): Promise<'done' | 'wait' | 'stopped'> {
  const started = await w.pool.query(`update import set state = 'running', started_at = coalesce(started_at, now()), message = null where id = $1 and state in ('queued', 'running')`, [importId]);
  if (started.rowCount === 0) return 'stopped';
  const row = (await importRow(w.pool, importId))!, source = (await sourceRow(w.pool, row.sourceId))!;
  try {
    if (row.contentHash === null) {
      const read = await readFile(w, row, source);
      if (read === 'wait') await w.pool.query(`update import set state = 'queued' where id = $1 and state = 'running'`, [importId]);
      if (read !== 'read') return read === 'wait' ? 'wait' : 'done';
    }
    await finish(w, (await importRow(w.pool, importId))!);
    return 'done';
  } catch (e) {
    if (e instanceof Stopped) return 'stopped';
    // What the operating system says about the file itself; a connection has its own words.
    const { code, syscall } = e as { code?: string; syscall?: string };
    if (syscall === 'open' || syscall === 'read') throw new ImportFailed(code === 'ENOENT' ? 'The file is no longer there.' : `The file cannot be read (${code}).`);
    throw e;
  }
}

async function readFile(w: Worker, row: ImportRow, source: SourceRow): Promise<'read' | 'wait' | 'known'> {
  const path = row.spoolPath;
  if (path === null) throw new ImportFailed('The file is no longer there.');
  const sample = await readSample(path);
  if (sample.refused !== null) throw new ImportFailed(`This file is ${sample.refused}.`);
  const ledger = await readLedger(w.pool, row.id);
  if (ledger.length === 0) {
    // Nothing is the beginning of everything.
    const known = sample.head.length === 0 ? 'new' : await recognise(w, row, path, sample);
    if (known !== 'new') return known;
    await addDetection(w.pool, row.id, { encoding: sample.encoding, gzip: sample.gzip });
  }
  const settings = await learnFrom(w.pool, row, source, sample.head, ledger.length === 0);
  await storeAll(w, row, settings, path, ledger);
  return 'read';
}

async function storeAll(w: Worker, row: ImportRow, source: SourceRow, path: string, ledger: LedgerEntry[]): Promise<void> {
  const target = { importId: row.id, workspaceId: row.workspaceId, sourceId: row.sourceId, settingsVersion: source.settingsVersion, generation: row.generation };
  w.parsers.open(source.settings, target, new Names(w.pool, { id: source.id, workspaceId: source.workspaceId, maxRoutes: source.settings.maxRoutes }));
  const compactor = new Compactor(w.pool, row.id, w.parsers);
  const pipeline = new Pipeline(w.pool, w.parsers, target, row.id, true, (chunks) => compactor.add(chunks));
  const there = new Map(ledger.map((e) => [e.offset, e])), hashes: [number, Uint8Array][] = [];
  const file = new SourceBytes(path), decoder = new Decoder(), order: number[] = [];
  let content = 0;
  try {
    for await (const { chunk, consumed } of chunksOf(file, decoder)) {
      if (w.signal.aborted) throw new Halted();
      content = chunk.offset + chunk.length; order.push(chunk.offset);
      const held = there.get(chunk.offset);
      if (held && held.length === chunk.length) { hashes.push([chunk.offset, held.hash]); continue; }
      if (held) throw new ImportFailed('The file changed while it was being read. Delete this import and add the file again.');
      await pipeline.submit(chunk, consumed);
    }
    await pipeline.drain();
  } finally { await w.parsers.idle(); await pipeline.idle(); await compactor.idle(); }
  if (file.problem?.kind === 'quota') throw new ImportFailed(file.problem.message);
  const all = new Map([...hashes, ...pipeline.hashes]);
  const done = await w.pool.query(
    `update import set content_bytes = $2, content_hash = $3, consumed_bytes = $4, size_bytes = $4, settings_version = coalesce((select min(settings_version) from chunk where import_id = $1), $5), message = coalesce($6, message), detection = coalesce(detection, '{}'::jsonb) || $7::jsonb where id = $1 and state = 'running'`,
    [row.id, content, contentHash(order.map((o) => all.get(o)!)), file.consumed, source.settingsVersion, file.problem?.message ?? null, JSON.stringify({ problem: file.problem })]);
  if (done.rowCount === 0) throw new Stopped();
}

/** After the last chunk: join with the source's other logs, infer groups. Then every page answers for all of it. Each step may run again. */
async function finish(w: Worker, row: ImportRow): Promise<void> {
  await settleSource(w.pool, row.sourceId, [row.id]);
  const done = await w.pool.query(`update import set state = case when detection ? 'refold' then 'queued' else 'done' end, detection = detection - 'extended', finished_at = now() where id = $1 and state = 'running'`, [row.id]);
  if (done.rowCount === 0) throw new Stopped();
}

/**
 * What makes a finished import smaller and quicker to read, and changes no answer: the rest of its blocks is compacted, its file given back.
 * The file's path in its row says that this is still to be done, also after a crash.
 */
export async function tidyImport(w: Worker, importId: number): Promise<void> {
  await new Compactor(w.pool, importId, w.parsers).finish();
  await dropSpool(w.pool, importId, (await importRow(w.pool, importId))?.spoolPath ?? null);
}
