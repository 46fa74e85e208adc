/** A parser thread of the worker: bytes of a chunk in; out come the rows of every table, ready for COPY. */
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { createFolder } from '../lib/ingest/fold';
import type { ChunkFolder } from '../lib/ingest/folded';
import type { KnownNames } from '../lib/db/names';
import { packChunk } from '../lib/db/chunk-bytes';
import { mergeRows } from '../lib/db/merge-rows';
import { ChunkRows, type StoreTarget } from '../lib/db/store-rows';
import { warmUp } from '../lib/db/warm-up';
import type { FromThread, ToThread } from '../lib/db/thread-messages';

const NOTHING = new Uint8Array(0);
const port = parentPort!;
const rows = new ChunkRows();
let folder: ChunkFolder | null = null, target: StoreTarget | null = null;
/** Told by the worker while a chunk waits for the ids of its names. */
let told: (names: KnownNames) => void = () => {};

type Fold = Extract<ToThread, { kind: 'fold' }>;
const queue: Exclude<ToThread, { kind: 'names' }>[] = [];
let busy = false;

// Rows are copied out, not handed over: once a thread has given a single buffer away, V8 looks at each typed array whether it is still there
// before it reads a byte of it, in all code from then on. That costs a tenth of the time of a line; the copy costs next to nothing.
const say = (m: FromThread): void => port.postMessage(m);

async function fold(m: Fold): Promise<void> {
  const bytes = Buffer.from(m.bytes.buffer, m.bytes.byteOffset, m.bytes.byteLength), hash = m.keep ? new Uint8Array(createHash('sha256').update(bytes).digest()) : NOTHING;
  const unknown = folder!.fold(bytes, m.offset, m.preamble);
  const answer = unknown.routes.length || unknown.instances.length ? new Promise<KnownNames>((resolve) => { told = resolve; say({ kind: 'unknown', job: m.job, unknown }); }) : null;
  const data = m.keep ? packChunk(bytes) : NOTHING;
  if (answer) folder!.learn(await answer);
  const chunk = rows.encode(target!, { id: m.id, owner: m.owner, offset: m.offset, length: m.length, hash, data, folded: folder!.finish() });
  say({ kind: 'folded', job: m.job, chunk });
}

async function work(): Promise<void> {
  if (busy) return;
  busy = true;
  for (let m = queue.shift(); m; m = queue.shift()) {
    if (m.kind === 'open') { folder = createFolder(m.settings); target = m.target; continue; }
    try {
      if (m.kind === 'fold') await fold(m);
      else say({ kind: 'merged', job: m.job, rows: mergeRows(m.merge) });
    } catch (e) { say({ kind: 'failed', job: m.job, message: (e as Error).stack ?? String(e) }); }
  }
  busy = false;
}

/** Nobody has wanted anything for so long: time to warm up, until somebody does. */
const QUIET_MS = 2000;
let wanted = false;
setTimeout(async () => { for (const _ of warmUp()) { if (wanted) return; await new Promise((r) => setImmediate(r)); } }, QUIET_MS);

port.on('message', (m: ToThread) => {
  wanted = true;
  if (m.kind === 'names') told(m.names);
  else { queue.push(m); void work(); }
});
