/**
 * Client addresses made coarser in a line's own bytes: the last octet of IPv4 and the last 80 bits of IPv6 become zeros, digit by digit,
 * so that no length changes ("203.0.113.77" -> "203.0.113.00"). Every address of the line is masked, X-Forwarded-For lists too,
 * but those of the upstreams and the host asked for, which are no clients.
 */
import { HOST, UPSTREAM_NAME, type Draft } from '../call';

const ZERO = 48, DOT = 46, COLON = 58;
const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isHex = (c: number): boolean => isDigit(c) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70);
const isWord = (c: number): boolean => isDigit(c) || (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === DOT;

/** Masks the line [from, to); `d` = its draft, null for a line that could not be read. Returns whether a byte changed. */
export function maskClients(buf: Buffer, from: number, to: number, d: Draft | null): boolean {
  let changed = false;
  for (let at = from; at < to;) {
    if (!isHex(buf[at]) && buf[at] !== COLON) { at++; continue; }
    let end = at, dots = 0, colons = 0;
    while (end < to && (isHex(buf[end]) || buf[end] === DOT || buf[end] === COLON)) { if (buf[end] === DOT) dots++; else if (buf[end] === COLON) colons++; end++; }
    if ((at === from || !isWord(buf[at - 1])) && !(end < to && isWord(buf[end])) && !kept(buf, at, end, d)) {
      if (colons >= 2 && dots === 0 && (colons >= 7 || hasDoubleColon(buf, at, end))) changed = maskV6(buf, at, end) || changed;
      else if (dots >= 3) changed = maskV4(buf, at, end) || changed;
    }
    at = end;
  }
  return changed;
}

/** "a.b.c.d", perhaps with ":port" behind it or "::ffff:" before it. */
function maskV4(buf: Buffer, from: number, to: number): boolean {
  let at = from;
  for (let i = from; i < to; i++) if (buf[i] === COLON && !isPort(buf, i + 1, to)) at = i + 1;
  let octets = 0;
  for (let i = at; i <= to; i++) {
    if (i < to && isDigit(buf[i])) continue;
    if (i === at || i - at > 3) return false;
    octets++;
    if (octets === 4) { if (i < to && buf[i] !== COLON) return false; return zeros(buf, at, i); }
    if (i === to || buf[i] !== DOT) return false;
    at = i + 1;
  }
  return false;
}
const isPort = (buf: Buffer, from: number, to: number): boolean => { for (let i = from; i < to; i++) if (!isDigit(buf[i])) return false; return from < to; };
function maskV6(buf: Buffer, from: number, to: number): boolean {
  let groups = 0, at = from;
  while (at < to && groups < 3) if (buf[at++] === COLON) groups++;
  return zeros(buf, at, to);
}
function zeros(buf: Buffer, from: number, to: number): boolean {
  let changed = false;
  for (let i = from; i < to; i++) if (isHex(buf[i]) && buf[i] !== ZERO) { buf[i] = ZERO; changed = true; }
  return changed;
}
function hasDoubleColon(buf: Buffer, from: number, to: number): boolean {
  for (let i = from; i + 1 < to; i++) if (buf[i] === COLON && buf[i + 1] === COLON) return true;
  return false;
}

/** An upstream's address, or the host. */
function kept(buf: Buffer, from: number, to: number, d: Draft | null): boolean {
  if (d === null) return false;
  // A line decoded elsewhere (wrapper-json.ts) has its spans there: the texts are compared.
  if (d.buf !== buf) {
    const text = buf.toString('latin1', from, to);
    for (const field of [HOST, UPSTREAM_NAME]) if (d.text(field)?.includes(text)) return true;
    for (let i = 0; i < d.attempts; i++) if (d.addr(i)?.includes(text)) return true;
    return false;
  }
  for (const field of [HOST, UPSTREAM_NAME]) if (d.spanFrom(field) >= 0 && d.spanFrom(field) <= from && to <= d.spanTo(field)) return true;
  for (let i = 0; i < d.attempts; i++) {
    if (d.addrTo[i] > d.addrFrom[i] && d.addrFrom[i] <= from && to <= d.addrTo[i]) return true;
    if (d.attemptAddr[i] !== null && d.attemptAddr[i]!.includes(buf.toString('latin1', from, to))) return true;
  }
  return false;
}
