/**
 * Bytes of a file (gzip already undone) to UTF-8 content: byte order marks go, UTF-16 becomes UTF-8, everything else stays as it is,
 * invalid UTF-8 and NULs included: parsers work on bytes, and what cannot be read is quarantined line by line.
 * A file that is no log at all is refused, with a reason for the user.
 */
import { notALog, type Encoding } from './not-a-log';

/** How many bytes decide about encoding and refusal. */
export const HEAD_BYTES = 4096;

/** The encoding of a file that begins with `head`, and the length of its byte order mark. */
export function encodingOf(head: Buffer): { encoding: Encoding; mark: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', mark: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', mark: 2 };
  // Without a mark: ASCII text in UTF-16 has a NUL in nearly every second place, and none in the others.
  let even = 0, odd = 0;
  const n = head.length & ~1;
  for (let i = 0; i < n; i += 2) { if (head[i] === 0) even++; if (head[i + 1] === 0) odd++; }
  if (n >= 4 && odd > n * 0.35 && even < n * 0.02) return { encoding: 'utf-16le', mark: 0 };
  if (n >= 4 && even > n * 0.35 && odd < n * 0.02) return { encoding: 'utf-16be', mark: 0 };
  return { encoding: 'utf-8', mark: 0 };
}

/**
 * Decodes piece by piece; what comes out does not depend on how the input was sliced.
 *   for (const piece of input) { const out = decoder.push(piece); if (decoder.refused) stop; … }
 *   const rest = decoder.end();
 */
export class Decoder {
  encoding: Encoding = 'utf-8';
  /** Why this is no log; nothing comes out any more. null = it may be one. */
  refused: string | null = null;
  private head: Buffer | null = Buffer.alloc(0);
  /** An odd byte, or a high surrogate with or without an odd byte, that waits for what follows. */
  private rest = Buffer.alloc(0);

  push(bytes: Buffer): Buffer {
    if (this.refused !== null || bytes.length === 0) return EMPTY;
    if (!this.head) return this.decode(bytes);
    this.head = this.head.length ? Buffer.concat([this.head, bytes]) : bytes;
    return this.head.length < HEAD_BYTES ? ((this.head = Buffer.from(this.head)), EMPTY) : this.open();
  }

  end(): Buffer {
    if (this.refused !== null) return EMPTY;
    const out = this.head ? this.open() : EMPTY, left = this.rest;
    this.rest = EMPTY;
    if (this.refused !== null) return EMPTY;
    // Half a character at the end: one replacement for a lone surrogate, one for an odd byte.
    return left.length ? Buffer.concat([out, ...Array<Buffer>(left.length === 3 ? 2 : 1).fill(REPLACEMENT)]) : out;
  }

  private open(): Buffer {
    const all = this.head!, { encoding, mark } = encodingOf(all.subarray(0, HEAD_BYTES));
    this.head = null; this.encoding = encoding;
    this.refused = notALog(all.subarray(0, HEAD_BYTES), encoding);
    return this.refused === null ? this.decode(all.subarray(mark)) : EMPTY;
  }

  private decode(bytes: Buffer): Buffer {
    if (this.encoding === 'utf-8') return bytes;
    const all = this.rest.length ? Buffer.concat([this.rest, bytes]) : Buffer.from(bytes);
    let n = all.length & ~1;
    const high = this.encoding === 'utf-16le' ? 1 : 0;
    if (n >= 2 && (all[n - 2 + high] & 0xfc) === 0xd8) n -= 2; // its other half may still come
    this.rest = Buffer.from(all.subarray(n));
    const text = all.subarray(0, n);
    if (this.encoding === 'utf-16be') text.swap16();
    return Buffer.from(text.toString('utf16le'), 'utf8');
  }
}

const EMPTY = Buffer.alloc(0), REPLACEMENT = Buffer.from('\ufffd');
