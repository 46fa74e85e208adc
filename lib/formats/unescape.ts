/**
 * Undoes the escapes that nginx writes: \xHH (escape=default) and JSON's (escape=json). Called only where a backslash was met.
 * Broken escapes stay as they are; broken UTF-8 becomes U+FFFD.
 */
import { BACKSLASH, hexByte } from './scan';

const SINGLE: Record<number, number> = { 110: 10, 116: 9, 114: 13, 98: 8, 102: 12, 34: 34, 92: 92, 47: 47 };

/** The text of [from, to) with its escapes undone. */
export function unescape(buf: Buffer, from: number, to: number): string {
  // No escape becomes longer than it was written: \u00e9 is 6 bytes for at most 3.
  const bytes = Buffer.allocUnsafe(to - from);
  let n = 0;
  for (let i = from; i < to; i++) {
    const c = buf[i];
    if (c !== BACKSLASH || i + 1 >= to) { bytes[n++] = c; continue; }
    const kind = buf[i + 1];
    if (kind === 120) {
      const b = hexByte(buf, i + 2, to);
      if (b >= 0) { bytes[n++] = b; i += 3; continue; }
    } else if (kind === 117) {
      const unit = codeUnit(buf, i, to);
      if (unit >= 0) {
        const low = unit >= 0xd800 && unit < 0xdc00 ? codeUnit(buf, i + 6, to) : -1;
        const paired = low >= 0xdc00 && low < 0xe000;
        n += bytes.write(paired ? String.fromCharCode(unit, low) : String.fromCharCode(unit), n);
        i += paired ? 11 : 5;
        continue;
      }
    } else if (SINGLE[kind] !== undefined) { bytes[n++] = SINGLE[kind]; i++; continue; }
    bytes[n++] = c;
  }
  return bytes.toString('utf8', 0, n);
}

/** The code unit of "\uHHHH" at `from`, or -1. */
function codeUnit(buf: Buffer, from: number, to: number): number {
  if (from + 6 > to || buf[from] !== BACKSLASH || buf[from + 1] !== 117) return -1;
  const a = hexByte(buf, from + 2, to), b = hexByte(buf, from + 4, to);
  return a < 0 || b < 0 ? -1 : a * 256 + b;
}
