/** Whom a call went to, in logs of the writer's own layout: an address, a name, or the host of the URL that was called. */
import { HOST, LOGS_ADDR, UPSTREAM_NAME, type Draft } from '../call';
import type { FailedCall } from './app-message';
import { jsonText } from './json-values';
import { BACKSLASH, COLON, equals, isDigit, SLASH, startsWith } from './scan';
import { hostEnd } from './scan-address';

/** The try of the upstream at [from, to): an address, a URL, or a name, which names the upstream too where nothing else did. */
export function takeUpstream(buf: Buffer, from: number, to: number, out: Draft): void {
  let a = from, b = to;
  for (let i = a; i + 2 < b && i < a + 10; i++) if (buf[i] === COLON && buf[i + 1] === SLASH && buf[i + 2] === SLASH) { a = i + 3; for (b = a; b < to && buf[b] !== SLASH; b++) if (buf[b] === 64) a = b + 1; break; }
  const port = hostEnd(buf, a, b) < b, plain = !escaped(buf, a, b);
  const address = plain && (port || isAddress(buf, a, b));
  if (b > a && !address && plain && !out.has(UPSTREAM_NAME)) out.span(UPSTREAM_NAME, a, b);
  if (b > a) { const i = out.addAttempt(); if (plain) { out.addrFrom[i] = a; out.addrTo[i] = b; } else out.attemptAddr[i] = jsonText(buf, a, b); }
  out.logged |= LOGS_ADDR;
}
function escaped(buf: Buffer, from: number, to: number): boolean { for (let i = from; i < to; i++) if (buf[i] === BACKSLASH) return true; return false; }

/** Digits and dots, or colons: an address without a port. */
function isAddress(buf: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) { const c = buf[i]; if (!isDigit(c) && c !== 46 && c !== COLON && !((c | 32) >= 97 && (c | 32) <= 102)) return false; }
  return isDigit(buf[from]);
}

/** Whether the kind at [from, to) is that of a call which this program made: "client", "SPAN_KIND_CLIENT", "outgoing". */
export function isOutgoing(buf: Buffer, from: number, to: number): boolean {
  const c = buf[from] | 32;
  return (c === 99 && to - from === 6) || equals(buf, from, to, 'SPAN_KIND_CLIENT') || (c === 111 && startsWith(buf, from, to, 'out'));
}

/** The host of the URL that this program called is its upstream. */
export function takeCalledHost(out: Draft, failed: FailedCall): void {
  if (!out.has(UPSTREAM_NAME)) out.put(UPSTREAM_NAME, out.text(HOST));
  const i = out.addAttempt();
  out.attemptAddr[i] = failed.addr ?? out.text(UPSTREAM_NAME); out.attemptTotal[i] = out.duration;
  if (out.retries < 0) out.retries = 0;
}
