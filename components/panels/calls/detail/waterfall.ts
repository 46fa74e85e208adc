/** From the times of a call to bars on one axis. Pure: the chart draws what this decides. */
import { failureOf } from '@/lib/failure';
import type { CallDetail, DetailAttempt } from '@/lib/view/call-detail';

/** `died`: the phase in which it ended without coming to its own end. `unknown`: time that the log does not split. */
export type PartKind = 'queue' | 'connect' | 'first byte' | 'body' | 'unknown' | 'outside';
export type Part = { kind: PartKind; fromMs: number; toMs: number; died: boolean };
export type Bar = { attempt: DetailAttempt | null; title: string; parts: Part[] };
export type Waterfall = {
  /** Length of the axis in ms; 0 = nothing has a time. */
  spanMs: number;
  bars: Bar[];
  /** The call's own time that no attempt explains, ms; null = not known. Before, between and after them: the log does not say which. */
  outsideMs: number | null;
  /** What was assumed to draw it. */
  notes: string[];
};

const CONNECTING = new Set(['dns', 'queue', 'connect', 'tls']);

/** The parts of one attempt, from its own start. */
export function partsOf(a: DetailAttempt): Part[] {
  const parts: Part[] = [], failed = a.failure !== 0, phase = failureOf(a.failure).phase;
  let at = 0;
  const put = (kind: PartKind, to: number): void => { parts.push({ kind, fromMs: at, toMs: Math.max(at, to), died: false }); at = Math.max(at, to); };
  if (a.connectMs !== null) put('connect', a.connectMs);
  if (a.firstByteMs !== null) put(a.connectMs === null ? 'unknown' : 'first byte', a.firstByteMs);
  if (a.totalMs !== null && (a.totalMs > at || parts.length === 0)) {
    put(a.firstByteMs !== null ? 'body' : a.connectMs !== null ? 'first byte' : failed && CONNECTING.has(phase) ? 'connect' : failed && phase === 'first byte' ? 'first byte' : 'unknown', a.totalMs);
  }
  if (failed && parts.length) parts[parts.length - 1].died = true;
  return parts;
}

const lengthOf = (a: DetailAttempt): number => Math.max(a.totalMs ?? 0, a.firstByteMs ?? 0, a.connectMs ?? 0);
const shift = (parts: Part[], by: number): Part[] => parts.map((p) => ({ ...p, fromMs: p.fromMs + by, toMs: p.toMs + by }));

export function waterfall(c: Pick<CallDetail, 'attempts' | 'durationMs' | 'record'>): Waterfall {
  const bars: Bar[] = [], notes: string[] = [], queue = c.record?.queue_ms ?? null, own = c.record?.gateway_ms ?? null;
  let at = 0;
  if (own !== null && own > 0) { bars.push({ attempt: null, title: 'Request read by the gateway', parts: [{ kind: 'outside', fromMs: 0, toMs: own, died: false }] }); at = own; }
  if (queue !== null && queue > 0) { bars.push({ attempt: null, title: 'Waited in the queue', parts: [{ kind: 'queue', fromMs: at, toMs: at + queue, died: false }] }); at += queue; }
  const start = at;
  c.attempts.forEach((a, i) => { bars.push({ attempt: a, title: `Attempt ${i + 1}`, parts: shift(partsOf(a), at) }); at += lengthOf(a); });
  const timed = c.attempts.filter((a) => a.totalMs !== null).length, span = Math.max(at, c.durationMs ?? 0);
  const outside = c.durationMs !== null && timed === c.attempts.length && timed > 0 ? Math.max(0, c.durationMs - at) : null;
  if (outside !== null && outside >= 1) bars.push({ attempt: null, title: 'Outside the attempts', parts: [{ kind: 'outside', fromMs: at, toMs: at + outside, died: false }] });
  if (c.attempts.length > 1) notes.push('Attempts are drawn one after the other: the log has how long each took, not when it began.');
  if (outside !== null && outside >= 1 && start === 0) notes.push('Time outside the attempts is drawn at the end; it may lie before, between or after them (reading the request, sending the answer).');
  const tried = (c.record?.retries ?? 0) + 1;
  if (c.attempts.length > 0 && tried > c.attempts.length) notes.push(`The log counts ${tried} attempts and has the times of ${c.attempts.length === 1 ? 'the last one' : 'the last ones'} only.`);
  if (c.attempts.length > 0 && span === 0) notes.push('The line has no times. An error line never carries any; for others the log doctor, on the page of the source, says what to add.');
  const attemptMs = at - start;
  if (c.durationMs !== null && attemptMs > c.durationMs + 5 && timed > 0) notes.push('The attempts add up to more than the call: the clocks of the two fields are not the same.');
  return { spanMs: span, bars, outsideMs: outside, notes };
}
