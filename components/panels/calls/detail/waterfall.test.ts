import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failureCode } from '@/lib/failure';
import type { DetailAttempt } from '@/lib/view/call-detail';
import { partsOf, waterfall } from './waterfall';

const attempt = (a: Partial<DetailAttempt>): DetailAttempt => ({ addr: '10.0.0.1:80', upstream: null, status: null, connectMs: null, firstByteMs: null, totalMs: null, group: 0, failure: 0, ...a });
const kinds = (a: Partial<DetailAttempt>) => partsOf(attempt(a)).map((p) => `${p.kind} ${p.fromMs}-${p.toMs}${p.died ? ' died' : ''}`);

describe('the parts of an attempt', () => {
  test('a whole answer has connect, first byte and body', () => expect(kinds({ connectMs: 2, firstByteMs: 30, totalMs: 45 })).toEqual(['connect 0-2', 'first byte 2-30', 'body 30-45']));
  test('connected, no header: died waiting for the first byte', () => expect(kinds({ connectMs: 1, totalMs: 25_000, failure: failureCode('first_byte_timeout') })).toEqual(['connect 0-1', 'first byte 1-25000 died']));
  test('never connected', () => expect(kinds({ totalMs: 5000, failure: failureCode('connect_timeout') })).toEqual(['connect 0-5000 died']));
  test('a header, then a stall', () => expect(kinds({ connectMs: 1, firstByteMs: 5, totalMs: 60_005, failure: failureCode('body_timeout') })).toEqual(['connect 0-1', 'first byte 1-5', 'body 5-60005 died']));
  test('only the whole time is logged: nothing is made up', () => expect(kinds({ totalMs: 12 })).toEqual(['unknown 0-12']));
  test('nothing is logged', () => expect(kinds({})).toEqual([]));
  test('refused at once: zero is a time', () => expect(kinds({ connectMs: 0, totalMs: 0, failure: failureCode('connect_refused') })).toEqual(['connect 0-0 died']));
});

describe('the whole call', () => {
  const ms = fc.option(fc.integer({ min: 0, max: 60_000 })), attempts = fc.array(fc.record({ connectMs: ms, firstByteMs: ms, totalMs: ms, failure: fc.nat(33) }).map(attempt), { maxLength: 5 });
  test('bars lie on the axis in order, touch and never overlap', () => fc.assert(fc.property(attempts, ms, (list, durationMs) => {
    const w = waterfall({ attempts: list, durationMs, record: null }), parts = w.bars.flatMap((b) => b.parts);
    parts.forEach((p, i) => {
      expect(p.toMs).toBeGreaterThanOrEqual(p.fromMs);
      if (i > 0) expect(p.fromMs).toBeGreaterThanOrEqual(parts[i - 1].fromMs);
    });
    expect(w.bars.filter((b) => b.attempt !== null)).toHaveLength(list.length);
    expect(w.spanMs).toBeGreaterThanOrEqual(durationMs ?? 0);
  })));
  test('what the attempts do not explain is shown, not hidden', () => {
    const w = waterfall({ attempts: [attempt({ totalMs: 5000, failure: failureCode('connect_timeout') }), attempt({ connectMs: 1, firstByteMs: 20, totalMs: 30 })], durationMs: 5100, record: null });
    expect(w.outsideMs).toBe(70);
    expect(w.bars.at(-1)!.parts).toEqual([{ kind: 'outside', fromMs: 5030, toMs: 5100, died: false }]);
  });
});
