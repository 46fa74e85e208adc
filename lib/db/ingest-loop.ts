/** The worker's life: finds imports that need work, one after another, and survives a Postgres that goes away. */
import pg from 'pg';
import { pool } from './client';
import { Halted, ImportFailed, runImport, tidyImport, type Worker } from './ingest';
import { ImportLock } from './ingest-lock';
import { clearImport, removeImport } from './ingest-clear';
import { giveUpRefold, runRefold } from './refold';
import { ParserPool } from './parser-pool';
import { isPassing } from './passing-error';
import { removeDeletedSources } from './remove-source';
import { dropSpool } from './spool-file';

export type LoopOptions = { url: string; threadFile: string | URL; threads: number; log: (line: string) => void; signal: AbortSignal; pollMs?: number };

type Candidate = { id: number; source_id: number; state: string; spool_path: string | null; refold: boolean };
/** An import that fails for no known reason is tried so often: it goes on where it stopped. */
const TRIES = 3;
const DISK_FULL = '53100';

/** What needs a worker, what frees space first. A finished import whose settings are asked to change is `queued` again with its content known. */
const CANDIDATES = `select id, source_id, state, spool_path, (content_hash is not null and detection ? 'refold' and detection->'refold' <> 'null'::jsonb) as refold from import
  where state in ('deleting', 'queued', 'running') or (state in ('cancelled', 'failed', 'done') and spool_path is not null) order by state <> 'deleting', id`;

const sleep = (ms: number, signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (signal.aborted) return resolve();
  const done = (): void => { clearTimeout(t); signal.removeEventListener('abort', done); resolve(); }, t = setTimeout(done, ms);
  signal.addEventListener('abort', done);
});

export async function runLoop(o: LoopOptions): Promise<void> {
  const parsers = { current: new ParserPool(o.threadFile, o.threads) }, listener = new Listener(o.url), tries = new Map<number, number>();
  // Parser threads do not keep a process: where Postgres is gone and only they have work, it would end in the middle, without a word.
  const awake = setInterval(() => undefined, 60_000);
  let pause = 500;
  try {
    while (!o.signal.aborted) {
      let worked = false;
      try {
        await listener.start();
        const { rows } = await pool().query<Candidate>(CANDIDATES);
        worked = await removeDeletedSources(pool(), o.log);
        for (const c of rows) { if (o.signal.aborted) break; worked = (await attend(o, parsers, c, tries)) || worked; }
        pause = 500;
      } catch (e) {
        if (!isPassing(e)) throw e;
        o.log(`waiting for Postgres: ${(e as Error).message}`);
        await sleep(pause, o.signal);
        pause = Math.min(30_000, pause * 2);
      }
      if (!worked && !o.signal.aborted) await listener.wait(o.pollMs ?? 1000, o.signal);
    }
  } finally { clearInterval(awake); await listener.stop(); await parsers.current.close(); }
}

/** Works on one import if nobody else does. True when something was done. */
async function attend(o: LoopOptions, parsers: { current: ParserPool }, c: Candidate, tries: Map<number, number>): Promise<boolean> {
  const removes = c.state !== 'queued' && c.state !== 'running', lock = await ImportLock.take(o.url, c.id, removes ? null : c.source_id);
  if (lock === null) return false;
  const w: Worker = { pool: pool(), parsers: parsers.current, url: o.url, log: o.log, signal: o.signal };
  try {
    if (c.state === 'done') { await tidyImport(w, c.id); return true; }
    if (c.state === 'deleting') { await removeImport(w.pool, c.id); return true; }
    if (c.state === 'cancelled' || c.state === 'failed') { await clearImport(w.pool, c.id); return true; }
    const outcome = c.refold ? await runRefold(w, c.id) : await runImport(w, c.id);
    if (outcome !== 'wait') o.log(`import ${c.id}: ${outcome}`);
    // At once, even if the worker is to end. What goes wrong here is no fault of the import: it is tried again as one that is done.
    if (outcome === 'done' && !c.refold) await tidyImport(w, c.id).catch((e: unknown) => { if (isPassing(e)) throw e; });
    return outcome !== 'wait';
  } catch (e) {
    if (e instanceof Halted) return false;
    if ((e as { code?: string }).code === DISK_FULL) await pool().query(`update import set message = 'The disk of the database is full. The import goes on as soon as there is room.' where id = $1`, [c.id]).catch(() => undefined);
    if (isPassing(e)) throw e;
    const error = e as Error;
    if (!(error instanceof ImportFailed)) {
      o.log(`import ${c.id}: ${error.stack ?? error.message}`);
      await parsers.current.close(); parsers.current = new ParserPool(o.threadFile, o.threads);
      tries.set(c.id, (tries.get(c.id) ?? 0) + 1);
      if (tries.get(c.id)! < TRIES) return true;
      tries.delete(c.id);
    }
    if (c.state === 'done') { await dropSpool(w.pool, c.id, c.spool_path); return true; }
    if (c.refold) { await giveUpRefold(pool(), c.id, error.message); return true; }
    await clearImport(pool(), c.id, error instanceof ImportFailed ? error.message : `Something went wrong: ${error.message}`);
    return true;
  } finally { await lock.release(); }
}

/** Wakes the loop as soon as somebody says that there is work; the poll is for everything else. */
class Listener {
  private client: pg.Client | null = null;
  private wake: () => void = () => {};
  private woken = false;
  constructor(private readonly url: string) {}
  async start(): Promise<void> {
    if (this.client) return;
    const client = new pg.Client({ connectionString: this.url, application_name: 'hangtime worker' });
    client.on('error', () => { this.client = null; this.wake(); }); client.on('end', () => { if (this.client === client) this.client = null; });
    client.on('notification', () => { this.woken = true; this.wake(); });
    await client.connect(); await client.query('listen hangtime_import');
    this.client = client;
  }
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.woken) { const nap = new AbortController(), stop = (): void => nap.abort(); signal.addEventListener('abort', stop); this.wake = stop; await sleep(ms, nap.signal); signal.removeEventListener('abort', stop); }
    this.woken = false; this.wake = () => {};
  }
  async stop(): Promise<void> { await this.client?.end().catch(() => undefined); this.client = null; }
}
