/** What HTTP and TCP lines share behind the timers: `state a/f/b/s/retries sq/bq`. */
import type { Draft } from '../call';
import { FLAGS } from '../call';
import { find, isDigit, SLASH, SPACE } from './scan';

const PLUS = 43;

/** Whether [from, to) is "1200/1200/8/2/+3": counters of the process, at least four. */
export function isCounters(buf: Buffer, from: number, to: number): boolean {
  let slashes = 0;
  if (from >= to || !isDigit(buf[from])) return false;
  for (let i = from; i < to; i++) {
    const c = buf[i];
    if (c === SLASH) slashes++; else if (!isDigit(c) && c !== PLUS) return false;
  }
  return slashes >= 3;
}

/** A termination state: 2 to 4 letters or dashes. */
export function isState(buf: Buffer, from: number, to: number): boolean {
  const n = to - from;
  if (n < 2 || n > 4) return false;
  for (let i = from; i < to; i++) { const c = buf[i]; if (c !== 45 && !(c >= 65 && c <= 90) && !(c >= 97 && c <= 122)) return false; }
  return true;
}

/**
 * Reads from `from` the optional cookies, the state, the counters and the queues. Layouts without the two cookie fields exist, so the
 * counters are looked for and the state is what stands before them. Returns the position behind, -1 when the layout does not fit.
 */
export function readSession(buf: Buffer, from: number, to: number, out: Draft): number {
  let i = from, stateFrom = -1, stateTo = -1;
  while (i < to && buf[i] === SPACE) i++;
  for (let token = 0; token < 4; token++) {
    let end = find(buf, SPACE, i, to);
    if (end < 0) end = to;
    if (token > 0 && isCounters(buf, i, end)) {
      if (!isState(buf, stateFrom, stateTo)) return -1;
      out.span(FLAGS, stateFrom, stateTo);
      readRetries(buf, i, end, out);
      return queues(buf, end + 1, to);
    }
    stateFrom = i; stateTo = end;
    i = end + 1;
    while (i < to && buf[i] === SPACE) i++;
    if (i >= to) return -1;
  }
  return -1;
}

/** The fifth counter: connections tried again; "+" says that the last one went to another server. */
function readRetries(buf: Buffer, from: number, to: number, out: Draft): void {
  let slashes = 0, i = from;
  while (i < to && slashes < 4) if (buf[i++] === SLASH) slashes++;
  if (slashes < 4 || i >= to) return;
  if (buf[i] === PLUS) { out.redispatched = true; i++; }
  let n = 0;
  for (; i < to; i++) { const c = buf[i]; if (!isDigit(c) || n > 1e6) return; n = n * 10 + c - 48; }
  out.retries = n;
}

/** "sq/bq": behind it, or where it should have been. */
function queues(buf: Buffer, from: number, to: number): number {
  if (from >= to || !isDigit(buf[from])) return Math.min(from, to);
  let end = find(buf, SPACE, from, to);
  if (end < 0) end = to;
  for (let i = from; i < end; i++) if (!isDigit(buf[i]) && buf[i] !== SLASH) return from;
  return Math.min(end + 1, to);
}
