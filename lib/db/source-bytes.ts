/** A log as it came, file or stream, gzip or not, as pieces of content with how much of the file each took. Flat memory. */
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ByteQueue, DEFAULT_QUOTA, gunzip, isGzip, type GunzipQuota, type SourceProblem } from './gunzip';

export type { GunzipQuota, SourceProblem } from './gunzip';
export type SourcePiece = {
  /** Content: decompressed, not yet decoded. Good until the next piece is asked for: the memory is used again. */
  bytes: Buffer;
  /** Bytes of the file as it came that lie behind the end of this piece. */
  consumed: number;
};

/** The quota from the environment: HANGTIME_MAX_CONTENT_GB and HANGTIME_MAX_GZIP_RATIO. */
export function quotaFromEnv(env: Record<string, string | undefined> = process.env): GunzipQuota {
  const gb = Number(env.HANGTIME_MAX_CONTENT_GB), ratio = Number(env.HANGTIME_MAX_GZIP_RATIO);
  return { ...DEFAULT_QUOTA, ...(gb > 0 ? { maxBytes: gb * 1e9 } : {}), ...(ratio > 0 ? { maxRatio: ratio } : {}) };
}

export class SourceBytes {
  gzip = false;
  /** Bytes of the file as it came, once everything was read. */
  consumed = 0;
  problem: SourceProblem | null = null;
  private readonly input: AsyncIterator<Buffer>;
  private readonly queue: ByteQueue;

  constructor(from: string | Readable, private readonly quota: GunzipQuota = quotaFromEnv()) {
    this.input = typeof from === 'string' ? filePieces(from) : from[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.queue = new ByteQueue(this.input);
  }

  /** Pieces of at most about a MiB. After the last one `consumed` equals the file's size unless a quota stopped it; `problem` says what was lost. */
  async *pieces(): AsyncGenerator<SourcePiece> {
    try {
      this.gzip = isGzip(await this.queue.peek(3));
      if (this.gzip) yield* this.unpacked(); else yield* this.plain();
    } finally { await this.input.return?.(); }
  }

  private async *plain(): AsyncGenerator<SourcePiece> {
    for (;;) {
      const bytes = await this.queue.peek(1);
      if (bytes.length === 0) break;
      this.queue.take(bytes.length);
      yield { bytes, consumed: this.queue.taken };
    }
    this.consumed = this.queue.taken;
  }

  private async *unpacked(): AsyncGenerator<SourcePiece> {
    let found: Omit<SourceProblem, 'lost'> | null = null;
    for await (const bytes of gunzip(this.queue, this.quota, (p) => { found = p; })) yield { bytes, consumed: this.queue.taken };
    const p = found as Omit<SourceProblem, 'lost'> | null;
    // What follows a damaged place is counted, so that the sum of bytes is right, but it cannot be read.
    if (p && p.kind !== 'quota') for (let b = await this.queue.peek(1); b.length > 0; b = await this.queue.peek(1)) this.queue.take(b.length);
    this.consumed = this.queue.taken;
    if (p) this.problem = { ...p, lost: this.consumed - p.at };
  }
}

const PIECE = 1 << 20;

/**
 * A file from its start, read ahead by one piece. Three buffers take turns, so that a piece outlives the call for the next one: fresh memory
 * for each would have the garbage collected every few pieces.
 */
async function* filePieces(path: string): AsyncGenerator<Buffer> {
  const file = await open(path), buffers = [0, 1, 2].map(() => Buffer.allocUnsafeSlow(PIECE)), read = (i: number) => { const r = file.read(buffers[i % 3], 0, PIECE, null); r.catch(() => undefined); return r; };
  let next = read(0);
  try {
    for (let i = 0; ; i++) {
      const { bytesRead } = await next;
      if (bytesRead === 0) return;
      next = read(i + 1);
      yield buffers[i % 3].subarray(0, bytesRead);
    }
  } finally { await next.catch(() => undefined); await file.close(); }
}
