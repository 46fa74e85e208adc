/**
 * Gzip as it is met in the wild: members after one another, cut off, damaged, with something else behind it, or made to fill a disk.
 * What could be read is kept; what could not is said, with its place. Memory stays flat: input goes in by small slices.
 */
import { crc32, createInflateRaw } from 'node:zlib';

export type GunzipQuota = {
  /** Content bytes after which reading stops, whatever the ratio. */
  maxBytes: number;
  /** Content bytes a compressed byte may become, checked once `ratioFrom` bytes of content were made. */
  maxRatio: number; ratioFrom: number;
};
/** Log files compress 8 to 60 times. A bomb reaches 1,030 a layer. */
export const DEFAULT_QUOTA: GunzipQuota = { maxBytes: 512 * 2 ** 30, maxRatio: 250, ratioFrom: 64 * 2 ** 20 };

/** What was wrong with a file. `at` is a byte of the file as it came; `lost` how many of its bytes told nothing. */
export type SourceProblem = { kind: 'truncated' | 'corrupt' | 'trailing' | 'quota'; at: number; lost: number; message: string };

/** Input slice: at the worst ratio of deflate it becomes 16 MiB. */
const SLICE = 16 * 1024;

export const isGzip = (head: Uint8Array): boolean => head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;

/** Pulls exact stretches out of a stream of pieces. */
export class ByteQueue {
  private held: Buffer = Buffer.alloc(0);
  private done = false;
  /** Bytes taken so far. */
  taken = 0;
  constructor(private readonly input: AsyncIterator<Buffer>) {}
  /** At least `n` bytes unless the input ends before. Nothing is taken. */
  async peek(n: number): Promise<Buffer> {
    while (this.held.length < n && !this.done) {
      const next = await this.input.next();
      if (next.done) this.done = true; else this.held = this.held.length ? Buffer.concat([this.held, next.value]) : next.value;
    }
    return this.held;
  }
  take(n: number): void { this.taken += n; this.held = this.held.subarray(n); }
}

/** Length of a member's header at the start of `b`, -1 = not a gzip header, 0 = `b` ends before it does. */
function headerLength(b: Uint8Array): number {
  if (b.length < 10) return b.length >= 3 && !isGzip(b) ? -1 : 0;
  if (!isGzip(b)) return -1;
  const flags = b[3];
  let at = 10;
  if (flags & 4) { if (b.length < at + 2) return 0; at += 2 + b[at] + b[at + 1] * 256; }
  for (const bit of [8, 16]) if (flags & bit) { while (at < b.length && b[at] !== 0) at++; at++; }
  if (flags & 2) at += 2;
  return at > b.length ? 0 : at;
}

/** The content of a gzip stream. `problem` is called at most once, before the generator ends. Never throws for bad data. */
export async function* gunzip(queue: ByteQueue, quota: GunzipQuota, problem: (p: Omit<SourceProblem, 'lost'>) => void): AsyncGenerator<Buffer> {
  let made = 0;
  for (let member = 0; ; member++) {
    const start = queue.taken, head = await queue.peek(64 * 1024);
    if (head.length === 0 && member > 0) return;
    if (member > 0 && head[0] === 0 && (await restIsZero(queue))) return; // padding of tapes and disk images
    const length = headerLength(head);
    if (length === 0) return problem({ kind: 'truncated', at: start, message: `The gzip data ends within a header, at byte ${start}.` });
    if (length < 0) return problem({ kind: 'trailing', at: start, message: `From byte ${start} on the file is not gzip data; it was left out.` });
    queue.take(length);
    const m = new Member();
    for (;;) {
      const slice = (await queue.peek(1)).subarray(0, SLICE);
      if (slice.length === 0) return problem({ kind: 'truncated', at: queue.taken, message: `The gzip data is cut off at byte ${queue.taken}. Everything before it was read.` });
      const step = await m.feed(slice);
      queue.take(step.used);
      for (const piece of step.output) { made += piece.length; yield piece; }
      if (step.error) return problem({ kind: 'corrupt', at: queue.taken, message: `The gzip data is damaged near byte ${queue.taken} (${step.error}). What came before it was read.` });
      if (made > quota.maxBytes) return problem({ kind: 'quota', at: queue.taken, message: `Stopped: the file unpacks to more than ${quota.maxBytes} bytes.` });
      if (made > quota.ratioFrom && made > queue.taken * quota.maxRatio) return problem({ kind: 'quota', at: queue.taken, message: `Stopped: the file unpacks to more than ${quota.maxRatio} times its size, which no log does.` });
      if (step.end) break;
    }
    const trailer = await queue.peek(8);
    if (trailer.length < 8) return problem({ kind: 'truncated', at: queue.taken, message: `The gzip data is cut off at byte ${queue.taken}, in its checksum. Everything before it was read.` });
    const fits = trailer.readUInt32LE(0) === m.crc && trailer.readUInt32LE(4) === m.size % 4294967296;
    queue.take(8);
    if (!fits) return problem({ kind: 'corrupt', at: queue.taken, message: `The gzip data that ends at byte ${queue.taken} does not match its checksum: lines before it may be damaged.` });
  }
}

async function restIsZero(queue: ByteQueue): Promise<boolean> {
  for (;;) {
    const b = await queue.peek(1);
    if (b.length === 0) return true;
    if (b.some((x) => x !== 0)) return false;
    queue.take(b.length);
  }
}

/** One deflate stream, fed slice by slice. */
class Member {
  crc = 0; size = 0;
  private readonly inflate = createInflateRaw({ chunkSize: 64 * 1024 });
  private output: Buffer[] = [];
  private settle: ((r: { end: boolean; error: string | null }) => void) | null = null;
  constructor() {
    this.inflate.on('data', (b: Buffer) => { this.output.push(b); this.crc = crc32(b, this.crc); this.size += b.length; });
    this.inflate.on('end', () => this.settle?.({ end: true, error: null }));
    this.inflate.on('error', (e) => this.settle?.({ end: false, error: e.message }));
  }
  /** `used` bytes of the slice belonged to the stream; `end` = it is complete. */
  async feed(slice: Buffer): Promise<{ output: Buffer[]; used: number; end: boolean; error: string | null }> {
    const before = this.inflate.bytesWritten;
    const r = await new Promise<{ end: boolean; error: string | null }>((resolve) => {
      this.settle = resolve;
      this.inflate.write(slice, (e) => { if (!e) resolve({ end: false, error: null }); });
    });
    // Data pushed by this write is handed to listeners in the same turn or the next one.
    await new Promise((resolve) => setImmediate(resolve));
    const output = this.output; this.output = [];
    return { output, used: r.error ? 0 : this.inflate.bytesWritten - before, ...r };
  }
}
