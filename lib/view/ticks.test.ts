import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logTicks, timeTicks, valueTicks } from './ticks';

const at = (s: string): number => Date.parse(s), iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

describe('time ticks', () => {
  it('are round on the clock of the zone', () => {
    expect(timeTicks(at('2026-03-12T08:07:00Z'), at('2026-03-12T09:08:00Z'), 'UTC').map(iso)).toEqual(['2026-03-12T08:10', '2026-03-12T08:20', '2026-03-12T08:30', '2026-03-12T08:40', '2026-03-12T08:50', '2026-03-12T09:00']);
    expect(timeTicks(at('2026-03-12T00:00:00Z'), at('2026-03-14T00:00:00Z'), 'Asia/Kolkata').map(iso)).toEqual(['2026-03-12T00:30', '2026-03-12T06:30', '2026-03-12T12:30', '2026-03-12T18:30', '2026-03-13T00:30', '2026-03-13T06:30', '2026-03-13T12:30', '2026-03-13T18:30']);
  });
  it('stay round when the clocks change', () => {
    expect(timeTicks(at('2026-03-28T12:00:00Z'), at('2026-03-31T12:00:00Z'), 'Europe/Berlin').map(iso)).toEqual(['2026-03-28T23:00', '2026-03-29T10:00', '2026-03-29T22:00', '2026-03-30T10:00', '2026-03-30T22:00', '2026-03-31T10:00']);
  });
  it('are the beginnings of years where the range is many', () => {
    expect(timeTicks(at('2018-02-18T00:00:00Z'), at('2026-04-07T00:00:00Z'), 'UTC').map(iso)).toEqual(['2020-01-01T00:00', '2022-01-01T00:00', '2024-01-01T00:00', '2026-01-01T00:00']);
    expect(timeTicks(at('2022-02-18T00:00:00Z'), at('2026-04-07T00:00:00Z'), 'Europe/Berlin').map(iso)).toEqual(['2022-12-31T23:00', '2023-12-31T23:00', '2024-12-31T23:00', '2025-12-31T23:00']);
  });
  it('lie in the range, rise, and are few: law', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: at('2050-01-01') }), fc.integer({ min: 60_000, max: 40 * 365 * 86_400_000 }), fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe'), (from, span, zone) => {
      const t = timeTicks(from, from + span, zone);
      expect(t.length).toBeLessThanOrEqual(9);
      t.forEach((x, i) => { expect(x).toBeGreaterThanOrEqual(i ? t[i - 1] + 1 : from); expect(x).toBeLessThanOrEqual(from + span); });
    }));
  });
});

describe('value ticks', () => {
  it.each([[0, false, [0, 1]], [1, true, [0, 1]], [7, true, [0, 2, 4, 6, 8]], [0.013, false, [0, 0.005, 0.01, 0.015]], [92, true, [0, 25, 50, 75, 100]]])('up to %s', (max, whole, expected) => { expect(valueTicks(max, whole)).toEqual(expected); });
  it('decades', () => { expect(logTicks(38, 25_000)).toEqual([10, 100, 1000, 10_000, 100_000]); expect(logTicks(5, 5)).toEqual([1, 10]); });
});
