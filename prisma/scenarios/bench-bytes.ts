/** A growing piece of a log as bytes: what is the same in many lines is copied, digits are written one by one, no string is made. */
const DIGITS = new Uint8Array(3000), HEX = new Uint8Array(4 * 65536);
for (let i = 0; i < 1000; i++) { DIGITS[i * 3] = 48 + Math.floor(i / 100); DIGITS[i * 3 + 1] = 48 + (Math.floor(i / 10) % 10); DIGITS[i * 3 + 2] = 48 + (i % 10); }
for (let i = 0; i < 65536; i++) for (let d = 0; d < 4; d++) HEX[i * 4 + d] = '0123456789abcdef'.charCodeAt((i >> (12 - 4 * d)) & 15);

export const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

export class LineBytes {
  private readonly buf = new Uint8Array(1 << 20);
  private at = 0;

  /** Time to take what is there: the room left is for one more line of any length. */
  get full(): boolean { return this.at > this.buf.length - 65_536; }
  /** A copy of what was written since the last call. */
  take(): Buffer { const done = Buffer.from(this.buf.subarray(0, this.at)); this.at = 0; return done; }

  put(text: Uint8Array): void {
    const { buf } = this, n = text.length;
    if (n > 48) { buf.set(text, this.at); this.at += n; return; }
    let at = this.at;
    for (let i = 0; i < n; i++) buf[at++] = text[i];
    this.at = at;
  }
  byte(c: number): void { this.buf[this.at++] = c; }

  /** A whole number from 0 to 999,999,999. */
  int(n: number): void {
    if (n >= 1000) { const high = Math.floor(n / 1000); this.int(high); this.three(n - high * 1000); return; }
    if (n >= 100) this.byte(48 + Math.floor(n / 100));
    if (n >= 10) this.byte(48 + (Math.floor(n / 10) % 10));
    this.byte(48 + (n % 10));
  }
  private three(n: number): void { const { buf } = this, d = n * 3; buf[this.at++] = DIGITS[d]; buf[this.at++] = DIGITS[d + 1]; buf[this.at++] = DIGITS[d + 2]; }

  /** ms as nginx writes seconds, "0.105"; negative = "-". */
  seconds(ms: number): void {
    if (ms < 0) { this.byte(45); return; }
    const n = Math.round(ms), whole = Math.floor(n / 1000);
    this.int(whole); this.byte(46); this.three(n - whole * 1000);
  }
  /** 32 bits as 8 hex digits. */
  hex(n: number): void {
    const { buf } = this, high = (n >>> 16) * 4, low = (n & 0xffff) * 4;
    for (let d = 0; d < 4; d++) buf[this.at++] = HEX[high + d];
    for (let d = 0; d < 4; d++) buf[this.at++] = HEX[low + d];
  }
}
