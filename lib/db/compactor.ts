/** Compaction beside a running import: one at a time, while chunks go on being stored. The parser threads merge. */
import type pg from 'pg';
import { compactImport } from './compact';
import type { ParserPool } from './parser-pool';

/** Chunks after which what is stored of a running import is compacted. */
const EVERY = 128;

export class Compactor {
  private waiting = 0;
  private running: Promise<void> | null = null;
  private error: Error | null = null;
  constructor(private readonly pool: pg.Pool, private readonly importId: number, private readonly parsers: Pick<ParserPool, 'merge' | 'size'>) {}

  /** So many chunks more are stored. Throws what went wrong with an earlier compaction. */
  add(chunks: number): void {
    if (this.error) throw this.error;
    this.waiting += chunks;
    if (this.waiting < EVERY || this.running) return;
    this.waiting = 0;
    this.running = this.compact(false).catch((e: Error) => { this.error = e; }).finally(() => { this.running = null; });
  }
  /** Waits for the compaction under way, if any. Never throws. */
  async idle(): Promise<void> { await this.running; }
  /** Compacts the rest. */
  async finish(): Promise<void> {
    await this.running;
    if (this.error) throw this.error;
    await this.compact(true);
  }
  private compact(final: boolean): Promise<void> {
    return compactImport(this.pool, this.importId, { final, merge: (job) => this.parsers.merge(job), width: this.parsers.size });
  }
}
