/** `hangtime import`: puts files in line for the ingest worker, watches, and prints what became of every line. */
import { createWriteStream, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { currentViewer, type Viewer } from '../lib/access/viewer';
import { disconnect } from '../lib/db/client';
import { importReceipt, importSummary } from '../lib/db/import-summaries';
import { createImport } from '../lib/db/imports';
import { newUploadId, spoolDir } from '../lib/db/uploads';
import { isActive, type Receipt } from '../lib/view/receipt';
import { borrowDatabase, type Borrowed } from './borrow-database';
import { spawnWorker } from './children';
import { ImportMeter } from './import-meter';
import { dataFolder } from './instance';
import type { ReadOptions } from './read-options';
import { receiptJson, receiptText } from './receipt-text';
import { supervise, type Supervised } from './supervise';
import { UsageError } from './usage-error';

const WORKER_STOP_MS = 20_000, LOOK_MS = 200;
// Beside the receipt or the JSON on stdout everything else goes to stderr.
const say = (text: string) => { process.stderr.write(`${text}\n`); };
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Returns the exit code. */
export async function runImport(options: ReadOptions, root: string): Promise<number> {
  if (options.ndjson) throw new UsageError('--ndjson belongs to parse; import has --json.');
  for (const file of options.files) {
    if (file === '-') continue;
    const info = statSync(file, { throwIfNoEntry: false });
    if (!info) throw new UsageError(`${file}: no such file.`);
    if (info.isDirectory()) throw new UsageError(`${file} is a folder. Name the files in it: ${path.join(file, '*')}`);
  }
  process.env.HANGTIME_DATA = dataFolder(root);
  const database = await borrowDatabase(root, say);
  process.env.DATABASE_URL = database.url;
  const worker = database.hasWorker ? null : ownWorker(root, database.url);
  const stop = stopOnce(database, worker);
  // What was put in line stays in line: the next start goes on with it.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => { say('\nStopping; the next start goes on with what is not stored yet …'); void stop().finally(() => process.exit(130)); });
  try {
    let worst = 0;
    const viewer = await currentViewer();
    for (const file of options.files) {
      const receipt = await importFile(viewer, file, options);
      process.stdout.write(options.json ? `${JSON.stringify(receiptJson(file, receipt))}\n` : receiptText(file, receipt));
      const tooMany = receipt.quarantined > receipt.lines * options.maxQuarantined;
      const code = receipt.state !== 'done' ? 1 : tooMany ? 3 : 0;
      worst = worst === 1 || code === 0 ? worst : code;
    }
    return worst;
  } finally {
    await stop();
  }
}

function ownWorker(root: string, url: string): Supervised {
  const env = { ...process.env, DATABASE_URL: url };
  const lines = (text: string) => { if (process.env.HANGTIME_DEBUG) say(text); };
  return supervise({ name: 'The ingest worker', spawn: () => spawnWorker({ root, env, say: lines }), say, stopMs: WORKER_STOP_MS });
}

function stopOnce(database: Borrowed, worker: Supervised | null): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= (async () => {
    await worker?.stop();
    await disconnect();
    await database.giveBack();
  })());
}

async function importFile(viewer: Viewer, file: string, options: ReadOptions): Promise<Receipt> {
  const spooled = file === '-' ? await spoolStandardInput() : null;
  const where = spooled ?? path.resolve(file);
  const { zone, format, logFormats } = options;
  let id: number;
  try {
    ({ id } = await createImport(viewer, {
      source: options.source ?? 'default', name: file === '-' ? 'standard input' : path.basename(file), spoolPath: where, size: statSync(where).size, settings: { zone, format, logFormats },
    }));
  } catch (error) {
    if (spooled) rmSync(spooled, { force: true });
    throw error;
  }
  return watch(viewer, id, file);
}

/** Standard input cannot be read twice, so it waits in the spool until it is stored; the worker removes it. */
async function spoolStandardInput(): Promise<string> {
  mkdirSync(spoolDir(), { recursive: true, mode: 0o700 });
  const file = path.join(spoolDir(), `${newUploadId()}.log`);
  try {
    await pipeline(process.stdin, createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    if (existsSync(file)) rmSync(file);
    throw error;
  }
  return file;
}

async function watch(viewer: Viewer, id: number, file: string): Promise<Receipt> {
  const meter = new ImportMeter(file);
  try {
    for (;; await sleep(LOOK_MS)) {
      // A Postgres that is away for a moment is started again; the import goes on.
      const seen = await importSummary(viewer, id).catch((error: Error) => { meter.note(error.message); return undefined; });
      if (seen === undefined) continue;
      if (seen === null) throw new Error(`${file}: the import was deleted while it ran.`);
      meter.show(seen);
      if (seen.state === 'done' || seen.state === 'failed' || seen.state === 'cancelled') break;
    }
  } finally {
    meter.end();
  }
  const receipt = await importReceipt(viewer, id);
  if (!receipt) throw new Error(`${file}: the import was deleted.`);
  // The tail of a file that grew goes to the import that has its beginning: all of it is stored once that one is done again.
  if (receipt.sameAs !== null) await settled(viewer, receipt.sameAs);
  return receipt;
}

async function settled(viewer: Viewer, id: number): Promise<void> {
  for (;; await sleep(LOOK_MS)) {
    const seen = await importSummary(viewer, id).catch(() => undefined);
    if (seen === null || (seen && !isActive(seen))) return;
  }
}
