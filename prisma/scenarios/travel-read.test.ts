/** The sample incident through the app's own reading: what was planted must come out, line by line. */
import { beforeAll, describe, expect, test } from 'vitest';
import { CALL, CLIENT, Draft, EVENT, FILTERED, METHOD, PATH, REQUEST_ID } from '../../lib/call';
import { failureCode, failureOf } from '../../lib/failure';
import { Detector } from '../../lib/formats/detect';
import { newWrapper, unwrap } from '../../lib/formats/wrapper';
import { joinCalls } from '../../lib/ingest/join';
import type { JoinCall, JoinEvent } from '../../lib/ingest/join-facts';
import { DEFAULT_SETTINGS, type ParseSettings } from '../../lib/ingest/settings';
import { scenario, type Scenario } from './travel-search';
import type { Counts } from './truth';

let world: Scenario;
beforeAll(() => { world = scenario(); });

/** Every line of a text, recognised, parsed and classified. */
function each(text: string, settings: ParseSettings, visit: (draft: Draft, verdict: number) => void): void {
  const buf = Buffer.from(text), draft = new Draft(), wrapper = newWrapper(), detector = new Detector(settings);
  for (let from = 0; from < buf.length; ) {
    const to = buf.indexOf(10, from), start = unwrap(buf, from, to, wrapper), format = detector.pick(buf, start, to);
    if (format === null) throw new Error(`no format claims ${buf.toString('utf8', from, to)}`);
    draft.reset(buf);
    const verdict = format.parse(buf, start, to, draft, settings);
    format.classify(draft, settings);
    visit(draft, verdict);
    from = to + 1;
  }
}
const add = (counts: Counts, key: string): void => { counts[key] = (counts[key] ?? 0) + 1; };
const ids = new Map<string, number>();
const instance = (addr: string | null): number => { if (addr === null) return 0; if (!ids.has(addr)) ids.set(addr, ids.size + 1); return ids.get(addr)!; };

describe('the sample incident, read', () => {
  test.each([['recognised by itself', false], ['from its own log_format', true]])('access log alone, %s: calls, attempts, statuses and timeouts', (_, own) => {
    const { truth } = world, status: Counts = {}, failures: Counts = {}, attempts: Counts = {}, instances: Counts = {};
    let calls = 0;
    each(world.files[0].content, own ? { ...DEFAULT_SETTINGS, logFormats: [world.logFormat] } : DEFAULT_SETTINGS, (d, verdict) => {
      if (verdict === CALL) calls++;
      add(status, String(d.status));
      if (d.failure) add(failures, failureOf(d.failure).id);
      for (let i = 0; i < d.attempts; i++) { add(instances, d.addr(i)!); if (d.attemptFailure[i]) add(attempts, failureOf(d.attemptFailure[i]).id); }
    });
    // Without the error log a refusal is a connection that failed, nothing more.
    const { connect_refused: refused, ...rest } = truth.failures, { connect_refused: refusedTries, ...restTries } = truth.attemptFailures;
    expect(calls).toBe(truth.calls);
    expect(status).toEqual(truth.status);
    expect(instances).toEqual(truth.instances);
    expect(failures).toEqual({ ...rest, connect_failed: refused });
    expect(attempts).toEqual({ ...restTries, connect_failed: refusedTries });
  });

  test('joined with the error log, every class is the planted one and no line is left over', () => {
    const { truth } = world, calls: JoinCall[] = [], events: JoinEvent[] = [];
    let filtered = 0;
    each(world.files[0].content, DEFAULT_SETTINGS, (d) => {
      if (d.failure === 0 && d.attempts < 2) return;
      calls.push({
        importId: 1, offset: calls.length, at: d.at, startAt: d.at - d.duration, endAt: d.at, failure: d.failure, confidence: d.confidence, status: d.status, durationMs: d.duration, routeId: 0, instanceId: instance(d.addr(d.attempts - 1)), notable: true,
        method: d.text(METHOD), path: d.text(PATH), client: d.text(CLIENT), requestId: d.text(REQUEST_ID),
        attempts: Array.from({ length: d.attempts }, (_, i) => ({ instance: instance(d.addr(i)), addr: d.addr(i), status: d.attemptStatus[i], connectMs: null, firstByteMs: null, totalMs: null, group: 0, failure: d.attemptFailure[i] })),
      });
    });
    each(world.files[1].content, DEFAULT_SETTINGS, (d, verdict) => {
      if (verdict === FILTERED) { filtered++; return; }
      expect(verdict).toBe(EVENT);
      events.push({ importId: 2, offset: events.length, length: 0, at: d.at, failure: d.failure, confidence: d.confidence, routeId: 0, instanceId: instance(d.addr(0)), method: d.text(METHOD), path: d.text(PATH), host: null, client: d.text(CLIENT), requestId: null, evidence: null });
    });
    const { joined, orphans } = joinCalls(calls, events), class_ = new Map(calls.map((c) => [c, c.failure]));
    for (const j of joined) class_.set(j.call, j.failure);
    const failures: Counts = {};
    for (const f of class_.values()) if (f !== failureCode('none')) add(failures, failureOf(f).id);
    expect(filtered).toBe(2);
    expect(orphans).toEqual([]);
    expect(failures).toEqual(truth.failures);
  });
});
