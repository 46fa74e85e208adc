/**
 * Rows in Postgres's binary COPY format. Nothing is escaped and nothing can be mistaken for an end of data, which text COPY cannot say of
 * log lines: there a NUL aborts a batch and an unescaped `\.` silently drops every later row.
 */
const SIGNATURE = Buffer.from([0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00, 0, 0, 0, 0, 0, 0, 0, 0]);
/** 2000-01-01T00:00:00Z, where Postgres counts from. */
const PG_EPOCH_MS = 946_684_800_000;
/** What `timestamptz` can hold, with room to spare: years 1 to 9999. */
const MIN_MS = -62_135_596_800_000, MAX_MS = 253_402_300_799_000;

/** Postgres text knows no NUL, and jsonb no half of a surrogate pair. NUL becomes its visible sign. `max` counts UTF-16 units. */
export function safeText(text: string, max = 4096): string {
  let s = text.length > max ? text.slice(0, max) : text;
  if (s.includes('\0')) s = s.replaceAll('\0', '\u2400');
  // eslint-disable-next-line no-control-regex
  if (/[\ud800-\udfff]/.test(s)) s = Buffer.from(s, 'utf8').toString('utf8');
  return s;
}

/** JSON for a jsonb column. Looking at the finished text is far cheaper than at every string in it. */
export function safeJson(value: unknown): string {
  const json = JSON.stringify(value);
  return /\\u0000|\\ud[89a-f]/.test(json) ? JSON.stringify(value, (_key, v: unknown) => (typeof v === 'string' ? safeText(v) : v)) : json;
}

/** What stands before and behind the rows of one COPY. */
export const COPY_START = SIGNATURE, COPY_END = Buffer.from([0xff, 0xff]);

/** Collects rows: `row(columns)`, then one call a column in order, then `take()`. May be used again; keeps its memory. */
export class CopyBinary {
  private buf: Buffer;
  private at = 0;
  rows = 0;
  constructor(size = 4096) { this.buf = Buffer.allocUnsafeSlow(size); }

  private room(n: number): void {
    if (this.at + n <= this.buf.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buf.length * 2, this.at + n));
    this.buf.copy(grown, 0, 0, this.at); this.buf = grown;
  }
  row(columns: number): void { this.room(2); this.at = this.buf.writeInt16BE(columns, this.at); this.rows++; }
  null(): void { this.room(4); this.at = this.buf.writeInt32BE(-1, this.at); }
  int2(x: number): void { this.room(6); this.at = this.buf.writeInt32BE(2, this.at); this.at = this.buf.writeInt16BE(Math.max(-32768, Math.min(32767, x)), this.at); }
  int4(x: number): void { this.room(8); this.at = this.buf.writeInt32BE(4, this.at); this.at = this.buf.writeInt32BE(x, this.at); }
  int8(x: number): void { this.room(12); this.at = this.buf.writeInt32BE(8, this.at); this.wide(x); }
  float8(x: number | null): void { if (x === null || !Number.isFinite(x)) return this.null(); this.room(12); this.at = this.buf.writeInt32BE(8, this.at); this.at = this.buf.writeDoubleBE(x, this.at); }
  /** ms since the epoch, cut (not rounded) to whole ms so that a call never moves into the next minute. */
  time(ms: number | null): void {
    if (ms === null || Number.isNaN(ms)) return this.null();
    this.int8((Math.floor(Math.max(MIN_MS, Math.min(MAX_MS, ms))) - PG_EPOCH_MS) * 1000);
  }
  text(s: string | null, max?: number): void { if (s === null) this.null(); else this.utf8(safeText(s, max), 0); }
  jsonb(value: unknown): void { if (value === null) this.null(); else this.utf8(safeJson(value), 1); }
  bytes(b: Uint8Array | null): void {
    if (b === null) return this.null();
    this.room(4 + b.length); this.at = this.buf.writeInt32BE(b.length, this.at); this.buf.set(b, this.at); this.at += b.length;
  }
  /** `version` 1 is jsonb's leading byte. */
  private utf8(s: string, version: 0 | 1): void {
    this.room(5 + s.length * 3);
    const head = this.at; this.at += 4;
    if (version) this.buf[this.at++] = 1;
    this.at += this.buf.write(s, this.at, 'utf8');
    this.buf.writeInt32BE(this.at - head - 4, head);
  }
  private wide(x: number): void {
    const high = Math.floor(x / 4294967296);
    this.at = this.buf.writeInt32BE(high, this.at); this.at = this.buf.writeUInt32BE(x - high * 4294967296, this.at);
  }
  /** The rows, without start and end of a COPY, in memory of their own. */
  take(): Uint8Array {
    const out = new Uint8Array(this.at);
    out.set(this.buf.subarray(0, this.at));
    this.at = 0; this.rows = 0;
    return out;
  }
}
