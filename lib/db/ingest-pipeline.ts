/** Chunks of one import on their way through the parser threads into the store: bounded, batched, in any order. */
import type pg from 'pg';
import type { RawChunk } from '../ingest/split';
import type { ParserPool } from './parser-pool';
import type { EncodedChunk, StoreTarget } from './store-rows';
import { allotChunkIds, storeChunks } from './store';

/** Chunks read and not yet stored: what bounds the worker's memory. */
const MAX_IN_FLIGHT = 20;
/** A transaction waits for so many, the first ones of an import for fewer: they make its first charts. None waits longer than this. */
const BATCH = 6, FIRST_BATCH = 2, FIRST = 8, PATIENCE_MS = 150;

/** The import is no longer to be run: it was cancelled, or somebody deletes it. */
export class Stopped extends Error { constructor() { super('the import was stopped'); } }

export class Pipeline {
  /** SHA-256 by offset of every chunk that went through. */
  readonly hashes = new Map<number, Uint8Array>();
  private readonly ready: { chunk: EncodedChunk; consumed: number }[] = [];
  private ids: number[] = [];
  private inFlight = 0;
  private writing = false;
  private timer: NodeJS.Timeout | null = null;
  private draining = false;
  private error: Error | null = null;
  private waiters: (() => void)[] = [];

  /**
   * `keepData` false: the bytes are in the store already (a re-fold), so chunk rows come without them. `onBatch` hears of
   * every commit.
   */
  constructor(private readonly pool: pg.Pool, private readonly parsers: ParserPool, private readonly target: StoreTarget, private readonly owner: number, private readonly keepData: boolean, private readonly onBatch: (chunks: number) => void = () => {}) {}

  /** Hands a chunk over; resolves when there is room for the next one. Throws what went wrong with any chunk so far. `id`: the stored chunk that it is. */
  async submit(chunk: RawChunk, consumed: number, id?: number): Promise<void> {
    while (this.inFlight >= MAX_IN_FLIGHT && !this.error) await new Promise<void>((r) => this.waiters.push(r));
    if (this.error) throw this.error;
    this.inFlight++;
    if (this.ids.length === 0) this.ids = await allotChunkIds(this.pool, 64);
    const own = this.ids.shift()!;
    this.parsers.fold({ id: own, owner: id ?? own, bytes: chunk.bytes, offset: chunk.offset, length: chunk.length, preamble: chunk.preamble, keep: this.keepData }).then((encoded) => {
      this.hashes.set(encoded.offset, encoded.hash);
      this.ready.push({ chunk: encoded, consumed });
      this.write();
    }, (e: Error) => this.fail(e));
  }

  /** Waits until everything handed over is stored. */
  async drain(): Promise<void> {
    this.draining = true; this.write();
    while (this.inFlight > 0 && !this.error) await new Promise<void>((r) => this.waiters.push(r));
    this.draining = false;
    if (this.error) throw this.error;
  }

  /** Waits until nothing is being written any more, whatever happened. */
  async idle(): Promise<void> { while (this.writing) await new Promise<void>((r) => this.waiters.push(r)); }

  private fail(e: Error): void { this.error ??= e; this.wake(); }
  private wake(): void { const w = this.waiters; this.waiters = []; for (const f of w) f(); }

  private write(): void {
    if (this.writing || this.error || this.ready.length === 0) return;
    if (this.ready.length < (this.hashes.size <= FIRST ? FIRST_BATCH : BATCH) && !this.draining) { this.timer ??= setTimeout(() => { this.timer = null; void this.writeBatch(); }, PATIENCE_MS); return; }
    void this.writeBatch();
  }
  private async writeBatch(): Promise<void> {
    if (this.writing || this.error || this.ready.length === 0) return;
    if (this.timer) { clearTimeout(this.timer); this.timer = null; }
    this.writing = true;
    const batch = this.ready.splice(0, BATCH).sort((a, b) => a.chunk.offset - b.chunk.offset);
    try {
      await this.store(batch.map((b) => b.chunk), Math.max(...batch.map((b) => b.consumed)));
      this.onBatch(batch.length);
      this.inFlight -= batch.length;
    } catch (e) { this.fail(e as Error); }
    this.writing = false;
    this.wake(); this.write();
  }

  private async store(chunks: EncodedChunk[], consumed: number): Promise<void> {
    for (let left = chunks; left.length > 0;) {
      const result = await storeChunks(this.pool, this.owner, left, consumed);
      if (result === 'stored') return;
      if (result === 'stopped') throw new Stopped();
      // Somebody else works on this import (a lock that was lost): what they stored is stored.
      const there = new Set((await this.pool.query<{ offset: number }>('select "offset" from chunk where import_id = $1 and "offset" = any($2)', [this.target.importId, left.map((c) => c.offset)])).rows.map((r) => Number(r.offset)));
      left = left.filter((c) => !there.has(c.offset));
    }
  }
}
