/**
 * The parser threads of a worker, as promises: bytes of a chunk in, rows for the store out. Jobs wait here and not in the threads, so that
 * no thread ends early while another has work, and a step of compaction does not stand behind all chunks that were read ahead.
 */
import { Worker } from 'node:worker_threads';
import type { ParseSettings } from '../ingest/settings';
import type { MergeJob } from './merge-rows';
import type { Names } from './names';
import type { EncodedChunk, StoreTarget } from './store-rows';
import type { FromThread, ToThread } from './thread-messages';

export type FoldJob = { id: number; owner: number; bytes: Uint8Array; offset: number; length: number; preamble: Uint8Array | null; keep: boolean };
type Job = { no: number; message: ToThread; hand: ArrayBuffer[]; resolve: (r: EncodedChunk | Uint8Array) => void; reject: (e: Error) => void };
type Thread = { worker: Worker; jobs: Map<number, Job> };

/** Jobs that a thread has at once: the one under way, and what it goes on with while this side is busy. */
const AT_ONCE = 3;

export class ParserPool {
  private readonly threads: Thread[];
  private readonly waiting: Job[] = [];
  private names: Names | null = null;
  private nextJob = 1;
  private broken: Error | null = null;

  /** `file`: the bundled bin/parse-thread.ts. */
  constructor(file: string | URL, count: number) {
    this.threads = Array.from({ length: count }, () => this.start(file));
  }
  get size(): number { return this.threads.length; }

  private start(file: string | URL): Thread {
    const t: Thread = { worker: new Worker(file), jobs: new Map() };
    t.worker.on('message', (m: FromThread) => this.hear(t, m));
    t.worker.on('error', (e) => this.breakDown(e as Error));
    t.worker.on('exit', (code) => this.breakDown(new Error(`a parser thread ended with code ${code}`)));
    t.worker.unref();
    return t;
  }
  private breakDown(error: Error): void {
    this.broken ??= error;
    for (const t of this.threads ?? []) { for (const j of t.jobs.values()) j.reject(error); t.jobs.clear(); }
    for (const j of this.waiting.splice(0)) j.reject(error);
  }
  private say(t: Thread, m: ToThread, transfer: ArrayBuffer[] = []): void { t.worker.postMessage(m, transfer); }

  private hear(t: Thread, m: FromThread): void {
    const job = t.jobs.get(m.job);
    if (!job) return;
    if (m.kind === 'unknown') {
      this.names!.resolve(m.unknown).then((names) => this.say(t, { kind: 'names', job: m.job, names }), (e: Error) => { t.jobs.delete(m.job); this.say(t, { kind: 'names', job: m.job, names: { routes: [], instances: [] } }); job.reject(e); this.deal(); });
      return;
    }
    t.jobs.delete(m.job);
    this.deal();
    if (m.kind === 'folded') job.resolve(m.chunk); else if (m.kind === 'merged') job.resolve(m.rows); else job.reject(new Error(m.message));
  }

  /** Makes every thread ready for another import. No job may be under way. */
  open(settings: ParseSettings, target: StoreTarget, names: Names): void {
    if (this.broken) throw this.broken;
    this.names = names;
    for (const t of this.threads) this.say(t, { kind: 'open', settings, target });
  }

  /** Folds one chunk. The memory of `bytes` is gone afterwards. */
  fold(f: FoldJob): Promise<EncodedChunk> { return this.give((job) => ({ kind: 'fold', job, ...f }), [f.bytes], false) as Promise<EncodedChunk>; }
  /** One step of compaction, before all chunks that wait. The memory of the blocks is gone afterwards. */
  merge(merge: MergeJob): Promise<Uint8Array> { return this.give((job) => ({ kind: 'merge', job, merge }), merge.blocks.flatMap((b) => [b.counts, b.hist]), true) as Promise<Uint8Array>; }

  private give(message: (job: number) => ToThread, hand: (Uint8Array | null)[], first: boolean): Promise<EncodedChunk | Uint8Array> {
    if (this.broken) return Promise.reject(this.broken);
    const no = this.nextJob++, buffers = new Set(hand.filter((a) => a !== null).map((a) => a.buffer as ArrayBuffer));
    return new Promise((resolve, reject) => {
      const job = { no, message: message(no), hand: [...buffers], resolve, reject };
      if (first) this.waiting.unshift(job); else this.waiting.push(job);
      this.deal();
    });
  }
  /** Gives waiting jobs to the threads with the least to do. */
  private deal(): void {
    while (this.waiting.length > 0) {
      const t = this.threads.reduce((a, b) => (b.jobs.size < a.jobs.size ? b : a));
      if (t.jobs.size >= AT_ONCE) return;
      const job = this.waiting.shift()!;
      t.jobs.set(job.no, job);
      // What cannot be sent is no job of the thread's: nobody would ever answer it.
      try { this.say(t, job.message, job.hand); } catch (e) { t.jobs.delete(job.no); job.reject(e as Error); }
    }
  }

  /** Waits until no job is under way, whatever became of it. */
  async idle(): Promise<void> { while (this.waiting.length > 0 || this.threads.some((t) => t.jobs.size > 0)) await new Promise((r) => setTimeout(r, 10)); }

  async close(): Promise<void> {
    for (const t of this.threads) t.worker.removeAllListeners('exit');
    await Promise.all(this.threads.map((t) => t.worker.terminate()));
  }
}
