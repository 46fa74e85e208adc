/**
 * Blocks of cells by their ids, read and unpacked once: a block is made and deleted, never changed, so what is held is right for as long as
 * a statement lists its id. A page's panels read the same blocks again and again, and unpacking them is most of the work.
 */
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { Pool } from 'pg';
import { isPacked } from './block-bytes';
import { pool } from './client';
import { copyOut } from './copy-out';

/** Without `hist`: not read yet. */
type Held = { counts: Uint8Array; hist?: Uint8Array | null };
export type ListedBlock = { level: number; counts: Uint8Array; hist: Uint8Array | null };

/** Bytes of unpacked blocks that a process holds: a day of 20 million calls at a bucket of 5 minutes is 30 MB in all cubes. */
const MOST = 64 << 20, OVERHEAD = 200;
const decompress = promisify(brotliDecompress);

/** What was used last stands last. One a database: ids are its own. */
class Blocks {
  private readonly held = new Map<number, Held>();
  private bytes = 0;
  get(id: number, hist: boolean): Held | undefined {
    const h = this.held.get(id);
    if (h === undefined || (hist && h.hist === undefined)) return undefined;
    this.held.delete(id); this.held.set(id, h);
    return h;
  }
  put(id: number, h: Held): void {
    this.drop(id);
    this.held.set(id, h); this.bytes += sizeOf(h);
    for (const oldest of this.held.keys()) { if (this.bytes <= MOST) return; this.drop(oldest); }
  }
  private drop(id: number): void { const h = this.held.get(id); if (h) { this.held.delete(id); this.bytes -= sizeOf(h); } }
}
const sizeOf = (h: Held): number => h.counts.length + (h.hist?.length ?? 0) + OVERHEAD;
/** Bundles of several routes may each have this file: the process has one. */
const held = globalThis as unknown as { hangtimeBlocks?: WeakMap<Pool, Blocks> };
function blocksOf(database: Pool): Blocks {
  const all = (held.hangtimeBlocks ??= new WeakMap<Pool, Blocks>());
  let own = all.get(database);
  if (!own) all.set(database, (own = new Blocks()));
  return own;
}

/** The blocks that `where` (SQL text; nothing that a user typed) lists, all of one moment. `hist` false: without histograms. */
export async function readBlocks(where: string, hist: boolean): Promise<ListedBlock[]> {
  const cache = blocksOf(pool());
  // A block that is gone between the two statements was merged into another, or deleted: what the first one listed is no longer whole.
  for (let tries = 0; tries < 3; tries++) {
    const listed = (await copyOut(`select id, level from cell_block where ${where}`)).map(([id, level]) => ({ id: idOf(id), level: level!.readInt32BE(0) }));
    const own = new Map<number, Held>(), missing: number[] = [];
    for (const { id } of listed) { const h = cache.get(id, hist); if (h) own.set(id, h); else missing.push(id); }
    if (missing.length > 0) for (const b of await unpacked(`id in (${missing.join(', ')})`, hist)) { own.set(b.id, b.held); cache.put(b.id, b.held); }
    if (own.size === listed.length) return listed.map(({ id, level }) => ({ level, counts: own.get(id)!.counts, hist: hist ? own.get(id)!.hist! : null }));
  }
  return (await unpacked(where, hist)).map(({ level, held: { counts, hist: bins } }) => ({ level, counts, hist: bins ?? null }));
}

/** Unpacks off the main thread, several at once. What is not packed is copied: it is a view into all that the statement gave. */
async function unpacked(where: string, hist: boolean): Promise<{ id: number; level: number; held: Held }[]> {
  const rows = await copyOut(`select id, level, counts${hist ? ', hist' : ''} from cell_block where ${where}`);
  return Promise.all(rows.map(async ([id, level, counts, bins]) => {
    const plain = isPacked(counts!) ? (b: Buffer, from: number): Promise<Uint8Array> => decompress(b.subarray(from)) : (b: Buffer): Uint8Array => new Uint8Array(b);
    const [c, h] = await Promise.all([plain(counts!, 1), hist && bins ? plain(bins, 0) : null]);
    return { id: idOf(id), level: level!.readInt32BE(0), held: hist ? { counts: c, hist: h } : { counts: c } };
  }));
}
const idOf = (id: Buffer | null): number => Number(id!.readBigInt64BE(0));
