import { describe, expect, it } from 'vitest';
import { failureCode } from '@/lib/failure';
import { outcomesOf } from '../test-outcomes';
import { nothingBefore, prepare, story } from './prepare';

const all = { failure: null };
const now = outcomesOf(2, [{ bucket: 0, ms: 100, times: 90 }, { bucket: 1, failure: 'first_byte_timeout', ms: 25_000, times: 8 }, { bucket: 1, failure: 'connect_refused', times: 2 }]);
const tile = (h: ReturnType<typeof prepare>, id: string) => h.tiles.find((t) => t.id === id)!;

describe('the big numbers', () => {
  it('are counts, rates and percentiles, each with the calls behind it', () => {
    const h = prepare(now, null, all, false);
    expect(h.compared).toBe(false);
    expect(h.tiles.map((t) => [t.id, t.value, t.count, t.link])).toEqual([
      ['calls', 100, null, {}], ['failed', 0.1, 10, { failure: 'any' }], ['timeouts', 0.08, 8, { failure: 'timeout' }],
      ['p50', 100.5, null, { minMs: 100 }], ['p95', 25_216 - 256, null, { minMs: 24_832 }], ['p99', 24_960, null, { minMs: 24_832 }],
    ]);
    expect([tile(h, 'p50').atLeast, tile(h, 'p95').atLeast]).toEqual([false, true]);
  });
  it('compare counts only with a period that is all there, rates with any', () => {
    const before = outcomesOf(2, [{ bucket: 0, ms: 100, times: 49 }, { bucket: 0, failure: 'client_abort', times: 1 }]);
    const full = prepare(now, before, all, true), part = prepare(now, before, all, false);
    expect([tile(full, 'calls').change, tile(part, 'calls').change]).toEqual([{ text: '+100 %', direction: 'up' }, null]);
    expect([tile(part, 'failed').before, tile(part, 'failed').change]).toEqual([0.02, { text: '5.0×', direction: 'up' }]);
    expect(tile(part, 'timeouts').change).toEqual({ text: 'new', direction: 'up' });
    expect(prepare(now, outcomesOf(2, []), all, true).compared).toBe(false);
  });
  it('keep the class that the view asks for in their links', () => {
    const codes = new Set([failureCode('connect_refused')]), h = prepare(outcomesOf(1, [{ bucket: 0 }, { bucket: 0, failure: 'connect_refused' }], { codes }), null, { failure: 'connect_refused' }, false);
    expect([tile(h, 'calls').value, tile(h, 'failed').value, tile(h, 'failed').link, tile(h, 'timeouts').link]).toEqual([1, 0.5, { failure: 'connect_refused' }, null]);
  });
  it('say why nothing is compared', () => {
    const previous = { fromMs: Date.UTC(2026, 2, 13, 8), toMs: Date.UTC(2026, 2, 13, 9) };
    expect(nothingBefore(null, false, 'UTC')).toBe('The data holds nothing before this range to compare with.');
    expect(nothingBefore(previous, false, 'UTC')).toBe('There are no calls in the period before, 2026-03-13 08:00 – 09:00, to compare with.');
    expect(nothingBefore(previous, true, 'UTC')).toContain('no failed calls');
  });
  it('are one number where only failed calls can be counted, and missing where nothing is', () => {
    expect(prepare(outcomesOf(1, [{ bucket: 0, failure: 'connect_refused' }], { failedOnly: true }), null, all, false).tiles.map((t) => [t.label, t.value, t.link])).toEqual([['Failed calls', 1, { failure: 'any' }]]);
    expect(prepare(outcomesOf(1, []), null, all, false).tiles.map((t) => t.value)).toEqual([0, null, null, null, null, null]);
  });
});

describe('the story', () => {
  it('names the main class and the bad stretch', () => {
    const calls = Array.from({ length: 60 }, (_, bucket) => [{ bucket, times: 500 }, { bucket, failure: 'first_byte_timeout', times: bucket >= 20 && bucket < 30 ? 100 : 0 }, { bucket, failure: 'client_abort', times: 1 }]).flat();
    const s = story(outcomesOf(60, calls))!;
    expect(s.main).toEqual({ code: failureCode('first_byte_timeout'), title: 'First byte timeout', share: 1000 / 1060 });
    expect(s.stretch).toMatchObject({ fromMs: 20 * 60_000, toMs: 30 * 60_000, ongoing: false, fromStart: false });
  });
  it('is short when all is well, and none without a base', () => {
    expect(story(outcomesOf(5, [{ bucket: 0 }]))).toEqual({ failed: 0, rate: 0, main: null, stretch: null });
    expect(story(outcomesOf(5, []))).toBeNull();
    expect(story(outcomesOf(5, [{ bucket: 0, failure: 'no_route' }], { failedOnly: true }))).toBeNull();
  });
});
