/**
 * What stands behind the bytes of a Traefik CLF line: "referer" "agent" count "router" "server URL" duration. Read from its end, since
 * quotes are not escaped. Version 1 writes what is missing as a bare dash, and some lines of it have a router whose quote does not close.
 */
import { DASH, QUOTE, SPACE, isDigit } from './scan';

/** Positions of the last tail that was found. `agentTo` is where what stands before the count ends. */
export const tail = { agentTo: 0, routerFrom: 0, routerTo: 0, urlFrom: 0, urlTo: 0, duration: NaN };

/** Reads the tail of a line whose bytes end at `from`; whether it is Traefik's. */
export function readTraefikTail(buf: Buffer, from: number, to: number): boolean {
  if (to - from < 14 || buf[to - 1] !== 115 /* s */) return false;
  let i = to - 1;
  while (i > from && buf[i] !== SPACE) i--;
  const duration = goDuration(buf, i + 1, to);
  if (Number.isNaN(duration)) return false;
  const url = fieldBefore(buf, from, i - 1);
  if (url < 0) return false;
  let close = url - 2;
  const open = buf[url] === QUOTE && buf[close] !== QUOTE && buf[close] !== DASH;
  if (open) while (close > from && buf[close] === SPACE) close--;
  const router = open ? quoteBefore(buf, from, close + 1) : fieldBefore(buf, from, close);
  if (router < 0) return false;
  let count = router - 2;
  while (count > from && buf[count] !== SPACE) count--;
  if (buf[router - 1] !== SPACE || count >= router - 2 || !isCount(buf, count + 1, router - 1)) return false;
  tail.duration = duration; tail.agentTo = count;
  tail.urlFrom = buf[url] === QUOTE ? url + 1 : url; tail.urlTo = buf[url] === QUOTE ? i - 1 : i;
  tail.routerFrom = buf[router] === QUOTE ? router + 1 : router; tail.routerTo = open ? close + 1 : buf[router] === QUOTE ? close : close + 1;
  return true;
}

/** Where the field begins that ends at `last`: at its quote, or at the dash that it is. -1 = there is none. */
function fieldBefore(buf: Buffer, from: number, last: number): number {
  if (last <= from) return -1;
  return buf[last] === QUOTE ? quoteBefore(buf, from, last) : buf[last] === DASH && buf[last - 1] === SPACE ? last : -1;
}
/** Where the quote stands that opens the text which ends before `close`, with a blank before it; -1 = there is none. */
function quoteBefore(buf: Buffer, from: number, close: number): number {
  for (let i = close - 1; i > from; i--) if (buf[i] === QUOTE) return buf[i - 1] === SPACE ? i : -1;
  return -1;
}

function isCount(buf: Buffer, from: number, to: number): boolean {
  if (to - from === 1 && buf[from] === DASH) return true;
  for (let i = from; i < to; i++) if (!isDigit(buf[i])) return false;
  return from < to;
}

/** "87ms", and as Go prints a duration: "1.5s", "2m3.4s", "512.3µs", "0s". ms; NaN = none. */
export function goDuration(buf: Buffer, from: number, to: number): number {
  let total = 0, i = from;
  if (from >= to) return NaN;
  while (i < to) {
    const start = i;
    let n = 0, scale = 0;
    for (; i < to; i++) {
      const c = buf[i];
      if (c === 46 && scale === 0) { scale = 1; continue; }
      if (!isDigit(c)) break;
      n = n * 10 + c - 48;
      scale *= 10;
    }
    if (i === start || i >= to) return NaN;
    const x = scale > 1 ? n / scale : n, a = buf[i], b = i + 1 < to ? buf[i + 1] : 0;
    if (a === 109 && b === 115) { total += x; i += 2; }
    else if (a === 115) { total += x * 1000; i++; }
    else if (a === 109) { total += x * 60_000; i++; }
    else if (a === 104) { total += x * 3_600_000; i++; }
    else if (a === 110 && b === 115) { total += x / 1e6; i += 2; }
    else if (a === 117 && b === 115) { total += x / 1e3; i += 2; }
    else if ((a === 0xc2 || a === 0xce) && i + 2 < to && buf[i + 2] === 115) { total += x / 1e3; i += 3; }
    else return NaN;
  }
  return total;
}
