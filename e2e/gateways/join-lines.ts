/** Joins read lines as the store does, with ids made up on the way. */
import type { CallRecord } from '../../lib/call';
import { CONFIDENCES, failureCode, failureOf, type Confidence } from '../../lib/failure';
import { joinCalls } from '../../lib/ingest/join';
import type { JoinCall, JoinEvent } from '../../lib/ingest/join-facts';
import type { ReadLine } from './read-log';

/** The class of every access line after the join (null = none), and the error lines that found no call. */
export function joinLines(access: ReadLine[], errors: ReadLine[]): { classes: Map<ReadLine, string | null>; orphans: ReadLine[] } {
  const ids = new Map<string, number>();
  const instance = (addr: string | null): number => { if (addr === null) return 0; if (!ids.has(addr)) ids.set(addr, ids.size + 1); return ids.get(addr)!; };
  const code = (id: string | null): number => (id === null ? 0 : failureCode(id));
  const common = (r: CallRecord): { method: string | null; path: string | null; client: string | null; requestId: string | null; confidence: number } => ({ method: r.method, path: r.path, client: r.client_ip, requestId: r.request_id, confidence: r.class_confidence === null ? 0 : CONFIDENCES.indexOf(r.class_confidence as Confidence) });
  const calls = access.map(({ record: r }, offset): JoinCall => {
    const at = Date.parse(r.timestamp!);
    return {
      ...common(r), importId: 1, offset, at, startAt: at - (r.duration_ms ?? 0), endAt: at, failure: code(r.failure_class), status: r.status ?? 0, durationMs: r.duration_ms, routeId: 0, instanceId: instance(r.upstream_addr), notable: true,
      attempts: r.attempts.map((a) => ({ instance: instance(a.addr), addr: a.addr, status: a.status, connectMs: a.connect_ms, firstByteMs: a.first_byte_ms, totalMs: a.response_ms, group: a.group, failure: code(a.failure_class) })),
    };
  });
  const events = errors.map(({ record: r }, offset): JoinEvent => ({ ...common(r), importId: 2, offset, length: 0, at: Date.parse(r.timestamp!), failure: code(r.failure_class), routeId: 0, instanceId: instance(r.upstream_addr), host: r.host, evidence: r.evidence }));
  const { joined, orphans } = joinCalls(calls, events), classes = new Map<ReadLine, string | null>(access.map((a) => [a, a.record.failure_class]));
  for (const j of joined) classes.set(access[j.call.offset], j.failure === 0 ? null : failureOf(j.failure).id);
  return { classes, orphans: orphans.flatMap((o) => o.events.map((e) => errors[e.offset])) };
}
