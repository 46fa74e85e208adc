/** Where an address ends. -1 = no such address at `from`. Shape only: 999.1.1.1 is refused, an odd IPv6 may pass. */
import { COLON, DOT, hexDigit, isDigit, startsWith } from './scan';

/** "10.0.0.1" at `from`. */
export function ipv4End(buf: Buffer, from: number, to: number): number {
  let i = from;
  for (let part = 0; part < 4; part++) {
    if (part > 0) { if (i >= to || buf[i] !== DOT) return -1; i++; }
    const start = i;
    let n = 0;
    while (i < to && isDigit(buf[i]) && i - start < 4) n = n * 10 + buf[i++] - 48;
    if (i === start || i - start > 3 || n > 255) return -1;
  }
  return i;
}

/** "2001:db8::1", "::ffff:10.0.0.1", with an optional %zone, at `from`, no brackets. */
export function ipv6End(buf: Buffer, from: number, to: number): number {
  let i = from, colons = 0, digits = 0;
  const limit = Math.min(to, from + 45);
  for (; i < limit; i++) {
    const c = buf[i];
    if (c === COLON) { colons++; digits = 0; }
    else if (hexDigit(c) >= 0) { if (++digits > 4) return -1; }
    else if (c === DOT && colons >= 2) { const end = ipv4End(buf, i - digits, to); return end; }
    else break;
  }
  if (colons < 2 || colons > 8) return -1;
  if (i < to && buf[i] === 37) { i++; while (i < to && i < from + 64 && buf[i] > 32 && buf[i] !== 44 && buf[i] !== 93) i++; }
  return i;
}

/** An IPv4 or IPv6 address without port, or "unix:" as nginx names a client on a unix socket. */
export function addressEnd(buf: Buffer, from: number, to: number): number {
  const v4 = ipv4End(buf, from, to);
  if (v4 >= 0) return v4;
  const v6 = ipv6End(buf, from, to);
  if (v6 >= 0) return v6;
  return startsWith(buf, from, to, 'unix:') ? from + 5 : -1;
}

/** [host start, host end) of "host:port", "[v6]:port", "v4" or "v6": where the host without brackets and port ends. */
export function hostEnd(buf: Buffer, from: number, to: number): number {
  if (buf[from] === 91) { for (let i = from + 1; i < to; i++) if (buf[i] === 93) return i; return to; }
  let colon = -1;
  for (let i = from; i < to; i++) if (buf[i] === COLON) { if (colon >= 0) return to; colon = i; }
  if (colon < 0) return to;
  for (let i = colon + 1; i < to; i++) if (!isDigit(buf[i])) return to;
  return colon;
}
