import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_VIEW } from './state';
import { coversAll, freeze, presetOf, resolveTime } from './time';
import { readTime } from './time-text';

const at = (iso: string): number => Date.parse(iso);
const anchors = { nowMs: at('2026-06-01T00:00:00Z'), startMs: at('2026-03-12T08:00:00Z'), endMs: at('2026-03-12T12:00:00Z') };
const ms = (typed: string, zone = 'UTC'): string => { const t = readTime(typed, zone, anchors); return 'error' in t ? t.error : new Date(t.ms).toISOString(); };

describe('typed times', () => {
  it.each([
    ['now-2h', '2026-05-31T22:00:00.000Z'], ['end-2h', '2026-03-12T10:00:00.000Z'], ['end - 1h30m', '2026-03-12T10:30:00.000Z'], ['start+10min', '2026-03-12T08:10:00.000Z'],
    ['END-1d+6h', '2026-03-11T18:00:00.000Z'], ['2026-03-12', '2026-03-12T00:00:00.000Z'], ['2026-03-12 09:20', '2026-03-12T09:20:00.000Z'], ['2026-03-12T09:20:01.5Z', '2026-03-12T09:20:01.500Z'],
    ['2026-03-12T09:20:01+02:00', '2026-03-12T07:20:01.000Z'], ['2026-03-12T09:20-0500', '2026-03-12T14:20:00.000Z'], ['1773307200', '2026-03-12T09:20:00.000Z'], ['1773307200123', '2026-03-12T09:20:00.123Z'],
    ['12/Mar/2026:09:20:01 +0000', '2026-03-12T09:20:01.000Z'], ['[12/Mar/2026:09:20:01 +0530]', '2026-03-12T03:50:01.000Z'], ['[12/mar/2026:09:20:01', '2026-03-12T09:20:01.000Z'], ['2026/03/12 09:20:01', '2026-03-12T09:20:01.000Z'],
    ['09:20', '2026-03-12T09:20:00.000Z'], ['13:00', '2026-03-11T13:00:00.000Z'],
  ])('%s', (typed, expected) => { expect(ms(typed)).toBe(expected); });

  it('without an offset are in the zone of the view', () => {
    expect(ms('2026-03-12 09:20', 'Europe/Berlin')).toBe('2026-03-12T08:20:00.000Z');
    expect(ms('2026-07-12 09:20', 'Europe/Berlin')).toBe('2026-07-12T07:20:00.000Z');
    expect(ms('2026-07-12T09:20Z', 'Europe/Berlin')).toBe('2026-07-12T09:20:00.000Z');
    expect(ms('2026/07/12 09:20:01', 'Europe/Berlin')).toBe('2026-07-12T07:20:01.000Z');
    expect(ms('12/Jul/2026:09:20:01', 'Europe/Berlin')).toBe('2026-07-12T07:20:01.000Z');
    expect(ms('12/Jul/2026:09:20:01 -0400', 'Europe/Berlin')).toBe('2026-07-12T13:20:01.000Z');
  });
  it('say when the clock shows them twice or never', () => {
    expect(readTime('2026-10-25 02:30', 'Europe/Berlin', anchors)).toEqual({ ms: at('2026-10-25T00:30:00Z'), note: expect.stringContaining('twice') });
    expect(readTime('2026-03-29 02:30', 'Europe/Berlin', anchors)).toEqual({ ms: at('2026-03-29T01:30:00Z'), note: expect.stringContaining('skip') });
  });
  it.each(['', 'yesterday', 'now-2', 'now-2y', '2026-13-01', '2026-02-30', '25:00', '2026-03-12 24:10', '12/Foo/2026:09:20:01 +0000', '31/Feb/2026:09:20:01 +0000', '12/03/2026:09:20:01', 'end-99999999999999w', '12'])('explain what cannot be read: %s', (typed) => {
    expect(readTime(typed, 'UTC', anchors)).toHaveProperty('error');
  });
});

describe('the range of a view', () => {
  const extent = { fromMs: at('2026-03-12T08:00:20Z'), toMs: at('2026-03-12T12:00:40Z') };
  const resolve = (change: object) => resolveTime({ ...EMPTY_VIEW, ...change }, extent, anchors.nowMs);

  it('is all of the data by default, in whole buckets', () => {
    const t = resolve({});
    expect(t.frozen).toEqual({ from: '2026-03-12T08:00:00Z', to: '2026-03-12T12:01:00Z' });
    expect(t).toMatchObject({ whole: true, previous: null, problems: [], range: { bucketSec: 60, points: 241 } });
  });
  it('counts presets from the end of the data, and knows the period before', () => {
    const t = resolve({ from: 'end-1h' });
    expect(t.frozen).toEqual({ from: '2026-03-12T11:00:00Z', to: '2026-03-12T12:01:00Z' });
    expect(t.previous).toMatchObject({ fromMs: at('2026-03-12T09:59:00Z'), toMs: at('2026-03-12T11:00:00Z'), bucketSec: 60 });
    expect(presetOf({ from: 'end-1h', to: null })?.id).toBe('1h');
    expect(presetOf({ from: 'end-1h', to: 'end' })).toBeNull();
  });
  it('says when the period before is not all there', () => {
    expect(coversAll(resolve({ from: 'end-1h' }).previous!, extent)).toBe(true);
    expect(coversAll(resolve({ from: 'end-3h' }).previous!, extent)).toBe(false);
  });
  it('falls back to the edge of the data and explains', () => {
    const t = resolve({ from: 'nonsense', to: 'end' });
    expect(t.problems).toEqual([{ field: 'from', message: expect.stringContaining('nonsense') }]);
    expect(t.whole).toBe(true);
  });
  it('swaps ends that came the wrong way round', () => {
    const t = resolve({ from: 'end', to: 'start' });
    expect(t.whole).toBe(true); expect(t.notes).toHaveLength(1);
  });
  it('is an hour that ends now when there are no data', () => {
    expect(resolveTime(EMPTY_VIEW, null, anchors.nowMs).frozen).toEqual({ from: '2026-05-31T23:00:00Z', to: '2026-06-01T00:00:00Z' });
  });
  it('frozen and read again is the same range: law', () => {
    const moment = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') });
    fc.assert(fc.property(moment, moment, moment, (a, b, now) => {
      const t = resolveTime({ ...EMPTY_VIEW, from: String(a).padStart(12, '0'), to: String(b).padStart(12, '0') }, extent, now);
      const again = resolveTime(freeze(EMPTY_VIEW, t), { fromMs: a, toMs: b }, now + 1e9);
      expect(again.range).toEqual(t.range);
    }));
  });
});
