/**
 * nginx's upstream lists → attempts. The lists are aligned by position; ", " parts tries, " : " parts server groups after an
 * internal redirect, "-" is a value that was not reached.
 */
import type { Draft} from '../call';
import { MAX_ATTEMPTS, UPSTREAM_NAME } from '../call';
import { ADDR, CONNECT, HEADER, LENGTH, RESPONSE, STATUS, lists } from './nginx-take';
import { COLON, COMMA, DASH, SPACE, int, seconds, status } from './scan';

/** After the last `take` of a line. */
export function finish(out: Draft): void {
  if (out.logged !== 0) {
    const buf = out.buf;
    // The address first: it has an entry for every try, so it settles how many there are and their groups.
    if (lists.noted !== 0) for (let kind = ADDR; kind <= LENGTH; kind++) {
      if ((lists.noted & (1 << kind)) === 0) continue;
      const from = lists.from[kind], to = lists.to[kind];
      if (isOne(buf, from, to)) storeOne(kind, buf, from, to, out); else spread(kind, buf, from, to, out);
    }
    for (let i = 0; i < out.attempts; i++) if (out.attemptTotal[i] === 0) nameGroup(out, i);
    sum(out);
  }
}

/**
 * When no server of a group is left, nginx logs the group's name where an address belongs, and 0.000: nothing was tried there, so it
 * is no instance.
 */
function nameGroup(out: Draft, i: number): void {
  const from = out.addrFrom[i], to = out.addrTo[i];
  if (to <= from || out.attemptStatus[i] < 500 || !Number.isNaN(out.attemptConnect[i])) return;
  for (let p = from; p < to; p++) if (out.buf[p] === COLON) return;
  out.span(UPSTREAM_NAME, from, to);
  out.addrFrom[i] = out.addrTo[i] = 0;
}

/** Nearly every list has one entry. */
function isOne(buf: Buffer, from: number, to: number): boolean {
  for (let p = from; p < to; p++) { const c = buf[p]; if (c === COMMA || c === SPACE) return false; }
  return true;
}

function storeOne(kind: number, buf: Buffer, from: number, to: number, out: Draft): void {
  if (to <= from || (to - from === 1 && buf[from] === DASH)) return;
  if (out.attempts === 0) out.addAttempt();
  put(kind, 0, buf, from, to, out);
}

function spread(kind: number, buf: Buffer, from: number, to: number, out: Draft): void {
  let i = 0, group = 0, start = from;
  for (let p = from; p < to; p++) {
    const c = buf[p];
    if (c === COMMA) { store(kind, i++, group, buf, start, p, out, true); start = p + 1; if (buf[start] === SPACE && start < to) p = start++; }
    else if (c === SPACE && buf[p + 1] === COLON && (p + 2 === to || buf[p + 2] === SPACE) && p + 1 < to) {
      store(kind, i++, group++, buf, start, p, out, true); start = Math.min(to, p + 3); p += 2;
    }
  }
  store(kind, i, group, buf, start, to, out, i > 0);
}

function store(kind: number, i: number, group: number, buf: Buffer, from: number, to: number, out: Draft, listed: boolean): void {
  while (from < to && buf[from] === SPACE) from++;
  while (to > from && buf[to - 1] === SPACE) to--;
  const missing = to <= from || (to - from === 1 && buf[from] === DASH);
  // A lone "-" is no try at all; within a list it is a try that did not get that far.
  if (missing && !listed) return;
  if (i >= MAX_ATTEMPTS) i = MAX_ATTEMPTS - 1;
  while (out.attempts <= i) { const added = out.addAttempt(); out.attemptGroup[added] = group; }
  if (!missing) put(kind, i, buf, from, to, out);
}

function put(kind: number, i: number, buf: Buffer, from: number, to: number, out: Draft): void {
  switch (kind) {
    case ADDR: out.addrFrom[i] = from; out.addrTo[i] = to; return;
    case STATUS: out.attemptStatus[i] = status(buf, from, to); return;
    case CONNECT: out.attemptConnect[i] = time(kind, buf, from, to); return;
    case HEADER: out.attemptFirstByte[i] = time(kind, buf, from, to); return;
    case RESPONSE: out.attemptTotal[i] = time(kind, buf, from, to); return;
    case LENGTH: out.attemptBytes[i] = int(buf, from, to); return;
  }
}

function time(kind: number, buf: Buffer, from: number, to: number): number {
  const t = seconds(buf, from, to);
  return lists.millis & (1 << kind) ? t / 1000 : t;
}

/** What the call says of its attempts: phases and status of the last one, time of all, retries within the groups. */
function sum(out: Draft): void {
  const n = out.attempts;
  if (n === 1) {
    out.upstreamStatus = out.attemptStatus[0];
    out.connectMs = out.attemptConnect[0]; out.firstByteMs = out.attemptFirstByte[0]; out.upstreamMs = out.attemptTotal[0]; out.retries = 0;
    return;
  }
  if (n === 0) { if (out.logged & ((1 << ADDR) | (1 << STATUS))) out.retries = 0; return; }
  let total = 0, known = false, groups = 1;
  for (let i = 0; i < n; i++) {
    const t = out.attemptTotal[i];
    if (!Number.isNaN(t)) { total += t; known = true; }
    if (i > 0 && out.attemptGroup[i] !== out.attemptGroup[i - 1]) groups++;
  }
  const last = n - 1;
  out.upstreamStatus = out.attemptStatus[last];
  out.connectMs = out.attemptConnect[last]; out.firstByteMs = out.attemptFirstByte[last];
  if (known) out.upstreamMs = total;
  out.retries = n - groups;
}
